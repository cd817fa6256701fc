"""The head of a document: title of state or party, issuer, number, place and date, name, subject, addressees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ocr_pipeline.directives.addressees import ADDRESSED, read_addressees
from ocr_pipeline.directives.comparison import bare, comparable, is_capitals
from ocr_pipeline.directives.electronic import E_SIGNATURE
from ocr_pipeline.directives.header import (
    NUMBER,
    SYMBOL_ALONE,
    UNREAD,
    Pieces,
    build_header,
    find_place_date,
    issuer_words,
)
from ocr_pipeline.directives.labels import LOWER, UPPER
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.regarding import is_open, subject_begun
from ocr_pipeline.directives.titles import (
    SIMILAR,
    document_type,
    is_motto,
    is_operative,
    is_phrase,
    most_similar,
    phrases,
)
from ocr_pipeline.directives.tokens import label_readings
from ocr_pipeline.document import Flag, Header, ZoneKind
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents

HEAD_LINES = 60
"""The name of a document or its `Kính gửi` stands within this many lines."""
_BASE = re.compile(r"\W*(?:căn cứ|theo đề nghị|xét đề nghị|xét tờ trình)\b")
_LONG_WORD = re.compile(r"[^\W\d_]{3}|Y TẾ")
_LEFT_OF_PLACE = re.compile(rf"(?:(?!T[PXT]\b)[{UPPER}]{{2,}}\s+)+(?=[{UPPER}][{LOWER}])")
"""The end of the issuer's name, in capitals, before the place."""

_OPENING = re.compile(
    r"(?:thực hiện|sau|ngày \d+|qua|để|theo|trong|trên cơ sở|nhằm|thời gian qua|vừa qua|tại|những năm|hiện nay)\s"
)
_SENTENCE = re.compile(r"\w[.;]\s*$")
"""A line that tells something and names nobody alone: `Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra.`"""
_WIRES = re.compile(r"(?:dien|gui)\s*:?$")
"""`CHỦ TỊCH ... điện:`, without the accents, which may be misread."""
_AUTHORITY = re.compile(r"^(?:cua|hoi nghi|ky hop|khoa)\s")


@dataclass(frozen=True, slots=True)
class Head:
    """The header, the lines of `Kính gửi`, what could not be placed, and the index of the first line of the body."""

    header: Header
    addressees: tuple[str, ...]
    flags: tuple[Flag, ...]
    unparsed: tuple[str, ...]
    end: int


def read_head(lines: Sequence[PrintedLine], *, whole: bool) -> Head:
    """Grammar: head = { title | issuer | number | place and date | urgency } ( name subject | addressees )."""
    top = lines[:HEAD_LINES]
    name_at = next((i for i, line in enumerate(top) if document_type(line.text)), None)
    addressed_at = next((i for i, line in enumerate(top) if ADDRESSED.match(line.text)), None)
    if addressed_at is not None and (name_at is None or addressed_at < name_at):
        name_at = None
    limit = name_at if name_at is not None else addressed_at
    pieces = Pieces()
    for line in top[: limit if limit is not None else _first_body_line(top)]:
        for part in _columns(line.text):
            _sort(part, pieces, line.zone)
    end = limit if limit is not None else _first_body_line(top)
    if name_at is not None and (found := document_type(top[name_at].text)):
        pieces.name = found[0]
        pieces.subject = [found[1]] if found[1] else []
        end = _read_subject(lines, name_at + 1, pieces, whole=whole)
    if end == len(lines) and pieces == Pieces(unparsed=pieces.unparsed):
        pieces, end = Pieces(), 0  # sentences without their paper
    (pieces.unparsed if pieces.subject else pieces.subject).extend(pieces.regarding)
    addressees, end = read_addressees(
        lines, end, listed=bool(pieces.authority and _WIRES.search(strip_accents(comparable(pieces.authority[-1]))))
    )
    if addressees and not pieces.name:
        pieces.name = "Công văn"
    header, flags = build_header(pieces)
    return Head(header, tuple(addressees), flags, tuple(pieces.unparsed), end)


