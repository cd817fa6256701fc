from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream
from PIL import Image

from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources import SourcePage, open_source
from ocr_pipeline.synthesis.typeset import PageStyle, page_images, plain_page_html, typeset_pdf

PARAGRAPHS = (
    "Thực hiện Nghị quyết số 06-NQ/TU, ngày 11/01/2021 của Tỉnh ủy về phát triển đô thị giai đoạn 2021 - 2025, Ban "
    "Thường vụ Tỉnh ủy yêu cầu các cấp ủy, tổ chức đảng tập trung lãnh đạo, chỉ đạo những nhiệm vụ sau đây.",
    "Sở Xây dựng chủ trì, phối hợp với Sở Tài chính rà soát quy hoạch, báo cáo trước ngày 30/6/2025; Ủy ban nhân dân "
    "các huyện, thị xã, thành phố bố trí kinh phí, bảo đảm tiến độ và chất lượng các công trình trọng điểm.",
)
GARBLED = (
    "Thue hién Nghi quyét sb 06-NQ/TU ngay cua Tinh uy vé phat trién d6 thi giai doan Ban Thuong vu Tinh uy yéu cau "
    "cac cap uy t6 chirc dang tap trung lanh dao chi dao nhiing nhiém vu sau day S& Xay dung chu tri phéi hop voi "
    "S& Tai chinh ra soat quy hoach bao cao truée ngay Uy ban nhan dan cac huyén thi xa thanh phé bd tri kinh phi"
)
LEGACY = (
    "Ñy ban nh©n d©n tØnh Kh¸nh Hßa ban hµnh QuyÕt ®Þnh vÒ viÖc phª duyÖt quy ho¹ch ph¸t triÓn kinh tÕ x· héi "
    "cña c¸c huyÖn, thÞ x·, thµnh phè trªn ®Þa bµn tØnh giai ®o¹n tíi"
)


def read(path: Path, options: SourceOptions | None = None) -> list[SourcePage]:
    with open_source(path, options or SourceOptions()) as source:
        pages = list(source.pages)
    assert len(pages) == source.info.pages
    return pages


@pytest.fixture
def read_source() -> Callable[..., list[SourcePage]]:
    return read


@pytest.fixture(scope="session")
def born_digital() -> bytes:
    """Two paragraphs of right text on one A4 page."""
    return typeset_pdf(plain_page_html(PARAGRAPHS, PageStyle()))


@pytest.fixture(scope="session")
def paper(born_digital: bytes) -> NDArray[np.uint8]:
    """The same page as a scanner at 100 dpi would see it, grey."""
    return next(page_images(born_digital, 100))[:, :, 0]


@dataclass
class PdfMaker:
    """Builds PDF pages out of a picture that covers the page, and invisible or visible words in WinAnsi."""

    folder: Path

    def save(self, pdf: Pdf, name: str = "in.pdf", **options: object) -> Path:
        path = self.folder / name
        pdf.save(path, **options)
        return path

    def page(
        self,
        pdf: Pdf,
        pixels: NDArray[np.uint8] | None = None,
        words: str = "",
        *,
        size: tuple[float, float] = (595, 842),
        part: float = 1.0,
        visible: bool = False,
        font: str = "Helvetica",
    ) -> Page:
        """A page `size` points large; the picture covers `part` of its height from the top."""
        width, height = size
        resources = Dictionary(
            Font=Dictionary(
                F=Dictionary(
                    Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{font}"), Encoding=Name.WinAnsiEncoding
                )
            )
        )
        content = b""
        if pixels is not None:
            resources.XObject = Dictionary(I=picture(pdf, pixels))
            content += f"q {width} 0 0 {height * part} 0 {height * (1 - part)} cm /I Do Q\n".encode()
        tokens = words.split()
        lines = [" ".join(tokens[start : start + 12]) for start in range(0, len(tokens), 12)]
        for number, line in enumerate(lines):
            shown = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            position = f"BT /F 10 Tf {0 if visible else 3} Tr 40 {height - 60 - 14 * number} Td (".encode()
            content += position + shown + b") Tj ET\n"
        page = pdf.add_blank_page(page_size=size)
        page.Resources = resources
        page.Contents = Stream(pdf, content)
        return page


def picture(pdf: Pdf, pixels: NDArray[np.uint8]) -> Stream:
    height, width = pixels.shape
    return Stream(
        pdf,
        pixels.tobytes(),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        ),
    )


@pytest.fixture
def noise() -> NDArray[np.uint8]:
    """A picture of 1169 × 827 pixels in squares of random grey."""
    squares = np.random.default_rng(1).integers(0, 255, (147, 104), np.uint8)
    return np.kron(squares, np.ones((8, 8), np.uint8))[:1169, :827].copy()


@pytest.fixture
def make_pdf(tmp_path: Path) -> PdfMaker:
    return PdfMaker(tmp_path)


@pytest.fixture
def huge_png() -> bytes:
    """A PNG whose header promises 60,000 × 60,000 pixels, in under a kilobyte."""
    content = BytesIO()
    Image.new("1", (1, 1)).save(content, "PNG")
    header = bytearray(content.getvalue())
    header[16:24] = (60_000).to_bytes(4) * 2
    import zlib

    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4)
    return bytes(header)


__all__ = ["Array", "pikepdf"]
