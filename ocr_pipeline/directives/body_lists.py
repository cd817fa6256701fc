"""Lists of bodies: `Sở A, Sở B và các địa phương`, with names that no lexicon holds."""

from __future__ import annotations

from dataclasses import replace

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.marked_parts import number_words
from ocr_pipeline.directives.name_parts import ends_name, is_role, is_second_syllable
from ocr_pipeline.directives.names import Body, read_body
from ocr_pipeline.directives.open_names import has_duty
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.relative_clauses import STRETCH, quantity, stretch, until_colon, until_duty
from ocr_pipeline.directives.signing import is_name

LONG_NAME = 7
"""Most words of a name that begins with no known head."""
LONG_SYLLABLE = 7
"""Most letters of a Vietnamese syllable; a longer word is a name (`Vietnamobile`)."""
LONG_OFFICE = 16
"""Most words of an office told behind a name (`- cơ quan thường trực Ban Chỉ đạo -`)."""

_JOINS = frozenset({",", "và", "hoặc", ";", "&"})


def read_bodies(words: Words, start: int, *, after_role: bool = False, known: bool = False) -> tuple[list[Body], int]:
    """The list of bodies that begins at `start`, and where the words after it begin; the first may have to be `known`.

    bodies = body [ "(" ... ")" ] { ( "," | ";" | "và" ) body [ "(" ... ")" ] }

    >>> words = Words.of("Sở Văn hóa, Thể thao và Du lịch, Sở Y tế và các địa phương rà soát")
    >>> bodies, after = read_bodies(words, 0)
    >>> [words.span(body.start, body.end) for body in bodies], words.form(after)
    (['Sở Văn hóa, Thể thao và Du lịch', 'Sở Y tế', 'các địa phương'], 'rà')
    """
    bodies: list[Body] = []
    index = after = start
    if words.form(start).isdecimal() and not _opens_with_duty(words, start):
        return [], start  # `..., 450 hộ dân`: a number may only go on with a list
    if known and not after_role and (name := _acronym(words, start)):
        more, end = read_bodies(words, start + 2)
        return ([name, *more], end) if more else ([], start)
    while body := read_body(words, index, after_role=after_role or _is_titled(words, index, bodies)) or _read_unknown(
        words, index, listed=words.form(index - 1) in (",", ";") if bodies else after_role and not known
    ):
        if bodies and bodies[-1].person and _is_office(words, body):
            bodies[-1] = Body(bodies[-1].start, body.end, person=True)
        elif bodies and (
            further_unit(words, bodies[-1], body)
            or _further_owner(words, bodies[-1], body)
            or _goes_on(words, bodies[-1], body)
        ):
            bodies[-1] = Body(bodies[-1].start, body.end, collective=True)
        else:
            bodies.append(body)
        index = after = _skip_brackets(words, body.end)
        while _joins(words, index, bodies[-1]) and not _begins_field(words, index + 1):
            index += 1
        if index == after:
            break
        after_role = after_role and words.form(index - 1) != ";"
    return _completed(words, bodies, after) if bodies else (bodies, after)


def _acronym(words: Words, start: int) -> Body | None:
    """A short form that opens a list of bodies: `VEC, Công ty Cổ phần BOT Bắc Giang`."""
    short = words.span(start, start + 1) if start < len(words) else ""
    listed = words.form(start + 1) in (",", "và") and words.is_capital(start + 2)
    if not (short.isupper() and len(short) > 2 and listed) or words.text.isupper() or parts("head").match(words, start):
        return None
    return Body(start, start + 1) if parts("head").match(words, start + 2) else None


def _is_titled(words: Words, index: int, bodies: list[Body]) -> bool:
    """Whether those who lead several bodies go on with a list: `Cấp ủy, lãnh đạo các cơ quan`."""
    title = parts("title").match(words, index) if bodies else 0
    return title > 0 and table("many").match(words, index + title) > 0


