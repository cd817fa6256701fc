"""Names of bodies in running text: where one begins, and where the name ends and the verb sets in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ocr_pipeline.directives.phrases import Phrases, Words
from ocr_pipeline.lexicons import read_rows

LONG_NAME = 7
"""Most small words in a row inside a long name (`Cấp thoát nước Tuyên Quang`)."""
STRETCH = 7
"""Most unknown words between a collective and its verb."""

_JOINS = frozenset({",", "và", ";", "&", "cùng"})


@cache
def table(role: str) -> Phrases:
    """The phrases with this role around names (`body_phrases.tsv`)."""
    return Phrases(words for words, kind in read_rows("body_phrases.tsv") if kind == role)


@cache
def _parts(part: str) -> Phrases:
    return Phrases(words for words, kind in read_rows("body_words.tsv") if kind == part)


@cache
def verbs() -> Phrases:
    """Verbs and adverbs with which a task begins (`task_verbs.txt`)."""
    return Phrases(row[0] for row in read_rows("task_verbs.txt"))


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
    many = table("many").match(words, start) or (table("each").match(words, start) if words.is_capital(start) else 0)
    person = _parts("person").match(words, start)
    if person and words.is_capital(start + person):
        return Body(start, _read_rest(words, start, start + person, plural=False, long=False), person=True)
    index = start + many
    head = _parts("head").match(words, index)
    if not head or _is_other(words, index, head, collective=many > 0):
        return None
    small = not words.is_capital(index)
    if not many and head == _parts("level").match(words, index) and not words.is_capital(index + head):
        return None  # `tỉnh` alone
    if head == 1 and not many and small and not after_role and not words.is_capital(index + 1):
        return None
    collective = many > 0 or (small and not _parts("name").match(words, index + head))
    end = _read_rest(words, start, index + head, plural=collective, long=_parts("long").match(words, index) > 0)
    return Body(start, end, collective=collective, anaphoric=not many and words.form(end - 1) in ("này", "đó"))


def _is_other(words: Words, index: int, head: int, *, collective: bool) -> bool:
    """Whether the words only begin like a body: `Ban hành`, `Tổ chức hội nghị`, `Trường hợp`."""
    other = _parts("other").match(words, index)
    if other >= head:
        return other > head or not collective
    verb = verbs().match(words, index)
    return verb > head or (verb == head and not collective)


def _read_rest(words: Words, start: int, index: int, *, plural: bool, long: bool) -> int:
    """The end of a name whose head ends at `index`; only `các ...` has an enumeration after a colon."""
    capitals = 0
    several = table("many").match(words, start) > 0
    while index < len(words):
        if plural and not capitals and words.is_capital(index) and _follows_kind(words, index):
            index = _read_enumeration(words, index)
        elif size := _proper_part(words, index):
            several = several or table("many").match(words, index) > 0
            plural = plural or several or _is_kind(words, index, size)
            long = long or _parts("long").match(words, index) > 0
            index, capitals = index + size, 0
        elif several and words.form(index) == ":" and _is_listed(words, index + 1):
            return _read_enumeration(words, index + 1)
        elif size := _further_kind(words, index, plural=plural):
            index, capitals = index + size, 0
        elif words.is_capital(index) and not _is_role(words, index):
            index, capitals = index + 1, capitals + 1
        elif not plural and words.form(index) == "và" and _joins_names(words, index):
            index, capitals = index + 2, 1
        elif (capitals == 1 and _is_second_syllable(words, index)) or (
            words.form(index) == "-" and words.is_capital(index + 1) and not _begins_name(words, index + 1)
        ):
            index, capitals = index + 1, 0
        elif long and (size := _small_words(words, index, open_name=_ends_open(words, index))):
            index, capitals = index + size, 0
        elif words.form(index).isdigit() and words.is_capital(index - 1) and not words.form(index + 1).isalpha():
            index += 1
        else:
            break
    return index


def _begins_name(words: Words, index: int) -> bool:
    """Whether the name of another body begins here (`Xã hội` is none)."""
    head = _parts("head").match(words, index)
    return head > 0 and _parts("other").match(words, index) <= head


def _is_listed(words: Words, index: int) -> bool:
    """Whether a name in an enumeration begins here, not the task (`các huyện: Tổ chức ...`)."""
    if not words.is_capital(index):
        return False
    if size := _parts("name").match(words, index):
        return words.form(index + size) in (",", "và", ";", ".", "")
    return not verbs().match(words, index) and not _is_role(words, index)


def _joins_names(words: Words, index: int) -> bool:
    """Whether `và` stands inside a name no list holds: `Sở Thủy sản và Thủy lợi`, capitals on both sides."""
    after = index + 1
    if not words.is_capital(after) or _parts("head").match(words, after) or _is_role(words, after):
        return False
    return (words.is_capital(index - 1) or words.is_capital(index - 2)) and not verbs().match(words, after)


def _is_kind(words: Words, index: int, size: int) -> bool:
    """Whether the part names a kind in small letters, so that others may follow: `Thủ trưởng cơ quan, đơn vị`."""
    small = not words.is_capital(index) and size == _parts("head").match(words, index)
    return small and not _parts("level").match(words, index)


def _follows_kind(words: Words, index: int) -> bool:
    """Whether the word before is a kind of body, so that names of several may follow: `các xã A, B`."""
    return any(_parts(part).match(words, index - 1) for part in ("level", "kind")) and not words.is_capital(index - 1)


def _is_role(words: Words, index: int) -> bool:
    return any(table(role).match(words, index) for role in ("leads", "coordinate", "direct", "assign"))


def _proper_part(words: Words, index: int) -> int:
    """Length of a fixed part of a name that stands here and is no verb: `Tài chính`, `nhân dân`, `có liên quan`."""
    size = max(_parts(part).match(words, index) for part in ("name", "tail", "level"))
    if many := table("many").match(words, index):
        size = max(size, many + (_parts("head").match(words, index + many) or -many))
    if words.form(index) == "của" and words.is_capital(index + 1) and (head := _parts("head").match(words, index + 1)):
        return 1 + head
    nested = _parts("head").match(words, index)
    if nested and (words.is_capital(index) or nested > 1):
        size = max(size, nested)
    return size if size > verbs().match(words, index) or (size and words.is_capital(index)) else 0


def _further_kind(words: Words, index: int, *, plural: bool) -> int:
    """Length of `, ngành` or `và địa phương` that goes on with a collective; `và các ...` begins another one."""
    if words.form(index) not in (",", "và"):
        return 0
    after = index + 1 + (words.form(index + 1) == "và")
    if words.is_capital(after) or table("many").match(words, after):
        return 0
    level = _parts("level").match(words, after)
    end = after + _parts("head").match(words, after)
    named = "," in words.forms[after:end] or any(map(words.is_capital, range(after, end)))
    if named and words.form(after - 1) == "và":
        return 0  # `và tổ chức, cá nhân`, `và đại biểu Hội đồng nhân dân`
    if not plural:
        before = _parts("level").match(words, index - 1)
        return after - index + level if before and level and not words.is_capital(after + level) else 0
    size = max(level, _parts("head").match(words, after), _parts("tail").match(words, after))
    verb = max(verbs().match(words, after), _parts("other").match(words, after))
    return after - index + size if size > verb or (size and size == verb and words.form(after) == "tổ") else 0


def _is_second_syllable(words: Words, index: int) -> bool:
    """Whether a small word is the rest of a compound like `Thủy nông`, not the beginning of the predicate."""
    return _is_unknown(words, index) and not verbs().match(words, index)


def _is_unknown(words: Words, index: int) -> bool:
    """Whether a small word has no part in any table of predicates and roles."""
    if not words.form(index).isalpha() or words.is_capital(index):
        return False
    return not any(table(role).match(words, index) for role in ("fact", "many", "each", "leads", "task"))


def _ends_open(words: Words, index: int) -> bool:
    """Whether the word before belongs to a capital word, not to a level or another closing part of a name."""
    capital = words.is_capital(index - 1) or words.is_capital(index - 2)
    return capital and not any(_parts(part).match(words, index - 1) for part in ("level", "tail"))


def _small_words(words: Words, index: int, *, open_name: bool) -> int:
    """Length of the small words of a long name, if a capital word, a level or the end of the list follows soon."""
    for size in range(1, LONG_NAME + 1):
        at = index + size - 1
        if open_name and size > 1 and (words.form(at) in (",", ";", ".", "") or _parts("level").match(words, at)):
            return size - 1
        joined = words.form(at) == "-" or (words.form(at) in (",", "và") and _is_unknown(words, at + 1))
        if not joined and (not _is_unknown(words, at) or verbs().match(words, at) > 1):
            return 0
        if words.is_capital(index + size) and not _parts("head").match(words, index + size):
            return size
    return 0


def _read_enumeration(words: Words, index: int) -> int:
    """Grammar: enumeration = part { ( "," | "và" ) part }, up to the name of another body."""
    end = index
    if _is_body_here(words, index) and words.form(index - 1) == ":":
        return _read_named_bodies(words, index)
    while index < len(words):
        level = _parts("level").match(words, index)
        if level and words.is_capital(index + level) and end < index:
            index += level  # `các xã A, B và phường C`
        if not words.is_capital(index) or (_is_body_here(words, index) and end < index):
            break
        index += _parts("name").match(words, index) or _capital_run(words, index)
        while tail := max(_parts("tail").match(words, index), _parts("level").match(words, index)):
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
        if words.form(end) != "," or not words.is_capital(end + 1):
            break
        index = end + 1
    return end


def _is_body_here(words: Words, index: int) -> bool:
    return _parts("head").match(words, index) > _parts("name").match(words, index)


def _capital_run(words: Words, index: int) -> int:
    size = 1
    while words.is_capital(index + size):
        size += 1
    return size + 1 if size == 1 and _is_second_syllable(words, index + 1) else size


def read_bodies(words: Words, start: int, *, after_role: bool = False, known: bool = False) -> tuple[list[Body], int]:
    """The list of bodies that begins at `start`, and where the words after it begin; the first may have to be `known`.

    bodies = body [ "(" ... ")" ] { ( "," | ";" | "và" | "cùng" ) body [ "(" ... ")" ] }

    >>> words = Words.of("Sở Văn hóa, Thể thao và Du lịch, Sở Y tế và các địa phương rà soát")
    >>> bodies, after = read_bodies(words, 0)
    >>> [words.span(body.start, body.end) for body in bodies], words.form(after)
    (['Sở Văn hóa, Thể thao và Du lịch', 'Sở Y tế', 'các địa phương'], 'rà')
    """
    bodies: list[Body] = []
    index = after = start
    while body := read_body(words, index, after_role=after_role) or _read_unknown(
        words, index, listed=words.form(index - 1) in (",", ";") if bodies else after_role and not known
    ):
        if bodies and bodies[-1].person and _is_office(words, body):
            bodies[-1] = Body(bodies[-1].start, body.end, person=True)
        else:
            bodies.append(body)
        index = after = _skip_brackets(words, body.end)
        while words.form(index) in _JOINS and not _begins_field(words, index + 1):
            index += 1
        if index == after:
            break
        after_role = after_role and words.form(index - 1) != ";"
    if bodies and bodies[-1].collective and (stretch := _stretch(words, bodies[-1].end)):
        last = bodies[-1]
        bodies[-1] = Body(last.start, stretch, collective=True)
        after = stretch
    return bodies, after


def _read_unknown(words: Words, start: int, *, listed: bool) -> Body | None:
    """A name that begins with no known head (`VNPT Bến Tre`), in a list of bodies or before the verb after a role."""
    if not listed or not words.is_capital(start) or words.text.isupper():
        return None
    first = words.form(start - 1) not in (",", ";")
    if verbs().match(words, start) or _is_role(words, start):
        return None
    if any(_parts(part).match(words, start) for part in ("other", "level")):
        return None
    end = start
    while words.is_capital(end) or _is_second_syllable(words, end) or _parts("tail").match(words, end):
        end += _parts("tail").match(words, end) or 1
        if end - start > LONG_NAME:
            return None
    named = end - start > 1 or words.span(start, end).isupper()
    if first and not all(map(words.is_capital, range(start, end))):
        return None
    ended = words.form(end) in ("", ".", ",", ";", "và", "(") and not first
    return Body(start, end) if named and (ended or verbs().match(words, end) or _is_role(words, end)) else None


def _begins_field(words: Words, index: int) -> bool:
    return any(
        (size := table(role).match(words, index)) and words.form(index + size) == ":"
        for role in ("lead_field", "coordinate_field")
    )


def _is_office(words: Words, body: Body) -> bool:
    """Whether the body after a person's name is that person's office: `đồng chí Nguyễn Văn A, Phó Chủ tịch`."""
    return words.form(body.start - 1) in (",", "-") and _parts("office").match(words, body.start) > 0


def _stretch(words: Words, end: int) -> int:
    """The end of a collective that goes on in unknown words up to its verb: `lực lượng cảnh sát giao thông xử lý`."""
    index = end
    commas = 0
    while index - end <= STRETCH:
        if verbs().match(words, index):
            return index if index > end else 0
        if words.form(index) == "," and not commas and not verbs().match(words, index + 1):
            commas += 1
        elif not _is_unknown(words, index) or _is_role(words, index):
            return 0
        index += 1
    return 0


def _skip_brackets(words: Words, index: int) -> int:
    if words.form(index) != "(":
        return index
    for end in range(index + 1, min(index + 60, len(words))):
        if words.form(end) == ")":
            return end + 1
    return index
