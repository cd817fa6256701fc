"""The order of the stages: sources → imaging → recognition → restoration → directives → Document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from ocr_pipeline.directives import parse_pages, parse_text
from ocr_pipeline.directives.doubts import unsure_figures, value_flags
from ocr_pipeline.directives.page_tables import tables_of
from ocr_pipeline.directives.places import with_doubts
from ocr_pipeline.directives.reading import reading_text
from ocr_pipeline.directives.splitting import split_documents
from ocr_pipeline.document import Document, Flag, Line, Origin, Page, Source, Structure, Word, Zone, ZoneKind
from ocr_pipeline.imaging import numbered_pictures, prepare, unwatched, with_regions
from ocr_pipeline.recognition import arrange, arrange_layer, recognise
from ocr_pipeline.restoration import Restoration, RestoredPages, decided_otherwise, restore_pages, restore_text
from ocr_pipeline.settings import Options, RestorationOptions
from ocr_pipeline.sources import LayerPage, OpenSource, ScannedPage, SourcePage, open_source

DEFAULTS = Options()

LOW_CONFIDENCE = 0.8
"""Mean word confidence below which a page is in doubt: confidences are calibrated (docs/imaging.md), so that a fifth
of its words was misread."""

Progress = Callable[[int, int], None]
"""Told after every page how many of how many have been read."""
ReadPages = Callable[[OpenSource, Options], Iterator[Page]]
"""Reads the pages of a source, in order."""


def read_pages(source: OpenSource, options: Options) -> Iterator[Page]:
    """The pages of a source as `read_page` makes them, one when the one before has been taken."""
    return (read_page(page, options) for page in source.pages)


def process(
    path: str | Path, options: Options = DEFAULTS, progress: Progress | None = None, read: ReadPages = read_pages
) -> Document:
    """A PDF, picture or text file, taken as one document, to its right text and its structure.

    Raises a `PipelineError` where the input cannot be worked on; `problem` and `advice` say why and what to do.
    """
    with open_source(Path(path), options.source) as source:
        return make_document(source.info, list(_told(read(source, options), source, progress)), options)


def process_all(
    path: str | Path, options: Options = DEFAULTS, progress: Progress | None = None, read: ReadPages = read_pages
) -> Iterator[Document]:
    """The documents that stand one after the other in a file, each as soon as the next one begins.

    Every page is in exactly one document, blank pages and attachments in that before them; pages keep their numbers.
    Raises as `process` does, after the documents that were whole before the damage.
    """
    with open_source(Path(path), options.source) as source:
        for pages in split_documents(_told(read(source, options), source, progress)):
            yield make_document(source.info, pages, options)


def _told(pages: Iterator[Page], source: OpenSource, progress: Progress | None) -> Iterator[Page]:
    """The pages, each told to `progress` when the next one is asked for."""
    for done, page in enumerate(pages, 1):
        yield page
        if progress is not None:
            progress(done, source.info.pages)


def make_document(source: Source, pages: Sequence[Page], options: Options) -> Document:
    """The pages of one document as read, restored and parsed."""
    restored = restore_pages(pages, options.restoration)
    structure = parse_pages(restored.pages)
    flags = (*structure.flags, *doubt_flags(pages, restored, structure), *page_flags(pages))
    structure = with_doubts(replace(structure, flags=flags), restored.pages, restored.raw_text, restored.edits)
    return Document(
        source=source,
        pages=restored.pages,
        structure=structure,
        text=reading_text(restored.pages, structure),
        edits=restored.edits,
        raw_text=restored.raw_text,
        confidence=confidence_of(pages),
        damage=restored.damage,
        suggestions=restored.suggestions,
        tables=tables_of(restored.pages),
    )


def read_page(page: SourcePage, options: Options) -> Page:
    """One page of a source as zones of lines in reading order; its pixels end here."""
    match page:
        case ScannedPage():
            folder = options.imaging.pictures
            watch = unwatched if folder is None else numbered_pictures(folder, page.number)
            prepared = prepare(page.pixels, page.dpi, watch)
            read = recognise(prepared, page.number, options.recognition)
            if folder is not None:
                watch("regions", with_regions(prepared.pixels, read.regions))
            return replace(read, zones=(*_signatures(page.signed), *read.zones))
        case LayerPage():
            zones = arrange_layer(page.words, page.width, page.height, page.strokes)
            origin = Origin.SCAN_LAYER if page.scanned else Origin.TEXT_LAYER
            return Page(page.number, zones, origin, page.width, page.height, page.dpi, encoding=page.encoding)
        case Page():
            return page


def _signatures(signed: LayerPage | None) -> Iterator[Zone]:
    """The blocks of a visible e-signature; their boxes are those of another picture, and are left out."""
    if signed is not None:
        for zone in arrange(signed.words, signed.width, signed.height):
            lines = (Line(line.text, tuple(Word(word.text) for word in line.words)) for line in zone.lines)
            yield Zone(ZoneKind.E_SIGNATURE, tuple(lines))


def doubt_flags(pages: Sequence[Page], restored: RestoredPages, structure: Structure) -> tuple[Flag, ...]:
    """A flag for every value that rests on figures read without surety, or on words whose restoration is doubtful."""
    flags = {flag.field: flag for flag in unsure_figures(structure, restored.pages)}
    for otherwise in decided_otherwise(pages, restored):
        for flag in value_flags(structure, parse_pages(otherwise)):
            flags.setdefault(flag.field, flag)
    return tuple(flags.values())


def page_flags(pages: Sequence[Page]) -> Iterator[Flag]:
    """A flag for every scanned page with print of which nothing could be read, or little for sure."""
    for position, page in enumerate(pages):
        if page.origin is not Origin.OCR or page.blank:
            continue
        sure = confidence_of((page,))
        if not page.lines:
            yield Flag(
                f"pages[{position}]", f"Trang {page.number} không có chữ nào đọc được: trang ảnh, hoặc quét hỏng."
            )
        elif sure is not None and sure < LOW_CONFIDENCE:
            yield Flag(
                f"pages[{position}]", f"Trang {page.number} đọc không chắc (độ tin cậy {sure:.0%}): hãy so với bản gốc."
            )


def confidence_of(pages: Sequence[Page]) -> float | None:
    """Mean confidence of the words read from pixels, or None where there are none."""
    known = [word.confidence for page in pages for line in page.lines for word in line.words]
    sure = [confidence for confidence in known if confidence is not None]
    return fmean(sure) if sure else None


def restore(text: str, options: RestorationOptions = DEFAULTS.restoration) -> Restoration:
    """Garbled text to right text, line by line, with every edit explained (offsets into `text`)."""
    return restore_text(text, options)


def parse(text: str) -> Structure:
    """Right text, printed line by line or one paragraph a line, to its structure."""
    return parse_text(text)
