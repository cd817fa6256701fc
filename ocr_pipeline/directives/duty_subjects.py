"""Who has a duty, whatever the words that name them: `Công chức được giao phụ trách địa bàn chịu trách nhiệm`."""

from __future__ import annotations

from dataclasses import replace

from ocr_pipeline.directives.body_lists import read_bodies
from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.name_parts import begins_name, is_unknown
from ocr_pipeline.directives.names import Body
from ocr_pipeline.directives.open_names import has_duty
from ocr_pipeline.directives.phrases import Words

LONG_SUBJECT = 16
"""Most words of such a name."""
LONG_LISTED = 10
"""Most words of a name in a list."""

_JOINS = frozenset({",", "và"})

_DUTIES = frozenset({("có", "trách"), ("chịu", "trách"), ("có", "nhiệm")})
_NO_NAME = frozenset({"", ".", ",", ";", ":", "(", '"', "\n", "khi", "nếu", "để", "thì", "mà"})
_WHO = frozenset({"được", "người", "quan", "vị", "bên"})
"""Words behind which an order tells who is meant: `người yêu cầu`, `cơ quan được giao`."""
_BEFORE_DUTY = frozenset({"phải", "cần", "tự", "cùng", "còn", "trực", "tiếp"})
"""What may stand between the name and the words of duty."""


def with_duty(words: Words, start: int, bodies: list[Body], after: int) -> tuple[list[Body], int]:
    """The subject from `start` on, and where it ends: `bodies` up to `after`, or more where words of duty follow."""
    manner = any(table(role).match(words, after) for role in ("manner", "adverbial"))
    if not (bodies and manner) and (end := before_duty(words, start)) > after:
        return [Body(start, end)], end
    if not bodies and (end := _listed_people(words, start)):
        return [Body(start, end, collective=True)], end
    if not bodies and table("doer").match(words, start) and (end := _end_of_listed(words, start)):
        bodies, after = [Body(start, end)], end  # `sinh viên, học viên cao học phải`
        more = listed_before_duty(words, bodies[-1], after)
        return (more, more[-1].end) if more else ([], start)
    if bodies and words.form(after) in _JOINS and (more := listed_before_duty(words, bodies[-1], after)):
        return [*bodies[:-1], *more], more[-1].end
    return bodies, after


def _listed_people(words: Words, start: int) -> int:
    """The end of a list of words for people with a task behind it: `Đảng viên, cán bộ, công chức gương mẫu`; or 0."""
    end = start + table("doer").match(words, start)
    while words.is_capital(start) and words.form(end) in _JOINS and (size := table("doer").match(words, end + 1)):
        end += 1 + size
    listed = any(words.form(at) in _JOINS for at in range(start, end))
    return end if listed and verbs().match(words, end) > 1 else 0


def titled_leaders(words: Words, start: int) -> tuple[list[Body], int]:
    """Those who lead bodies, where they have a duty, and its place: `Lãnh đạo các vụ, cục chịu trách nhiệm`."""
    title = parts("title").match(words, start)
    led, end = read_bodies(words, start + title, after_role=True) if title else ([], start)
    return ([replace(led[0], start=start), *led[1:]], end) if led and has_duty(words, end) else ([], start)


def ordered_people(words: Words, start: int) -> Body | None:
    """People whom an order names by what they do, up to their verb: `phân công giáo viên thể dục trực tiếp dạy bơi`.

    Words for people alone (`phân công giáo viên dạy bơi`) name nobody.
    """
    first = start + table("doer").match(words, start)
    if first == start or words.is_capital(start) or verbs().match(words, first) or table("adverb").match(words, start):
        return None
    for at in range(first, first + LONG_LISTED):
        if table("adverb").match(words, at) or verbs().match(words, at) > 1:
            return Body(start, at)
        if not is_unknown(words, at):
            return None
    return None


