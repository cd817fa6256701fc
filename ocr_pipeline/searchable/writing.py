"""A scan with its restored text: the pages as they came, the text invisible under them, PDF/A-2b where that can be."""

from __future__ import annotations

import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pikepdf import AccessMode, Name, Pdf, PdfError
from pikepdf import Page as PdfPage
from pikepdf import PasswordError as WrongPassword

from ocr_pipeline.document import Document, Origin, ZoneKind
from ocr_pipeline.errors import DamagedInputError, OutputError, PasswordError
from ocr_pipeline.exports.page_confidence import confidence_of
from ocr_pipeline.searchable.describing import add_bookmarks, add_output_intent, claim, describe
from ocr_pipeline.searchable.faults import content_faults
from ocr_pipeline.searchable.fonts import drawn_fonts, fonts_of
from ocr_pipeline.searchable.invisible_font import InvisibleFont
from ocr_pipeline.searchable.layer import Sheet, text_layer
from ocr_pipeline.searchable.objects import copied
from ocr_pipeline.searchable.old_text import silence
from ocr_pipeline.searchable.pictures import write_pictures
from ocr_pipeline.searchable.repairs import attached_files, flatten, keep_pages, repair
from ocr_pipeline.searchable.substitutes import embed_missing_fonts
from ocr_pipeline.settings import SourceOptions

DAMAGED = 0.05
"""Share of the words of a text layer that restoration changed from which the layer is replaced."""
TURNED = 0.7
"""Mean word confidence from which a page is taken to have been read the right way up, and is shown so."""
_VERSION = "1.7"


