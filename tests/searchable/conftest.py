import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pypdfium2 as pdfium
import pytest
from pdf2image import convert_from_path
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from ocr_pipeline.document import (
    Box,
    Document,
    Header,
    Line,
    Origin,
    Page,
    Scan,
    Source,
    Structure,
    Word,
    Zone,
    ZoneKind,
)
from ocr_pipeline.pipeline import process

SAMPLES = Path(__file__).parents[2] / "samples"
WIDTH, HEIGHT, DPI = 827, 1169, 100
"""A4 in pixels."""


@pytest.fixture(scope="session")
def read_sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Document]]:
    """The first page of a sample as a file, and as the pipeline reads it; each once."""
    folder, done = tmp_path_factory.mktemp("samples"), {}

    def read(name: str) -> tuple[Path, Document]:
        path = SAMPLES / name
        if name not in done:
            if path.suffix == ".pdf":
                with pikepdf.open(path) as pdf:
                    del pdf.pages[1:]
                    path = saved(pdf, folder / name)
            done[name] = path, process(path)
        return done[name]

    return read


def poppler(path: Path, *options: str) -> str:
    """The text as Poppler finds it."""
    done = subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def chromium(path: Path) -> str:
    """The text as PDFium finds it, the one of Chromium."""
    texts = []
    with closing(pdfium.PdfDocument(path)) as pdf:
        for page in pdf:
            with closing(page), closing(page.get_textpage()) as layer:
                texts.append(layer.get_text_range())
    return "\n".join(texts)


def drawn(path: Path) -> Image.Image:
    """The first page as Poppler draws it, a pixel a point."""
    return convert_from_path(path, dpi=72)[0]


def poppler_box(path: Path, word: str) -> tuple[float, ...]:
    """Left, top, right and bottom of a word on the page as it is shown, in points."""
    content = poppler(path, "-bbox", "-cropbox")
    found = re.search(rf'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">{word}</word>', content)
    assert found, content
    return tuple(map(float, found.groups()))


def page_of(
    *lines: str, number: int = 1, rotation: int = 0, scan: Scan | None = None, origin: Origin = Origin.OCR
) -> Page:
    """A page with its lines one below the other, 20 pixels high; a letter is 10 pixels wide."""
    made = []
    for position, text in enumerate(lines):
        words, left, top = [], 100, 100 + 40 * position
        for word in text.split():
            words.append(Word(word, Box(left, top, left + 10 * len(word), top + 20), 0.95))
            left += 10 * len(word) + 10
        made.append(Line(text, tuple(words)))
    zone = Zone(ZoneKind.BODY, tuple(made))
    return Page(number, (zone,), origin, WIDTH, HEIGHT, DPI, rotation=rotation, scan=scan)


def document_of(*pages: Page, kind: str = "pdf", name: str = "quet.pdf", raw_text: str | None = None) -> Document:
    raw = "".join(f"{line.text}\n" for page in pages for line in page.lines) if raw_text is None else raw_text
    header = Header(
        "state", issuer="SỞ Y TẾ", code="12/QĐ-SYT", type="QUYẾT ĐỊNH", subject="về sáp nhập", date="2025-03-04"
    )
    return Document(Source(name, kind, "0" * 64, len(pages)), pages, Structure(header), raw_text=raw)


def blank_pdf(pages: int = 1) -> Pdf:
    """A4 pages, each with a grey picture over all of it."""
    pdf = pikepdf.new()
    for number in range(pages):
        pdf.add_blank_page(page_size=(WIDTH * 0.72, HEIGHT * 0.72))
        picture = pdf.make_stream(
            bytes([200 - number]) * 4,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=2,
            Height=2,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )
        page = pdf.pages[number]
        page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
        page.Contents = pdf.make_stream(b"q %f 0 0 %f 0 0 cm /Im0 Do Q" % (WIDTH * 0.72, HEIGHT * 0.72))
    return pdf


def times(pdf: Pdf, name: str = "Times-Roman") -> pikepdf.Object:
    """A font that is named only."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{name}"), Encoding=Name.WinAnsiEncoding)
    return pdf.make_indirect(font)


def write_text(pdf: Pdf, content: bytes, page: int = 0, font: pikepdf.Object | None = None) -> None:
    """Add text in font F0 to a page."""
    pdf.pages[page].Resources.Font = Dictionary(F0=times(pdf) if font is None else font)
    pdf.pages[page].contents_add(content)


def saved(pdf: Pdf, path: Path) -> Path:
    pdf.save(path)
    return path


@pytest.fixture(scope="session")
def lab() -> SimpleNamespace:
    """The functions of this file, which tests cannot import."""
    return SimpleNamespace(
        poppler=poppler,
        poppler_box=poppler_box,
        drawn=drawn,
        chromium=chromium,
        page=page_of,
        document=document_of,
        blank=blank_pdf,
        times=times,
        write=write_text,
        saved=saved,
        width=WIDTH,
        height=HEIGHT,
    )
