"""Names of bodies in running text: where one begins, and where the name ends and the verb sets in."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.phrases import Words

LONG_NAME = 7
"""Most small words in a row inside a long name (`Cấp thoát nước Tuyên Quang`)."""


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
    person = parts("person").match(words, start)
    if person and words.is_capital(start + person):
        return Body(start, _read_rest(words, start, start + person, plural=False, long=False), person=True)
    index = start + many
    head = parts("head").match(words, index) or (parts("member").match(words, index) if after_role and not many else 0)
    if not head or _is_other(words, index, head, collective=many > 0):
        return None
    small = not words.is_capital(index)
    if not many and head == parts("level").match(words, index) and not words.is_capital(index + head):
        return None  # `tỉnh` alone
    alone = head == 1 and not many and small and not words.is_capital(index + 1)
    bare = not many and parts("bare").match(words, index) == head
    if alone and (not after_role or verbs().match(words, index - 1) > 1):  # `giao ban`
        return None
    known = parts("name").match(words, index + head) or (
        parts("generic").match(words, index) == head and words.form(index + head) != ","
    )
    collective = many > 0 or (small and not known)
    end = _read_rest(words, start, index + head, plural=collective, long=parts("long").match(words, index) > 0)
    if bare and end == index + head and words.form(end) != "có":
        return None  # `phân công lực lượng tuần tra`
    anaphoric = (not many and words.form(end - 1) in ("này", "đó")) or _refers_down(words, end)
    return Body(start, end, collective=collective, anaphoric=anaphoric)


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
    generic = not plural and parts("generic").match(words, start) == index - start and not words.is_capital(start)
    listed = False  # whether a lexicon knows the part just read, so that nothing is open behind it
    several = table("many").match(words, start) > 0
    while index < len(words):
        if plural and not capitals and words.is_capital(index) and _follows_kind(words, index):
            index = _read_enumeration(words, index)
        elif end := _verbal_part(words, index, generic=generic and index == first):
            index, capitals, long = end, 0, True
        elif size := _proper_part(words, index) or (
            parts("name").match(words, index) if generic and index == first else 0
        ):
            several = several or table("many").match(words, index) > 0
            plural = plural or several or (not generic and _is_kind(words, index, size))
            long = long or parts("long").match(words, index) > 0
            index, capitals, listed = index + size, 0, True
            continue
        elif several and words.form(index) == ":" and (end := _named_heading(words, index + 1)):
            return end
        elif several and words.form(index) == ":" and _is_listed(words, index + 1):
            return _read_enumeration(words, index + 1)
        elif size := _further_kind(words, index, plural=plural, several=several):
            index, capitals = index + size, 0
        elif words.is_capital(index) and not is_role(words, index):
            index, capitals = index + 1, capitals + 1
        elif (
            not plural
            and words.form(index) == "và"
            and (_joins_names(words, index) or (long and _joins_parts(words, index)))
        ):
            size = parts("name").match(words, index + 1)
            index, capitals = index + 1 + (size or 1), int(not size)
        elif size := _quoted(words, index) or _numbered(words, index):
            index, capitals = index + size, 0
        elif long and words.form(index) == "của" and words.is_capital(index + 1) and not is_role(words, index + 1):
            index, capitals = index + 2, 1
        elif (capitals == 1 and is_second_syllable(words, index)) or (
            words.form(index) == "-" and words.is_capital(index + 1) and not _begins_name(words, index + 1)
        ):
            index, capitals = index + 1, 0
        elif (
            not ((listed or capitals > 1) and verbs().match(words, index))
            and (long or not listed)
            and (size := _small_words(words, index, long=long))
        ):
            index, capitals = index + size, 0
        elif words.form(index).isdigit() and words.is_capital(index - 1) and not words.form(index + 1).isalpha():
            index += 1
        else:
            break
        listed = False
    return index


def _verbal_part(words: Words, index: int, *, generic: bool) -> int:
    """The end of a part of a name that is a verb with its object, or 0: `Quản lý xây dựng công trình`.

    After a `generic` head in small letters, which says nothing alone, it may be in small letters, too.
    """
    size = parts("verbal").match(words, index)
    capital = words.is_capital(index) and not words.is_capital(index + 1)
    if not size or not (capital or generic) or words.text.isupper():
        return 0
    end = index + size
    name = parts("name").match(words, index)
    if name > size or (name and verbs().match(words, end)):
        return 0
    end += verbs().match(words, end) if not is_role(words, end) else 0
    while is_unknown(words, end) and not verbs().match(words, end) and not is_role(words, end):
        end += 1
    return end if end > index + size else 0


def _named_heading(words: Words, index: int) -> int:
    """The end of a heading that only names bodies after a colon, or 0: `Các Viện: Dinh dưỡng, Pasteur Nha Trang`."""
    end = next((at for at in range(index, len(words)) if words.form(at) in (".", ";", ":", "\n")), len(words))
    if words.form(end) not in ("", ":", ".") or (words.form(end) == "." and end + 1 < len(words)):
        return 0
    begins = [index, *(at + 1 for at in range(index, end) if words.form(at) in (",", "và", "-"))]
    shortest = 1 if words.form(end) == "." else 2  # a heading has no full stop
    predicate = any(verbs().match(words, at) >= shortest and not words.is_capital(at) for at in range(index, end))
    return 0 if predicate or not all(map(words.is_capital, begins)) else end


def _begins_name(words: Words, index: int) -> bool:
    """Whether the name of another body begins here (`Xã hội` is none)."""
    head = parts("head").match(words, index)
    return head > 0 and parts("other").match(words, index) <= head


def _is_listed(words: Words, index: int) -> bool:
    """Whether a name in an enumeration begins here, not the task (`các huyện: Tổ chức ...`)."""
    if not words.is_capital(index):
        return False
    if size := parts("name").match(words, index):
        return words.form(index + size) in (",", "và", ";", ".", "") or words.is_capital(index + size)
    return not verbs().match(words, index) and not is_role(words, index)


def _joins_names(words: Words, index: int) -> bool:
    """Whether `và` stands inside a name no list holds: `Sở Thủy sản và Thủy lợi`, capitals on both sides."""
    after = index + 1
    if not words.is_capital(after) or _begins_name(words, after) or is_role(words, after):
        return False
    return words.is_capital(index - 1) or words.is_capital(index - 2)


def _joins_parts(words: Words, index: int) -> bool:
    """Whether `và` stands inside a long name: `Đầu tư xây dựng và Phát triển quỹ đất`, `Khu A và các khu B`."""
    after = index + 1
    if words.is_capital(after):
        return not parts("head").match(words, after) and not is_role(words, after)
    return table("many").match(words, after) > 0 and parts("name").match(words, after) > 0


def _quoted(words: Words, index: int) -> int:
    """Length of a name in quotation marks that stands here: `Câu lạc bộ "Kết nối yêu thương"`."""
    if words.form(index) != '"' or not words.is_capital(index + 1):
        return 0
    end = next((at for at in range(index + 2, min(index + 10, len(words))) if words.form(at) == '"'), 0)
    return end + 1 - index if end else 0


def _numbered(words: Words, index: int) -> int:
    """Length of a number in a name: `số 5`, `115 thành phố`."""
    if words.form(index) == "số" and words.form(index + 1).isdigit():
        return 2
    return int(words.form(index).isdigit() and parts("level").match(words, index + 1) > 0)


def _is_kind(words: Words, index: int, size: int) -> bool:
    """Whether the part names a kind in small letters, so that others may follow: `Thủ trưởng cơ quan, đơn vị`."""
    small = not words.is_capital(index) and size == parts("head").match(words, index)
    return small and not parts("level").match(words, index)


def _follows_kind(words: Words, index: int) -> bool:
    """Whether the word before is a kind of body, so that names of several may follow: `các xã A, B`."""
    return any(parts(part).match(words, index - 1) for part in ("level", "kind")) and not words.is_capital(index - 1)


def is_role(words: Words, index: int) -> bool:
    """Whether words that tell the role of a body stand here (`chủ trì`, `phối hợp với`, `giao`)."""
    return any(table(role).match(words, index) for role in ("leads", "coordinate", "direct", "assign"))


def _names_role(words: Words, index: int) -> bool:
    """Whether words that only follow a name stand here: `phối hợp với`, `chủ trì`, `có trách nhiệm`."""
    return any(table(role).match(words, index) for role in ("leads", "partners", "coordinate"))


def _proper_part(words: Words, index: int) -> int:
    """Length of a fixed part of a name that stands here and is no verb: `Tài chính`, `nhân dân`, `có liên quan`."""
    size = max(parts(part).match(words, index) for part in ("name", "tail", "level"))
    if many := table("many").match(words, index):
        size = max(size, many + (parts("head").match(words, index + many) or -many))
    if words.form(index) == "của" and words.is_capital(index + 1) and (head := parts("head").match(words, index + 1)):
        return 1 + head
    name = parts("name").match(words, index)
    if name and _names_role(words, index + name):
        return name  # `Quản lý đầu tư xây dựng chủ trì`: a verb is no predicate where another one follows
    nested = parts("head").match(words, index)
    if nested >= parts("other").match(words, index) and nested and (words.is_capital(index) or nested > 1):
        size = max(size, nested)
    return size if size > verbs().match(words, index) or (size and words.is_capital(index)) else 0


def _further_kind(words: Words, index: int, *, plural: bool, several: bool) -> int:
    """Length of `, ngành` or `và địa phương` that goes on with a collective; `và các ...` begins another one."""
    if words.form(index) not in (",", "và"):
        return 0
    after = index + 1 + (words.form(index + 1) == "và")
    if (words.is_capital(after) and not words.text.isupper()) or table("many").match(words, after):
        return 0
    if words.form(after) == "cá" and not any(parts("head").match(words, index - size) == size for size in (1, 2)):
        return 0  # `Thủ trưởng các đơn vị thuộc Sở và cá nhân có liên quan`
    level = parts("level").match(words, after)
    end = after + parts("head").match(words, after)
    named = "," in words.forms[after:end] or any(map(words.is_capital, range(after, end)))
    if not several and end - after > 2 and not words.text.isupper():
        return 0  # `nhà thầu thi công, đơn vị giám sát`
    if named and words.form(after - 1) == "và":
        return 0  # `và tổ chức, cá nhân`, `và đại biểu Hội đồng nhân dân`
    if not plural:
        before = parts("level").match(words, index - 1)
        return after - index + level if before and level and not words.is_capital(after + level) else 0
    size = max(level, parts("head").match(words, after), parts("tail").match(words, after))
    verb = max(verbs().match(words, after), parts("other").match(words, after))
    return after - index + size if size > verb or (size and size == verb and words.form(after) == "tổ") else 0


def is_second_syllable(words: Words, index: int) -> bool:
    """Whether a small word is the rest of a compound like `Thủy nông`, not the beginning of the predicate."""
    if verbs().match(words, index - 1) > 1:  # `Phòng Đào tạo`: verb and name at once
        return is_unknown(words, index)
    return is_unknown(words, index) and not verbs().match(words, index)


def is_unknown(words: Words, index: int) -> bool:
    """Whether a small word has no part in any table of predicates and roles."""
    if not words.form(index).isalpha() or words.is_capital(index):
        return False
    return not any(table(role).match(words, index) for role in ("fact", "many", "each", "leads", "task"))


def _ends_open(words: Words, index: int) -> bool:
    """Whether the word before belongs to a capital word, not to a level or another closing part of a name."""
    capital = words.is_capital(index - 1) or words.is_capital(index - 2)
    return capital and not any(parts(part).match(words, index - 1) for part in ("level", "tail"))


def _small_words(words: Words, index: int, *, long: bool) -> int:
    """Length of the small words of a name, if a capital word, a level, the predicate or the end of the list follows.

    Names with a long head (`Trung tâm`) may run on; others only where no list knows their last part, and without verbs.
    """
    open_name = _ends_open(words, index)
    if not long and not open_name:
        return 0
    for size in range(1, LONG_NAME + 1):
        at = index + size - 1
        if open_name and size > 1 and (_ends_name(words, at) or (not long and verbs().match(words, at) > 1)):
            return size - 1
        joined = long and (words.form(at) == "-" or (words.form(at) in (",", "và") and is_unknown(words, at + 1)))
        verb = verbs().match(words, at)
        if not joined and (not is_unknown(words, at) or verb > 1 or (verb and not long)):
            return size - 1 if open_name and size > 1 and verb > 1 else 0
        if words.is_capital(index + size) and not parts("head").match(words, index + size):
            return size
    return 0


def _ends_name(words: Words, index: int) -> bool:
    """Whether a name surely ends before this word: a stop, a level, or words that tell its role."""
    stop = words.form(index) in (",", ";", ".", ":", "")
    roles = is_role(words, index) or table("partners").match(words, index) > 0
    return stop or roles or parts("level").match(words, index) > 0


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
        if words.form(end) != "," or not words.is_capital(end + 1):
            break
        index = end + 1
    return end


def _is_body_here(words: Words, index: int) -> bool:
    return parts("head").match(words, index) > parts("name").match(words, index)


def _capital_run(words: Words, index: int) -> int:
    size = 1
    while words.is_capital(index + size):
        size += 1
    if words.form(index + size).isdigit() and words.form(index + size + 1) in (",", "và", ";", ""):
        return size + 1  # `Đông Hải 1, Đông Hải 2`
    return size + 1 if size == 1 and is_second_syllable(words, index + 1) else size
