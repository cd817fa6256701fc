"""Where a name goes on that no list holds: parts joined by commas and `và`, and small words."""

from __future__ import annotations

from ocr_pipeline.directives.body_tables import parts, table, topics, verbs
from ocr_pipeline.directives.name_parts import (
    LONG_NAME,
    begins_name,
    is_role,
    is_second_syllable,
    is_unknown,
    verbal_part,
)
from ocr_pipeline.directives.phrases import Words

LONG_JOINED = 3
"""Most small words between a part of a name that a list knows and a joined one."""


def joins_names(words: Words, index: int) -> bool:
    """Whether `và` stands inside a name no list holds: `Sở Thủy sản và Thủy lợi`, capitals on both sides."""
    after = index + 1
    if (
        words.form(index) not in ("và", "&")
        or not words.is_capital(after)
        or begins_name(words, after)
        or is_role(words, after)
    ):
        return False
    short = words.span(after, after + 1).isupper() and len(words.form(after)) > 2 and not words.text.isupper()
    acronym = short and verbs().match(words, after + 1) > 1  # `Đội Kiểm lâm cơ động và PCCCR bảo dưỡng máy bơm`
    return words.is_capital(index - 1) or words.is_capital(index - 2) or _is_compound(words, after) or acronym


def _is_compound(words: Words, index: int) -> bool:
    """Whether a capital word goes on in small letters: `Phát triển`, `Đổi mới`, a part of a name and no name alone."""
    return words.is_capital(index) and not words.is_capital(index + 1) and is_second_syllable(words, index + 1)


def up_to_joined_part(words: Words, index: int) -> int:
    """Length of small words before a joined part: `pháp luật` in `Ban Chính sách pháp luật và Quan hệ lao động`."""
    for size in range(1, LONG_JOINED + 1):
        at = index + size - 1
        if not is_unknown(words, at) or verbs().match(words, at) or is_role(words, at):
            return 0
        if joins_names(words, at + 1):
            return size
    return 0


def joins_parts(words: Words, index: int) -> bool:
    """Whether `và` stands inside a long name: `Đầu tư xây dựng và Phát triển quỹ đất`, `Khu A và các khu B`."""
    after = index + 1
    if words.form(index) != "và":
        return False
    if words.is_capital(after):
        return not parts("head").match(words, after) and not is_role(words, after)
    many = table("many").match(words, after)
    named = parts("name").match(words, after) > 0 or _is_compound(words, after + many)  # `và các Vấn đề xã hội`
    return many > 0 and named and not parts("head").match(words, after + many)


def further_topics(words: Words, index: int, *, long: bool) -> int:
    """Length of the rest of a name that joins several topics: `, Thông tin và Thể thao` behind `Trung tâm Văn hóa`."""
    end = index
    if small := _small_topic(words, index):
        return small
    if not long and words.form(index) != ",":
        return 0
    while words.form(end) in (",", "-", "và") and words.is_capital(end + 1):
        closes, size = words.form(end) != ",", topics().match(words, end + 1)
        whole = 0 if begins_name(words, end + 1) else _open_topic(words, end + 1)
        if not size or words.form(end + 1 + whole) == "và":  # `Cứu hộ` is one, `Cứu hộ động vật và` is meant
            size = max(size, whole)
        head = parts("head").match(words, end + 1)
        if not size or head >= (size if long else 1):
            return 0
        end += 1 + size
        if closes and words.form(end) not in ("-", "và"):
            return end - index
    return 0


def _small_topic(words: Words, index: int) -> int:
    """Length of one more topic in small letters that ends the name: `, tư tưởng` behind `Phòng Chính trị`; or 0."""
    after = index + 1
    size = topics().match(words, after) if words.form(index) == "," and not words.is_capital(after) else 0
    if size < 2 or parts("head").match(words, after) or verbs().match(words, after):
        return 0
    end = after + size
    ends = words.form(end) in ("", ".", ",", ";", ":", "(") or verbs().match(words, end) > 1 or is_role(words, end)
    return end - index if ends else 0


def _open_topic(words: Words, index: int) -> int:
    """Length of a topic that no list holds, in capital and small letters: `Đổi mới sáng tạo`, or 0."""
    if not _is_compound(words, index) or is_role(words, index):
        return 0
    end = verbal_part(words, index, generic=False) or index + 2
    while is_unknown(words, end) and not (verbs().match(words, end) or is_role(words, end)):
        end += 1
    return end - index


