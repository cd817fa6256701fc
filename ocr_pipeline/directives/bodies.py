"""Who is to act and who is a partner, as the item's own words name them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from ocr_pipeline.directives.body_cues import (
    after_title,
    begins_with_task,
    ends_noun,
    is_caption,
    is_case,
    is_noun,
    is_speck,
    is_task,
    is_topic,
    names_any,
    names_nobody,
    names_persons,
    opens_condition,
)
from ocr_pipeline.directives.body_lists import read_agent, read_bodies
from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.bracketed_roles import split_by_brackets
from ocr_pipeline.directives.duty_subjects import ordered_people, titled_leaders, with_duty
from ocr_pipeline.directives.misread_heads import read_ordered
from ocr_pipeline.directives.names import Body
from ocr_pipeline.directives.open_names import has_duty
from ocr_pipeline.directives.orders import gives_order, is_asked, is_no_order, only_speaks
from ocr_pipeline.directives.partners import is_partner
from ocr_pipeline.directives.passives import asks_who, is_denied, is_given, is_work, read_duty, read_passive, served_by
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.directives.relative_clauses import until_stop

_ROLES = ("coordinate", "direct", "assign", "request")
_BEFORE_SUBJECT = frozenset({",", "do", ":", "thì", "riêng", "(", "đó", "vậy"})
_BEFORE_FIELD = frozenset({",", "("})
_LINKS = frozenset({("trong", "đó"), ("do", "đó"), ("do", "vậy"), ("vì", "vậy"), ("bởi", "vậy")})
_PASSIVE = frozenset({"do", "được"})
_CLAUSE_ENDS = frozenset({".", ";", "\n"})


@dataclass(slots=True)
class _Found:
    """Bodies by role; `orders` are the names of the issuer, which gives orders and is not ordered.

    `taken` holds the words of all of them.
    """

    orders: Collection[str] = ()
    lead: list[Body] = field(default_factory=list)
    coordinate: list[Body] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    def add(self, role: list[Body], bodies: Sequence[Body]) -> None:
        """Note the bodies that have no role yet."""
        new = [body for body in bodies if not body.anaphoric and not self.holds(body.start, body.end)]
        role += new
        self.taken.update(index for body in new for index in range(body.start, body.end))

    def leads_since(self, words: Words, index: int) -> bool:
        """Whether the clause around this word already has a lead."""
        start = next((at for at in range(index - 1, 0, -1) if words.form(at) in _CLAUSE_ENDS), 0)
        return any(body.start >= start for body in self.lead)

    def holds(self, start: int, end: int) -> bool:
        """Whether some of these words already have a role."""
        return not self.taken.isdisjoint(range(start, end))


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body as written, and the code points `start` to `end` of the text where it is named (first, if repeatedly)."""

    text: str
    start: int
    end: int


def find_bodies(text: str, issuers: Collection[str] = ()) -> tuple[tuple[NamedBody, ...], tuple[NamedBody, ...]]:
    """Leading and coordinating bodies named in an item's own text, in its order.

    `issuers` are the comparable names of the issuing body: where it gives an order, it is no lead.

    >>> lead, coordinate = find_bodies("Sở Tài chính chủ trì, phối hợp với Sở Y tế, các địa phương rà soát quỹ đất.")
    >>> [body.text for body in lead], [body.text for body in coordinate]
    (['Sở Tài chính'], ['Sở Y tế', 'các địa phương'])
    >>> find_bodies("Chỉ đạo Sở Y tế báo cáo Ủy ban nhân dân tỉnh trước ngày 30/6/2025.")
    ((NamedBody(text='Sở Y tế', start=8, end=15),), ())
    """
    words = Words.of(text)
    found = _Found(issuers)
    for start, end in _clauses(words):
        if not found.holds(start, start + 1):
            _read_clause(words, start, end, found)
        elif after := next((index for index in range(start, end) if not found.holds(index, index + 1)), 0):
            _read_roles(words, after, end, found)  # behind a list that goes on over `;`
    lead, partners = split_by_brackets(words, found.lead)
    return _named(words, lead), _named(words, found.coordinate + partners)


def _named(words: Words, bodies: Sequence[Body]) -> tuple[NamedBody, ...]:
    """The bodies in the order of the text, each name once."""
    named: dict[str, NamedBody] = {}
    for body in sorted(bodies, key=lambda body: body.start):
        text = words.span(body.start, body.end)
        named.setdefault(text, NamedBody(text, words.starts[body.start], words.ends[body.end - 1]))
    return tuple(named.values())


def _clauses(words: Words) -> list[tuple[int, int]]:
    """Parts of the text between full stops, semicolons and line breaks."""
    starts = [0, *(i + 1 for i, form in enumerate(words.forms) if form in _CLAUSE_ENDS and i + 1 < len(words))]
    return list(zip(starts, [*starts[1:], len(words)], strict=True))


