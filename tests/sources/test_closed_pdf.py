"""PDF files that cannot be worked on as they are: locked, cut off, broken, too large, too small."""

import resource
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pikepdf import Encryption, Name, Pdf
from PIL import Image

from ocr_pipeline.errors import DamagedInputError, EmptyInputError, ImageSizeError, PasswordError
from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources import ScannedPage, SourcePage

from .conftest import PdfMaker

Read = Callable[..., list[SourcePage]]
Pixels = NDArray[np.uint8]


@pytest.mark.parametrize("scheme", [Encryption(owner="chu", user="khoa"), Encryption(owner="chu", user="khoa", R=4)])
def test_an_encrypted_file_needs_its_password(
    make_pdf: PdfMaker, noise: Pixels, read_source: Read, scheme: Encryption
) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, noise, size=(595.44, 841.68))
    path = make_pdf.save(pdf, encryption=scheme)
    with pytest.raises(PasswordError, match="--password"):
        read_source(path)
    with pytest.raises(PasswordError, match="không mở được"):
        read_source(path, SourceOptions(password="sai"))
    (page,) = read_source(path, SourceOptions(password="khoa"))
    assert isinstance(page, ScannedPage)
    assert np.median(np.abs(page.pixels[:, :, 0].astype(int) - noise)) <= 1


def test_a_password_that_is_not_needed_does_no_harm(tmp_path: Path, born_digital: bytes, read_source: Read) -> None:
    (tmp_path / "a.pdf").write_bytes(born_digital)
    assert len(read_source(tmp_path / "a.pdf", SourceOptions(password="thua"))) == 1


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused_not_repaired(
    make_pdf: PdfMaker, noise: Pixels, read_source: Read, share: float
) -> None:
    pdf = Pdf.new()
    for _ in range(3):
        make_pdf.page(pdf, noise)
    path = make_pdf.save(pdf)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DamagedInputError, match="cắt cụt"):
        read_source(path)


def test_a_broken_file_is_refused(tmp_path: Path, read_source: Read) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\nrubbish\n%%EOF\n")
    with pytest.raises(DamagedInputError):
        read_source(tmp_path / "a.pdf")


def test_no_page(make_pdf: PdfMaker, read_source: Read) -> None:
    with pytest.raises(EmptyInputError, match="không có trang"):
        read_source(make_pdf.save(Pdf.new()))


def test_a_huge_picture_is_refused_before_it_is_drawn(make_pdf: PdfMaker, noise: Pixels, read_source: Read) -> None:
    pdf = Pdf.new()
    page = make_pdf.page(pdf, noise)
    page.Resources.XObject.I.Width = page.Resources.XObject.I.Height = 60_000
    path = make_pdf.save(pdf)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ImageSizeError, match="60000×60000"):
        read_source(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024  # kilobytes: nothing was decoded


def test_a_large_sheet_is_drawn_coarser_and_a_monstrous_one_refused(make_pdf: PdfMaker, read_source: Read) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, size=(2384, 3370))  # A0
    (page,) = read_source(make_pdf.save(pdf), SourceOptions(max_pixels=40_000_000))
    assert isinstance(page, ScannedPage)
    assert 100 <= page.dpi < 300
    assert page.pixels.shape[0] * page.pixels.shape[1] <= 40_400_000
    pdf = Pdf.new()
    make_pdf.page(pdf, size=(14_400, 14_400))
    with pytest.raises(ImageSizeError, match="trang 1"):
        read_source(make_pdf.save(pdf))


def test_a_tiny_page(make_pdf: PdfMaker, read_source: Read) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, size=(3, 3))
    with pytest.raises(ImageSizeError):
        read_source(make_pdf.save(pdf))


@pytest.mark.parametrize(
    ("kind", "share"), [("JPEG", 0.01), ("JPEG", 0.5), ("JPEG", 0.98), ("JPEG2000", 0.5), ("plain", 0.5)]
)
def test_a_scan_that_breaks_off_inside_a_whole_file_is_refused(
    make_pdf: PdfMaker, noise: Pixels, read_source: Read, kind: str, share: float
) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, noise)
    make_pdf.page(pdf, noise)
    embedded = pdf.pages[1].Resources.XObject.I
    content = BytesIO(noise.tobytes())
    if kind != "plain":
        content = BytesIO()
        Image.fromarray(noise).save(content, kind)
        embedded.write(content.getvalue(), filter=Name.DCTDecode if kind == "JPEG" else Name.JPXDecode)
    assert len(read_source(make_pdf.save(pdf))) == 2
    part = content.getvalue()[: int(share * len(content.getvalue()))]
    embedded.write(part, filter=embedded.get("/Filter"))
    with pytest.raises(DamagedInputError, match="trang 2"):
        read_source(make_pdf.save(pdf, "cut.pdf"))


def test_a_scan_with_more_after_its_end_is_read(make_pdf: PdfMaker, noise: Pixels, read_source: Read) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, noise, size=(595.44, 841.68))
    content = BytesIO()
    Image.fromarray(noise).save(content, "JPEG", quality=95)
    pdf.pages[0].Resources.XObject.I.write(content.getvalue() + b"scanner", filter=Name.DCTDecode)
    (page,) = read_source(make_pdf.save(pdf))
    assert isinstance(page, ScannedPage)
    assert np.median(np.abs(page.pixels[:, :, 0].astype(int) - noise)) <= 3
