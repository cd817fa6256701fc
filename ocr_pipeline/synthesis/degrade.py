"""What paper, printers and scanners do to a clean page: one small function per defect, all from one seed.

Images are uint8 arrays, RGB (height, width, 3) or grey (height, width). Lengths are pixels of the given image.
The same seed gives the same pixels with the same versions of NumPy and OpenCV.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.synthesis.photographs import cast_shadow, perspective, shadow
from ocr_pipeline.synthesis.pixels import Field, Image, as_bytes, scaled, spread


@dataclass(frozen=True, slots=True)
class Wear:
    """How strong each defect is; the defaults leave the page as it is.

    `skew` is degrees clockwise and `rotation` (0, 90, 180, 270) how far clockwise the sheet lies turned in the scan.
    `uneven_light`, `faint_print`, `heavy_print` and `bleed_through` run from 0 to 1; `blur` is the standard deviation
    of a Gaussian in pixels; `noise` that of grey levels; `specks` are counted per megapixel; `dark_borders` is their
    width as a share of the page; `perspective` (0 to 1) is that of a phone held aslant over a sheet on a desk of the
    colour `desk`; `shadow` (0 to 1) falls on one side of the page, `cast_shadow` is that of the phone and the arm;
    `paper` is the sheet's colour; `jpeg_quality` (1 to 100) is of OpenCV's encoder; `bitonal` thresholds as a fax
    machine does.
    """

    skew: float = 0.0
    uneven_light: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    specks: float = 0.0
    faint_print: float = 0.0
    heavy_print: float = 0.0
    bleed_through: float = 0.0
    dark_borders: float = 0.0
    perspective: float = 0.0
    shadow: float = 0.0
    cast_shadow: float = 0.0
    desk: tuple[int, int, int] = (45, 45, 45)
    rotation: int = 0
    paper: tuple[int, int, int] = (255, 255, 255)
    jpeg_quality: int | None = None
    bitonal: bool = False


LIGHT = Wear(skew=0.3, uneven_light=0.1, blur=0.6, noise=3, specks=1, paper=(250, 248, 243), jpeg_quality=85)
STRONG = Wear(
    skew=1.8,
    uneven_light=0.45,
    blur=1.2,
    noise=9,
    specks=12,
    faint_print=0.25,
    bleed_through=0.12,
    dark_borders=0.02,
    paper=(238, 232, 218),
    jpeg_quality=45,
)
FAX = Wear(skew=-0.7, blur=1.1, noise=14, specks=20, faint_print=0.15, bitonal=True)
FAINT = Wear(skew=-0.4, uneven_light=0.2, blur=0.8, noise=5, specks=3, faint_print=0.6, jpeg_quality=75)
COPY = Wear(
    skew=0.9,
    uneven_light=0.15,
    blur=1.0,
    noise=6,
    specks=25,
    heavy_print=0.7,
    dark_borders=0.035,
    jpeg_quality=70,
)

PHOTO = Wear(
    skew=0.8,
    perspective=0.6,
    shadow=0.5,
    uneven_light=0.2,
    blur=0.8,
    noise=4,
    paper=(246, 243, 236),
    jpeg_quality=80,
)
PHONE = Wear(
    perspective=0.5,
    cast_shadow=0.8,
    desk=(128, 98, 70),
    uneven_light=0.2,
    blur=1.0,
    noise=4,
    paper=(246, 243, 236),
    jpeg_quality=75,
)

PRESETS = {
    "light": LIGHT,
    "strong": STRONG,
    "fax": FAX,
    "faint": FAINT,
    "copy": COPY,
    "photo": PHOTO,
    "phone": PHONE,
}


def degrade(image: Image, wear: Wear, seed: int) -> Image:
    """The page as a scanner would have delivered it: paper first, then the sheet on the glass, optics, and file."""

    def random(defect: int) -> np.random.Generator:
        # A stream of its own for each defect: changing one strength leaves the others' pattern alone.
        return np.random.default_rng([seed, defect])

    if wear.bleed_through:
        image = bleed_through(image, wear.bleed_through, random(0))
    if wear.faint_print:
        image = faint_print(image, wear.faint_print, random(1))
    if wear.heavy_print:
        image = heavy_print(image, wear.heavy_print)
    if wear.paper != (255, 255, 255):
        image = paper(image, wear.paper)
    if wear.specks:
        image = specks(image, wear.specks, random(2))
    if wear.skew:
        image = skew(image, wear.skew)
    if wear.dark_borders:
        image = dark_borders(image, wear.dark_borders, random(3))
    if wear.perspective:
        image = perspective(image, wear.perspective, random(6), wear.desk)
    if wear.shadow:
        image = shadow(image, wear.shadow, random(7))
    if wear.cast_shadow:
        image = cast_shadow(image, wear.cast_shadow, random(8))
    if wear.uneven_light:
        image = uneven_light(image, wear.uneven_light, random(4))
    if wear.blur:
        image = blur(image, wear.blur)
    if wear.noise:
        image = noise(image, wear.noise, random(5))
    if wear.rotation:
        image = rotate(image, wear.rotation)
    if wear.bitonal:
        image = bitonal(image)
    if wear.jpeg_quality is not None:
        image = jpeg(image, wear.jpeg_quality)
    return image


def skew(image: Image, degrees: float) -> Image:
    """Turn the sheet clockwise about its centre; what lies beyond it is white."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    return as_bytes(turned)