def _first_body_line(lines: Sequence[PrintedLine]) -> int:
    """Where the body begins in a paper without name and addressee: at a base, a label, or after place and date."""
    for index, line in enumerate(lines):
        if _BASE.match(comparable(line.text)) or (label_readings(line.text) and not line.is_rule):
            return index
        if len(line.text) > 90 and not find_place_date(line.text):
            return index
    return min(len(lines), 12)


def _columns(text: str) -> Iterator[str]:
    """The parts of a line on which left and right column stand beside each other."""
    for part in _split_titles(text):
        if find_place_date(part) or NUMBER.fullmatch(part):
            yield part
        else:
            yield from (piece for piece in re.split(r"\t+|\s{3,}", part) if piece.strip())


def _split_titles(part: str) -> Iterator[str]:
    plain = comparable(part)
    for role in ("state_title", "party_title", "motto"):
        for phrase in phrases(role):
            start = plain.find(phrase)
            end = start + len(phrase)
            if start < 0 and len(plain) >= len(phrase) - 3:
                near = fuzz.partial_ratio_alignment(phrase, plain, score_cutoff=SIMILAR)
                if near and fuzz.ratio(phrase, plain[near.dest_start : near.dest_end]) < SIMILAR:
                    near = None  # `KHOÁNG SẢN VIỆT NAM`
                start, end = (_at_word(plain, near.dest_start), _at_word(plain, near.dest_end)) if near else (-1, -1)
            if start >= 0:
                yield from (rest for rest in (part[:start].strip(" \t|*_"), phrase, part[end:].strip()) if rest)
                return
    if found := find_place_date(part):
        left = _LEFT_OF_PLACE.match(part, found.start())
        start = left.end() if left else found.start()
        yield from (rest for rest in (part[:start].strip(), part[start:].strip()) if rest)
    else:
        yield part


def _at_word(plain: str, position: int) -> int:
    """The beginning or end of a word that is nearest to the position."""
    bounds = [0, *(found.start() for found in re.finditer(r"(?<=\s)(?=\S)|(?<=\S)(?=\s)", plain)), len(plain)]
    return min(bounds, key=lambda bound: abs(bound - position))


def _sort(part: str, pieces: Pieces, zone: ZoneKind) -> None:
    """Put one part of a line above the name where it belongs."""
    plain = bare(part)
    if not plain:
        return
    if is_phrase(part, "state_title") or is_motto(part, zone):
        pieces.state = True
    elif is_phrase(part, "party_title"):
        pieces.party = True
    elif (found := find_place_date(part)) and pieces.place_date is None and not re.search(r"\w", part[: found.start()]):
        pieces.place_date = found
        pieces.unparsed += re.findall(r"\w+", part[found.end() :])
    elif is_capitals(part) and (mark := most_similar(plain, phrases("urgency"))):
        pieces.urgency = mark.capitalize()
    elif is_capitals(part) and (mark := most_similar(plain, phrases("secrecy"))):
        pieces.secrecy = mark.capitalize()
    elif (found := NUMBER.match(part)) and not E_SIGNATURE.search(plain) and _is_better(found, pieces):
        if pieces.number:  # that of the incoming stamp
            pieces.unparsed.append(pieces.number.group())
        pieces.number, pieces.unread = found, ""
        pieces.unparsed += [found["dust"]] if found["dust"] else []
        rest = part[found.end() :].strip()
        if not found["symbol"] and UNREAD.fullmatch(rest):
            pieces.unread = rest
        elif rest:
            _sort(rest, pieces, zone)
    elif pieces.number is not None and not (pieces.number["symbol"] or pieces.unread) and SYMBOL_ALONE.fullmatch(part):
        pieces.symbol = part
    elif pieces.regarding and (not is_capitals(part) or is_open(pieces.regarding[-1])):
        pieces.regarding.append(part)
    elif begun := subject_begun(part, numbered=pieces.number is not None):
        subject, misread = begun
        pieces.regarding.append(subject)
        pieces.unparsed += [misread] if misread else []
    elif E_SIGNATURE.search(comparable(part)) or is_phrase(part, "stamp"):
        pieces.unparsed.append(part)
        pieces.stamped = len(pieces.issuers)
    elif (is_capitals(part) and (_LONG_WORD.search(part) or _ends_issuer(part, pieces))) or (
        issuer_words().match(plain) and not _SENTENCE.search(part)
    ):
        pieces.issuers.append(part)
    else:
        pieces.unparsed.append(part)


