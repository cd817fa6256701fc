"""Paragraphs without numbers: which of them give a task (`UBND tỉnh yêu cầu các sở báo cáo trước ngày ...`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from ocr_pipeline.directives.bodies import NamedBody, find_bodies
from ocr_pipeline.directives.body_lists import read_bodies
from ocr_pipeline.directives.body_tables import table, verbs
from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.directives.deadlines import Deadline, find_deadline
from ocr_pipeline.directives.labels import Level
from ocr_pipeline.directives.name_parts import begins_name
from ocr_pipeline.directives.open_names import has_duty
from ocr_pipeline.directives.orders import is_issuer
from ocr_pipeline.directives.outline import Item, Outline, task_rows
from ocr_pipeline.directives.paragraphs import Paragraph
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.lexicons import read_rows

_CLAUSE_START = re.compile(r"(?:[.;\n](?=\s)|\n)\s*")
_PART_START = re.compile(r"[,.:;\n](?=\s)")
LONG_TIME = 14
"""Most words of a time before an order."""
_ORDERS = ("assign", "request", "direct")


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paragraphs are read against: type of the paper, comparable names of its issuer, day of issue."""

    type: str | None
    issuers: tuple[str, ...]
    issued: date | None

    @property
    def gives_tasks(self) -> bool:
        """Whether papers of this type order or ask for something; sentences without a paper may, too."""
        if self.type is None:
            return not self.issuers
        return re.fullmatch(_pattern("paper"), comparable(self.type)) is not None


def read_tasks(paragraphs: Sequence[Paragraph], paper: Paper) -> Outline | None:
    """The outline of paragraphs without labels, those that give a task being its items; None where there are none.

    Grammar: outline = { paragraph } { task { remark | table row } } { closing paragraph }.
    """
    if not paper.gives_tasks:
        return None
    tasks = tasks_among(paragraphs, paper) or _tasks(paragraphs, paper, lenient=True)
    if not tasks:
        return None
    end = next((i for i in range(tasks[-1] + 1, len(paragraphs)) if not paragraphs[i].cells), len(paragraphs))
    items: list[Item] = []
    for index in range(tasks[0], end):
        paragraph = paragraphs[index]
        if index in tasks:
            items.append(Item("", Level.PART, paragraph.page, [paragraph.text], lines=list(paragraph.lines)))
        else:
            items[-1].add(paragraph)
    return Outline(tuple(paragraphs[: tasks[0]]), tuple(items), tuple(paragraphs[end:]))


def tasks_among(paragraphs: Sequence[Paragraph], paper: Paper) -> list[int]:
    """Which of the paragraphs give a task."""
    return _tasks(paragraphs, paper, lenient=False)


def announces(text: str) -> bool:
    """Whether tasks or opinions follow in paragraphs of their own (`có ý kiến như sau:`)."""
    return _is(text, "announces")


def is_caption(text: str) -> bool:
    """Whether a short line with a colon only tells what follows is about (`Về công tác tuyên truyền:`)."""
    return _is(text, "caption")


def with_late_tasks(outline: Outline, paper: Paper) -> Outline:
    """The outline with the tasks that stand among the closing paragraphs: a body is asked there, and has a time for it.

    `Giao Văn phòng Huyện ủy theo dõi, đôn đốc việc thực hiện Kết luận này, báo cáo Ban Thường vụ trước ngày 30/6/2022.`
    """
    tasks = [one for one in outline.closing if not one.cells and _is_late_task(one.text, paper)]
    items = [Item("", Level.PART, one.page, [one.text], lines=list(one.lines)) for one in tasks]
    rest = tuple(one for one in outline.closing if one not in tasks)
    return Outline(outline.opening, (*outline.items, *items), rest)


def _is_late_task(text: str, paper: Paper) -> bool:
    """Whether the paragraph begins with an order to a body, or with one that acts, by a day or again and again.

    `Nhận được Công văn này, đề nghị ...` begins with an order, too.
    """
    if _is(text, "closing") or find_deadline(text, paper.issued) is None:
        return False
    if any(table(role).match(Words.of(text), 0) for role in ("assign", "request")) or _is(text, "upon"):
        return _gives_order(text, paper.issuers, follows=False)
    return _begins_with_subject(text, paper.issuers) or _orders_behind_time(text, paper.issuers)


@cache
def _pattern(role: str) -> re.Pattern[str]:
    rows = (row for row in read_rows("paragraph_phrases.tsv") if row[1] == role)
    return re.compile("|".join(f"(?:{pattern})" for pattern, _ in rows))


def _is(text: str, role: str) -> bool:
    return _pattern(role).search(comparable(text)) is not None