def rotate(image: Image, degrees: int) -> Image:
    """Turn the whole picture clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(image, -degrees // 90))


def blur(image: Image, sigma: float) -> Image:
    """An unsharp lens: a Gaussian of `sigma` pixels."""
    return as_bytes(cv2.GaussianBlur(image, (0, 0), sigma))


def noise(image: Image, deviation: float, random: np.random.Generator) -> Image:
    """Sensor noise: a normal deviate of grey levels at each pixel, the same in all colours."""
    grain = random.standard_normal(image.shape[:2], dtype=np.float32) * deviation
    return as_bytes(cv2.add(image, spread(np.rint(grain).astype(np.int16), image), dtype=cv2.CV_8U))


def uneven_light(image: Image, strength: float, random: np.random.Generator) -> Image:
    """Shade that changes slowly over the page; at strength 1 the darkest spot keeps half its light."""
    shade = 1.0 - 0.5 * strength * _clouds(image, 3, random)
    return scaled(image, shade)


def faint_print(image: Image, strength: float, random: np.random.Generator) -> Image:
    """Little toner: the ink pales, unevenly over the page and with fine gaps; at strength 1 it nearly goes."""
    height, width = image.shape[:2]
    coarse = random.random((height // 2 + 1, width // 2 + 1), dtype=np.float32)
    grain = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    loss = strength * (0.45 + 0.3 * _clouds(image, 8, random) + 0.35 * grain)
    return _inverted(scaled(_inverted(image), 1.0 - loss))


def heavy_print(image: Image, strength: float) -> Image:
    """Too much toner, or a copy of a copy: strokes swell by up to a pixel on every side and marks run together."""
    swollen = cv2.erode(image, np.ones((3, 3), np.uint8))
    return as_bytes(cv2.addWeighted(image, 1.0 - strength, swollen, strength, 0.0))


def paper(image: Image, colour: tuple[int, int, int]) -> Image:
    """Yellowed, bluish or grey paper: white turns into `colour`, black stays."""
    tone = np.mean(colour) if image.ndim == 2 else np.array(colour)
    table = np.multiply.outer(np.arange(256), np.atleast_1d(tone) / 255)
    return as_bytes(cv2.LUT(image, as_bytes(table.round().reshape(1, 256, -1))))


def bleed_through(image: Image, strength: float, random: np.random.Generator) -> Image:
    """The print of the other side shines through: here the page itself, mirrored, shifted and soft."""
    height, width = image.shape[:2]
    ink = _inverted(np.ascontiguousarray(image[:, ::-1]))
    right, down = random.uniform(-0.03, 0.03, 2) * (width, height)
    shift = np.array([[1, 0, right], [0, 1, down]])
    ink = as_bytes(cv2.warpAffine(cv2.GaussianBlur(ink, (0, 0), 2.0), shift, (width, height)))
    return as_bytes(cv2.subtract(image, cv2.convertScaleAbs(ink, alpha=strength)))


def specks(image: Image, per_megapixel: float, random: np.random.Generator) -> Image:
    """Dust on the glass and stray toner: small dark dots, mostly round, a few of them hairs."""
    spotted = image.copy()
    height, width = image.shape[:2]
    for _ in range(random.poisson(per_megapixel * height * width / 1e6)):
        x, y = int(random.integers(width)), int(random.integers(height))
        shade = float(random.integers(20, 150))
        axes = (int(random.integers(1, 4)), int(random.integers(1, 3)))
        cv2.ellipse(spotted, (x, y), axes, float(random.uniform(0, 180)), 0, 360, (shade, shade, shade), -1)
    return spotted


def dark_borders(image: Image, share: float, random: np.random.Generator) -> Image:
    """The shadow of an open lid: every edge darkens over about `share` of the page, each by its own width."""
    height, width = image.shape[:2]
    left, right, top, bottom = random.uniform(0.2, 1.0, 4) * share
    x = np.linspace(0.0, 1.0, width, dtype=np.float32)
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)
    wave = (0.15 * share * np.interp(y, np.linspace(0, 1, 12), random.uniform(-1, 1, 12))).astype(np.float32)
    depth = np.minimum(
        np.minimum(x[None, :] - left - wave[:, None], 1.0 - right + wave[:, None] - x[None, :]),
        np.minimum(y - top, 1.0 - bottom - y)[:, None],
    )
    return scaled(image, np.maximum(0.12 + depth / (0.25 * share), 0.12))


def bitonal(image: Image) -> Image:
    """Black and white only, by one threshold for the page, as fax machines and G4 scanners write it."""
    return as_bytes(spread(cv2.threshold(grey(image), 150, 255, cv2.THRESH_BINARY)[1], image))


def grey(image: Image) -> Image:
    """The brightness of each pixel; a grey image stays as it is."""
    return image if image.ndim == 2 else as_bytes(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))


def jpeg(image: Image, quality: int) -> Image:
    """The marks of JPEG compression."""
    _, data = cv2.imencode(".jpg", _swapped(image), [cv2.IMWRITE_JPEG_QUALITY, quality])
    flag = cv2.IMREAD_GRAYSCALE if image.ndim == 2 else cv2.IMREAD_COLOR
    decoded = cv2.imdecode(data, flag)
    assert decoded is not None, "OpenCV reads back what it has just written"
    return _swapped(as_bytes(decoded))


def _clouds(image: Image, cells: int, random: np.random.Generator) -> Field:
    """A smooth random field between 0 and 1 over the page, of about `cells` humps a side."""
    height, width = image.shape[:2]
    coarse = random.random((cells, cells), dtype=np.float32)
    spread = cv2.normalize(coarse, np.empty_like(coarse), 0.0, 1.0, cv2.NORM_MINMAX)
    field: Field = np.clip(cv2.resize(spread, (width, height), interpolation=cv2.INTER_CUBIC), 0.0, 1.0)
    return field


def _swapped(image: Image) -> Image:
    """RGB to BGR and back; grey stays grey."""
    return image if image.ndim == 2 else as_bytes(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))


def _inverted(image: Image) -> Image:
    return as_bytes(cv2.bitwise_not(image))
