"""Lists of bodies: `Sở A, Sở B và các địa phương`, with names that no lexicon holds."""

from __future__ import annotations

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.name_parts import is_role, is_second_syllable, is_unknown
from ocr_pipeline.directives.names import Body, read_body
from ocr_pipeline.directives.phrases import Words

LONG_NAME = 7
"""Most words of a name that begins with no known head."""
LONG_SYLLABLE = 7
"""Most letters of a Vietnamese syllable; a longer word is a name (`Vietnamobile`)."""
LONG_CLAUSE = 10
"""Most words of a relative clause that belongs to a name."""
STRETCH = 7
"""Most unknown words between a collective and its verb."""

_PURPOSE = frozenset({"để", "nhằm", "thì", "mà"})
_NO_DOING = frozenset({"", ",", ".", ";", ":", "\n", "và", "dân", "người", "viên", "chức"})
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
    if words.form(start).isdecimal():
        return [], start  # `..., 450 hộ dân`: a number may only go on with a list
    while body := read_body(words, index, after_role=after_role) or _read_unknown(
        words, index, listed=words.form(index - 1) in (",", ";") if bodies else after_role and not known
    ):
        if bodies and bodies[-1].person and _is_office(words, body):
            bodies[-1] = Body(bodies[-1].start, body.end, person=True)
        elif bodies and (
            further_unit(words, bodies[-1], body)
            or _further_owner(words, bodies[-1], body)
            or (bodies[-1].collective and _goes_on(words, bodies[-1], body))
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
    if bodies and _may_stretch(words, bodies[-1]) and (stretch := _stretch(words, bodies[-1].end)):
        last = bodies[-1]
        bodies[-1] = Body(last.start, stretch, collective=True)
        after = stretch
        if words.form(after) == "," and parts("head").match(words, after + 1) and not words.is_capital(after + 1):
            more, end = read_bodies(words, after + 1)
            if more:  # `các hộ nuôi trồng thủy sản, cơ sở sản xuất giống`
                return [*bodies[:-1], Body(last.start, more[0].end, collective=True), *more[1:]], end
    return bodies, after


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
    named = end - start > 1 or words.span(start, end).isupper() or len(words.form(start)) > LONG_SYLLABLE
    if first and not all(map(words.is_capital, range(start, end))):
        return None
    ended = words.form(end) in ("", ".", ",", ";", "và", "(") and not first
    return Body(start, end) if named and (ended or verbs().match(words, end) or is_role(words, end)) else None


def _goes_on(words: Words, last: Body, body: Body) -> bool:
    """Whether the body is a further name of a collective: `các ban quản lý rừng phòng hộ Tà Năng, Ninh Gia`."""
    named = words.is_capital(last.end - 1) and words.form(body.start - 1) == "," and not words.text.isupper()
    proper = all(map(words.is_capital, range(body.start, body.end))) and not words.span(body.start, body.end).isupper()
    return (
        named and proper and table("many").match(words, last.start) > 0 and not parts("head").match(words, body.start)
    )


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
        (size := table(role).match(words, index)) and words.form(index + size) == ":"
        for role in ("lead_field", "coordinate_field")
    )


def _is_office(words: Words, body: Body) -> bool:
    """Whether the body after a person's name is that person's office: `đồng chí Nguyễn Văn A, Phó Chủ tịch`."""
    return words.form(body.start - 1) in (",", "-") and parts("office").match(words, body.start) > 0


def _may_stretch(words: Words, body: Body) -> bool:
    """Whether more words may tell which bodies are meant: those of a collective, or where they are (`nơi có dự án`)."""
    several = any(table("many").match(words, at) for at in range(body.start, body.end))
    return body.collective or words.form(body.end) == "nơi" or (several and words.form(body.end) == "có")


