"""From the read pages of a file to its documents, and from those to files that are safe on disk."""

from __future__ import annotations

import json
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from statistics import fmean
from time import perf_counter

from ocr_pipeline.batch.names import output_name, outputs_like
from ocr_pipeline.batch.spool import numbers_in, pages_in
from ocr_pipeline.batch.tasks import Failed, Finish, Input, Published, Republish, Target
from ocr_pipeline.directives.splitting import split_documents
from ocr_pipeline.document import Document, Flag, Page, Source
from ocr_pipeline.errors import DamagedInputError, OutputError, PipelineError
from ocr_pipeline.exports.as_json import document_from_json
from ocr_pipeline.exports.formats import EXPORTERS, SOURCE_FORMATS
from ocr_pipeline.pipeline import confidence_of, make_document
from ocr_pipeline.searchable import DigitalSignature, signatures_of, signers_of, write_searchable_pdf
from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources.opening import shown_name
from ocr_pipeline.work_records import ORIGINAL, SIGNATURES, Category, Failure, PageRecord, State

_HEAD = ("code", "date", "issuer", "type", "subject")
_DOUBTFUL = 8
"""How many words of a page are kept for a look."""

_AFTER_ALL = 1 << 62
Lost = tuple[tuple[int, str], ...]


def finish(task: Finish) -> Published | Failed:
    """The documents of a file, made and written one by one; a document that cannot be made fails alone.

    Nothing is written where the file is another one by now.
    """
    with _Made(task.target, task.content.input, task.options.source) as made:
        return _finish(task, made)


def _finish(task: Finish, made: _Made) -> Published | Failed:
    start = perf_counter()
    content = task.content
    info = Source(shown_name(Path(content.input.name)), content.kind, content.digest, content.pages)
    seconds: dict[int, float] = {}
    for part, pages, lost in _numbered(_groups(task, seconds), task.lost):
        try:
            document = _with_lost(make_document(info, pages, task.options), lost)
        except PipelineError:
            raise
        except Exception as error:
            made.failures.append(_cannot(f"văn bản ở trang {pages[0].number}-{pages[-1].number}", error))
            continue
        made.pages += [replace(record, seconds=seconds[record.number]) for record in page_records(document, pages)]
        if not content.input.is_as_found:
            made.drop()
            raise DamagedInputError("tệp thay đổi trong lúc xử lý.", "Hãy chạy lại.")
        made.write(document, part)
    made.clear()
    return made.published(perf_counter() - start)


def republish(task: Republish) -> Published:
    """The documents of an equal input, written under this one's name."""
    start = perf_counter()
    with _Made(task.target, task.input, task.options.source) as made:
        for part, result in task.results:
            document = document_from_json(task.target.folder.read(result))
            if document.source.sha256 != task.digest:
                raise DamagedInputError("kết quả cũ không phải của tệp này.", "Hãy chạy lại với --redo.")
            name = shown_name(Path(task.input.name))
            made.write(replace(document, source=replace(document.source, name=name)), part)
        made.clear()
        return made.published(perf_counter() - start)


@dataclass
class _Made:
    """What has been written of a file so far, and what is to be told of it."""

    target: Target
    input: Input
    options: SourceOptions
    outputs: list[str] = field(default_factory=list)
    pages: list[PageRecord] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    flags: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> _Made:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def scan(self) -> Path:
        """The file that was read, on this machine: fetched for the first format that shows it."""
        return self._stack.enter_context(self.input.local())

    def write(self, document: Document, part: int | None) -> None:
        """The files of one document; a format that cannot be made does not stop the others."""
        for name in self.target.formats:
            output = output_name(self.target.stem, part, name)
            if name in SOURCE_FORMATS:
                self._write_searchable(output, document)
                continue
            try:
                content = EXPORTERS[name](document)
            except Exception as error:
                self.failures.append(_cannot(f"dạng {name}", error))
                continue
            self._put(output, content)
        self.documents += 1
        self.flags += len(document.structure.flags)
        if document.confidence is not None:
            self.confidences.append(document.confidence)
        header = document.structure.header
        self.missing.update(name for name in _HEAD if getattr(header, name) is None)

    def _put(self, output: str, content: bytes | Path) -> None:
        if isinstance(content, Path):
            self.target.folder.put_file(output, content)
        else:
            self.target.folder.put(output, content)
        self.outputs.append(output)

    def _write_searchable(self, output: str, document: Document) -> None:
        """The scan with its text; where it was signed, the signed file itself and what is known of the signatures."""
        with tempfile.TemporaryDirectory() as folder:
            draft = Path(folder) / "searchable.pdf"
            try:
                written = write_searchable_pdf(self.scan, document, draft, self.options)
                signatures = signatures_of(self.scan, self.options)
            except Exception as error:
                self.failures.append(_cannot("dạng pdf", error))
                return
            self._put(output, draft)
        self.remarks += [remark for remark in written.remarks if remark not in self.remarks]
        if signatures and (original := f"{self.target.stem}.{ORIGINAL}") not in self.outputs:
            self._put(original, self.scan)
            self._put(f"{self.target.stem}.{SIGNATURES}", _as_json(signatures))
            self.remarks.append(f"bản gốc có chữ ký số ({signers_of(signatures)}), được giữ cạnh bản PDF mới")

    def clear(self) -> None:
        """Take away outputs of an earlier time that these did not replace, and wait for the disk."""
        target = self.target
        inside, _, _ = target.stem.rpartition("/")
        old = set(target.previous)
        if target.sweep:
            there = outputs_like(target.folder.names(inside), target.stem)
            old |= {f"{inside}/{name}" if inside else name for name in there}
        target.folder.remove(old.difference(self.outputs))
        target.folder.settle(inside)

    def drop(self) -> None:
        """Take away what was written: it is of a file that is no more."""
        self.target.folder.remove(self.outputs)

    def published(self, seconds: float) -> Published:
        return Published(
            outputs=tuple(self.outputs),
            documents=self.documents,
            confidence=fmean(self.confidences) if self.confidences else None,
            missing=tuple(name for name in _HEAD if self.missing[name]),
            flags=self.flags,
            pages=tuple(self.pages),
            failures=tuple(self.failures),
            seconds=seconds,
            remarks=tuple(self.remarks),
        )