@dataclass(frozen=True, slots=True)
class SearchablePdf:
    """What was written: whether it is meant to be PDF/A-2b, and if not, why (`reasons`, in Vietnamese).

    `replaced_fonts` names fonts that the original did not hold and that compatible ones stand in for. `lost` counts
    annotations that print nothing, and are not in the copy; `attached` names the files that were attached to the
    original, which are neither read nor in the copy.
    """

    pages: int
    pdf_a: bool
    reasons: tuple[str, ...] = ()
    replaced_fonts: tuple[str, ...] = ()
    lost: int = 0
    attached: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of it, in Vietnamese sentences."""
        return tuple(self._remarks())

    def _remarks(self) -> Iterator[str]:
        if not self.pdf_a:
            yield f"PDF tìm được nhưng chưa phải PDF/A: {'; '.join(self.reasons)}"
        if self.replaced_fonts:
            fonts = ", ".join(self.replaced_fonts)
            yield f"phông chữ không có trong bản gốc, đã nhúng phông tương đương: {fonts}"
        if self.lost:
            yield f"{self.lost} chú thích không in ra được đã bỏ khỏi bản PDF mới"
        if self.attached:
            files = ", ".join(self.attached)
            yield f"tệp đính kèm trong PDF gốc không được đọc, và không có trong bản PDF mới: {files}"


def write_searchable_pdf(
    source: Path, document: Document, target: Path | BinaryIO, options: SourceOptions | None = None
) -> SearchablePdf:
    """Write the pages of the document, which was made of the file `source`, with its text to `target`.

    The pictures are those of the source, byte for byte where PDF can hold them. A file whose own content cannot be
    PDF/A is written all the same and does not say that it is. Raises OutputError where there are no pages to show
    (plain text), an InputError where the source cannot be read.
    """
    options = options or SourceOptions()
    if any(page.origin is Origin.TEXT for page in document.pages):
        raise OutputError("văn bản thuần không có hình trang để làm PDF.", "Hãy bỏ pdf khỏi -f cho tệp này.")
    try:
        with _original(source, document, options) as (pdf, attached):
            return replace(_finish(pdf, document, target), attached=attached)
    except WrongPassword as error:
        raise PasswordError("mật khẩu không mở được tệp PDF.", "Hãy kiểm tra lại mật khẩu.") from error
    except (PdfError, IndexError) as error:
        raise DamagedInputError("tệp gốc đã thay đổi hoặc bị hỏng.", "Hãy xử lý lại tệp gốc.") from error


@contextmanager
def _original(source: Path, document: Document, options: SourceOptions) -> Iterator[tuple[Pdf, tuple[str, ...]]]:
    """The pages of the document as a PDF with nothing else in it, and the names of files that were attached there.

    Pictures are read from disk when it is saved.
    """
    numbers = [page.number for page in document.pages]
    if document.source.kind != "pdf":
        with tempfile.TemporaryFile(prefix="ocr-pipeline-") as file:
            write_pictures(source, numbers, options, file)
            with Pdf.open(file) as pdf:
                yield pdf, ()
        return
    # Opened here, because pikepdf takes no name that is not UTF-8.
    password = options.password or ""
    with source.open("rb") as opened, Pdf.open(opened, password=password, access_mode=AccessMode.stream) as pdf:
        attached = attached_files(pdf)
        keep_pages(pdf, numbers)
        yield pdf, attached


def _finish(pdf: Pdf, document: Document, target: Path | BinaryIO) -> SearchablePdf:
    damaged = _damaged_pages(document)
    replaced = [page.origin is Origin.OCR or bool(page.encoding) or page.number in damaged for page in document.pages]
    # A visible e-signature is read from its annotation, so that its own letters stay the ones to be found.
    signed = [any(zone.kind is ZoneKind.E_SIGNATURE for zone in page.zones) for page in document.pages]
    pages = list(zip(pdf.pages, document.pages, replaced, signed, strict=True))
    for sheet, _, new, has_signature in pages:
        if new and has_signature:
            silence(pdf, sheet)
    lost = flatten(pdf)
    for sheet, _, new, has_signature in pages:
        if new and not has_signature:
            silence(pdf, sheet)
    font = InvisibleFont(pdf)
    sheets = []
    for sheet, page, new, _ in pages:
        sheets.append(_sheet(sheet))
        if new:
            _add_layer(pdf, sheet, text_layer(page, sheets[-1], font, "/OcrText"), font)
            if (confidence_of(page) or 0.0) >= TURNED:
                sheet.obj.Rotate = (sheets[-1].rotation - page.rotation) % 360
    font.finish()
    repair(pdf)
    drawn = drawn_fonts(pdf)
    substituted = embed_missing_fonts(pdf, [item for item in fonts_of(pdf) if item.objgen in drawn])
    add_output_intent(pdf)
    add_bookmarks(pdf, document, sheets)
    describe(pdf, document)
    reasons = content_faults(pdf)
    if not reasons:
        claim(pdf)
    pdf.save(target, min_version=_VERSION, deterministic_id=True)
    return SearchablePdf(len(sheets), not reasons, reasons, substituted, lost)


def _sheet(page: PdfPage) -> Sheet:
    """The page as it is shown: its crop box as far as it lies on the paper."""
    paper, shown = ([float(edge) for edge in box] for box in (page.mediabox, page.cropbox))
    left, right = max(min(paper[::2]), min(shown[::2])), min(max(paper[::2]), max(shown[::2]))
    bottom, top = max(min(paper[1::2]), min(shown[1::2])), min(max(paper[1::2]), max(shown[1::2]))
    return Sheet(left, bottom, right, top, int(page.obj.get("/Rotate", 0)) % 360)


def _add_layer(pdf: Pdf, page: PdfPage, content: bytes, font: InvisibleFont) -> None:
    """The layer before all else, where the page's own drawing has not yet moved anything.

    Packed at once: the layers of a long document wait in memory until all are saved.
    """
    if not content:
        return
    resources = copied(page.obj.get("/Resources"))
    fonts = copied(resources.get("/Font"))
    fonts.OcrText = font.font
    resources.Font = fonts
    page.obj.Resources = resources
    page.contents_add(pdf.make_stream(zlib.compress(content), Filter=Name.FlateDecode), prepend=True)


def _damaged_pages(document: Document) -> frozenset[int]:
    """Numbers of the pages whose text was changed in so many words that the old layer finds the wrong ones."""
    raw = document.raw_text.split("\n")
    found, place = [], 0
    for page in document.pages:
        lines = page.lines
        before = Counter(word for line in raw[place : place + len(lines)] for word in line.split())
        after = Counter(word for line in lines for word in line.text.split())
        place += len(lines)
        if (after - before).total() > DAMAGED * max(after.total(), 1):
            found.append(page.number)
    return frozenset(found)
