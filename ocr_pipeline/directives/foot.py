"""The foot of a document: who receives it (Nơi nhận) and who signs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ocr_pipeline.directives.comparison import bare, comparable, is_capitals, squeeze
from ocr_pipeline.directives.head import document_type
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.tokens import UPPER
from ocr_pipeline.document import Signature, ZoneKind
from ocr_pipeline.lexicons import read_rows

_RECIPIENTS = re.compile(r"^\W{0,3}(?:gửi\s+)?n[ơo]i\s+nh[ậâạăa]n\s*[:;.]?")
_AUTHORITY = re.compile(
    r"^(?:(?:t[/.]?m|k[/.]?t|t[/.]?l|t[/.]?u[/.]?q|q)\s?[./]\s?|(?:t/m|k/t|t/l|t/u/q|t/uq)\s)(?=\w)"
)
_NAME = re.compile(rf"(?:(?:[A-Z]{{2,4}}\.?\s?)+\s)?(?:[{UPPER}]\w*\s+){{1,4}}[{UPPER}]\w+")
_BULLET = re.compile(r"^[-–—+•*~_=\s]+(?=\w)")
_ATTACHMENT = re.compile(
    r"^(?:phụ lục|danh mục|danh sách|biểu|bảng|mẫu|quy chế|quy định|đề án|kế hoạch|chương trình|phương án|nội dung)\b"
)
_SIGNED = re.compile(r"^\W*(?:đã ký|ký tên, đóng dấu)\W*$")


@dataclass(frozen=True, slots=True)
class Foot:
    """Recipients, signature, and the lines that are neither."""

    recipients: tuple[str, ...] = ()
    signature: Signature | None = None
    unparsed: tuple[str, ...] = ()


@cache
def _positions() -> re.Pattern[str]:
    names = sorted((row[0] for row in read_rows("positions.tsv")), key=len, reverse=True)
    return re.compile(rf"(?:^|\s)(?:{'|'.join(map(re.escape, names))})(?!\w)")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("surnames.tsv"))


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
    """Whether the line, in capitals, holds a signer's position."""
    return is_capitals(text) and len(text) < 70 and _positions().search(bare(text)) is not None


def is_name(text: str) -> bool:
    """Whether the line is a person's full name.

    >>> is_name("Trần Đình Khoát"), is_name("Văn phòng Tỉnh ủy"), is_name("Lưu Văn phòng")
    (True, False, False)
    """
    return _NAME.fullmatch(text.strip()) is not None and any(
        comparable(word) in _surnames() for word in text.split()[:2]
    )


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
    if "\t" in line.text and not is_recipients_heading(line.text):
        return True
    later = line.page > lines[first].page
    return later and not line.text.lstrip().startswith("-") and len(line.text) > 3 and not line.is_rule


def read_foot(lines: Sequence[PrintedLine]) -> Foot:
    """Grammar: foot = [ "Nơi nhận:" { recipient } ] signature, in one column after the other or side by side."""
    recipients: list[str] = []
    signing: list[str] = []
    unparsed: list[str] = []
    listing = False
    for line in lines:
        for text in _columns(line.text):
            if line.is_rule or _SIGNED.match(comparable(text)):
                continue
            if is_recipients_heading(text):
                listing = True
                found = _RECIPIENTS.match(comparable(text))
                rest = text[found.end() :].strip() if found else ""
                if rest:
                    (signing if is_capitals(rest) else recipients).append(rest)
            elif line.zone is ZoneKind.FOOT_RIGHT or (_signs(text) and not _BULLET.match(text)):
                signing.append(text)
            elif listing:
                _add_recipient(recipients, text)
            elif is_capitals(text):
                signing.append(text)
            else:
                unparsed.append(text)
    signature, unplaced = read_signature(signing)
    cleaned = tuple(entry for entry in (squeeze(one).rstrip(".;,:/ ") for one in recipients) if entry)
    return Foot(cleaned, signature, (*unparsed, *unplaced))


def _columns(text: str) -> list[str]:
    """The recipient and the signer's line where both stand on one line."""
    parts = [part for part in re.split(r"\t+|\s{3,}", text) if part.strip()]
    if len(parts) != 1:
        return parts
    words = text.split()
    for size in range(1, len(words)):
        tail = " ".join(words[size:])
        left = " ".join(words[:size])
        if is_capitals(tail) and (is_authority(tail) or (is_position(tail) and not is_capitals(left))):
            return [left, tail]
        if left.endswith((".", ";", ",")) and is_name(tail) and _BULLET.match(text):
            return [left, tail]
    return [text]


def _add_recipient(recipients: list[str], text: str) -> None:
    """A recipient of its own after a dash; without one the line goes on with the one above."""
    entry = _BULLET.sub("", text)
    if entry != text or not recipients or recipients[-1].rstrip().endswith((";", ".")):
        recipients.append(entry)
    else:
        recipients[-1] += " " + entry


def read_signature(lines: Sequence[str]) -> tuple[Signature | None, list[str]]:
    """Grammar: signature = { authority in capitals } position in capitals, name."""
    authority: list[str] = []
    position: list[str] = []
    name: str | None = None
    rest: list[str] = []
    for line in map(squeeze, lines):
        if is_authority(line) and not position:
            authority.append(line)
        elif name is None and is_name(line) and (not is_capitals(line) or position):
            name = line
        elif is_capitals(line) and name is None:
            (authority if authority and not position and not is_position(line) else position).append(line)
        else:
            rest.append(line)
    if not (authority or position or name):
        return None, rest
    return Signature(" ".join(authority) or None, " ".join(position) or None, name), rest
