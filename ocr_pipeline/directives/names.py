"""Names of bodies in running text: where one begins, and where the name ends and the verb sets in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.joined_parts import (
    behind_capital,
    capital_run,
    further_topics,
    is_body_here,
    joins_names,
    joins_parts,
    small_words,
    stands_at,
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
from ocr_pipeline.directives.open_names import charge, is_other, open_part, refers_down
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
    each_one = table("each").match(words, start) == many > 0 and words.is_capital(start)  # `Mỗi đảng viên gương mẫu`
    member = (after_role and not many) or each_one
    head = head_size(words, index) or (parts("member").match(words, index) if member else 0)
    if not head or is_other(words, index, head, collective=many > 0):
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
    opens = opens or (words.form(start - 1) in (",", "và") and head > 2)  # `Già làng, người có uy tín vận động`
    acts = words.form(end) == "có" or (opens and verbs().match(words, end) > 1)
    if bare and end == index + head and not acts:
        return None  # `phân công lực lượng tuần tra`; but `Tình nguyện viên tuân thủ nội quy`
    leader = parts("leader").match(words, index) or parts("office").match(words, index)
    anaphoric = not many and not leader and words.form(end - 1) in ("này", "đó", "mình")  # `giám đốc sở đó` is new
    anaphoric = anaphoric or refers_down(words, end)
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


@dataclass(slots=True)
class _Rest:
    """How far a name is read behind its head.

    `capitals` words in a row were read, `first` is where the head ended; `listed` tells whether a lexicon knows the
    part just read, so that nothing is open behind it.
    """

    words: Words
    start: int
    index: int
    first: int
    plural: bool
    long: bool
    generic: bool
    several: bool
    capitals: int = 0
    listed: bool = False
    ended: bool = False

    def read(self) -> int:
        """The end of the name."""
        while not self.ended and self.index < len(self.words):
            if not (self._known_part() or self._further() or self._open_part() or self._small_part()):
                break
        return self.index - (self.words.form(self.index - 1) == ",")  # an unknown field goes on behind it

    def _on(self, index: int, *, capitals: int = 0, listed: bool = False) -> bool:
        self.index, self.capitals, self.listed = index, capitals, listed
        return True

    def _known_part(self) -> bool:
        """A part that a lexicon knows, or a verb with its object; what the body is to do ends the name."""
        words, index, begins = self.words, self.index, self.index == self.first
        if self.plural and not self.capitals and words.is_capital(index) and follows_kind(words, index):
            return self._on(_read_enumeration(words, index), capitals=self.capitals)
        if begins and (end := commission_purpose(words, self.start, index)):
            return self._on(end)
        if size := parts("form").match(words, index):
            self.first, self.generic = index + size, True
            return self._on(index + size)  # `Công ty TNHH` says nothing alone
        if end := _verb_end(words, self.start, index, generic=self.generic, first=begins):
            self.long = True
            return self._on(end)
        if begins_predicate(words, index, several=self.several):
            self.ended = True
            return True
        if not (size := proper_part(words, index, generic=self.generic and begins)):
            return False
        self.several = self.several or table("many").match(words, index) > 0
        self.plural = self.plural or self.several or (not self.generic and is_kind(words, index, size))
        self.long = self.long or parts("long").match(words, index) > 0
        return self._on(index + size, listed=True)

    def _further(self) -> bool:
        """Further numbers, kinds or fields, the body above, the names behind a colon."""
        words, index = self.words, self.index
        if size := further_numbers(words, index) if self.several or words.form(index) != ":" else 0:
            return self._on(index + size)
        if end := _unit_above(words, index):
            return self._on(end, listed=True)
        if self.several and words.form(index) == ":" and (end := _after_colon(words, index + 1)):
            self.ended = True
            return self._on(end)
        if self.several and (size := further_sibling(words, index)):
            self.first = index + size
            return self._on(index + size, capitals=self.capitals)
        kinds = further_kind(words, self.start, index, plural=self.plural, several=self.several)
        size = field_part(words, index) or kinds
        return size > 0 and self._on(index + size)

    def _open_part(self) -> bool:
        """A word in capitals, further topics, or another part behind `và`."""
        words, index = self.words, self.index
        if words.is_capital(index) and not (words.text.isupper() and is_role(words, index)):
            return self._on(index + 1, capitals=self.capitals + 1)
        if not self.plural and (size := further_topics(words, index, long=self.long)):
            return self._on(index + size, listed=True)
        joined = joins_names(words, index) or (self.long and not self.plural and joins_parts(words, index))
        if not self.several and joined:
            size = parts("name").match(words, index + 1)
            return self._on(index + 1 + (size or 1), capitals=int(not size))
        return False

    def _small_part(self) -> bool:
        """Quotations, numbers, a place, and small words that no lexicon knows."""
        words, index = self.words, self.index
        marked = quoted(words, index) or numbered(words, index) or specked_part(words, index)
        if size := marked or cited_place(words, index):
            return self._on(index + size)
        if self.long and stands_at(words, index):
            return self._on(index + 2, capitals=1)
        dashed = words.form(index) == "-" and words.is_capital(index + 1) and not begins_name(words, index + 1)
        if (self.capitals == 1 and is_second_syllable(words, index)) or dashed:
            return self._on(index + 1)
        ended = self.listed or self.capitals > 1
        size = small_words(words, index, long=self.long, ended=ended) if self.long or not self.listed else 0
        if size := size or (up_to_joined_part(words, index) if self.listed and not self.plural else 0):
            return self._on(index + size)
        if words.form(index).isdecimal() and behind_capital(words, index) and ends_name(words, index + 1):
            return self._on(index + 1, capitals=self.capitals)  # `phường Hà Giang 1 khẩn trương`
        return False


def _read_rest(words: Words, start: int, index: int, *, plural: bool, long: bool) -> int:
    """The end of a name whose head ends at `index`; only `các ...` has an enumeration after a colon."""
    generic = not plural and is_generic(words, start, index)
    several = table("many").match(words, start) > 0
    return _Rest(words, start, index, index, plural, long, generic, several).read()


def _unit_above(words: Words, index: int) -> int:
    """The end of the body above, told behind a dash, or 0: `Trường Đại học Công nghệ - Đại học Quốc gia Hà Nội`."""
    apart = words.form(index) == "-" and words.starts[index] > words.ends[index - 1]
    above = apart and words.is_capital(index + 1) and begins_name(words, index + 1) and not words.text.isupper()
    body = read_body(words, index + 1) if above else None
    return body.end if body and (verbs().match(words, body.end) or is_role(words, body.end)) else 0


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
    if is_body_here(words, index) and words.form(index - 1) == ":":
        return _read_named_bodies(words, index)
    while index < len(words):
        level = parts("level").match(words, index)
        if level and words.is_capital(index + level) and end < index:
            index += level  # `các xã A, B và phường C`
        if not words.is_capital(index) or (is_body_here(words, index) and end < index):
            break
        index += parts("name").match(words, index) or capital_run(words, index)
        index += words.is_capital(index) and not is_body_here(words, index)  # `Thể thao thành tích cao I`
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