def _ends_open(words: Words, index: int) -> bool:
    """Whether the word before belongs to a capital word, not to a level or another closing part of a name."""
    capital = words.is_capital(index - 1) or words.is_capital(index - 2)
    return capital and not any(parts(part).match(words, index - 1) for part in ("level", "tail"))


def small_words(words: Words, index: int, *, long: bool, ended: bool) -> int:
    """Length of the small words of a name, if a capital word, a level, the predicate or the end of the list follows.

    Names with a long head (`Trung tâm`) may run on; others only where no list knows their last part, and without verbs.
    `ended` tells that the part before is whole.
    """
    behind_head = any(parts("head").match(words, index - size) == size for size in (1, 2))
    if (ended or behind_head) and verbs().match(words, index):
        return 0  # a verb after a part that is whole
    open_name = _ends_open(words, index)
    if not long and not open_name:
        return 0
    for size in range(1, LONG_NAME + 1):
        at = index + size - 1
        if long and size > 1 and _closes(words, at):
            return size - 1
        if open_name and size > 1 and (_ends_name(words, at) or (not long and verbs().match(words, at) > 1)):
            return size - 1
        joined = long and (words.form(at) == "-" or (words.form(at) in (",", "và") and is_unknown(words, at + 1)))
        if joined and parts("head").match(words, at + 1) > 1:
            return 0  # `Trung tâm Phục vụ hành chính công tỉnh, bộ phận Một cửa`
        verb = verbs().match(words, at)
        if verb > 1 and size > 1 and verbs().match(words, index):
            return 0  # `Viện nộp báo cáo`
        if not joined and (not is_unknown(words, at) or verb > 1 or (verb and not long)):
            return size - 1 if open_name and size > 1 and verb > 1 else 0
        if words.is_capital(index + size) and not parts("head").match(words, index + size):
            return size
    return 0


def _closes(words: Words, index: int) -> bool:
    """Whether a level closes a long name before its predicate: `Trung tâm Quản lý bến bãi, chợ huyện tổ chức`."""
    size = parts("level").match(words, index)
    end = index + size
    ends = words.form(end) in (",", ";", ":", ".") or verbs().match(words, end) > 1 or is_role(words, end)
    return size > 0 and not words.is_capital(index) and ends


def _ends_name(words: Words, index: int) -> bool:
    """Whether a name surely ends before this word: a stop, a level, or words that tell its role."""
    stop = words.form(index) in (",", ";", ".", ":", "(", "") or words.form(index) == "phải"
    roles = is_role(words, index) or table("partners").match(words, index) > 0
    return stop or roles or parts("level").match(words, index) > 0 or joins_names(words, index)


def behind_capital(words: Words, index: int) -> bool:
    """Whether a capital word, or one with its second syllable, stands before."""
    return words.is_capital(index - 1) or (words.is_capital(index - 2) and is_second_syllable(words, index - 1))


def stands_at(words: Words, index: int) -> bool:
    """Whether an owner or a place in capitals goes on with a name: `của Cộng hòa Pháp`, `tại Đà Nẵng`."""
    if not words.is_capital(index + 1) or is_role(words, index + 1):
        return False
    return words.form(index) == "của" or (words.form(index) == "tại" and not begins_name(words, index + 1))


def capital_run(words: Words, index: int) -> int:
    """How many words in capitals stand here, with a second syllable and a number that ends the name."""
    size = 1
    while words.is_capital(index + size):
        size += 1
    size += size == 1 and is_second_syllable(words, index + 1)
    after = index + size + 1
    ends = words.form(after) in (",", "và", ";", "") or verbs().match(words, after) > 1 or is_role(words, after)
    return size + (ends and words.form(index + size).isdecimal())  # `Đông Hải 1, Đông Hải 2`, `Khai thác 1`


def is_body_here(words: Words, index: int) -> bool:
    """Whether another body begins here, not one more name of several."""
    head, name = parts("head").match(words, index), parts("name").match(words, index)
    return head > name or (head == name > 0 and parts("level").match(words, index + head) > 0)
