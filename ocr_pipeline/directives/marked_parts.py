"""Parts of names that stand beside a mark: `chủ`, `của`, quotation marks, numbers."""

from __future__ import annotations

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.roman_numbers import roman_value
from ocr_pipeline.directives.signing import is_name

LONG_NUMBER = 4
"""Most words of a number."""
PLACE_WORDS = 3
"""A name of fewer words may be that of a place, whatever it begins with (`Phú Đông`)."""
MOST_ROMAN = 10
"""Units with higher Roman numbers there are none; their letters alone (`C`, `L`) are no numbers."""


def owners(words: Words, index: int) -> int:
    """Length of words that name those who own something: `chủ các phương tiện`, `chủ tàu cá`."""
    size = parts("owner").match(words, index)
    size += table("many").match(words, index + size) if size else 0
    owned = parts("owned").match(words, index + size) if size else 0
    return size + owned if owned else 0


def owner_part(words: Words, index: int) -> int:
    """Length of `của` or `trong` and the body that the one before belongs to: `các cơ quan của địa phương`."""
    where = words.form(index) == "trong" and words.is_capital(index + 1)
    if not (where or words.form(index) == "của") or parts("person").match(words, index + 1):
        return 0
    if not where and words.span(index + 1, index + 2).isupper():
        return 2  # `của HĐND`, and short forms that no table has
    many = table("many").match(words, index + 1)
    head = parts("head").match(words, index + 1 + many)
    return 1 + many + head if head > parts("other").match(words, index + 1 + many) else 0


def quoted(words: Words, index: int) -> int:
    """Length of a name in quotation marks that stands here: `Câu lạc bộ "Kết nối yêu thương"`."""
    if words.form(index) != '"' or not words.is_capital(index + 1):
        return 0
    end = next((at for at in range(index + 2, min(index + 10, len(words))) if words.form(at) == '"'), 0)
    return end + 1 - index if end else 0


def cited_place(words: Words, index: int) -> int:
    """Length of the place in a paper that says which ones are meant: `nêu tại khoản 1 Điều 2`."""
    end = index + parts("cited").match(words, index)
    start = end
    while end > index and (size := parts("place").match(words, end)) and _is_place_number(words, end + size):
        end += size + 1
        while words.form(end) in (",", "và") and _is_place_number(words, end + 1):
            end += 2  # `Mục a, b khoản 2`
    return end - index if end > start else 0


def _is_place_number(words: Words, index: int) -> bool:
    return _is_number(words, index) or len(words.form(index)) == 1


def numbered(words: Words, index: int) -> int:
    """Length of a number in a name: `số 5`, `115 thành phố`, `Sư đoàn 316`."""
    if words.form(index) == "số" and words.form(index + 1).isdecimal():
        return 2
    if words.form(index).isdecimal() and _counts_units(words, index):
        return 1
    return int(words.form(index).isdecimal() and parts("level").match(words, index + 1) > 0)


def further_numbers(words: Words, index: int) -> int:
    """Length of further numbers of units: `, 4 và 9` behind `các Thuế cơ sở 1`, `, II, III` behind `các Trung tâm I`.

    Names may go on with them: `, 7 và Phú Đông` behind `các phường 6`.
    """
    if not (_is_number(words, index - 1) or words.form(index) == ":"):
        return 0
    end = index
    while words.form(end) in (":", ",", "và"):
        at = end + 1 + (words.form(end + 1) == "số")
        if not _is_number(words, at) or words.form(at + 1) in ("/", "%", ".", "-"):
            break
        if parts("counted").match(words, at + 1):
            break
        end = at + 1
    if end > index and words.form(end) == "và" and words.is_capital(end + 1) and not _opens_body(words, end + 1):
        name = end + 2
        while words.is_capital(name):
            name += 1
        person = name - end > PLACE_WORDS and is_name(words.span(end + 1, name))
        end = end if person else name
    return end - index


def _opens_body(words: Words, index: int) -> bool:
    """Whether another name may begin here, with a head or in capitals."""
    return parts("head").match(words, index) > 0 or words.span(index, index + 1).isupper()


def _is_number(words: Words, index: int) -> bool:
    """Whether a number stands here, in figures or Roman ones."""
    roman = roman_value(words.form(index)) if words.is_capital(index) else None
    return words.form(index).isdecimal() or (roman is not None and roman <= MOST_ROMAN)


def number_words(words: Words, index: int) -> int:
    """Length of a number in words or figures that opens a clause: `Mười tám xã`."""
    if words.form(index - 1) not in ("", ".", ";", "\n") or not (
        words.is_capital(index) or words.form(index).isdecimal()
    ):
        return 0
    end = index + words.form(index).isdecimal()
    while end - index < LONG_NUMBER and table("number").match(words, end):
        end += 1
    if end == index:
        return 0
    kinds = parts("kind").match(words, end) or parts("level").match(words, end) or parts("counting").match(words, end)
    return end - index if kinds else 0


def further_sibling(words: Words, index: int) -> int:
    """Length of a further kind in capitals that goes on with a collective: `, Phòng` behind `các Khoa`."""
    after = index + 1
    size = parts("sibling").match(words, after)
    before = parts("sibling").match(words, index - 1) == 1 or parts("sibling").match(words, index - 2) == 2
    if not (size and before and words.form(index) in (",", "và") and words.is_capital(after)):
        return 0
    named = words.is_capital(after + size) or parts("head").match(words, after) > size
    return 0 if named else 1 + size


def _counts_units(words: Words, index: int) -> bool:
    """Whether units before this number are told apart by numbers, and nothing is counted: `Ban Chỉ đạo 389`."""
    named = any(index >= size and parts("numbered").match(words, index - size) == size for size in range(1, 8))
    counted = parts("counted").match(words, index + 1)
    return named and (not counted or verbs().match(words, index + 1) > counted)  # `Sư đoàn 316 tổ chức`


def specked_part(words: Words, index: int) -> int:
    """Length of a dash without blanks, a speck, and the closing part behind it: `Hội Khuyến học-huyện`."""
    if words.form(index) != "-" or index + 1 >= len(words):
        return 0
    glued = words.starts[index] == words.ends[index - 1] and words.ends[index] == words.starts[index + 1]
    size = max(parts(part).match(words, index + 1) for part in ("tail", "level"))
    return 1 + size if glued and size and not words.is_capital(index + 1) else 0