def _completed(words: Words, bodies: list[Body], after: int) -> tuple[list[Body], int]:
    """The list with the words behind its last name that tell which bodies are meant, and where it ends then."""
    several = bodies[-1].collective or number_words(words, bodies[-1].start) > 0
    if size := until_duty(words, after, several=several) if after == bodies[-1].end else 0:
        bodies[-1] = Body(bodies[-1].start, after + size, collective=bodies[-1].collective)
        return bodies, after + size
    if after == bodies[-1].end and (end := quantity(words, after) or until_colon(words, after)):
        return [*bodies[:-1], replace(bodies[-1], end=end)], end
    if _may_stretch(words, bodies[-1]) and (end := stretch(words, bodies[-1].end)):
        last = bodies[-1]
        bodies[-1] = Body(last.start, end, collective=True)
        after = end
        if words.form(after) == "," and parts("head").match(words, after + 1) and not words.is_capital(after + 1):
            more, end = read_bodies(words, after + 1)
            if more:  # `các hộ nuôi trồng thủy sản, cơ sở sản xuất giống`
                return [*bodies[:-1], Body(last.start, more[0].end, collective=True), *more[1:]], end
    return bodies, after


def read_agent(words: Words, start: int) -> tuple[list[Body], int]:
    """The bodies behind `do`, the last of which goes on up to its verb: `do Trung tâm Dịch vụ trên tàu đảm trách`."""
    bodies, after = read_bodies(words, start)
    if not bodies or after != bodies[-1].end:
        return bodies, after
    for at in range(after, after + STRETCH):
        if table("agent").match(words, at):
            return [*bodies[:-1], Body(bodies[-1].start, at, collective=bodies[-1].collective)], at
        if not words.form(at).isalpha() or is_role(words, at) or verbs().match(words, at) > 1:
            break
    return bodies, after


def _opens_with_duty(words: Words, start: int) -> bool:
    """Whether units counted in figures have a duty: `18 xã vùng cao phải báo cáo`."""
    body = read_body(words, start) if number_words(words, start) else None
    return body is not None and (has_duty(words, body.end) or until_duty(words, body.end) > 0)


def _read_unknown(words: Words, start: int, *, listed: bool) -> Body | None:
    """A name that begins with no known head (`VNPT Bến Tre`), in a list of bodies or before the verb after a role."""
    if not listed or not words.is_capital(start) or words.text.isupper():
        return None
    first = words.form(start - 1) not in (",", ";")
    if verbs().match(words, start) or is_role(words, start):
        return None
    if any(parts(part).match(words, start) for part in ("other", "level")):
        return None
    end = start
    while words.is_capital(end) or is_second_syllable(words, end) or parts("tail").match(words, end):
        end += parts("tail").match(words, end) or 1
        if end - start > LONG_NAME:
            return None
    end += words.form(end).isdecimal() and words.is_capital(end - 1) and ends_name(words, end + 1)  # `Chả Nội 2`
    named = end - start > 1 or words.span(start, end).isupper() or len(words.form(start)) > LONG_SYLLABLE
    if first and not all(map(words.is_capital, range(start, end))):
        return None
    ended = words.form(end) in ("", ".", ",", ";", "và", "(") and not first
    return Body(start, end) if named and (ended or verbs().match(words, end) or is_role(words, end)) else None


def _goes_on(words: Words, last: Body, body: Body) -> bool:
    """Whether the body is a further name of a collective: `các ban quản lý rừng phòng hộ Tà Năng, Ninh Gia`.

    So is a further place behind a level (`Trưởng thôn Nà Lại, Nà Mu`), and a number (`Nhà máy Nậm Mu 1, Nậm Mu 2`).
    """
    own = range(body.start, body.end)
    ends_named = words.is_capital(last.end - 1) or words.form(last.end - 1).isdecimal()
    named = ends_named and words.form(body.start - 1) in (",", "và") and not words.text.isupper()
    proper = all(words.is_capital(at) or words.form(at).isdecimal() for at in own) and words.is_capital(body.start)
    proper = proper and not words.span(body.start, body.end).isupper() and not parts("head").match(words, body.start)
    if not (named and proper):
        return False
    spoken = all(len(words.form(at)) <= LONG_SYLLABLE for at in own) and not _is_person(words, body)
    several = last.collective and table("many").match(words, last.start) > 0
    collective = several and words.form(body.start - 1) == ","
    numbered = words.form(last.end - 1).isdecimal() and words.form(body.end - 1).isdecimal()
    return collective or (spoken and (numbered or _ends_with_place(words, last)))