def _ends_issuer(part: str, pieces: Pieces) -> bool:
    """Whether short words end the issuer's name (`ỦY BAN NHÂN DÂN TỈNH NGHỆ`, `AN`), above the number."""
    words = part.split()
    return bool(pieces.issuers) and pieces.number is None and all(len(one) > 1 and is_syllable(one) for one in words)


def _is_better(found: re.Match[str], pieces: Pieces) -> bool:
    """Whether a number is the first, or has a symbol where the one before it (of a stamp) has none."""
    return pieces.number is None or bool(
        found["symbol"] and not (pieces.number["symbol"] or pieces.symbol or pieces.unread)
    )


def _read_subject(lines: Sequence[PrintedLine], start: int, pieces: Pieces, *, whole: bool) -> int:
    """Grammar: subject = { authority in capitals } { line of the subject } [ rule ] { authority in capitals }."""
    subject: list[str] = []
    index = start
    while index < len(lines):
        line = lines[index]
        plain = bare(line.text)
        if line.is_rule:
            if subject and set(line.text) & set("-–—_"):
                index += 1
                break
        elif (not subject or pieces.place_date is None) and _belongs_above(line.text):
            for part in _columns(line.text):  # the right column of the head, read after the name
                _sort(part, pieces, line.zone)
        elif is_capitals(line.text) and (mark := most_similar(plain, phrases("urgency"))):
            pieces.urgency = mark.capitalize()
        elif is_capitals(line.text) and (_AUTHORITY.match(strip_accents(plain)) or _names_body(plain, bool(subject))):
            if subject:
                break
            pieces.authority.append(line.text)
        elif pieces.authority and not subject and _ends_authority(lines, index):
            pieces.authority.append(line.text)
        elif _begins_body(lines, index, subject, whole=whole):
            break
        else:
            subject.append(line.text)
        index += 1
    pieces.subject += subject
    begun = False
    while index < len(lines) and is_capitals(lines[index].text) and not is_operative(lines[index].text):
        if not (begun or _names_body(bare(lines[index].text), True)) or label_readings(lines[index].text):
            break
        pieces.authority.append(lines[index].text)
        begun = True
        index += 1
    return index


def _ends_authority(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether capitals go on with the authority above (`CỦA ĐẢNG ỦY KHỐI DOANH`, `NGHIỆP TỈNH`), `về ...` below."""
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    return is_capitals(lines[index].text) and following[:1].islower()


def _belongs_above(text: str) -> bool:
    """Whether a line holds the national title, the motto, or nothing but place and date."""
    titles = any(is_phrase(text, role) for role in ("state_title", "motto", "party_title"))
    found = find_place_date(text)
    return titles or (found is not None and not re.search(r"\w", text[: found.start()]))


def _names_body(plain: str, after_subject: bool) -> bool:
    """Whether capitals name the issuer or its head: `ỦY BAN NHÂN DÂN TỈNH`, `BỘ TRƯỞNG BỘ Y TẾ`."""
    position = any(plain.startswith(row[0]) for row in read_rows("positions.tsv"))
    return position or (issuer_words().match(plain) is not None and (after_subject or len(plain) < 60))


def _begins_body(lines: Sequence[PrintedLine], index: int, subject: list[str], *, whole: bool) -> bool:
    """Whether the running text begins here: after the subject, at a base, a label, or a full line."""
    line = lines[index]
    plain = comparable(line.text)
    if _BASE.match(plain) or ADDRESSED.match(line.text) or is_operative(line.text):
        return True
    if label_readings(line.text) and not plain.startswith(("v/v", "- ")):
        return True
    if not subject:
        return False
    if whole:
        return len(line.text) > 100 or line.text[:1].isupper() or line.text.endswith((".", ":"))
    if line.text[:1].islower() or subject[-1].rstrip().endswith((",", "-", "–")):
        return False
    if len(line.text) > 0.7 * line.column.right and _OPENING.match(plain):
        return True
    if line.column.placed:
        return not line.centred
    if line.after_blank and len(line.text) > 0.6 * line.column.right:
        return True
    return len(line.text) > 0.88 * line.column.right and len(lines[index - 1].text) < 0.93 * line.column.right