def _tasks(paragraphs: Sequence[Paragraph], paper: Paper, *, lenient: bool) -> list[int]:
    """Which paragraphs give a task.

    General words (`đề nghị các đơn vị nghiêm túc thực hiện`) are one only if nothing else is: then it is `lenient`.
    """
    found: list[int] = []
    rows = task_rows(paragraphs)
    announced = ordered = False
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if paragraph.cells or _is(text, "closing"):
            continue
        when = find_deadline(text, paper.issued)
        if index + 1 in rows:
            found.append(index)
        elif not lenient and not when and _is(text, "announces"):
            announced, ordered = True, ordered or _is(text, "orders")
        elif not lenient and not when and _is(text, "polite"):
            continue
        elif (
            _is_due(text, when, paper.issuers)
            or _gives_order(text, paper.issuers, follows=announced or bool(found))
            or ((ordered or found) and _begins_with_verb(text))
        ):
            found.append(index)
    return found


def _gives_order(text: str, issuers: Collection[str], *, follows: bool) -> bool:
    """Whether a body is asked to act; without words that ask it only where the paragraph `follows` ones that do."""
    words = Words.of(text)
    lead, _ = find_bodies(text, issuers)
    return any(is_ordered(words, body) or (follows and _is_subject(words, body, issuers)) for body in lead)


def _begins_with_subject(text: str, issuers: Collection[str]) -> bool:
    """Whether a paragraph begins with a body that is to act: `Giám đốc Sở Công Thương theo dõi ...`."""
    words = Words.of(text)
    lead, _ = find_bodies(text, issuers)
    return any(body.start == 0 and _is_subject(words, body, issuers) for body in lead)


def _orders_behind_time(text: str, issuers: Collection[str]) -> bool:
    """Whether an order or a subject stands behind a time that opens the paragraph: `Định kỳ 6 tháng, đề nghị ...`."""
    words = Words.of(text)
    if not table("preamble").match(words, 0):
        return False
    lead, _ = find_bodies(text, issuers)
    starts = {words.starts.index(body.start) for body in lead if not is_issuer(comparable(body.text), issuers)}
    for at in (index + 1 for index in range(min(LONG_TIME, len(words))) if words.form(index) == ","):
        order = max(table(role).match(words, at) for role in ("assign", "request"))
        if at + order in starts:
            return True
    return False


def _begins_with_verb(text: str) -> bool:
    """Whether a paragraph begins with what is to be done: `Rà soát ...`; an order that nobody is given is none."""
    words = Words.of(text)
    asks = begins_name(words, 0) or any(table(role).match(words, 0) for role in ("assign", "request"))
    return verbs().match(words, 0) > 0 and not asks and not _is(text, "remark")


def is_ordered(words: Words, body: NamedBody) -> bool:
    """Whether this paper's order stands before the body: not `đã giao Sở Y tế`, `Công văn số 412 đề nghị các cơ sở`."""
    at = words.starts.index(body.start)
    before = comparable(words.text[: body.start])
    size = next((n for n in (4, 3, 2, 1) for role in _ORDERS if table(role).match(words, at - n) == n), 0)
    if not size:
        return False
    before = before[: words.starts[at - size]]
    part = before[max((found.end() for found in _PART_START.finditer(before)), default=0) :]
    return not _is(part, "past") and not _is(part, "cited")


def _is_subject(words: Words, body: NamedBody, issuers: Collection[str]) -> bool:
    """Whether the body begins its sentence, alone or behind `Về kinh phí:`, and is told to act; never the issuer."""
    at = words.starts.index(body.start)
    named, end = read_bodies(words, at)
    end = end if named else words.ends.index(body.end) + 1  # behind a list: `Viện A, Viện B ưu tiên nhân lực`
    begins = at == 0 or words.form(at - 1) in (".", ";", ":", "\n") or table("heading").match(words, 0) == at
    obliged = words.form(at - 1) == "," and table("preamble").match(words, 0) > 0 and has_duty(words, end)
    if obliged:  # `Khi có ca bệnh, cơ sở tiếp nhận phải thông báo`
        return not is_issuer(comparable(body.text), issuers)
    roles = ("leads", "task", "partners", "asking")
    acts = verbs().match(words, end) > 0 or any(table(role).match(words, end) for role in roles)
    return begins and acts and not is_issuer(comparable(body.text), issuers)


def _is_due(text: str, when: Deadline | None, issuers: Collection[str]) -> bool:
    """Whether something is to be sent or finished by a day that is set here: `Danh sách gửi về Sở trước ngày 15/9`."""
    if when is None:
        return False
    before = comparable(text[: when.start])
    clause = before[max((found.end() for found in _CLAUSE_START.finditer(before)), default=0) :]
    own = any(clause.startswith(issuer) for issuer in issuers)
    return _is(clause, "due") and not _is(clause, "past") and not own
