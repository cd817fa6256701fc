import resource
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFile

from ocr_pipeline.errors import DamagedInputError, ImageSizeError
from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources import ScannedPage

Read = Callable[..., list[ScannedPage]]


@pytest.fixture
def grey() -> NDArray[np.uint8]:
    """A picture whose every corner has its own shade."""
    rows, columns = np.mgrid[0:60, 0:40]
    return (rows * 2 + columns).astype(np.uint8)


def only(read: Read, path: Path) -> ScannedPage:
    (page,) = read(path)
    return page


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_grey_pixels_come_through_unchanged(
    tmp_path: Path, grey: NDArray[np.uint8], read_source: Read, ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    Image.fromarray(grey).save(path)
    assert np.array_equal(only(read_source, path).pixels, grey)


@pytest.mark.parametrize(
    ("mode", "tolerance"), [("RGB", 0), ("RGBA", 0), ("LA", 0), ("CMYK", 2), ("P", 0), ("I;16", 0), ("YCbCr", 2)]
)
def test_every_pixel_format_ends_as_grey_or_rgb(
    tmp_path: Path, grey: NDArray[np.uint8], read_source: Read, mode: str, tolerance: int
) -> None:
    path = tmp_path / "a.tif"
    if mode == "I;16":
        Image.fromarray(grey.astype(np.uint16) * 257).save(path)
    elif mode == "P":
        Image.fromarray(grey).convert("P").save(path)
    else:
        Image.fromarray(grey).convert("RGB").convert(mode).save(path)
    pixels = only(read_source, path).pixels
    assert pixels.dtype == np.uint8
    assert pixels.shape[2:] in ((), (3,))
    found = pixels if pixels.ndim == 2 else pixels[:, :, 1]
    assert int(np.abs(found.astype(int) - grey).max()) <= tolerance


def test_bitonal_is_black_on_white(tmp_path: Path, read_source: Read) -> None:
    bits = np.zeros((40, 40), bool)
    bits[10:20] = True
    Image.fromarray(bits).save(tmp_path / "fax.tif", compression="group4")
    pixels = only(read_source, tmp_path / "fax.tif").pixels
    assert (pixels[15].min(), pixels[30].max()) == (255, 0)


def test_transparent_paper_is_white(tmp_path: Path, read_source: Read) -> None:
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / "a.png")
    palette = Image.new("P", (40, 40), 0)
    palette.save(tmp_path / "b.png", transparency=0)
    for name in ("a.png", "b.png"):
        assert only(read_source, tmp_path / name).pixels.min() == 255


@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_the_camera_s_turn_is_taken_out(
    tmp_path: Path, grey: NDArray[np.uint8], read_source: Read, ending: str
) -> None:
    turned = Image.fromarray(np.rot90(grey))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    path = tmp_path / f"a.{ending}"
    turned.save(path, exif=exif, quality=100) if ending == "jpg" else turned.save(path, tiffinfo={274: 6})
    pixels = only(read_source, path).pixels
    assert pixels.shape == grey.shape
    assert np.abs(pixels.astype(int) - grey).max() <= 3


def test_tiff_pages_without_their_thumbnails(tmp_path: Path, grey: NDArray[np.uint8], read_source: Read) -> None:
    shades = [Image.fromarray(np.full((50, 40), shade, np.uint8)) for shade in (10, 20, 30)]
    thumbnail = Image.fromarray(grey).resize((20, 20))
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    path = tmp_path / "a.tif"
    shades[0].save(path, save_all=True, append_images=[thumbnail, *shades[1:]])
    pages = read_source(path)
    assert [(page.number, int(page.pixels[0, 0])) for page in pages] == [(1, 10), (2, 20), (3, 30)]


