"""Fields of the header from the parts that were recognised above the body: code, date, place, issuers, type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, reduce

from ocr_pipeline.directives.comparison import bare, comparable, squeeze
from ocr_pipeline.directives.joined_dates import joined_date
from ocr_pipeline.directives.labels import LOWER, UPPER
from ocr_pipeline.directives.paragraphs import join
from ocr_pipeline.directives.titles import phrases
from ocr_pipeline.document import CodeParts, Flag, Header
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.syllable import strip_accents

_UNIT = r"(?:(?:Thành phố|Thị xã|Quận|Huyện|Tỉnh|Xã|Phường)\s)?"
_GAP = r"(?:[\s.:…_]|(?<=\s)[^\w\s/](?=\s))*"
"""Blanks and dots to be filled in, and specks between them."""
_UNREAD_DAY = r"\S{1,2}\s\d(?=\s)|\d\s\D(?=\sth[áa]ng)|\S{1,4}?(?=\s|-?th[áa]ng)"
_PLACE_DATE = re.compile(
    rf"(?:(?<![\w/-])(?P<place>{_UNIT}(?:[{UPPER}][\w.]*(?:[ -]| - )){{0,5}}[{UPPER}][\w.]*"
    rf"|[{UPPER}][{LOWER}]+\s[{LOWER}]{{2,}}(?=\s?,))"  # `Kiên giang,`
    r"\s*[,.;]?\s*(?:[^\w\s]+\s+)?)?"  # the place, and a speck after it
    rf"(?P<date>[Nn]g[àa]y[\s.:…_]*(?:(?P<day>\d{{1,2}})(?!\w)|{_UNREAD_DAY})?"
    rf"[\s.:…_-]*th[áa]ng[\s.:…_]*(?:(?P<month>\d{{1,2}})|\S{{1,3}}(?=\s))?{_GAP}n[ăa]m{_GAP}"
    r"(?:(?P<begun>\d{2,3})[.\s]+(?=(?P=begun)))?(?P<year>\d{4}))"
)
_DAY_WORD = re.compile(r"g[àa]y")
"""Without it there is no date, and the words of a place need not be tried."""
_SYMBOL = rf"(?:/\s?\d{{4}}\s?)?[-–/]\s?[{UPPER}][\w&,.]*(?:\s?[-–/]\s?[{UPPER}][\w&,]*)*"
_MISREAD = rf"(?!\d+[a-zđ]?\s?[-–/])[^\s.:;…_/–-]{{1,5}}(?=\s?[-–/]\s?[{UPPER}])"
NUMBER = re.compile(
    r"\W*[Ss][ốôoóòồổ6éèêếềẻẽb]{1,2}(?=[\s:.;\d…_]|$)\s*[:.;]?\s*"
    rf"(?:(?P<dust>[{LOWER}]{{1,3}})\s+(?=\d+[a-zđ]?\s?[-–/]\s?[{UPPER}]))?"  # before a whole code
    rf"(?P<code>(?:{_MISREAD}|(?P<digits>\d+[a-zđ]?))?[\s.…_]*(?P<symbol>{_SYMBOL})?)"
)
SYMBOL_ALONE = re.compile(_SYMBOL)
UNREAD = re.compile(rf"(?=.*/)\S{{0,6}}(?:\s\S{{1,4}}){{0,2}}\s?{_SYMBOL}")
"""What stands after `Số:` where the number is not read, up to its symbol: `Ả4 7 /GM-SYT`."""
_YEARS = range(1930, 2101)
"""Years in which a paper may be issued, from the founding of the Party on; others are misread."""
_SPECK = r"[^\w\s]*[^\w\s–-][^\w\s]*"
_SPECKS = re.compile(rf"\s+(?:{_SPECK}|[{LOWER}]\W)(?:\s+(?:{_SPECK}|\w{{1,2}}\W?))*$")
"""Marks behind the issuer's name, and letters or digits behind them."""


def find_place_date(text: str) -> re.Match[str] | None:
    """Place and date, where they end the text but for a speck read as a letter or two.

    >>> find_place_date("Số 12-KL/TU Hà Nam, ngày 02 tháng 5 năm 2024")["place"]
    'Hà Nam'
    >>> find_place_date("Luật ngày 02 tháng 5 năm 2024 của Quốc hội") is None
    True
    """
    found = _PLACE_DATE.search(text) if _DAY_WORD.search(text) else None
    return found if found and sum(map(str.isalnum, text[found.end() :])) < 3 else None


