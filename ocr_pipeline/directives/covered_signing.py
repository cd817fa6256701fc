"""What a seal left of authority and position: the rest is told by the closed lists of those who sign."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import Postfix

from ocr_pipeline.directives.comparison import bare, comparable, is_capitals
from ocr_pipeline.directives.positions import (
    AUTHORITY,
    collectives,
    letters,
    letters_of_positions,
    positions,
    posts_of,
)
from ocr_pipeline.document import Signature
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents

SHORTEST = 5
"""Fewer letters in capitals are no position: the letters of a seal (`GIA`)."""
LEFT = 6
"""So many letters of a position's end tell which one it is."""
LETTERS_OF_DEPUTY = 2
"""So many letters of `PHÓ` must be left before the chief's position."""

_SIGNED_FOR_ONE = re.compile(r"\S*(?:K\W?T\W?|/T)|[^\W\d_Q]{1,2}[.]|\W*[K<]\W?[A-Z][-~]", re.IGNORECASE)
"""`K/T` and `KT.` with traces of the seal before it, or of which one sign was misread (`</T`, `Đ.`, `KE~`)."""
_GLUED = re.compile(r"^\W*(?:[K<]\W?[A-Z][-~]|[TI]?\W?M_)(?=[^\W\d_])")
_LEFT_OF_MARK = re.compile(r"(?P<mark>\.|[^\W\d_]{2})\s+(?P<whom>\S.*)")
"""What a seal left of `KT.`, where nothing is above: its stop, or two letters."""


def misread_authority(text: str, *, party: bool) -> str | None:
    r"""The line that says for whom is signed, of whose mark a seal left only traces; None where it is none.

    >>> misread_authority("</T CHÁNH VĂN PHÒNG", party=True), misread_authority("TS\\kKT. CHỦ TỊCH", party=False)
    ('K/T CHÁNH VĂN PHÒNG', 'KT. CHỦ TỊCH')
    >>> misread_authority("—~I/M BAN THƯỜNG VỤ", party=True), misread_authority("PHÓ CHỦ TỊCH", party=False)
    ('T/M BAN THƯỜNG VỤ', None)
    """
    mark, _, whom = _GLUED.sub(r"\g<0> ", text.strip()).partition(" ")
    whom = whom.strip()
    if not whom or not is_capitals(whom) or AUTHORITY.match(comparable(text)):
        return None
    if not is_syllable(mark.lower()) and (behind := misread_authority(whom, party=party)):
        return behind
    if bare(whom) in collectives() and not is_syllable(mark.lower()):
        return f"{'T/M' if party else 'TM.'} {whom}"
    one = f"{'K/T' if party else 'KT.'} {whom}"
    return one if _SIGNED_FOR_ONE.fullmatch(mark) and deputy_of(one) else None


def opening_authority(text: str, *, beside_heading: bool) -> str | None:
    """For whom a deputy signs, where a seal left only the stop of `KT.`, or on the first line of the foot two letters.

    >>> opening_authority(". GIÁM ĐỐC", beside_heading=False), opening_authority("Và CHỦ TỊCH", beside_heading=True)
    ('KT. GIÁM ĐỐC', 'KT. CHỦ TỊCH')
    >>> opening_authority("= CHỦ TỊCH", beside_heading=True), opening_authority("Và CHỦ TỊCH", beside_heading=False)
    (None, None)
    """
    found = _LEFT_OF_MARK.fullmatch(text.strip())
    if not found or not is_capitals(found["whom"]) or (found["mark"] != "." and not beside_heading):
        return None
    authority = f"KT. {found['whom']}"
    return authority if deputy_of(authority) else None