def _read_clause(words: Words, start: int, end: int, found: _Found) -> None:
    """Grammar: clause = field | [ preamble "," ] [ subject ] { role word bodies | inner subject }."""
    if after := _read_field(words, start, found):
        while after and words.form(after) == ",":
            after = _read_field(words, after + 1, found)
        return
    condition = names_any(words, start)
    known = len(found.lead)
    index = start if condition else _read_subject(words, start, found)
    preamble = condition or (len(found.lead) == known and table("preamble").match(words, start) > 0)
    _read_roles(words, index, end, found, preamble=preamble)


def _read_roles(words: Words, index: int, end: int, found: _Found, *, preamble: bool = False) -> None:
    """All role words with their bodies from `index` up to `end`."""
    cues = _cues()
    while index < end:
        if words.forms[index] == '"':
            index = max(after_title(words, index), index + 1)
        elif words.forms[index] in cues:  # most words are none
            index = max(_read_role(words, index, found, preamble=preamble), index + 1)
        else:
            index += 1


def _read_field(words: Words, start: int, found: _Found) -> int:
    """Grammar: field = ( "Cơ quan chủ trì" | "Đơn vị phối hợp" ... ) ( ":" | "là" ) bodies; where it ends, or 0."""
    for role, bodies in (("lead_field", found.lead), ("coordinate_field", found.coordinate)):
        size = table(role).match(words, start)
        if not size or (mark := words.form(start + size)) not in (":", "là"):
            continue
        named, after = read_bodies(words, start + size + 1, after_role=True)
        if mark == "là" and not (named and (named[0].collective or words.is_capital(named[0].start))):
            return start + size  # `Cơ quan chủ trì là khâu yếu` names nobody
        if named and named[-1].collective and after == named[-1].end and (end := until_stop(words, after)):
            named, after = [*named[:-1], replace(named[-1], end=end)], end  # `các sở, ngành có trụ sở dôi dư`
        found.add(bodies, named)
        return after
    return 0


def _read_subject(words: Words, start: int, found: _Found) -> int:
    """Grammar: subject = [ "Đối với" | word number ":" ] bodies ( end | ":" | task verb ); returns where it ends."""
    if asks_who(words, start):
        return start
    heading = table("heading").match(words, start)
    if heading == 0 and words.form(start + 1).isdecimal() and words.form(start + 2) == ":":
        heading = 2  # `Bước 1:`
    if heading and words.form(start + heading) == ":":
        heading += 1
    elif parts("person").match(words, start) and words.form(start + 1) != "ông":
        heading = 0  # `các đồng chí Ủy viên Ban Thường vụ theo dõi`
    bodies: list[Body] = []
    for index in (start + heading, start):
        bodies, after = read_bodies(words, index, after_role=index > start, known=True)
        if bodies:
            break
    bodies, after = with_duty(words, start, *(titled_leaders(words, start) if not bodies else (bodies, after)))
    if not bodies:
        return start
    if is_topic(words, start, after):
        return after
    if heading and bodies[-1].collective and after == bodies[-1].end and (end := until_stop(words, after)):
        bodies, after = [*bodies[:-1], replace(bodies[-1], end=end)], end  # `Đối với các trường có bếp ăn`
    if words.form(after) in ("", ":", ".", "\n") or is_speck(words, after):
        general = index > start and table("general").match(words, index) == after - index
        if not bodies[0].person and not general and not is_case(words, start, after):
            found.add(found.lead, bodies)
    elif only_speaks(words, bodies, after, found.orders):
        pass
    elif found.lead and is_partner(words, after):
        found.add(found.coordinate, bodies)
    elif is_task(words, after, known_verb=start > 0) and not served_by(words, bodies[0], after, found.orders):
        found.add(found.lead, bodies)
    elif any(table(role).match(words, start) for role in ("assign", "request")):
        return start
    return after


@cache
def _cues() -> frozenset[str]:
    """Words with which a role word may begin, or after which a subject with its role word may stand."""
    words = (table(role).first_words for role in (*_ROLES, "duty"))
    return _BEFORE_SUBJECT.union(_BEFORE_FIELD, _PASSIVE, {"là"}, *words)