def before_duty(words: Words, start: int) -> int:
    """The end of the words that open a clause and are told to have a duty, or 0.

    duty subject = capital { word } ( "có trách nhiệm" | "chịu trách nhiệm" | "có nhiệm vụ" ), without verbs of the
    past, reasons, orders, or another body behind a verb (`Chính phủ quy định các cơ quan có trách nhiệm`).

    >>> words = Words.of("Người khai hải quan có trách nhiệm lưu giữ hồ sơ.")
    >>> words.span(0, before_duty(words, 0))
    'Người khai hải quan'
    """
    doer = table("doer").match(words, start)
    if not (words.is_capital(start) or doer) or not _may_begin(words, start):
        return 0
    acts = False
    for at in range(start + 1, start + LONG_SUBJECT):
        if _is_duty(words, at) or (doer and has_duty(words, at)):
            return _without_manner(words, start, at)
        if _ends_subject(words, at) or (acts and _names_another(words, at)):
            return 0
        acts = acts or verbs().match(words, at) > 1
    return 0


def listed_before_duty(words: Words, last: Body, index: int) -> list[Body]:
    """The bodies that a list goes on with from this `,` or `và` up to words of duty, under any name; `last` is before.

    further = { ( "," | "và" ) ( capital | doer | head ) { word } } before ( "có trách nhiệm" | "phải" ... )
    """
    bodies = [last]
    while words.form(index) in _JOINS:
        start = index + 1 + (words.form(index + 1) == "và")
        index = _end_of_listed(words, start)
        if not index:
            return []
        capital = words.is_capital(start) or words.is_capital(bodies[-1].start)
        if not (capital or table("many").match(words, start)):  # `viên chức, người lao động, người học của Trường`
            bodies[-1] = Body(bodies[-1].start, index, collective=True)
        else:
            bodies.append(Body(start, index))
    return bodies if has_duty(words, index) or _is_duty(words, index) else []


def _end_of_listed(words: Words, start: int) -> int:
    """The end of one name in such a list, or 0."""
    if not (words.is_capital(start) or table("doer").match(words, start) or begins_name(words, start)):
        return 0
    for at in range(start + 1, start + LONG_LISTED):
        if has_duty(words, at) or (words.form(at) in _JOINS and _begins_listed(words, at + 1)):
            return at
        verb = verbs().match(words, at) > 1 and not words.is_capital(at)
        if words.form(at) == "," or verb or _ends_subject(words, at):
            return 0
    return 0


def _begins_listed(words: Words, index: int) -> bool:
    """Whether a further name begins here."""
    index += words.form(index) == "và"
    capital = words.is_capital(index) and words.form(index - 1) != "và"
    return capital or table("doer").match(words, index) > 0 or begins_name(words, index)


def _is_duty(words: Words, index: int) -> bool:
    """Whether words of duty stand here, not how something is done: `tuyên truyền có trách nhiệm, kịp thời`."""
    return (
        (words.form(index), words.form(index + 1)) in _DUTIES
        and words.form(index + 2).isalpha()
        and words.form(index + 3) not in (",", ".", ";", "", "và")
    )


def _may_begin(words: Words, start: int) -> bool:
    """Whether the first words may name somebody: no verb, no thing, no words of time or reason."""
    head = parts("head").match(words, start)
    if (head and parts("other").match(words, start) <= head) or table("doer").match(words, start):
        return True
    other = any(table(role).match(words, start) for role in ("preamble", "heading", "fact", "thing", "adverb", "often"))
    return not (other or verbs().match(words, start) or parts("other").match(words, start))


def _ends_subject(words: Words, index: int) -> bool:
    """Whether the name cannot go on with this word."""
    if words.form(index) in _NO_NAME:
        return True
    if words.form(index) == "và":
        return words.is_capital(index + 1) or begins_name(words, index + 1) or verbs().match(words, index + 1) > 0
    order = any(table(role).match(words, index) for role in ("direct", "assign", "request", "coordinate"))
    told = table("past").match(words, index) > 0 and words.form(index) != "bị"
    return (order and words.form(index - 1) not in _WHO) or told


def _names_another(words: Words, index: int) -> bool:
    """Whether another body is named here."""
    return table("many").match(words, index) > 0 or (words.is_capital(index) and begins_name(words, index))


def _without_manner(words: Words, start: int, end: int) -> int:
    """The end of the name before words that only strengthen the duty."""
    while end > start and words.form(end - 1) in _BEFORE_DUTY:
        end -= 1
    return end if end > start + 1 or parts("head").match(words, start) else 0
