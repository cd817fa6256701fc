"""Recipients of a paper: what a line of their list holds, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ocr_pipeline.directives.body_tables import parts, table
from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.covered_signing import misread_authority
from ocr_pipeline.directives.labels import LOWER, UPPER
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.positions import is_authority
from ocr_pipeline.directives.signing import has_junk_only, is_name
from ocr_pipeline.document import Flag
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

LETTERS_OF_SEAL = 3
"""So many letters of the words on a seal are read at once (`GIA`)."""

BULLET = re.compile(r"^[-–—+•*~_=\s]+(?=\S)")
_UNREAD_HEADING = re.compile(r"N\w{1,3}\s\w{2,5}:\s+(.+)")
_AS_ARTICLE = re.compile(r"n\w{1,2}\W?\s?[dđ][il]eu\s?(\d{1,2})\W*")
"""`Như Điều 4`, the first recipient of a decision, as it is misread."""
_AS_ABOVE = re.compile(r"n\S{1,3}\s?\S{1,2}en\W*")
"""`Như trên`, the first recipient of a letter, as it is misread: `Nhvtén`."""
_BEHIND_CLOSED = re.compile(r"[,;.]\s+((?:[^\s,;.]+\s+){0,2}[^\s,;.]+)$")
_SEAL = re.compile(rf"[^\w\s&/-]|_|[{LOWER}][{UPPER}]")
"""What names of recipients do not hold: other signs, capitals behind small letters (`A~ GIA`, `weHO`)."""
_MISREAD_ARCHIVE = re.compile(r"L\w{1,4}:\s?VT\b")
_ARCHIVE_ENDS = re.compile(rf"(?:[{LOWER}]|\))[.](?=\s)")


def with_heading(text: str) -> str:
    """The line with its heading put back where it was not read, and the authority beside it was.

    >>> with_heading("Non aban: TIME BAN THƯỜNG VỤ")
    'Nơi nhận: TIME BAN THƯỜNG VỤ'
    """
    found = _UNREAD_HEADING.match(text)
    authority = found and (is_authority(found[1]) or misread_authority(found[1], party=False))
    return f"Nơi nhận: {found[1]}" if found and authority else text


def are_traces(words: Sequence[str]) -> bool:
    """Whether words behind a closed recipient are traces of seal or signature: no syllables, no abbreviations."""
    short = not any(word.strip(".,;:").isupper() and len(word.strip(".,;:")) > 1 for word in words)
    return short and has_junk_only(" ".join(words))


def traces_behind(text: str) -> str:
    """What a seal left between a recipient that is closed and the signer's line beside it; empty where nothing did.

    >>> traces_behind("- Văn phòng Tỉnh ủy (để b/c), = Giá weHO"), traces_behind("- Các sở, UBND")
    ('= Giá weHO', '')
    """
    found = _BEHIND_CLOSED.search(text) if BULLET.match(text) else None
    return found[1] if found and _SEAL.search(found[1]) and not re.search(r"[\d()]", found[1]) else ""


def name_behind(text: str) -> str | None:
    """The name behind words that are none, traces of a seal or a signature: `2 oei Lê Văn An`."""
    words = text.split()
    tails = (" ".join(words[size:]) for size in range(1, len(words) - 1))
    return next((name for name in tails if is_name(name) and has_junk_only(text.removesuffix(name))), None)


def names_body(text: str) -> bool:
    """Whether the text begins with the name of a body, or breaks off behind `các`: a second recipient on the line."""
    words = Words.of(text)
    return parts("head").match(words, 0) > 0 or any(table("many").match(words, at) for at in (0, len(words) - 1))


def is_archive(words: Sequence[str]) -> bool:
    """Whether this is the copy for the archive: `Lưu: VT`, also where its first word was misread."""
    return bool(words) and (words[0].lower().startswith("lưu") or _MISREAD_ARCHIVE.match(" ".join(words)) is not None)


def behind_archive(text: str) -> int:
    """Where the copy for the archive ends, which is always the last recipient, if traces of the seal follow; or 0.

    >>> behind_archive("- Lưu Văn phòng Tỉnh ủy. ITA IZ"), behind_archive("- Lưu: VT. KTN")
    (24, 0)
    """
    end = next((found.end() for found in _ARCHIVE_ENDS.finditer(text)), 0)
    return end if is_archive(BULLET.sub("", text).split()) and has_junk_only(text[end:]) else 0


def is_trace_line(text: str, recipients: Sequence[str]) -> bool:
    """Whether a line without a dash, first or below a recipient that is closed, holds no word and no abbreviation."""
    closed = not recipients or recipients[-1].rstrip()[-1:] in (";", ".")
    words = re.findall(r"[^\W\d_]+", text)
    junk = all((one.isupper() and len(one) <= LETTERS_OF_SEAL) or has_junk_only(one) for one in words)
    return closed and not BULLET.match(text) and junk and not _abbreviations().intersection(words)


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("abbreviations.tsv"))


def add_recipient(recipients: list[str], text: str) -> None:
    """A recipient of its own after a dash; without one the line goes on with the one above."""
    entry = BULLET.sub("", text)
    if not recipients and (article := _AS_ARTICLE.fullmatch(strip_accents(comparable(entry)))):
        entry = f"Như Điều {article[1]};"
    elif not recipients and _AS_ABOVE.fullmatch(strip_accents(comparable(entry))):
        entry = "Như trên;"
    elif misread := _MISREAD_ARCHIVE.match(entry):
        entry = f"Lưu: VT{entry[misread.end() :]}"
    if entry != text or not recipients or recipients[-1].rstrip().endswith((";", ".")):
        recipients.append(entry)
    else:
        recipients[-1] += " " + entry


def recipient_flags(recipients: Sequence[str], lines: Sequence[PrintedLine]) -> Iterator[Flag]:
    """What a person should look at: the first and the last recipient, where closed lists tell what was misread."""
    read = [BULLET.sub("", line.text) for line in lines]
    for number, entry in enumerate(recipients):
        begins = " ".join(entry.split()[:2]) if entry.startswith(("Như ", "Lưu:")) else ""
        if begins and not any(begins in text for text in read):
            yield Flag(f"recipients[{number}]", f"“{entry}” đọc không trọn vẹn: hãy so với bản gốc.")