def _as_json(signatures: Sequence[DigitalSignature]) -> bytes:
    return json.dumps([asdict(known) for known in signatures], ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _cannot(what: str, error: Exception) -> Failure:
    if isinstance(error, PipelineError):
        return Failure(Category.PROGRAM, f"{what}: {error.problem}", error.advice)
    problem = f"không làm được {what} ({type(error).__name__}: {error})."
    return Failure(Category.PROGRAM, problem, "Hãy gửi tệp này cho người phát triển.")


def _groups(task: Finish, seconds: dict[int, float]) -> Iterator[tuple[Page, ...]]:
    """The pages of each document; how long each page took is noted on the way."""
    lost = {number for number, _ in task.lost}
    spooled = numbers_in(task.content.spool)
    numbers = [number for number in range(1, task.content.pages + 1) if number not in lost]
    if absent := [number for number in numbers if number not in spooled]:
        raise OutputError(f"trang {absent[0]} đã đọc nhưng không còn trong thư mục tạm.", "Hãy chạy lại.")

    def pages() -> Iterator[Page]:
        for page, took in pages_in(task.content.spool, numbers):
            seconds[page.number] = took
            yield page

    return split_documents(pages()) if task.split else iter([tuple(pages())])


def _numbered(groups: Iterator[tuple[Page, ...]], lost: Lost) -> Iterator[tuple[int | None, tuple[Page, ...], Lost]]:
    """The documents with their numbers (None for the only one), and the lost pages that may belong to each.

    A lost page is counted to the document before it, those at the beginning of the file to the first.
    """
    group, number, begin = next(groups, None), 1, 0
    alone = True
    while group is not None:
        following = next(groups, None)
        alone = alone and following is None
        end = following[0].number if following is not None else _AFTER_ALL
        yield None if alone else number, group, tuple(item for item in lost if begin <= item[0] < end)
        group, number, begin = following, number + 1, end


def _with_lost(document: Document, lost: Lost) -> Document:
    """The document with a flag for every page that could not be read."""
    flags = (Flag("pages", f"Thiếu trang {number}: {reason}") for number, reason in lost)
    structure = document.structure
    return replace(document, structure=replace(structure, flags=(*structure.flags, *flags)))


def page_records(document: Document, read: Iterable[Page]) -> Iterator[PageRecord]:
    """What the manifest says of each page of a document; `read` are its pages before restoration."""
    pages = tuple(read)
    ends = list(accumulate(sum(len(line.text) + 1 for line in page.lines) for page in pages))
    changed: Counter[int] = Counter()
    for edit in document.edits:
        changed[_place(ends, edit.start)] += max(len(edit.before.split()), 1)
    doubtful: dict[int, list[str]] = {}
    for edit in document.doubtful:
        words = doubtful.setdefault(_place(ends, edit.start), [])
        if len(words) < _DOUBTFUL:
            words.append(edit.before if edit.log_odds < 0 else edit.after)
    for place, page in enumerate(pages):
        yield PageRecord(
            number=page.number,
            state=State.DONE,
            confidence=confidence_of((page,)),
            words=sum(len(line.text.split()) for line in page.lines),
            changed=changed[place],
            blank=page.blank,
            doubtful=tuple(doubtful.get(place, ())),
        )


def _place(ends: list[int], offset: int) -> int:
    """On which of the pages, which end at these offsets, a code point stands."""
    return min(bisect_right(ends, offset), len(ends) - 1)
