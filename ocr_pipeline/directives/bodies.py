"""Who is to act and who is a partner, as the item's own words name them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr_pipeline.directives.names import read_bodies, table, verbs
from ocr_pipeline.directives.phrases import Words

_CLAUSE_ENDS = frozenset({".", ";", "\n"})


@dataclass(slots=True)
class _Found:
    """Spans of bodies by role, in the order of the text."""

    lead: list[tuple[int, int]] = field(default_factory=list)
    coordinate: list[tuple[int, int]] = field(default_factory=list)

    def add(self, role: list[tuple[int, int]], spans: list[tuple[int, int]]) -> None:
        known = self.lead + self.coordinate
        role += [span for span in spans if not any(first < span[1] and span[0] < end for first, end in known)]


def find_bodies(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leading and coordinating bodies named in an item's own text, as written.

    >>> find_bodies("Sở Tài chính chủ trì, phối hợp với Sở Nông nghiệp và Môi trường, các địa phương rà soát quỹ đất.")
    (('Sở Tài chính',), ('Sở Nông nghiệp và Môi trường', 'các địa phương'))
    >>> find_bodies("Chỉ đạo Sở Y tế báo cáo Ủy ban nhân dân tỉnh trước ngày 30/6/2025.")
    (('Sở Y tế',), ())
    """
    words = Words.of(text)
    found = _Found()
    for start, end in _clauses(words):
        _read_clause(words, start, end, found)
    return _texts(words, found.lead), _texts(words, found.coordinate)


def _texts(words: Words, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.span(*span) for span in sorted(spans)))


def _clauses(words: Words) -> list[tuple[int, int]]:
    """Parts of the text between full stops, semicolons and line breaks."""
    starts = [0]
    for index, form in enumerate(words.forms):
        newline = index and "\n" in words.text[words.ends[index - 1] : words.starts[index]]
        if newline:
            starts.append(index)
        elif form in _CLAUSE_ENDS and index + 1 < len(words):
            starts.append(index + 1)
    return list(zip(starts, [*starts[1:], len(words)], strict=True))


def _read_clause(words: Words, start: int, end: int, found: _Found) -> None:
    """Clause = [ field ":" bodies ] | [ preamble "," ] [ bodies ] { role-word [ bodies ] | "," bodies role-word }"""
    if any(first <= start < last for first, last in found.lead + found.coordinate):
        return
    if _read_field(words, start, found):
        return
    index = _read_subject(words, start, found)
    open_subject = index == start and table("preamble").match(words, start) > 0
    while index < end:
        index = max(_read_role(words, index, found, open_subject=open_subject), index + 1)


def _read_field(words: Words, start: int, found: _Found) -> bool:
    """Field = ( "Cơ quan chủ trì" | "Đơn vị phối hợp" ... ) ":" bodies"""
    for role, spans in (("lead_field", found.lead), ("coordinate_field", found.coordinate)):
        size = table(role).match(words, start)
        if size and words.form(start + size) == ":":
            bodies, _ = read_bodies(words, start + size + 1, bold=True)
            found.add(spans, bodies)
            return True
    return False


def _read_subject(words: Words, start: int, found: _Found) -> int:
    """Subject = [ "Đối với" ] bodies ( end | ":" | task verb ); returns where the words after it begin"""
    heading = table("heading").match(words, start)
    for index in (start + heading, start) if heading else (start,):
        bodies, after = read_bodies(words, index)
        if bodies:
            break
    else:
        return start
    if (
        after >= len(words)
        or words.form(after) in (":", ".")
        or "\n" in words.text[words.ends[after - 1] : words.starts[after]]
    ):
        found.add(found.lead, bodies)
    elif _asks_upward(words, index, after) or (
        table("assign").match(words, after)
        and read_bodies(words, after + table("assign").match(words, after), bold=True)[0]
    ):
        return after
    elif found.lead and table("partners").match(words, after) and not _names_partner(words, after):
        found.add(found.coordinate, bodies)
    elif _is_task(words, after, strict=start > 0):
        found.add(found.lead, bodies)
    return after


def _asks_upward(words: Words, index: int, after: int) -> bool:
    """Whether a body above is only asked to decide: `Đề nghị Ủy ban nhân dân tỉnh xem xét`."""
    return words.form(index - 1) == "nghị" and table("upward").match(words, after) > 0


def _names_partner(words: Words, index: int) -> bool:
    size = table("coordinate").match(words, index)
    return size > 0 and bool(read_bodies(words, index + size, bold=True)[0])


def _is_task(words: Words, index: int, *, strict: bool) -> bool:
    """Whether a task follows the subject, not a fact; a later clause needs a known verb."""
    if words.form(index) == ",":
        index += 1
        strict = True
    if table("task").match(words, index) or table("leads").match(words, index):
        return True
    if table("fact").match(words, index) > verbs().match(words, index) or not words.form(index).isalpha():
        return False
    return verbs().match(words, index) > 0 or not strict


def _read_role(words: Words, index: int, found: _Found, *, open_subject: bool) -> int:
    """A role word with the bodies after it, or a comma with bodies and the role word after them."""
    if words.form(index) in (",", "do", ":"):
        return _read_inner_subject(words, index + 1, found, open_subject=open_subject)
    for role in ("coordinate", "direct", "assign"):
        size = table(role).match(words, index)
        if not size or (role != "coordinate" and _is_noun(words, index)):
            continue
        bodies, after = read_bodies(words, index + size, bold=True)
        if not bodies:
            continue
        if role == "coordinate":
            found.add(found.coordinate, bodies)
        elif not table("upward").match(words, after) and not _after_asking(words, index):
            found.add(found.lead, bodies)
        return after
    return index + 1


def _read_inner_subject(words: Words, index: int, found: _Found, *, open_subject: bool) -> int:
    """Inner subject = ( "," | "do" ) bodies ( "chủ trì" | "chịu trách nhiệm" | "phối hợp" )"""
    bodies, after = read_bodies(words, index)
    if not bodies:
        return index
    if table("leads").match(words, after) or (
        open_subject and not found.lead and verbs().match(words, after) and words.form(index - 1) == ","
    ):
        found.add(found.lead, bodies)
        return after
    if table("partners").match(words, after) and not _names_partner(words, after):
        found.add(found.coordinate, bodies)
        return after
    return index


def _is_noun(words: Words, index: int) -> bool:
    """Whether the words before make the role word a noun: `sự lãnh đạo`, `theo yêu cầu`."""
    return any(table("noun").match(words, index - size) == size for size in (1, 2, 3) if index - size >= 0)


def _after_asking(words: Words, index: int) -> bool:
    """Whether the order is only asked for: `tham mưu Ủy ban nhân dân tỉnh chỉ đạo các sở`."""
    for before in range(index - 1, max(-1, index - 14), -1):
        if words.form(before) in (",", ".", ";", ":"):
            return False
        if table("asking").match(words, before):
            return True
    return False