def _stretch(words: Words, end: int) -> int:
    """The end of a collective that goes on in unknown words up to its verb: `lực lượng cảnh sát giao thông xử lý`."""
    if relative := _relative_clause(words, end) or _doing(words, end):
        return relative
    index = end + parts("activity").match(words, end)
    is_name = parts("trade").match(words, end) > 0 or words.form(index) == "phải"
    if index > end and verbs().match(words, end) and verbs().match(words, index) and not is_name:
        return 0  # `cung cấp thông tin` is what they are to do
    if words.form(end) == "có" and not table("task").match(words, end) and not verbs().match(words, end):
        index += 1  # `các địa phương có nguy cơ cao tổ chức`
    if place := _place_clause(words, end):
        return place
    if words.form(end) == "nơi" and words.form(end + 1) in ("có", "xảy"):
        index += 3  # `các xã nơi có dự án lập danh sách`
        index += verbs().match(words, index) == 1  # `công trình`
    commas, unknown = 0, 0
    while unknown <= STRETCH:
        if index > end and (tail := parts("tail").match(words, index)) and not verbs().match(words, index):
            index += tail
            continue
        if verbs().match(words, index) or table("adverb").match(words, index):
            index -= words.form(index - 1) == ","  # `các thành viên, theo nhiệm vụ được giao, kiểm tra`
            return index if index > end + (words.form(end) == "có") else 0
        if words.form(index) == "," and parts("head").match(words, index + 1) > 1:
            return index if index > end else 0
        if words.form(index) == "," and not commas and not verbs().match(words, index + 1):
            commas += 1
        elif not is_unknown(words, index) or is_role(words, index) or words.form(index) in _PURPOSE:
            return 0
        index, unknown = index + 1, unknown + 1
    return 0


def _relative_clause(words: Words, end: int) -> int:
    """The end of a heading that says which ones are meant: `các phòng có cán bộ được luân chuyển`."""
    owns = table("task").match(words, end) if words.form(end) == "là" else 0
    if owns and words.form(end + owns) in ("phải", "cần"):
        return end + owns  # `các sở là chủ đầu tư phải`
    if not parts("relative").match(words, end) or verbs().match(words, end) or table("leads").match(words, end):
        return 0
    for at in range(end + 2, end + LONG_CLAUSE):
        if words.form(at) in (",", ".", ";", ":"):
            break
        if words.form(at) in ("phải", "cần") or table("leads").match(words, at):
            return at  # `các đơn vị có cán bộ luân chuyển có trách nhiệm`
    close = next((at for at in range(end, len(words) + 1) if words.form(at) in ("", ":", ".", ";", ",")), 0)
    passive = any(words.form(at) in ("được", "bị") for at in range(end + 2, close))
    return close if passive and words.form(close) in ("", ":", ".") and close - end <= LONG_CLAUSE else 0


def _place_clause(words: Words, end: int) -> int:
    """The end of the clause that says where: `Công an cấp xã nơi người chấp hành án cư trú`, or 0."""
    for at in range(end + 1, end + LONG_CLAUSE if words.form(end) == "nơi" else end):
        if words.form(at) in ("", ",", ".", ";", ":", "\n"):
            return 0
        if size := parts("residing").match(words, at):
            return at + size
    return 0


def _doing(words: Words, end: int) -> int:
    """The end of what those do who have a duty: `các đơn vị mở tài khoản tại Kho bạc có trách nhiệm đối chiếu`."""
    begins = (
        verbs().match(words, end) and not table("manner").match(words, end) and not table("leads").match(words, end)
    )
    for at in range(end + 1, end + LONG_CLAUSE if begins else end):
        if words.form(at) in _NO_DOING or words.form(at) in _PURPOSE:
            return 0
        if words.form(at) in ("có", "chịu") and words.form(at + 1) == "trách":
            # `đưa tin có trách nhiệm, kịp thời` tells how
            return 0 if words.form(at + 3) in (",", ".", ";", "") else at
    return 0


def _skip_brackets(words: Words, index: int) -> int:
    """The end of words in brackets, if they begin here, or behind a dash that a speck or a careless hand left."""
    start = index + (words.form(index) == "-")
    if words.form(start) != "(":
        return index
    for end in range(start + 1, min(index + 60, len(words))):
        if words.form(end) == ")":
            return end + 1
    return index
