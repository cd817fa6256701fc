"""The foot of a document: who receives it (Nơi nhận) and who signs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from ocr_pipeline.directives.comparison import bare, comparable, is_capitals, squeeze
from ocr_pipeline.directives.head import E_SIGNATURE
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.titles import document_type
from ocr_pipeline.directives.tokens import UPPER
from ocr_pipeline.document import Signature, ZoneKind
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

FEW = 3
"""So many letters beside a position are traces of a seal or a signature."""

_RECIPIENTS = re.compile(r"^\W{0,3}(?:gửi\s+)?n[ơo]i\s+nh[ậâạăa]n\s*[:;.]?")
_AUTHORITY = re.compile(
    r"^(?:(?:t[/.]?m|k[/.]?t|t[/.]?l|t[/.]?u[/.]?q|q)\s?[./]\s?|(?:t/m|k/t|t/l|t/u/q|t/uq)\s)(?=\w)"
)
_NAME = re.compile(
    rf"(?:(?:[A-ZĐ]{{2,4}}\.?\s?)+\s|(?:Đại|Thượng|Trung|Thiếu)\s(?:tướng|tá|úy)\s)?"
    rf"(?P<name>(?:[{UPPER}]\w*\s+){{1,4}}[{UPPER}]\w+)"
)
_BULLET = re.compile(r"^[-–—+•*~_=\s]+(?=\S)")
_ATTACHMENT = re.compile(
    r"^(?:phụ lục|danh mục|danh sách|biểu|bảng|mẫu|quy chế|quy định|đề án|kế hoạch|chương trình|phương án|nội dung)\b"
)
_WORD = re.compile(r"[^\W\d_]{2}")
_ANY_WORD = re.compile(r"[^\W_]")
_TRAILING_SPECKS = re.compile(r"(?<=[;,.])(?:\s+(?:[^\w\s()]|[ˆ_])+)+$")
_PUNCTUATED = re.compile(r"[;,]\s|[;,]$")
_SIGNED = re.compile(r"^\W*(?:đã ký|ký tên, đóng dấu)\W*$")


@dataclass(frozen=True, slots=True)
class Foot:
    """Recipients, signature, and the lines that are neither."""

    recipients: tuple[str, ...] = ()
    signature: Signature | None = None
    unparsed: tuple[str, ...] = ()


@cache
def _positions() -> re.Pattern[str]:
    names = sorted((strip_accents(row[0]) for row in read_rows("positions.tsv")), key=len, reverse=True)
    return re.compile(rf"(?:^|\s)(?:{'|'.join(map(re.escape, names))})(?!\w)")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(comparable(row[0]) for row in read_rows("surnames.tsv"))


def is_recipients_heading(text: str) -> bool:
    """Whether the line begins the list of recipients.

    >>> is_recipients_heading("Nơi nhận: T/M BAN THƯỜNG VỤ"), is_recipients_heading("Nơi nhận hồ sơ là Sở Y tế")
    (True, False)
    """
    plain = comparable(text)
    found = _RECIPIENTS.match(plain)
    if not found:
        return False
    rest = text[found.end() :].strip()
    return found.group().rstrip()[-1] in ":;." or not rest or is_capitals(rest)


def is_authority(text: str) -> bool:
    """Whether the line says in whose place is signed (`TM. ỦY BAN NHÂN DÂN`, `K/T CHỦ TỊCH`)."""
    return is_capitals(text) and _AUTHORITY.match(comparable(text)) is not None


def is_position(text: str) -> bool:
    """Whether the line, in capitals, holds a signer's position; lost accents are forgiven.

    >>> is_position("PHÓ CHỦ TỊCH"), is_position("PHO CHU TỊCH"), is_position("Chủ tịch")
    (True, True, False)
    """
    plain = strip_accents(bare(text))
    if is_capitals(text):
        return len(text) < 70 and _positions().search(plain) is not None
    return text.split(" ")[0].isupper() and _positions().fullmatch(plain) is not None


def is_name(text: str) -> bool:
    """Whether the line is a person's full name.

    >>> is_name("Trần Đình Khoát"), is_name("Thượng tá Lò Văn Pản"), is_name("Văn phòng Tỉnh ủy")
    (True, True, False)
    """
    found = _NAME.fullmatch(text.strip())
    return found is not None and comparable(found["name"].split()[0]) in _surnames()


def foot_span(lines: Sequence[PrintedLine], start: int) -> tuple[int, int]:
    """First line of the foot and first line after it, among the lines from `start` on."""
    first = next((i for i in range(start, len(lines)) if is_recipients_heading(lines[i].text)), None)
    if first is None:
        first = next(
            (i for i in range(start, len(lines)) if is_authority(lines[i].text) or _signs_alone(lines, i)), len(lines)
        )
    while first > start and (_signs(lines[first - 1].text) or lines[first - 1].is_rule):
        first -= 1
    end = first
    while end < len(lines) and not _begins_attachment(lines, first, end):
        end += 1
    return first, end


def _signs_alone(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a position stands here with a name below it."""
    return is_position(lines[index].text) and any(is_name(line.text) for line in lines[index + 1 : index + 5])