def _is_person(words: Words, body: Body) -> bool:
    """Whether three words and more are a full name: `Nguyễn Văn An` is no place, but `Trần Phú` may be one."""
    return body.end - body.start > 2 and is_name(words.span(body.start, body.end))


def _ends_with_place(words: Words, body: Body) -> bool:
    """Whether a level and its name in capitals end the name of the body: `Ủy ban nhân dân xã Tân An`."""
    at = body.end
    while words.is_capital(at - 1) or words.form(at - 1).isdecimal() or words.form(at - 1) == ",":
        at -= 1
    levels = (size for size in (1, 2) if parts("level").match(words, at - size) == size)
    return body.start < at < body.end and any(levels) and not words.is_capital(at - 1)


def further_unit(words: Words, last: Body, body: Body) -> bool:
    """Whether the body is one more place of the body before it: `Phòng Kinh tế thị xã Gò Công, thị xã Cai Lậy`."""
    level = parts("level").match(words, body.start)
    if not level or words.is_capital(body.start) or not words.is_capital(body.start + level):
        return False
    ends = range(last.start + 1, last.end)
    named = any((size := parts("level").match(words, at)) and words.is_capital(at + size) for at in ends)
    return named and words.form(body.start - 1) in (",", "và") and body.start == last.end + 1


def _further_owner(words: Words, last: Body, body: Body) -> bool:
    """Whether the body is one more owner of the one before: `Ban Kinh tế Huyện ủy, Thành ủy nơi có đồng muối`."""
    size = body.end - body.start
    where = words.form(body.end) == "nơi" or not words.is_capital(body.start)
    bare = parts("head").match(words, body.start) == size and where
    owner = last.end - size
    owned = owner > last.start and words.form(last.end - 1) == words.form(body.end - 1)
    return bare and owned and parts("head").match(words, owner) == size and body.start == last.end + 1


def _joins(words: Words, index: int, last: Body) -> bool:
    """Whether the list may go on behind this word; a dash stands before the office of a person."""
    return words.form(index) in _JOINS or (last.person and words.form(index) == "-")


def _begins_field(words: Words, index: int) -> bool:
    return any(
        (size := table(role).match(words, index)) and words.form(index + size) in (":", "là")
        for role in ("lead_field", "coordinate_field")
    )


def _is_office(words: Words, body: Body) -> bool:
    """Whether the body after a person's name is that person's office: `đồng chí Nguyễn Văn A, Phó Chủ tịch`."""
    return words.form(body.start - 1) in (",", "-") and parts("office").match(words, body.start) > 0


def _may_stretch(words: Words, body: Body) -> bool:
    """Whether more words may tell which bodies are meant: those of a collective, or where they are (`nơi có dự án`)."""
    several = any(table("many").match(words, at) for at in range(body.start, body.end))
    which = several and words.form(body.end) != "là" and parts("relative").match(words, body.end) > 0
    doing = words.form(body.end) == "có" or parts("activity").match(words, body.end) > 0
    anyone = doing and parts("open").match(words, body.start) > 0 and not _is_named(words, body)
    return body.collective or words.form(body.end) == "nơi" or which or anyone


def _is_named(words: Words, body: Body) -> bool:
    """Whether a name in capitals stands behind the head: `Doanh nghiệp thứ cấp` is anyone."""
    return any(map(words.is_capital, range(body.start + 1, body.end)))


def _skip_brackets(words: Words, index: int) -> int:
    """The end of words in brackets, if they begin here, or behind a dash that a speck or a careless hand left.

    Between dashes, or behind a comma, an office that the body holds says no more than brackets would.
    """
    start = index + (words.form(index) == "-")
    holds = table("holds").match(words, index + 1) if words.form(index) in ("-", ",") else 0
    if holds and not words.is_capital(index + 1):
        for end in range(index + 1 + holds, min(index + LONG_OFFICE, len(words))):
            if words.form(end) == words.form(index):
                return end + (words.form(end) == "-")
            if words.form(end) == ":" and start == 1 + index:
                return end  # `Công an phường - cơ quan thường trực:`
            if (verbs().match(words, end) > 1 and not words.is_capital(end)) or words.form(end) in (".", ";", ":"):
                return index
        return index
    if words.form(start) != "(":
        return index
    for end in range(start + 1, min(index + 60, len(words))):
        if words.form(end) == ")":
            return end + 1
    return index