def _read_role(words: Words, index: int, found: _Found, *, preamble: bool) -> int:
    """A role word with the bodies after it, or a comma with bodies and the role word after them.

    A field may also stand in brackets or behind a comma: `(phối hợp: Sở Y tế)`.
    """
    if words.form(index) in _BEFORE_FIELD and (after := _read_field(words, index + 1, found)):
        return after
    led = found.leads_since(words, index)
    if is_denied(words, index) and (words.form(index) in _PASSIVE or table("duty").match(words, index)):
        return index + 1
    if words.form(index) in _PASSIVE:
        agents, after = read_passive(words, index, found.orders, led=led)
    else:
        agents, after = read_duty(words, index, led=led)
    if agents:
        found.add(found.lead, agents)
        return after
    if words.form(index) in _BEFORE_SUBJECT:
        return _read_inner_subject(words, index + 1, found, preamble=preamble)
    for role in _ROLES:
        if not (size := table(role).match(words, index)):
            continue
        verb = verbs().match(words, index)
        given = not led and is_given(words, index, size)
        noun = is_noun(words, index) and not given if role != "coordinate" else words.form(index - 1) == "đã"
        if noun or (size < verb and not words.is_capital(index + verb - 1)):
            continue
        bodies, after = read_ordered(words, index + size)
        if not bodies and role in ("assign", "direct") and (people := ordered_people(words, index + size)):
            bodies, after = [people], people.end
        things = given and words.form(after) != "làm" and not is_work(words, index)
        if not bodies or names_nobody(words, bodies[0].start) or things:
            continue
        if role == "coordinate":
            joint = words.form(index) == "cùng" and table("leads").match(words, after) > 0
            found.add(found.lead if joint else found.coordinate, bodies)
        elif not is_no_order(words, index, after, role, found.orders, bodies[0]):
            found.add(found.lead, bodies)
        return after
    return index + 1


def _read_inner_subject(words: Words, index: int, found: _Found, *, preamble: bool) -> int:
    """Grammar: inner subject = ( "," | "do" | ":" ) bodies ( "chủ trì" | "thực hiện" | "phối hợp" | task verb )."""
    before = words.form(index - 1)
    linked = (words.form(index - 2), before) in _LINKS
    if before in ("đó", "vậy") and not linked:
        return index
    bodies, after = read_agent(words, index) if before == "do" else read_bodies(words, index)
    whoever = names_persons(words, bodies) and not (before == "thì" and has_duty(words, after))
    spans = before == "," and ";" in words.forms[index:after] and found.leads_since(words, index)
    if not bodies or whoever or spans:  # what stands behind the semicolon is a clause of its own
        return index
    condition = before == "thì" and words.is_capital(index)  # `quá hạn thì Phòng Tài chính thu hồi`
    opens = ((preamble and before in (",", "thì")) or condition) and not found.leads_since(words, index)
    opens = opens or before == "riêng" or (condition and opens_condition(words, index - 1))
    heads = words.form(after) == ":" and after + 1 == len(words)  # `Đối với Thủ đô, Chủ tịch UBND thành phố:`
    begins = opens and (heads or verbs().match(words, after) > 0) and not is_asked(words, index, after)
    begins = begins or (
        (preamble or is_caption(words, index - 1))
        and before == ":"
        and (words.is_capital(index) or bodies[0].collective)
        and is_task(words, after, known_verb=True)
    )
    agent = before == "do" and table("agent").match(words, after) > 0
    begins = begins or (linked and (has_duty(words, after) or (before == "vậy" and verbs().match(words, after) > 0)))
    explained = before == "(" and begins_with_task(words, index) and not found.leads_since(words, index)
    begins = begins or (explained and verbs().match(words, after) > 1)
    if begins and gives_order(words, bodies, after, found.orders):
        return after
    partner = is_partner(words, after)
    if (table("leads").match(words, after) and not (found.lead and partner)) or begins or agent:
        found.add(found.lead, bodies)
        return after
    if partner:
        found.add(found.coordinate, bodies)
        return after
    if _is_further_subject(words, index, after, found):
        found.add(found.lead, bodies)
        return after
    return index


def _is_further_subject(words: Words, index: int, after: int, found: _Found) -> bool:
    """Whether a comma begins a clause of its own: `Sở A cân đối vốn, Ủy ban nhân dân huyện giải phóng mặt bằng`."""
    named = any(words.is_capital(at) for at in range(index, after)) or table("many").match(words, index)
    acts = verbs().match(words, after) > 0 or has_duty(words, after)
    if words.form(index - 1) != "," or not found.lead or not named or not acts:
        return False
    before = max((at for at in range(index - 1) if words.form(at) in (",", ".", ";", ":", "\n")), default=-1)
    if before > found.lead[-1].end or table("upward").match(words, after):
        return False  # a list of actions stands between
    asks = any(
        table(role).match(words, at) and not ends_noun(words, at)
        for at in range(before + 1, index)
        for role in ("asking", "coordinate")
    )
    return not asks and not read_bodies(words, index - 2)[0] and not words.is_capital(index - 2)
