"""Pictures as pages: the same pixels, the same bytes where that can be, and the words in their places."""

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr_pipeline.document import Box, Line, Origin, Page, Word, Zone, ZoneKind
from ocr_pipeline.searchable import pdf_a_faults, write_searchable_pdf

WIDTH, HEIGHT = 400, 600


def picture(mode: str = "L") -> Image.Image:
    """Noise with a dark place in the upper left."""
    noise = np.random.default_rng(7).integers(120, 255, (HEIGHT, WIDTH, 3), np.uint8)
    noise[20:40, 30:130] = 10
    return Image.fromarray(noise).convert(mode)


def page(number: int = 1, width: int = WIDTH, height: int = HEIGHT) -> Page:
    line = Line("Nghị", (Word("Nghị", Box(30, 20, 130, 40), 0.9),))
    return Page(number, (Zone(ZoneKind.BODY, (line,)),), Origin.OCR, width, height, 72)


def test_the_bytes_of_a_jpeg_are_kept(lab: SimpleNamespace, tmp_path: Path) -> None:
    source, target = tmp_path / "a.jpg", tmp_path / "a.pdf"
    picture("RGB").save(source, quality=80, dpi=(72, 72))
    assert write_searchable_pdf(source, lab.document(page(), kind="image"), target).pdf_a
    with pikepdf.open(target) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == source.read_bytes()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_pixels_of_a_png_are_kept(lab: SimpleNamespace, tmp_path: Path, mode: str) -> None:
    source, target = tmp_path / "a.png", tmp_path / "a.pdf"
    deep = Image.fromarray(np.asarray(picture("L")).astype(np.uint16) * 257)
    (deep if mode == "I;16" else picture(mode)).save(source, dpi=(72, 72))
    assert write_searchable_pdf(source, lab.document(page(), kind="image"), target).pdf_a
    assert pdf_a_faults(target) == ()
    with pikepdf.open(target) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        kept = pikepdf.PdfImage(image).as_pil_image()
    if mode == "I;16":
        assert np.array_equal(np.asarray(kept) // 257, np.asarray(picture("L")))
    else:
        assert np.array_equal(
            np.asarray(kept.convert("RGB")), np.asarray(picture(mode.removesuffix("A")).convert("RGB"))
        )


def test_each_page_of_a_tiff_keeps_its_pixels(lab: SimpleNamespace, tmp_path: Path) -> None:
    source, target = tmp_path / "a.tif", tmp_path / "a.pdf"
    frames = [picture("1"), picture("L"), picture("RGB")]
    frames[0].save(source, save_all=True, append_images=frames[1:], dpi=(72, 72))
    document = lab.document(page(2), page(3), kind="image")
    assert write_searchable_pdf(source, document, target).pdf_a
    assert pdf_a_faults(target) == ()
    with pikepdf.open(target) as pdf:
        kept = [pikepdf.PdfImage(image).as_pil_image() for sheet in pdf.pages for image in sheet.get_images().values()]
    assert all(np.array_equal(np.asarray(one), np.asarray(other)) for one, other in zip(kept, frames[1:], strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_words_stand_right_however_the_camera_was_held(
    lab: SimpleNamespace, tmp_path: Path, orientation: int, kind: str
) -> None:
    """The page was read as EXIF turns it; the dark place is where the word is."""
    upright = picture()
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's transpositions that EXIF undoes
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    source, target = tmp_path / f"a.{kind}", tmp_path / "a.pdf"
    stored.save(source, exif=exif, dpi=(72, 72), **({"quality": 95} if kind == "jpg" else {}))
    write_searchable_pdf(source, lab.document(page(), kind="image"), target)
    assert lab.poppler_box(target, "Nghị") == pytest.approx((30, 20, 130, 40), abs=2)
    shown = lab.drawn(target)
    assert shown.size == (WIDTH, HEIGHT)
    assert np.asarray(shown.convert("L"))[24:36, 40:120].mean() < 40


def test_the_page_is_as_large_as_the_paper(lab: SimpleNamespace, tmp_path: Path) -> None:
    source, target = tmp_path / "a.jpg", tmp_path / "a.pdf"
    content = BytesIO()
    picture().resize((1654, 2339)).save(content, "JPEG", dpi=(200, 200))
    source.write_bytes(content.getvalue())
    write_searchable_pdf(source, lab.document(page(width=1654, height=2339), kind="image"), target)
    with pikepdf.open(target) as pdf:
        assert [float(edge) for edge in pdf.pages[0].mediabox] == pytest.approx([0, 0, 595, 842], abs=1)
