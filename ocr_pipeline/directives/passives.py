"""Who acts in passive and nominal sentences: `do Sở Y tế cung cấp`, `phải được Sở Y tế thẩm định`, `là việc của Sở`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from ocr_pipeline.directives.body_lists import read_agent, read_bodies
from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.names import Body
from ocr_pipeline.directives.orders import is_issuer
from ocr_pipeline.directives.partners import behind_partners
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.relative_clauses import until_stop

_STOPS = frozenset({".", ";", ":", "\n"})
_MUST = frozenset({"phải", "cần"})
_NOT = frozenset({"không", "chưa"})
_NOT_NOW = frozenset({"không", "chưa", "đã", "từng", "đây"})
_PREDICATES = frozenset({"đã", "là", "phải", "cần", "sẽ", "được", "bị", "có", "vẫn", "gồm", "do"})
"""Words that show that a part of the sentence has its predicate."""
_GOES_ON = frozenset({"đã", "là", "phải", "cần", "sẽ", "được", "còn", "chưa", "vẫn", "đang"})
"""Words with which the predicate of a sentence begins behind a clause that tells which thing is meant."""
_DEPENDENT = frozenset({"theo", "khi", "nếu", "để", "nhằm", "mà", "như", "vì", "nhờ", "nào", "căn"})
"""Words behind which the passive may tell which thing is meant: `theo hướng dẫn do Bộ Y tế ban hành`."""
_WORK = frozenset({"nhiệm", "việc", "công", "phần"})
"""First words of `nhiệm vụ`, `việc`, `công tác`, `phần việc`."""
_UNITS, _PAST = frozenset({"ngày", "giờ", "tuần", "tháng"}), frozenset({"qua", "đây", "đó"})
"""Units of time behind `trong` and a number; words that show that a time is over (`trong thời gian qua`)."""
LONG_PREDICATE = 24
"""Most words that are looked at behind the verb."""


def read_passive(
    words: Words, index: int, issuers: Collection[str] = (), *, led: bool = False
) -> tuple[list[Body], int]:
    """The bodies behind `do` or `được` that are to act there, and where the words after them begin.

    passive = subject ( ( "phải" | "cần" ) ( "do" | "được" ) | "do" | "được" ... day ) bodies { adverb } verb

    `led` tells that the clause has a lead: then the passive tells which thing is meant, as in `tiếp nhận hàng do Hội
    Chữ thập đỏ vận chuyển`. Facts (`đã được`), what is not done, and decisions of a body above or of the issuer
    (`phải được Ủy ban nhân dân tỉnh phê duyệt`) are no task either.

    >>> words = Words.of("Bản đồ, dữ liệu rừng do Chi cục Kiểm lâm và Sở Y tế cung cấp trước ngày 30/9/2024.")
    >>> [words.span(body.start, body.end) for body in read_passive(words, 6)[0]]
    ['Chi cục Kiểm lâm', 'Sở Y tế']
    """
    by_agent = words.form(index) == "do"
    bodies, after = read_agent(words, index + 1) if by_agent else read_bodies(words, index + 1)
    if not bodies:
        bodies, after = read_bodies(words, index + 1, after_role=True)
    verb = _verb_of(words, bodies, after, issuers)
    if not verb:
        return [], index
    is_task = True
    if words.form(index - 1) not in _MUST:
        decided = table("decides").match(words, verb) >= verbs().match(words, verb)
        is_task = not led and not decided and _is_predicate(words, index) and (by_agent or _has_day(words, verb))
    if not is_task or _goes_on(words, verb + 1, judged=words.form(index - 1) not in _MUST):
        return [], index
    return [*bodies, *_further_agents(words, verb, issuers)], after


def served_by(words: Words, body: Body, index: int, issuers: Collection[str]) -> bool:
    """Whether somebody else acts for people named before: `Những hộ không được cấp thẻ do Phòng Lao động tư vấn`."""
    start = index + (words.form(index) in _NOT)
    named = range(body.start, body.end)
    people = any(words.form(at) == "hộ" or table("doer").match(words, at) for at in named)
    if words.form(start) != "do" and not (people and words.form(start) in ("được", "bị")):
        return False
    end = next((at for at in range(start, len(words)) if words.form(at) in _STOPS or words.form(at) == ","), len(words))
    return any(words.form(at) == "do" and read_passive(words, at, issuers)[0] for at in range(start, end))


def is_given(words: Words, index: int, size: int) -> bool:
    """Whether a thing is given to a named body: `14 công trình được giao cho Phòng Nội vụ làm chủ đầu tư`."""
    passive = words.form(index - 1) == "được" and words.form(index + size - 1) == "cho"
    return passive and words.is_capital(index + size) and words.form(index - 2) not in _NOT_NOW


def is_work(words: Words, index: int) -> bool:
    """Whether the clause around a word begins with work to be done: `Nhiệm vụ rà quét mã độc được giao cho ...`."""
    return words.form(_start_of(words, index)) in _WORK


def is_denied(words: Words, index: int) -> bool:
    """Whether the words before a passive, or before whose duty it is, deny it: `chưa được`, `không phải do`."""
    return words.form(index - 1) in _NOT or (words.form(index - 1) in _MUST and words.form(index - 2) in _NOT)


def _verb_of(words: Words, bodies: Sequence[Body], after: int, issuers: Collection[str]) -> int:
    """Where the verb behind the bodies begins, if they may be ordered to do what it says; else 0."""
    for body in bodies:
        name = " ".join(words.forms[body.start : body.end])
        if table("general").match(words, body.start) or parts("above").match(words, body.start):
            return 0
        if is_issuer(name, issuers):
            return 0
    at = behind_partners(words, after)
    while not verbs().match(words, at) and (size := max(table(role).match(words, at) for role in ("adverb", "manner"))):
        at += size
    directed = table("direct").match(words, at)
    at += directed if verbs().match(words, at + directed) > 1 else 0  # `được các huyện ủy chỉ đạo rà soát`
    size = verbs().match(words, at)
    decision = max(table(role).match(words, at) for role in ("approves", "upward"))
    return at if bodies and size > decision else 0


def _further_agents(words: Words, verb: int, issuers: Collection[str]) -> Iterator[Body]:
    """The bodies behind a comma that have a task of their own: `do đơn vị trúng thầu nạo vét, chủ đầu tư giám sát`."""
    for at in range(verb, verb + LONG_PREDICATE):
        if words.form(at) in _STOPS:
            return
        bodies, after = read_bodies(words, at + 1, after_role=True) if words.form(at) == "," else ([], at)
        if _verb_of(words, bodies, after, issuers) == after > at and not table("partners").match(words, after):
            yield from bodies


def _is_predicate(words: Words, index: int) -> bool:
    """Whether the passive here is what its sentence says, with a noun as its subject before it."""
    if words.form(index - 1) == "thì":
        return words.form(index) == "do"  # `Trường hợp có khiếu nại thì do Phòng Y tế khám lại`
    begin = _start_of(words, index)
    before = words.forms[begin:index]
    if not before or not _DEPENDENT.isdisjoint(before) or table("told").match(words, begin):
        return False
    told = any(_is_told(words, at) for at in range(begin, index))
    if words.form(index - 1) == ",":
        return told and words.form(index) == "do"  # `được duy trì hằng tuần, do Trung tâm tổ chức`
    orders = verbs().match(words, begin) > 0 and not table("matter").match(words, begin)
    return not told and not orders and not _is_ordered(words, begin, index)


def _start_of(words: Words, index: int) -> int:
    """Where the clause around a word begins."""
    return next((at + 1 for at in range(index - 1, -1, -1) if words.form(at) in _STOPS), 0)


def _is_told(words: Words, index: int) -> bool:
    """Whether the predicate of its sentence stands here, before the passive."""
    return words.form(index) in _PREDICATES and words.form(index - 1) not in _NOT


def _is_ordered(words: Words, begin: int, end: int) -> bool:
    """Whether somebody is asked there to do something."""
    return any(
        (size := table(role).match(words, at)) and read_bodies(words, at + size, after_role=True)[0]
        for role in ("assign", "request", "direct")
        for at in range(begin, end)
    )


def _has_day(words: Words, verb: int) -> bool:
    """Whether a time is set behind the verb, before the sentence ends."""
    reach = range(verb, min(verb + LONG_PREDICATE, len(words)))
    end = next((at for at in reach if words.form(at) in {".", "\n"}), reach.stop)
    for at in range(verb, end):
        counted = words.form(at) == "trong" and words.form(at + 1).isdecimal() and words.form(at + 2) in _UNITS
        past = not _PAST.isdisjoint(words.forms[at : at + 5])
        if (counted or table("due").match(words, at)) and not past:
            return True
    return False


def _goes_on(words: Words, index: int, *, judged: bool = False) -> bool:
    """Whether another predicate follows in the same part of the sentence, or, if that is asked, how it was done."""
    for at in range(index, index + LONG_PREDICATE):
        if words.form(at) == "," or words.form(at) in _STOPS or table("due").match(words, at):
            return False
        if words.form(at) in _GOES_ON or (judged and table("judged").match(words, at)):
            return True
    return False


def read_duty(words: Words, index: int, *, led: bool = False) -> tuple[list[Body], int]:
    """The named bodies whose duty it is, told behind it, and where the words after them begin.

    duty = ( "là nhiệm vụ của" | "thuộc trách nhiệm của" ... | "Trách nhiệm" ... "thuộc" | asking "là" ) bodies

    >>> words = Words.of("Việc đôn đốc tiến độ thuộc trách nhiệm của Văn phòng Ủy ban nhân dân tỉnh.")
    >>> [words.span(body.start, body.end) for body in read_duty(words, 5)[0]]
    ['Văn phòng Ủy ban nhân dân tỉnh']
    """
    begin = _start_of(words, index)
    size = table("duty").match(words, index)
    belongs = size > 0 and words.form(index) == "thuộc"  # only of what is to be done, not of `các nhiệm vụ thuộc ...`
    doing = any(words.form(at) == "việc" and words.form(at - 1) != "công" for at in range(begin, index))
    if table("told").match(words, begin) or (belongs and (led or not doing)):
        return [], index
    size = size or _answers(words, begin, index) or _belongs(words, begin, index)
    bodies, after = read_bodies(words, index + size, after_role=True) if size else ([], index)
    if bodies and after == bodies[-1].end and (end := until_stop(words, after)):
        bodies, after = [*bodies[:-1], replace(bodies[-1], end=end)], end
    named = list(takewhile(lambda body: words.is_capital(body.start), bodies))
    if _goes_on(words, after):
        return [], index
    return named, after if len(named) == len(bodies) else named[-1].end if named else index


def _belongs(words: Words, begin: int, index: int) -> int:
    """Length of `thuộc` or `thuộc về` in a sentence about a duty: `Trách nhiệm đôn đốc thuộc Văn phòng Thành ủy`."""
    duty = words.form(begin) == "trách" and words.form(begin + 1) == "nhiệm" and words.form(index) == "thuộc"
    duty = duty and verbs().match(words, begin + 2) > 1  # `Trách nhiệm trong vụ cháy thuộc ...` tells whose fault it is
    return duty + (duty and words.form(index + 1) == "về")


def asks_who(words: Words, start: int) -> bool:
    """Whether a clause tells a duty first and who has it behind `là`: `Cơ quan đầu mối theo dõi là Ban Nội chính`."""
    end = next((at for at in range(start, len(words)) if words.form(at) in _STOPS), len(words))
    first = next((at for at in range(start, end) if words.form(at) == "là"), end)
    return first < end and _answers(words, start, first) > 0 and bool(read_duty(words, first)[0])


def _answers(words: Words, begin: int, index: int) -> int:
    """Length of the first `là` behind words that ask who it is: `cơ quan đầu mối là`, `phải chịu trách nhiệm là`."""
    if words.form(index) != "là" or begin == index or "là" in words.forms[begin:index]:
        return 0
    holds = words.form(begin) == "giúp" or table("holds").match(words, begin) > 0
    duties = (at for at in range(begin + 1, index) if table("leads").match(words, at))
    bears = any(words.form(at - 1) in _MUST and "," not in words.forms[at:index] for at in duties)
    return 1 if holds or bears else 0
