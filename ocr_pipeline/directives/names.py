"""Names of bodies in running text: where one begins, and where the name ends and the verb sets in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.joined_parts import (
    further_topics,
    joins_names,
    joins_parts,
    small_words,
    up_to_joined_part,
)
from ocr_pipeline.directives.marked_parts import (
    cited_place,
    further_numbers,
    further_sibling,
    number_words,
    numbered,
    owners,
    quoted,
    specked_part,
)
from ocr_pipeline.directives.name_parts import (
    begins_name,
    begins_predicate,
    commission_purpose,
    ends_name,
    field_part,
    follows_kind,
    further_kind,
    head_size,
    is_generic,
    is_kind,
    is_listed,
    is_role,
    is_second_syllable,
    named_heading,
    proper_part,
    verbal_part,
)
from ocr_pipeline.directives.open_names import charge, open_part
from ocr_pipeline.directives.phrases import Words


@dataclass(frozen=True, slots=True)
class Body:
    """The words from `start` up to `end` that name a body; a collective stands for several, a person is one.

    `anaphoric` words (`cơ quan này`) stand for a body named before.
    """

    start: int
    end: int
    collective: bool = False
    person: bool = False
    anaphoric: bool = False


def read_body(words: Words, start: int, *, after_role: bool = False) -> Body | None:
    """The body whose name begins at `start`, if one does.

    body = [ "các" ] head { proper part | capital word | "tỉnh", "có liên quan" ... } [ [ ":" ] enumeration ]

    After a role word a single small word (`sở`, `ban`) may be the head, too.
    """
    counted = number_words(words, start)
    if words.form(start).isdecimal() and words.form(start - 1) in (",", "và"):
        counted = 1  # `và 06 trạm y tế xã`
    if words.form(start) not in _first_words() and not counted:
        return None
    each = after_role or words.is_capital(start) or words.form(start - 1) == ","
    many = table("many").match(words, start) or (table("each").match(words, start) if each else 0)
    many = many or counted
    if holder := _read_person(words, start):
        return holder
    if after_role and parts("title").match(words, start):
        led = read_body(words, start + 2)  # `đề nghị Lãnh đạo các sở`
        return led and Body(start, led.end, collective=led.collective)
    if owned := owners(words, start + many):
        return Body(start, _read_rest(words, start, start + many + owned, plural=True, long=False), collective=True)
    index = start + many
    head = head_size(words, index) or (parts("member").match(words, index) if after_role and not many else 0)
    if not head or _is_other(words, index, head, collective=many > 0):
        return None
    small = not words.is_capital(index)
    named = words.is_capital(index + head) or words.form(index + head + (words.form(index + head) == "số")).isdecimal()
    if not many and head == parts("level").match(words, index) and not named:
        return None  # `tỉnh` alone
    alone = head == 1 and not many and small and not named
    alone = alone and not (parts("leader").match(words, index) and table("many").match(words, index + 1))
    bare = not many and parts("bare").match(words, index) == head
    if alone and (not after_role or verbs().match(words, index - 1) > 1):  # `giao ban`
        return None
    known = parts("name").match(words, index + head) or (
        parts("generic").match(words, index) == head and words.form(index + head) != ","
    )
    place = named and parts("level").match(words, index) == head  # `bản Nậm Mạ, bản Huổi Lếch` are two
    collective = many > 0 or (small and not known and not place)
    end = _read_rest(words, start, index + head, plural=collective, long=parts("long").match(words, index) > 0)
    opens = words.is_capital(start) and words.form(start - 1) in ("", ".", ";", "\n")
    acts = words.form(end) == "có" or (opens and verbs().match(words, end) > 1)
    if bare and end == index + head and not acts:
        return None  # `phân công lực lượng tuần tra`; but `Tình nguyện viên tuân thủ nội quy`
    leader = parts("leader").match(words, index) or parts("office").match(words, index)
    anaphoric = not many and not leader and words.form(end - 1) in ("này", "đó", "mình")  # `giám đốc sở đó` is new
    anaphoric = anaphoric or _refers_down(words, end)
    return Body(start, end, collective=collective, anaphoric=anaphoric)


def _read_person(words: Words, start: int) -> Body | None:
    """Who holds an office, by name or by office: `đồng chí Lê Văn A`, `từng đồng chí trong Ban Thường vụ`."""
    each = table("each").match(words, start) if words.form(start - 1) in ("", ".", ";", "\n") else 0
    person = parts("person").match(words, start + each)
    named = start + each + person
    office = parts("office").match(words, named)
    if not person:
        return None
    if office and not each and words.form(start + 1) == "ông":
        return read_body(words, named, after_role=True)  # `các ông (bà) Trưởng phòng Kế hoạch`
    within = words.form(named) in ("trong", "thuộc") and words.is_capital(named + 1)
    if not (office or within or words.is_capital(named)):
        return None
    return Body(start, _read_rest(words, start, named, plural=False, long=False), person=True)


@cache
def _first_words() -> frozenset[str]:
    """Words with which the name of a body, or of several, may begin."""
    begins = (*map(table, ("many", "each")), *map(parts, ("person", "owner", "head", "member", "title")))
    return frozenset().union(*(one.first_words for one in begins))


def _is_other(words: Words, index: int, head: int, *, collective: bool) -> bool:
    """Whether the words only begin like a body: `Ban hành`, `Tổ chức hội nghị`, `Trường hợp`."""
    other = parts("other").match(words, index)
    if other >= head:
        return other > head or not collective
    verb = verbs().match(words, index)
    return verb > head or (verb == head and not collective)


def _refers_down(words: Words, index: int) -> bool:
    """Whether the bodies are only announced: `các cơ quan sau:`."""
    return words.form(index) in ("sau", "dưới") and words.form(index + 1) in (":", "đây", "")


def _read_rest(words: Words, start: int, index: int, *, plural: bool, long: bool) -> int:
    """The end of a name whose head ends at `index`; only `các ...` has an enumeration after a colon."""
    capitals, first = 0, index
    generic = not plural and is_generic(words, start, index)
    listed = False  # whether a lexicon knows the part just read, so that nothing is open behind it
    several = table("many").match(words, start) > 0
    while index < len(words):
        if plural and not capitals and words.is_capital(index) and follows_kind(words, index):
            index = _read_enumeration(words, index)
        elif index == first and (end := commission_purpose(words, start, index)):
            index, capitals = end, 0
        elif size := parts("form").match(words, index):
            index, first, generic, capitals, listed = index + size, index + size, True, 0, False
            continue  # `Công ty TNHH` says nothing alone
        elif end := _verb_end(words, start, index, generic=generic, first=index == first):
            index, capitals, long = end, 0, True
        elif begins_predicate(words, index, several=several):
            break
        elif size := proper_part(words, index, generic=generic and index == first):
            several = several or table("many").match(words, index) > 0
            plural = plural or several or (not generic and is_kind(words, index, size))
            long = long or parts("long").match(words, index) > 0
            index, capitals, listed = index + size, 0, True
            continue
        elif size := further_numbers(words, index) if several or words.form(index) != ":" else 0:
            index, capitals = index + size, 0
        elif end := _unit_above(words, index):
            index, capitals, listed = end, 0, True
            continue
        elif several and words.form(index) == ":" and (end := _after_colon(words, index + 1)):
            return end
        elif several and (size := further_sibling(words, index)):
            index, first = index + size, index + size
        elif size := field_part(words, index) or further_kind(words, start, index, plural=plural, several=several):
            index, capitals = index + size, 0
        elif words.is_capital(index) and not (words.text.isupper() and is_role(words, index)):
            index, capitals = index + 1, capitals + 1
        elif not plural and (size := further_topics(words, index, long=long)):
            index, capitals, listed = index + size, 0, True
            continue
        elif not several and (joins_names(words, index) or (long and not plural and joins_parts(words, index))):
            size = parts("name").match(words, index + 1)
            index, capitals = index + 1 + (size or 1), int(not size)
        elif size := (
            quoted(words, index) or numbered(words, index) or specked_part(words, index) or cited_place(words, index)
        ):
            index, capitals = index + size, 0
        elif long and _stands_at(words, index):
            index, capitals = index + 2, 1
        elif (capitals == 1 and is_second_syllable(words, index)) or (
            words.form(index) == "-" and words.is_capital(index + 1) and not begins_name(words, index + 1)
        ):
            index, capitals = index + 1, 0
        elif size := (
            small_words(words, index, long=long, ended=listed or capitals > 1) if long or not listed else 0
        ) or (up_to_joined_part(words, index) if listed and not plural else 0):
            index, capitals = index + size, 0
        elif words.form(index).isdecimal() and _behind_capital(words, index) and ends_name(words, index + 1):
            index += 1  # `phường Hà Giang 1 khẩn trương`, `Đại đội Thiết giáp 7`
        else:
            break
        listed = False
    return index - (words.form(index - 1) == ",")  # an unknown field goes on behind it


def _behind_capital(words: Words, index: int) -> bool:
    """Whether a capital word, or one with its second syllable, stands before."""
    return words.is_capital(index - 1) or (words.is_capital(index - 2) and is_second_syllable(words, index - 1))


def _unit_above(words: Words, index: int) -> int:
    """The end of the body above, told behind a dash, or 0: `Trường Đại học Công nghệ - Đại học Quốc gia Hà Nội`."""
    apart = words.form(index) == "-" and words.starts[index] > words.ends[index - 1]
    above = apart and words.is_capital(index + 1) and begins_name(words, index + 1) and not words.text.isupper()
    body = read_body(words, index + 1) if above else None
    return body.end if body and (verbs().match(words, body.end) or is_role(words, body.end)) else 0


def _stands_at(words: Words, index: int) -> bool:
    """Whether an owner or a place in capitals goes on with a name: `của Cộng hòa Pháp`, `tại Đà Nẵng`."""
    if not words.is_capital(index + 1) or is_role(words, index + 1):
        return False
    return words.form(index) == "của" or (words.form(index) == "tại" and not begins_name(words, index + 1))


def _verb_end(words: Words, start: int, index: int, *, generic: bool, first: bool) -> int:
    """The end of a verb with its object that is part of the name, or 0."""
    end = charge(words, index) or (open_part(words, start, index) if first else 0)
    return end or verbal_part(words, index, generic=generic and first)


def _after_colon(words: Words, index: int) -> int:
    """The end of the names that a collective is followed by behind a colon, or 0."""
    return named_heading(words, index) or (_read_enumeration(words, index) if is_listed(words, index) else 0)


def _read_enumeration(words: Words, index: int) -> int:
    """Grammar: enumeration = part { ( "," | "và" ) part }, up to the name of another body."""
    end = index
    if _is_body_here(words, index) and words.form(index - 1) == ":":
        return _read_named_bodies(words, index)
    while index < len(words):
        level = parts("level").match(words, index)
        if level and words.is_capital(index + level) and end < index:
            index += level  # `các xã A, B và phường C`
        if not words.is_capital(index) or (_is_body_here(words, index) and end < index):
            break
        index += parts("name").match(words, index) or _capital_run(words, index)
        index += words.is_capital(index) and not _is_body_here(words, index)  # `Thể thao thành tích cao I`
        while tail := max(parts("tail").match(words, index), parts("level").match(words, index)):
            index += tail
        end = index
        if words.form(index) not in (",", "và"):
            break
        index += 1 + (words.form(index + 1) == "và")
    return end


def _read_named_bodies(words: Words, index: int) -> int:
    """The end of bodies after a colon: `các cơ quan: Văn phòng ..., Sở Y tế, Trung tâm ...`."""
    end = index
    while body := read_body(words, index):
        end = body.end
        if words.form(end) != "," or not (words.is_capital(end + 1) or table("many").match(words, end + 1)):
            break
        index = end + 1
    return end


def _is_body_here(words: Words, index: int) -> bool:
    head, name = parts("head").match(words, index), parts("name").match(words, index)
    return head > name or (head == name > 0 and parts("level").match(words, index + head) > 0)


def _capital_run(words: Words, index: int) -> int:
    size = 1
    while words.is_capital(index + size):
        size += 1
    size += size == 1 and is_second_syllable(words, index + 1)
    after = index + size + 1
    ends = words.form(after) in (",", "và", ";", "") or verbs().match(words, after) > 1 or is_role(words, after)
    return size + (ends and words.form(index + size).isdecimal())  # `Đông Hải 1, Đông Hải 2`, `Khai thác 1`