@dataclass(slots=True)
class Pieces:
    """What has been recognised above the name of the document.

    `stamped` counts issuers read before a stamp's end; `unread` is what follows the `number` and cannot be its end.
    """

    party: bool = False
    state: bool = False
    issuers: list[str] = field(default_factory=list)
    stamped: int = 0
    number: re.Match[str] | None = None
    symbol: str = ""
    unread: str = ""
    place_date: re.Match[str] | None = None
    urgency: str | None = None
    secrecy: str | None = None
    regarding: list[str] = field(default_factory=list)
    unparsed: list[str] = field(default_factory=list)
    name: str = ""
    authority: list[str] = field(default_factory=list)
    subject: list[str] = field(default_factory=list)


@cache
def _type_of_symbol() -> dict[str, str]:
    rows = read_rows("document_types.tsv")
    return {symbol: row[1] for row in rows if len(row) > 3 for symbol in row[3].split(",") if symbol}


@cache
def issuer_words() -> re.Pattern[str]:
    """First words of issuers' names (`issuers.tsv`), at the start of a comparable text."""
    words = sorted((row[0] for row in read_rows("issuers.tsv")), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)")


def build_header(pieces: Pieces) -> tuple[Header, tuple[Flag, ...]]:
    """The header, and what a person should look at: a number or a day that is not filled in."""
    flags = []
    code, code_text = _code(pieces)
    if pieces.number and not code:
        flags.append(Flag("header.code", "Số của văn bản còn để trống hoặc không đọc được."))
    issued, date_text, place = _date(pieces)
    twice = [line for line in (pieces.place_date and pieces.place_date.string, *pieces.unparsed) if line]
    if not issued and (joined := joined_date(twice)):
        issued, date_text, place = joined.day.isoformat(), joined.text, joined.place or place
        flags.append(Flag("header.date", f"Ngày ban hành ghép từ hai lần đọc một dòng: “{date_text}”."))
    if date_text and not issued:
        flags.append(Flag("header.date", "Ngày ban hành còn để trống hoặc không hợp lệ."))
    if pieces.stamped < len(pieces.issuers):  # the lines above were those of the stamp
        pieces.unparsed += pieces.issuers[: pieces.stamped]
        pieces.issuers = pieces.issuers[pieces.stamped :]
    if not (pieces.state or pieces.party or code_text) and not any(map(_names_issuer, pieces.issuers[:1])):
        pieces.unparsed += pieces.issuers  # the heading of an annex that stands alone
        pieces.issuers = []
    names = _issuer_names(pieces.issuers)
    joint = len(names) > 1 and is_joint(code_text or "")
    parent, issuer = (None, names[0]) if joint else (" ".join(names[:-1]) or None, names[-1] if names else None)
    symbols = re.split(r"[-–/\d\s]+", code_text or "")
    if issuer and (whole := _whole_issuer(issuer, symbols)):
        flags.append(Flag("header.issuer", f"Tên cơ quan chỉ đọc được “{issuer}”, phần đầu lấy theo ký hiệu."))
        issuer = whole
    if place and issuer and (whole := _whole_place(place, issuer)):
        flags.append(Flag("header.place", f"Nơi ban hành chỉ đọc được “{place}”, lấy theo tên cơ quan."))
        place = whole
    place = None if place and place[0].islower() else place
    party = pieces.party or (not pieces.state and bool(code_text and re.match(r"[^/]*[-–]", code_text)))
    by_symbol = next((_type_of_symbol()[symbol] for symbol in symbols if symbol in _type_of_symbol()), None)
    header = Header(
        system="party" if party else "state" if pieces.state or code_text else None,
        parent_issuer=parent,
        issuer=issuer,
        code=code,
        place=place,
        date=issued,
        type=pieces.name or by_symbol,
        subject=squeeze(reduce(join, pieces.subject, "")) or None,
        urgency=pieces.urgency,
        code_text=code_text,
        date_text=date_text,
        authority=squeeze(" ".join(pieces.authority)) or None,
        secrecy=pieces.secrecy,
        code_parts=code_parts(code),
        co_issuers=tuple(names[1:]) if joint else (),
    )
    return header, tuple(flags)


def _code(pieces: Pieces) -> tuple[str | None, str | None]:
    """Code and its printed words; no code where the number is still to be filled in."""
    if pieces.number is None:
        return None, None
    if pieces.unread:
        return None, squeeze(f"{pieces.number['code']} {pieces.unread}")
    printed = squeeze(pieces.number["code"] + pieces.symbol).strip(" .…")
    if not pieces.number["digits"] or not (pieces.number["symbol"] or pieces.symbol):
        return None, printed or None
    return re.sub(r"[\s.…_]+", "", printed).replace("–", "-"), printed


