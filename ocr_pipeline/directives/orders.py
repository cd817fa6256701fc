"""Who gives an order and is not to act, and who above is only asked to decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ocr_pipeline.directives.body_cues import after_asking, is_title
from ocr_pipeline.directives.body_lists import read_bodies
from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.names import Body
from ocr_pipeline.directives.partners import behind_partners
from ocr_pipeline.directives.phrases import Words

_CENTRAL = ("bộ ", "thủ tướng", "chính phủ", "văn phòng chính phủ")
LIST = 24
"""Most words of a list of bodies above."""


def asks_upward(words: Words, body: Body, after: int, issuers: Collection[str]) -> bool:
    """Whether a body above is only asked to decide (`Đề nghị Ủy ban nhân dân tỉnh xem xét`)."""
    asks = words.form(body.start - 1) == "nghị" and _only_decides(words, after)
    return asks and not is_below(words, body, issuers)


def _only_decides(words: Words, index: int) -> bool:
    """Whether a body is asked to decide: `quan tâm, chỉ đạo`, but not `quan tâm, sớm trình`, which opens a task."""
    size = table("upward").match(words, index)
    at = index + size + 1
    polite = words.form(index) == "quan" and words.form(at - 1) == ","
    return size > 0 and not (polite and verbs().match(words, at) > 0 and not table("upward").match(words, at))


def is_asked(words: Words, index: int, after: int) -> bool:
    """Whether this body goes on a list of those who are asked: `báo cáo, đề xuất UBND tỉnh, Tổng cục Thuế xem xét`."""
    if not table("upward").match(words, after):
        return False
    for at in range(index - 2, max(-1, index - LIST), -1):
        if words.form(at) in (".", ";", ":", "\n"):
            return False
        if size := table("asking").match(words, at):
            return read_bodies(words, at + size, after_role=True)[1] > index
    return False


def is_below(words: Words, body: Body, issuers: Collection[str]) -> bool:
    """Whether who asks the body gives it an order: several bodies, a ministry's province, a province's department.

    So it is with one that stands beside the issuer and acts by itself: police, courts, the Front, companies.
    """
    central = any(name.startswith(_CENTRAL) for name in issuers)
    if central and words.form(body.start) != "bộ":
        return not parts("above").match(words, body.start)
    several = any(table("many").match(words, index) for index in range(body.start, body.end))
    named = range(body.start, body.end if body.person else body.start + 1)  # `đồng chí Bí thư Huyện ủy Sơn Dương`
    department = any(parts("department").match(words, at) for at in named) and _is_province(issuers)
    beside = parts("peer").match(words, body.start) > 0 or _is_fellow(words, body, issuers)
    return several or department or beside


def _is_fellow(words: Words, body: Body, issuers: Collection[str]) -> bool:
    """Whether a department asks another one of its rank: `Đề nghị Sở Giáo dục và Đào tạo chỉ đạo các trường`."""
    return words.form(body.start) == "sở" and any(name.startswith("sở") for name in issuers)


def _is_province(issuers: Collection[str]) -> bool:
    """Whether the paper is of the people's committee of a province, of its chairman, or of the province's Party."""
    own = all(name.startswith(("ủy ban nhân dân", "ubnd", "chủ tịch", "tỉnh ủy", "ban thường vụ")) for name in issuers)
    return own and any("tỉnh" in name for name in issuers)


def gives_order(words: Words, bodies: Sequence[Body], after: int, issuers: Collection[str]) -> bool:
    """Whether the subject gives the order, as the issuer or from above: `Thủ tướng Chính phủ giao Bộ Y tế`."""
    while adverb := max(table(role).match(words, after) for role in ("adverb", "past")):
        after += adverb
    size = max(table(role).match(words, after) for role in ("assign", "request"))
    if not size or not read_bodies(words, after + size, after_role=True)[0]:
        return False
    form = " ".join(words.forms[bodies[-1].start : bodies[-1].end])
    above = parts("above").match(words, bodies[-1].start) > 0
    if above or is_issuer(form, issuers):
        return True
    asks = any(parts(part).match(words, bodies[-1].start) for part in ("department", "asker"))
    if words.form(after) == "yêu" and issuers and asks:
        return False  # `Sở Xây dựng yêu cầu các nhà thầu`: that is its task
    return words.form(after) in ("yêu", "đề")


def only_speaks(words: Words, bodies: Sequence[Body], after: int, issuers: Collection[str]) -> bool:
    """Whether the subject is not to act itself: it is asked to decide, gives an order, or says what it holds."""
    asked = asks_upward(words, bodies[0], after, issuers) or gives_order(words, bodies, after, issuers)
    return asked or _states(words, bodies[0], after, issuers)


def _states(words: Words, body: Body, after: int, issuers: Collection[str]) -> bool:
    """Whether the issuer says what it holds: `Ban Thường vụ thống nhất chấm dứt việc cưỡi voi`."""
    fact = table("fact").match(words, after)
    stated = fact > 1 and table("task").match(words, after) < fact
    return stated and is_issuer(" ".join(words.forms[body.start : body.end]), issuers)


def is_no_order(words: Words, index: int, after: int, role: str, issuers: Collection[str], body: Body) -> bool:
    """Whether a body above is asked to decide, the order is only asked for, or the words are a title."""
    if words.form(body.start - 1) == "cho" and table("fact").match(words, after):
        return True  # `giao cho các xã trước ngày 15/8` hands something over
    below, above = is_below(words, body, issuers), parts("above").match(words, body.start) > 0
    upward = _only_decides(words, after) and not below
    acts = (
        verbs().match(words, behind_partners(words, after))
        or table("direct").match(words, after)
        or words.form(after) == ":"
    )
    asks = role == "request" and (upward or above or not (below or acts))
    return asks or (role == "direct" and is_title(words, index, after)) or after_asking(words, index)


def is_issuer(form: str, issuers: Collection[str]) -> bool:
    """Whether a comparable name is one of the issuers, or of an office of theirs that speaks for it.

    >>> is_issuer("thường trực tỉnh ủy", ("tỉnh ủy cà mau", "văn phòng")), is_issuer("sở y tế", ("tỉnh ủy cà mau",))
    (True, False)
    >>> is_issuer("các chi bộ trực thuộc đảng ủy", ("đảng ủy xã vân hồ",))
    False
    """
    if table("many").match(Words.of(form), 0):
        return False
    name = form.replace("ubnd", "ủy ban nhân dân")
    for issuer in (one.replace("ubnd", "ủy ban nhân dân") for one in issuers):
        words = issuer.split()
        if name in issuer or issuer in name or any(name.endswith(" ".join(words[:n])) for n in range(2, len(words))):
            return True
    return False


def states_something(text: str) -> bool:
    """Whether a sentence goes on after its bases: a body behind a comma orders or tells something.

    >>> states_something("Căn cứ Luật Thú y, UBND tỉnh giao Sở Y tế báo cáo."), states_something("Căn cứ Luật Thú y,")
    (True, False)
    """
    words = Words.of(text)
    for index, form in enumerate(words.forms):
        bodies, after = read_bodies(words, index + 1) if form == "," else ([], 0)
        if bodies and any(table(role).match(words, after) for role in ("assign", "request", "direct", "states")):
            return True
    return False