def post_left(authority: str, lines: Sequence[str]) -> str | None:
    """Who signs for a collective, told by the end that is left of the position; None where it is plain or unclear.

    >>> post_left("T/M BAN THƯỜNG VỤ", ["PHE BETES U THƯỜNG TRỰC"]), post_left("T/M BAN THƯỜNG VỤ", ["sweHO BÍ THƯ"])
    ('PHÓ BÍ THƯ THƯỜNG TRỰC', 'PHÓ BÍ THƯ')
    >>> post_left("T/M BAN THƯỜNG VỤ", ["PHÓ BÍ THƯ"]), post_left("TM. ỦY BAN NHÂN DÂN", ["QUYỀN CHỦ TỊCH"])
    (None, None)
    """
    mark = AUTHORITY.match(comparable(authority))
    posts = posts_of(authority[mark.end() :]) if mark else {}
    whole = letters(" ".join(lines))
    is_known = whole in letters_of_positions() and not any(post.endswith(whole) for post in posts)
    if whole in posts or is_known:
        return None
    for left in (whole, *map(letters, lines)):
        ends = {post: Postfix.similarity(left, post) for post in posts}
        printed = max((post for post in posts if ends[post] == len(post)), key=len, default="")
        least = max(SHORTEST, len(printed) + LETTERS_OF_DEPUTY if printed else 0)
        longer = [post for post in posts if ends[post] >= least]
        if len(longer) == 1 or printed:
            return posts[longer[0] if len(longer) == 1 else printed]
    return None


def deputy_of(authority: str) -> str | None:
    """Who signs in this place, where a closed list knows it: `KT. GIÁM ĐỐC` is signed by the `PHÓ GIÁM ĐỐC`."""
    found = re.match(r"k[/.]?t[./]?\s+", comparable(authority))
    named = authority[found.end() :].rpartition(",")[2].strip() if found else ""  # of two posts the last
    deputy = "THỨ TRƯỞNG" if bare(named) == "bộ trưởng" else f"PHÓ {named}"
    return deputy if named and letters(deputy) in letters_of_positions() else None


def chief_of(position: Sequence[str]) -> str | None:
    """The chief of whom a stamp or seal left the end, without `KT.`, above the deputy who signs.

    >>> chief_of(["MĐ ÓC", "PHÓ GIÁM ĐỐC"]), chief_of(["UÔNG, CHỦ NHIỆM", "EOD U NHIỆM"])
    ('GIÁM ĐỐC', 'CHỦ NHIỆM')
    >>> chief_of(["CHÁNH VĂN PHÒNG", "PH a ĐÃ"]), chief_of(["TRƯỞNG PHÒNG", "PHÁP Y"])
    ('CHÁNH VĂN PHÒNG', None)
    """
    above, below = (letters(line) for line in position)
    chief = "BỘ TRƯỞNG" if below == letters("THỨ TRƯỞNG") else letters_of_positions().get(below.removeprefix("pho"))
    if chief:
        return chief if len(above) >= SHORTEST - 1 and letters(chief).endswith(above) else None
    if f"pho{above}" in letters_of_positions() and _begins_deputy(position[1]):
        return letters_of_positions()[above]
    chiefs = [one for one in letters_of_positions() if above.endswith(one) and f"pho{one}" in letters_of_positions()]
    chief = max(chiefs, key=len, default="")
    same = Postfix.similarity(below, chief)
    return letters_of_positions()[chief] if same >= SHORTEST and below not in letters_of_positions() else None


def _begins_deputy(line: str) -> bool:
    """Whether a line is what a seal left of `PHÓ` and a position: `PH a ĐÃ`."""
    return letters(line).startswith("ph") and not all(map(is_syllable, bare(line).split()))


def hides_deputy(position: str, deputy: str) -> bool:
    """Whether a seal left of the deputy's position nothing, the chief's, its end, or letters that make no words."""
    found = positions().search(strip_accents(comparable(position)))
    if found:
        return letters(found.group()) == letters(deputy.partition(" ")[2])
    ends_alike = Postfix.similarity(letters(position), letters(deputy)) >= LEFT
    return not position or ends_alike or not all(map(is_syllable, bare(position).split()))


def uncovered(position: str) -> str:
    """The position whose end a seal left, where a closed list knows one: `H VĂN PHÒNG` for `CHÁNH VĂN PHÒNG`."""
    left = letters(position)
    known = letters_of_positions()
    if len(left) < LEFT or positions().search(strip_accents(comparable(position))):
        return position
    ends = sorted((one for one in known if one.endswith(left)), key=len)
    return known[ends[0]] if ends and all(one.endswith(ends[0]) for one in ends) else position


def is_derived(signature: Signature, lines: Sequence[str]) -> bool:
    """Whether no line shows the position: it follows from the authority, or from the end that a seal left.

    >>> is_derived(Signature("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Văn An"), ["KT. GIÁM ĐỐC", "Lê Văn An"])
    True
    """
    return signature.position is not None and letters(signature.position) not in letters(" ".join(lines))
