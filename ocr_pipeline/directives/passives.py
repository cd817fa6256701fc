"""Who acts in passive and nominal sentences: `do Sở Y tế cung cấp`, `phải được Sở Y tế thẩm định`, `là việc của Sở`."""

from __future__ import annotations

from ocr_pipeline.directives.body_lists import read_agent, read_bodies
from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.names import Body
from ocr_pipeline.directives.phrases import Words

_STOPS = frozenset({".", ";", ":", "\n"})
_MUST = frozenset({"phải", "cần"})
_PREDICATES = frozenset({"đã", "là", "phải", "cần", "sẽ", "được", "bị", "có", "vẫn", "gồm", "do"})
"""Words that show that a part of the sentence has its predicate."""
_GOES_ON = frozenset({"đã", "là", "phải", "cần", "sẽ", "được", "còn", "chưa", "vẫn", "đang"})
"""Words with which the predicate of a sentence begins behind a clause that tells which thing is meant."""
_DEPENDENT = frozenset({"theo", "khi", "nếu", "để", "nhằm", "mà", "như", "vì", "nhờ", "nào"})
"""Words behind which the passive may tell which thing is meant: `theo hướng dẫn do Bộ Y tế ban hành`."""
LONG_PREDICATE = 24
"""Most words that are looked at behind the verb."""


def read_passive(words: Words, index: int) -> tuple[list[Body], int]:
    """The bodies behind `do` or `được` that are to act there, and where the words after them begin.

    passive = subject [ "phải" ] ( "do" | "được" ) bodies { adverb } verb

    Facts (`đã được`), decisions (`được Ủy ban nhân dân tỉnh phê duyệt`) and clauses that only tell which thing is meant
    (`Hồ sơ do Cục trình được Vụ xem xét`: the second) are no task.

    >>> words = Words.of("Bản đồ, dữ liệu rừng do Chi cục Kiểm lâm và Sở Y tế cung cấp trước ngày 30/9/2024.")
    >>> [words.span(body.start, body.end) for body in read_passive(words, 5)[0]]
    ['Chi cục Kiểm lâm', 'Sở Y tế']
    """
    by_agent = words.form(index) == "do"
    bodies, after = read_agent(words, index + 1) if by_agent else read_bodies(words, index + 1)
    if not bodies:
        bodies, after = read_bodies(words, index + 1, after_role=True)
    general = bodies and any(table("general").match(words, body.start) for body in bodies)
    if not bodies or general or parts("above").match(words, bodies[0].start):
        return [], index
    at = behind_partners(words, after)
    while not verbs().match(words, at) and (size := max(table(role).match(words, at) for role in ("adverb", "manner"))):
        at += size
    must = words.form(index - 1) in _MUST or words.form(index - 1) == ","
    acts = verbs().match(words, at) > 0 and not table("approves").match(words, at)
    acts = acts and (must or (not table("decides").match(words, at) and _is_predicate(words, index)))
    if not acts or _goes_on(words, at):
        return [], index
    return [*bodies, *_further_agents(words, at)], after


def _further_agents(words: Words, verb: int) -> list[Body]:
    """The bodies behind a comma that have a task of their own: `do đơn vị trúng thầu nạo vét, chủ đầu tư giám sát`."""
    for at in range(verb, verb + LONG_PREDICATE):
        if words.form(at) in _STOPS:
            return []
        bodies, after = read_bodies(words, at + 1, after_role=True) if words.form(at) == "," else ([], at)
        if bodies and verbs().match(words, after) and not table("partners").match(words, after):
            return bodies
    return []


def behind_partners(words: Words, index: int) -> int:
    """Where the words behind partners begin (`, có sự tham gia của Sở Y tế,`, `cùng với Sở Y tế`), else `index`."""
    start = index + (words.form(index) == ",")
    size = table("coordinate").match(words, start)
    bodies, after = read_bodies(words, start + size, after_role=True) if size else ([], index)
    return after + (words.form(after) == ",") if bodies else index


def _is_predicate(words: Words, index: int) -> bool:
    """Whether the passive here is what its sentence says, with a noun as its subject before it."""
    begin = _start_of(words, index)
    before = words.forms[begin:index]
    modifies = not _DEPENDENT.isdisjoint(before) or any(_is_told(words, at) for at in range(begin, index))
    orders = verbs().match(words, begin) > 0 and not table("matter").match(words, begin)
    return bool(before) and not modifies and not orders and not _is_ordered(words, begin, index)


def _start_of(words: Words, index: int) -> int:
    """Where the clause around a word begins."""
    return next((at + 1 for at in range(index - 1, -1, -1) if words.form(at) in _STOPS), 0)


def _is_told(words: Words, index: int) -> bool:
    """Whether the predicate of its sentence stands here, before the passive."""
    return words.form(index) in _PREDICATES and words.form(index - 1) not in ("chưa", "không")


def _is_ordered(words: Words, begin: int, end: int) -> bool:
    """Whether somebody is asked there to do something."""
    return any(
        (size := table(role).match(words, at)) and read_bodies(words, at + size, after_role=True)[0]
        for role in ("assign", "request", "direct")
        for at in range(begin, end)
    )


def _goes_on(words: Words, verb: int) -> bool:
    """Whether another predicate follows in the same part of the sentence."""
    for at in range(verb + 1, verb + LONG_PREDICATE):
        if words.form(at) == "," or words.form(at) in _STOPS:
            return False
        if words.form(at) in _GOES_ON:
            return True
    return False


def read_duty(words: Words, index: int) -> tuple[list[Body], int]:
    """The bodies whose duty it is, told behind it, and where the words after them begin.

    duty = ( "là nhiệm vụ của" | "thuộc trách nhiệm của" ... ) bodies

    >>> words = Words.of("Việc đôn đốc tiến độ thuộc trách nhiệm của Văn phòng Ủy ban nhân dân tỉnh.")
    >>> [words.span(body.start, body.end) for body in read_duty(words, 5)[0]]
    ['Văn phòng Ủy ban nhân dân tỉnh']
    """
    size = table("duty").match(words, index) or _answers(words, index)
    bodies, after = read_bodies(words, index + size, after_role=True) if size else ([], index)
    if any(table("general").match(words, body.start) for body in bodies):
        return [], index
    return bodies, after


def asks_who(words: Words, start: int) -> bool:
    """Whether a clause tells a duty first and who has it behind `là`: `Cơ quan đầu mối theo dõi là Ban Nội chính`."""
    end = next((at for at in range(start, len(words)) if words.form(at) in _STOPS), len(words))
    return any(read_duty(words, at)[0] for at in range(start, end) if words.form(at) == "là" and _answers(words, at))


def _answers(words: Words, index: int) -> int:
    """Length of `là` behind words that ask who it is: `người phải chịu trách nhiệm là`, `cơ quan đầu mối là`."""
    begin = _start_of(words, index)
    if words.form(index) != "là" or begin == index:
        return 0
    holds = words.form(begin) == "giúp" or table("holds").match(words, begin) > 0
    duties = (at for at in range(begin + 1, index) if table("leads").match(words, at))
    bears = any(words.form(at - 1) in _MUST and "," not in words.forms[at:index] for at in duties)
    return 1 if holds or bears else 0
