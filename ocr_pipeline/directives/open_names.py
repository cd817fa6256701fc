"""Names in which a verb follows a head that says nothing alone: `Ban tuyển sinh quân sự các cấp`."""

from __future__ import annotations

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.phrases import Words

LONGEST = 10
"""Most words of such a part."""

_STOPS = frozenset({"", ".", ",", ";", ":", "(", "\n", "và", "người"})

_BEHIND = frozenset({"", ":", ";", "-", "phải", "thuộc"})


def open_part(words: Words, start: int, index: int) -> int:
    """The end of a verb with its object behind an open head, or 0: what follows tells that it is no predicate.

    open = head verb { word } before ( "có trách nhiệm" | "phải" | "thuộc" body | level predicate )
    """
    if size := _designation(words, start, index):
        return index + size
    verb = verbs().match(words, index)
    head = start + table("many").match(words, start)
    is_open = any(parts(part).match(words, head) == index - head for part in ("open", "commission"))
    manner = table("adverb").match(words, index) or table("preamble").match(words, index)  # `Cơ quan định kỳ phải ...`
    if not verb or manner or words.is_capital(index) or not is_open:
        return 0
    office = words.form(head) == "cơ" and not table("oversees").match(words, index)
    for at in range(index + verb, index + LONGEST):
        if has_duty(words, at):
            return at
        if words.form(at) == "thuộc" and parts("head").match(words, at + 1):
            return at
        if size := _level(words, at):
            near = at == index + verb and table("oversees").match(words, index) > 0
            return at if not near and _ends_name(words, at + size) else 0
        if words.form(at) in _STOPS or table("fact").match(words, at) or table("many").match(words, at):
            return 0
        if words.is_capital(at) and parts("head").match(words, at):
            return at if office else 0  # `cơ quan thi hành án hình sự Công an cấp tỉnh`
    return 0


def charge(words: Words, index: int) -> int:
    """The end of what an officer is in charge of, or 0: `Phó Giám đốc phụ trách chuyên môn chủ trì`.

    charge = office "phụ trách" { word } before ( role | verb ): without another predicate `phụ trách` is the order.
    """
    if words.form(index) != "phụ" or words.form(index + 1) != "trách":
        return 0
    before = range(index - 1, max(-1, index - LONGEST), -1)
    stop = next((at for at in before if words.form(at) in _STOPS), -1)
    if not any(parts("office").match(words, at) for at in before if at > stop):
        return 0
    start = index + 2
    start += parts("name").match(words, start)
    for at in range(start, start + LONGEST):
        role = any(table(role).match(words, at) for role in ("leads", "coordinate", "direct", "assign", "adverb"))
        if role or verbs().match(words, at):
            return at if at > index + 2 else 0
        if words.form(at) == "," and verbs().match(words, at + 1) and not _is_ordered(words, index):
            return at  # `đồng chí Phó Chủ tịch phụ trách kinh tế, tổ chức đối thoại`
        if words.form(at) in _STOPS or table("fact").match(words, at):
            return 0
    return 0


def _is_ordered(words: Words, index: int) -> bool:
    """Whether words of an order stand shortly before, so that `phụ trách` is what is ordered."""
    return any(table("assign").match(words, at) for at in range(max(0, index - LONGEST), index))


def has_duty(words: Words, index: int) -> bool:
    """Whether words of duty stand here, as the first predicate behind a name."""
    role = table("leads").match(words, index) if words.form(index) != "phụ" else 0
    duty = words.form(index) == "phải" or (role > 0 and words.form(index + role) not in (",", ".", ";", ""))
    return duty and words.form(index - 1) not in ("và", ",")  # `tuyên truyền có trách nhiệm, kịp thời`: no duty


def _level(words: Words, index: int) -> int:
    """Length of a level, or of other words that tell whose the body is: `cấp tỉnh`, `cùng cấp`."""
    tail = parts("tail").match(words, index)
    return max(parts("level").match(words, index), tail if tail > 1 else 0)


def _ends_name(words: Words, index: int) -> bool:
    """Whether a predicate or the end follows behind a level, its name and further levels."""
    while words.is_capital(index) or (words.form(index) == "," and _level(words, index + 1)) or _level(words, index):
        index += _level(words, index) or 1
    role = any(table(role).match(words, index) for role in ("leads", "coordinate", "direct", "assign", "adverb"))
    further = words.form(index) in (",", "và") and parts("head").match(words, index + 1) > 0
    return role or further or verbs().match(words, index) > 0 or words.form(index) in _BEHIND


def _designation(words: Words, start: int, index: int) -> int:
    """Length of what an office does in the case, as part of its name: `cơ quan đề xuất thông báo kết quả`, or 0."""
    size = parts("designation").match(words, index)
    if not size or index != start + 2 or words.form(start) not in ("cơ", "đơn"):
        return 0
    if words.span(index, index + size).count(" ") > 2:
        return size  # `đơn vị chủ trì soạn thảo văn bản`
    after = index + size
    duty = any(table(role).match(words, after) for role in ("leads", "direct", "coordinate", "assign"))
    return size if duty or words.form(after) == "phải" or verbs().match(words, after) > 1 else 0


def is_other(words: Words, index: int, head: int, *, collective: bool) -> bool:
    """Whether the words only begin like a body: `Ban hành`, `Tổ chức hội nghị`, `Trường hợp`."""
    other = parts("other").match(words, index)
    if other >= head:
        return other > head or not collective
    verb = verbs().match(words, index)
    return verb > head or (verb == head and not collective)


def refers_down(words: Words, index: int) -> bool:
    """Whether the bodies are only announced: `các cơ quan sau:`."""
    return words.form(index) in ("sau", "dưới") and words.form(index + 1) in (":", "đây", "")