def _date(pieces: Pieces) -> tuple[str | None, str | None, str | None]:
    """ISO date, the printed words, and the place."""
    found = pieces.place_date
    if found is None:
        return None, None, None
    words = [word for word in (found["place"] or "").split() if not (word.isupper() and len(word) > 2)]
    place = squeeze(" ".join(words)).strip(" -,") or None
    printed = squeeze(found["date"])
    try:
        issued = date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except (TypeError, ValueError):
        return None, printed, place
    return issued if int(found["year"]) in _YEARS else None, printed, place


@cache
def _joint_symbols() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("joint_symbols.tsv"))


def is_joint(code: str) -> bool:
    """Whether the symbol is that of a paper of several bodies.

    >>> is_joint("03/2024/NQLT-UBND-UBMTTQ"), is_joint("12/QĐ-UBND")
    (True, False)
    """
    return any(part in _joint_symbols() for part in re.split(r"[-–/\s]", code))


def code_parts(code: str | None) -> CodeParts | None:
    """Number, year and symbol of a code.

    >>> code_parts("63/2010/NĐ-CP"), code_parts("612-KL/TU")
    (CodeParts(number='63', year=2010, symbol='NĐ-CP'), CodeParts(number='612', year=None, symbol='KL/TU'))
    """
    found = re.fullmatch(r"(\d+[a-zđ]?)(?:/((?:19|20)\d\d))?[-/](.+)", code or "")
    return CodeParts(found[1], int(found[2]) if found[2] else None, found[3]) if found else None


def _whole_issuer(issuer: str, symbols: Sequence[str]) -> str:
    """The issuer's name with the first words that a stamp hides, told by the symbols of its code; else nothing.

    >>> _whole_issuer("NHÂN DÂN TỈNH ĐIỆN BIÊN", ["UBND", "KTN"]), _whole_issuer("TỈNH ỦY", ["KL", "TU"])
    ('ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN', '')
    """
    rows = (row for row in read_rows("covered_issuers.tsv") if row[0] in symbols)
    return next((f"{begins} {issuer}" for _, begins, left in rows if issuer.startswith(f"{left} ")), "")


def _whole_place(place: str, issuer: str) -> str:
    """The place in the issuer's name, where only its last words or letters were read; else nothing.

    >>> _whole_place("Sơn", "TỈNH ỦY LẠNG SƠN"), _whole_place("Vinh", "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH")
    ('Lạng Sơn', '')
    >>> _whole_place("en Tre", "TỈNH ỦY BẾN TRE")
    'Bến Tre'
    """
    read = bare(place)
    if read in _places():
        return ""
    words = bare(issuer).split()
    ends = (" ".join(words[first:]) for first in range(len(words)))
    known = [end for end in ends if end in _places()]
    if place[:1].islower():  # the beginning of the first word is lost
        return next((_places()[end] for end in known if strip_accents(end).endswith(strip_accents(read))), "")
    return next((_places()[end] for end in known if end.endswith(" " + read)), "")


@cache
def _places() -> dict[str, str]:
    """Comparable name → name of every administrative unit."""
    return {bare(name): name for row in read_rows("places.tsv") for name in row[4].split(", ")}


def _issuer_names(parts: Sequence[str]) -> list[str]:
    """The bodies at the top left: a line that begins a name of its own is one, the others go on with the line above."""
    names: list[str] = []
    pieces = (piece for part in parts for piece in _split_joint(part))
    for part in pieces:
        text = re.sub(r"^[\W_]+|[\s_.,:;*'\"|]+$", "", _SPECKS.sub("", squeeze(part)))
        plain = bare(text)
        begins = issuer_words().match(plain) and " " in plain  # `TRƯỜNG` alone ends `BỘ NÔNG NGHIỆP VÀ MÔI`
        if names and not (begins and not _incomplete(names[-1])):
            names[-1] += " " + text
        elif text:
            names.append(text)
    return names


def _names_issuer(part: str) -> bool:
    return issuer_words().match(bare(part)) is not None


def _split_joint(part: str) -> list[str]:
    """Two issuers on one line: `BỘ NỘI VỤ - BỘ TÀI CHÍNH`."""
    pieces = re.split(r"\s[-–]\s", part)
    return pieces if len(pieces) > 1 and all(issuer_words().match(bare(one)) for one in pieces) else [part]


def _incomplete(name: str) -> bool:
    """Whether a name needs another line: it ends in a comma, dash or `và`, or is `VĂN PHÒNG`, `TỔNG CÔNG TY` alone."""
    plain = comparable(name)
    return plain.endswith((",", "-", " và", " của")) or plain in phrases("open")