def _signs(text: str) -> bool:
    return is_authority(text) or is_position(text) or is_name(text)


def _begins_attachment(lines: Sequence[PrintedLine], first: int, index: int) -> bool:
    """Whether what stands here belongs to an attachment: a heading in capitals, or the text of a later page."""
    line = lines[index]
    if line.zone in (ZoneKind.FOOT_LEFT, ZoneKind.FOOT_RIGHT) or _signs(line.text):
        return False
    plain = bare(line.text)
    if index > first and (
        (is_capitals(line.text) and (_ATTACHMENT.match(plain) or document_type(line.text)))
        or re.match(r"phụ lục\b", plain)
    ):
        return True
    later = line.page > lines[first].page
    return later and not line.text.lstrip().startswith("-") and len(line.text) > 3 and not line.is_rule


def read_foot(lines: Sequence[PrintedLine]) -> Foot:
    """Grammar: foot = [ "Nơi nhận:" { recipient } ] signature, in one column after the other or side by side."""
    parts = _Parts()
    for line in lines:
        pieces = _columns(line.text)
        for column, piece in enumerate(pieces):
            parts.take(_TRAILING_SPECKS.sub("", piece), line.zone, first=column == 0, alone=len(pieces) == 1)
    signature, unplaced = read_signature(parts.signing)
    cleaned = tuple(entry for entry in (squeeze(one).rstrip(".;,:/ ") for one in parts.recipients) if entry)
    return Foot(cleaned, signature, (*parts.unparsed, *unplaced))


@dataclass(slots=True)
class _Parts:
    """The parts of the foot's lines as they are sorted, in reading order."""

    recipients: list[str] = field(default_factory=list)
    signing: list[str] = field(default_factory=list)
    unparsed: list[str] = field(default_factory=list)
    listing: bool = False
    signed: bool = False

    def take(self, text: str, zone: ZoneKind, *, first: bool, alone: bool) -> None:
        """Sort one part: `first` of its line, or `alone` on it; below the signature only dashes begin a recipient."""
        plain = comparable(text)
        if _is_speck(text) or _SIGNED.match(plain) or E_SIGNATURE.search(plain):
            self.unparsed += [text] if _ANY_WORD.search(text) else []
        elif is_recipients_heading(text):
            self.listing, self.signed = True, False
            found = _RECIPIENTS.match(plain)
            if found and (rest := text[found.end() :].strip()):
                (self.signing if is_capitals(rest) else self.recipients).append(rest)
        elif zone is ZoneKind.FOOT_RIGHT or (_signs(text) and not _BULLET.match(text)):
            self.signing.append(text)
            self.signed = self.signed or alone
        elif self.signed and alone and not _BULLET.match(text) and _NAME.fullmatch(text):
            self.signing.append(text)
        elif self.listing and first and (not self.signed or _BULLET.match(text) or self._is_open(zone)):
            _add_recipient(self.recipients, text)
        elif is_capitals(text):
            self.signing.append(text)
        else:
            self.unparsed.append(text)

    def _is_open(self, zone: ZoneKind) -> bool:
        """Whether a line without a dash may go on with the last recipient."""
        return zone is ZoneKind.FOOT_LEFT or bool(self.recipients and self.recipients[-1][-1:] not in ";,.")