@pytest.mark.parametrize(
    ("size", "stated", "dpi"),
    [
        ((1654, 2339), (200, 200), 200),
        ((1654, 2339), None, 200),
        ((3024, 4032), (72, 72), 345),  # a camera's 72 would be a sheet of 142 cm
        ((2480, 3508), (1, 1), 300),
    ],
)
def test_resolution(
    tmp_path: Path, read_source: Read, size: tuple[int, int], stated: tuple[int, int] | None, dpi: int
) -> None:
    path = tmp_path / "a.png"
    Image.new("1", size).save(path, **({"dpi": stated} if stated else {}))
    assert only(read_source, path).dpi == dpi


def test_a_fax_gets_square_pixels(tmp_path: Path, read_source: Read) -> None:
    Image.new("1", (1728, 1146), 1).save(tmp_path / "fax.tif", compression="group3", dpi=(204, 98))
    page = only(read_source, tmp_path / "fax.tif")
    assert page.dpi == 204
    assert page.pixels.shape == pytest.approx((1146 * 204 / 98, 1728), abs=1)


def test_a_fax_that_would_grow_beyond_the_limit_is_refused(tmp_path: Path, read_source: Read) -> None:
    Image.new("1", (2000, 2000), 1).save(tmp_path / "fax.png", dpi=(10_000, 100))
    with pytest.raises(ImageSizeError, match="2000×"):
        read_source(tmp_path / "fax.png", SourceOptions(max_pixels=5_000_000))


@pytest.mark.parametrize(
    ("kind", "white", "grey", "seen"),
    [
        (np.uint16, 1, 0, 0),
        (np.uint16, 4095, 2048, 128),
        (np.uint16, 65535, 32768, 128),
        (np.float32, 1.0, 0.5, 128),
        (np.float32, 255.0, 100.0, 100),
        (np.int32, 65535, 257, 1),
    ],
)
def test_deep_greys_stay_light_and_dark(
    tmp_path: Path, read_source: Read, kind: type[np.generic], white: float, grey: float, seen: int
) -> None:
    pixels = np.full((600, 300), white, kind)
    pixels[100:400] = grey
    Image.fromarray(pixels).save(tmp_path / "a.tif")
    tracemalloc.start()
    found = only(read_source, tmp_path / "a.tif").pixels
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found[0, 0], found[200, 0]) == (255, seen)
    assert peak < 8 * (2**20)


def test_too_small(tmp_path: Path, read_source: Read) -> None:
    Image.new("L", (1, 1)).save(tmp_path / "a.png")
    with pytest.raises(ImageSizeError, match="1×1"):
        read_source(tmp_path / "a.png")


def test_a_huge_picture_is_refused_from_its_header(tmp_path: Path, huge_png: bytes, read_source: Read) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(huge_png)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ImageSizeError):
        read_source(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024  # kilobytes: nothing was decoded


def test_the_limit_is_the_caller_s(tmp_path: Path, grey: NDArray[np.uint8], read_source: Read) -> None:
    path = tmp_path / "a.tif"
    Image.fromarray(grey).save(path, save_all=True, append_images=[Image.new("L", (200, 200))])
    with pytest.raises(ImageSizeError, match="200×200"):
        read_source(path, SourceOptions(max_pixels=39_999))
    assert len(read_source(path, SourceOptions(max_pixels=40_000))) == 2


@pytest.mark.parametrize("ending", ["png", "jpg", "tif"])
def test_a_truncated_picture(tmp_path: Path, read_source: Read, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"a.{ending}"
    noise = np.random.default_rng(1).integers(0, 255, (300, 300), np.uint8)
    Image.fromarray(noise).save(path)
    content = path.read_bytes()
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    for share in (0.02, 0.5, 0.9):
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(DamagedInputError):
            read_source(path)


def test_errors_of_the_caller_stay_what_they_are(tmp_path: Path, grey: NDArray[np.uint8]) -> None:
    from ocr_pipeline.sources import open_source

    Image.fromarray(grey).save(tmp_path / "a.png")

    def stumble() -> None:
        with open_source(tmp_path / "a.png", SourceOptions()) as source:
            next(source.pages)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
