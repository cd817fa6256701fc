"""Names of outputs: mirrored from the inputs, short enough for the file system, never those of another input."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from ocr_pipeline.exports.formats import EXPORTERS, SOURCE_FORMATS
from ocr_pipeline.work_records import ORIGINAL, SIGNATURES

FOLDER = ".ocr-pipeline"
"""In OUT: the lock, drafts, and the manifest or its snapshot."""
LONGEST = 255
"""Bytes of a name on Linux file systems."""
_BY_FORMAT = {
    **{name: format_.ending for name, format_ in EXPORTERS.items()},
    **{name: format_.ending for name, format_ in SOURCE_FORMATS.items()},
}
_ENDINGS = sorted((f".{ending}" for ending in (*_BY_FORMAT.values(), ORIGINAL, SIGNATURES)), key=len, reverse=True)
"""The longest first: `.tables.csv` before `.csv`."""
_ROOM = len(".10000") + len(_ENDINGS[0])
_MARK = 10
_PART = re.compile(r"(.+)\.\d+")


def output_stem(path: str, siblings: Collection[str] = ()) -> str:
    """What the names of the outputs for the input `path` begin with: `path` itself, wherever that is possible.

    A name that would grow too long is cut, one that looks like a numbered document of another input (`b.pdf.1` beside
    `b.pdf` among the `siblings`, names in the same folder) goes on: both get a mark made from the whole path, so that
    it is the same in every run and no other input has it.

    >>> output_stem("quét/a.pdf")
    'quét/a.pdf'
    >>> output_stem("b.pdf.1", {"b.pdf", "b.pdf.1"})
    'b.pdf.1~d5f9b04495'
    """
    folder, _, name = path.rpartition("/")
    numbered = _PART.fullmatch(name)
    too_long = len(os.fsencode(name)) + _ROOM > LONGEST
    if too_long or (numbered and numbered[1] in siblings):
        mark = "~" + hashlib.sha256(os.fsencode(path)).hexdigest()[:_MARK]
        name = _cut(name, LONGEST - _ROOM - len(mark)) + mark
    return f"{folder}/{name}" if folder else name


def _cut(name: str, size: int) -> str:
    """The beginning of the name that fits in `size` bytes, without half a letter at its end."""
    while len(os.fsencode(name)) > size:
        name = name[:-1]
    return name


def output_name(stem: str, part: int | None, format_: str) -> str:
    """`a/b.pdf.json`, or `a/b.pdf.2.json` for the second document of several."""
    numbered = stem if part is None else f"{stem}.{part}"
    return f"{numbered}.{_BY_FORMAT[format_]}"


def formats_for(path: str, formats: Sequence[str]) -> tuple[str, ...]:
    """Those of the formats that an input has: plain text has no pages to show.

    >>> formats_for("a.TXT", ("pdf", "json")), formats_for("a.tif", ("pdf", "json"))
    (('json',), ('pdf', 'json'))
    """
    return tuple(name for name in formats if name not in SOURCE_FORMATS or not path.lower().endswith(".txt"))


def part_stems(outputs: Iterable[str]) -> set[str]:
    """What is left of the names of outputs without their formats: one stem a document.

    >>> sorted(part_stems(["b.pdf.1.json", "b.pdf.1.tables.csv", "b.pdf.2.json"]))
    ['b.pdf.1', 'b.pdf.2']
    """
    return {output.removesuffix(next(filter(output.endswith, _ENDINGS), "")) for output in outputs}


def json_parts(stem: str, outputs: Iterable[str]) -> Iterator[tuple[int | None, str]]:
    """The JSON files among the outputs of an input with this stem, each with the number of its document.

    >>> list(json_parts("b.pdf", ["b.pdf.1.json", "b.pdf.1.md"]))
    [(1, 'b.pdf.1.json')]
    """
    for output in outputs:
        part = output.removeprefix(stem).removesuffix(".json")
        if output.startswith(stem) and output.endswith(".json") and re.fullmatch(r"(\.\d+)?", part):
            yield (int(part[1:]) if part else None), output


def expected_outputs(outputs: Iterable[str], formats: Collection[str]) -> Iterator[str]:
    """The outputs that the same documents have in these formats."""
    for stem in part_stems(outputs):
        for format_ in formats:
            yield output_name(stem, None, format_)


def outputs_like(names: Iterable[str], stem: str) -> Iterator[str]:
    """Those of the names that outputs of the input with this stem (of its name, without folder) have."""
    name = PurePosixPath(stem).name
    pattern = re.compile(rf"{re.escape(name)}(\.\d+)?(?:{'|'.join(map(re.escape, _ENDINGS))})")
    return (found for found in names if pattern.fullmatch(found))


def storable(text: str) -> str | bytes:
    r"""A path as SQLite takes it: bytes where it is no text.

    >>> storable("Quyết định.pdf"), storable("hỏng" + chr(0xDCFF))
    ('Quyết định.pdf', b'h\xe1\xbb\x8fng\xff')
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


def restored(stored: str | bytes) -> str:
    """The path that `storable` was given."""
    return os.fsdecode(stored)