def _is_speck(text: str) -> bool:
    """Whether there is no word of two letters, as in the traces of a seal or a signature."""
    return not _WORD.search(text)


def _columns(text: str) -> list[str]:
    """The recipient and the signer's line where both stand on one line."""
    parts = [part for part in re.split(r"\t+|\s{3,}", text) if part.strip()]
    if len(parts) != 1:
        return parts
    words = text.split()
    heading = _RECIPIENTS.match(comparable(text))
    for size in range(len(heading.group().split()) if heading else 1, len(words)):
        left, tail = " ".join(words[:size]), " ".join(words[size:])
        if _signs_after(left, tail):
            return [left, tail]
    return _split_name(words) if _BULLET.match(text) else [text]


def _split_name(words: list[str]) -> list[str]:
    """A recipient that is closed, traces of the signature, and the signer's name, where these share a line."""
    for size in range(max(1, len(words) - 4), len(words) - 1):
        name = " ".join(words[size:])
        closed = [index for index, word in enumerate(words[:size]) if word[-1] in ".;,"]
        if closed and is_name(name):
            cut = closed[-1] + 1
            junk = " ".join(words[cut:size])
            return [" ".join(words[:cut]), *([junk] if junk else []), name]
    return [" ".join(words)]


def _signs_after(left: str, tail: str) -> bool:
    """Whether the end of a merged line is the authority or position of the signer."""
    if is_capitals(left) or _PUNCTUATED.search(tail):
        return False
    return is_authority(tail) or is_position(tail)


def _add_recipient(recipients: list[str], text: str) -> None:
    """A recipient of its own after a dash; without one the line goes on with the one above."""
    entry = _BULLET.sub("", text)
    if entry != text or not recipients or recipients[-1].rstrip().endswith((";", ".")):
        recipients.append(entry)
    else:
        recipients[-1] += " " + entry


def _without_specks(text: str) -> str:
    """A signer's line without marks and stray letters at either end."""
    words = text.split()
    if is_name(text):
        return text
    while words and _is_speck(words[0]) and not _AUTHORITY.match(comparable(text)):
        words = words[1:]
    while words and _is_speck(words[-1]):
        words = words[:-1]
    return " ".join(words)


def _trim_position(text: str) -> tuple[str, list[str]]:
    """A position without the few letters that traces of seal or signature left beside it."""
    plain = strip_accents(comparable(text))
    found = _positions().search(plain)
    if found is None or len(plain) != len(text):
        return text, []
    start = found.end() - len(found.group().lstrip())
    before, after = text[:start], text[found.end() :]
    few = [part for part in (before, after) if part.strip() and sum(map(str.isalpha, part)) <= FEW]
    kept = ("" if before in few else before) + text[start : found.end()] + ("" if after in few else after)
    return kept.strip(), [part.strip() for part in few]


def _signs_as(line: str, *, after_position: bool) -> bool:
    """Whether a line is the signer's name; below the position a name may have a surname nobody listed."""
    if after_position:
        return is_name(line) or (_NAME.fullmatch(line) is not None and not is_capitals(line))
    return is_name(line) and not is_capitals(line)


def read_signature(lines: Sequence[str]) -> tuple[Signature | None, list[str]]:
    """Grammar: signature = { authority in capitals } position in capitals, name."""
    authority: list[str] = []
    position: list[str] = []
    name: str | None = None
    rest: list[str] = []
    for line in map(_without_specks, lines):
        if is_authority(line) and not position:
            authority.append(line)
        elif name is None and not is_position(line) and _signs_as(line, after_position=bool(position)):
            name = line
        elif name is None and (is_capitals(line) or is_position(line)):
            part, junk = _trim_position(line)
            if re.search(r"\d", part):
                rest.append(line)
                continue
            rest += junk
            (authority if authority and not position and not is_position(part) else position).append(part)
        else:
            rest.append(line)
    if not position and len(authority) > 1 and not is_authority(authority[-1]):
        position = [authority.pop()]
    if not (authority or position or name):
        return None, rest
    return Signature(" ".join(authority) or None, " ".join(position) or None, name), rest
