"""What the words around a body tell: a task that follows, a title, a noun, something that is only asked for."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.directives.body_lists import read_bodies
from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.name_parts import begins_name
from ocr_pipeline.directives.names import Body
from ocr_pipeline.directives.open_names import has_duty
from ocr_pipeline.directives.phrases import Words

LONG_NOUN = 4
"""Most words before a role word that make it a noun."""
LONG_TITLE = 20
"""Most words of a title in quotation marks."""
LONG_ADVERBIAL = 14
"""Most words of time or place between a subject and the words that give it a task."""
LONG_LIST = 40
"""Most words between the bodies of a list that are known and the words of duty behind it."""
LONG_CAPTION = 20
"""Most words of a caption before a colon."""


def is_task(words: Words, index: int, *, known_verb: bool) -> bool:
    """Whether a task follows the subject, not a fact; a later clause needs a known verb."""
    if words.form(index) in (",", "và") and _comes_to_duty(words, index):
        return True
    if words.form(index) == ",":
        index = _behind_aside(words, index + 1)
        known_verb = True
    index += table("often").match(words, index)
    fact = max(table(role).match(words, index) for role in ("fact", "past"))
    if table("adverbial").match(words, index) and _comes_to_task(words, index):
        return True
    if words.form(index) == "phải" and words.form(index + 1) in ("được", "bị"):
        return False  # `những hộ mất nhà phải được bố trí chỗ ở`
    if words.form(index) == "không" and verbs().match(words, index + 1) > 1 and fact == 1:
        return not _threatens(words, index)  # `Phòng Đầu tư không tham mưu tiếp nhận dự án xi mạ`
    if table("task").match(words, index) >= max(fact, 1) or table("leads").match(words, index):
        return True
    if fact > verbs().match(words, index) or not words.form(index).isalpha():
        return False
    return verbs().match(words, index) > 0 or not known_verb


def _comes_to_duty(words: Words, index: int) -> bool:
    """Whether the list goes on with names that nobody knows, or others behind, up to words of duty (`phải`)."""
    named = words.is_capital(index + 1)
    for at in range(index + 1, min(index + LONG_LIST, len(words))):
        if words.form(at) in (".", ";", ":", "\n") or table("past").match(words, at):
            return False
        named = named or (words.is_capital(at) and words.form(at - 1) == "," and begins_name(words, at))
        if has_duty(words, at):
            return named
    return False


def _behind_aside(words: Words, index: int) -> int:
    """Where the words behind an aside between commas begin, if it is one: `, theo hướng dẫn của Bộ, điều chỉnh`."""
    if not table("aside").match(words, index) or table("finding").match(words, index):
        return index
    reach = range(index + 1, min(index + LONG_ADVERBIAL, len(words)))
    end = next((at for at in reach if words.form(at) in (",", ".", ";", ":", "(", "\n")), index)
    begins = words.form(end) == "," and (verbs().match(words, end + 1) > 1 or words.form(end + 1) == "phải")
    return end + 1 if begins else index


def _comes_to_task(words: Words, index: int) -> bool:
    """Whether a task follows the words of time or place: `Sở Y tế trong thời gian 05 ngày có trách nhiệm trả lời`."""
    for at in range(index + 1, min(index + LONG_ADVERBIAL, len(words))):
        if words.form(at) in (".", ";", ":", "\n", ",") or table("past").match(words, at):
            return False
        if words.form(at) in ("phải", "cần") or table("leads").match(words, at):
            return True
        if words.form(at) == "thì" and words.form(index) == "khi" and words.form(at + 1).isalpha():
            return True  # `Trưởng thôn khi phát hiện vi phạm thì báo cáo Ủy ban nhân dân xã`
    return False


def _threatens(words: Words, index: int) -> bool:
    """Whether the clause tells what happens to those who do not act: `đơn vị không khắc phục sẽ bị đình chỉ`."""
    end = next((at for at in range(index, len(words)) if words.form(at) in (".", ";", "\n")), len(words))
    return not {"sẽ", "thì", "bị"}.isdisjoint(words.forms[index:end])


def is_title(words: Words, index: int, after: int) -> bool:
    """Whether `Lãnh đạo các sở` names those who lead them: nothing follows that they are to do."""
    before, ends = words.form(index - 1), words.form(after) in ("", ";", ":")
    order = max(table(role).match(words, after) for role in ("assign", "request"))
    if order and words.form(index) == "lãnh" and before in ("", ",", ".", ";", "\n"):
        return bool(read_bodies(words, after + order, after_role=True)[0])  # `Lãnh đạo Sở yêu cầu các phòng`
    if words.form(index) != "lãnh":
        return False  # `Chỉ đạo Sở Y tế:` begins what it is to do
    joined = before in (",", "và", "hoặc") and (ends or words.form(after) == ".")
    return joined or (ends and before in ("", ".", ";", "\n"))


def is_noun(words: Words, index: int) -> bool:
    """Whether the words before make the role word a noun: `sự lãnh đạo`, `theo yêu cầu`."""
    return any(
        table("noun").match(words, index - size) == size for size in range(1, LONG_NOUN + 1) if index - size >= 0
    )


def after_title(words: Words, index: int) -> int:
    """Where a title in quotation marks ends, which gives no order: `phong trào "Cùng doanh nghiệp vượt khó"`; or 0."""
    if words.form(index - 1) in ("", ":", "\n") or not words.is_capital(index + 1):
        return 0
    return next((at + 1 for at in range(index + 1, min(index + LONG_TITLE, len(words))) if words.form(at) == '"'), 0)


def after_asking(words: Words, index: int) -> bool:
    """Whether the order is only asked for: `tham mưu Ủy ban nhân dân tỉnh chỉ đạo các sở`."""
    for before in range(index - 1, max(-1, index - 14), -1):
        if words.form(before) in (",", ".", ";", ":"):
            return False
        if table("asking").match(words, before) and not ends_noun(words, before):
            return True
    return False


def ends_noun(words: Words, index: int) -> bool:
    """Whether the word is the second half of another one: `chương trình`, `giải trình`."""
    return table("compound").match(words, index - 1) > 1


def is_caption(words: Words, colon: int) -> bool:
    """Whether the text begins with a few words and this colon: `Về kinh phí: Sở Tài chính thẩm định`.

    `Nguyên nhân:` and `Kết quả đạt được:` begin what was.
    """
    if colon > LONG_CAPTION or table("state").match(words, 0):
        return False
    return not any(words.form(at) in (".", ";", ":", "\n") for at in range(colon))


def opens_condition(words: Words, index: int) -> bool:
    """Whether a condition of its own stands before this `thì`: `nếu chậm thì Tập đoàn xử lý theo hợp đồng`."""
    for at in range(index - 1, max(-1, index - LONG_ADVERBIAL), -1):
        if words.form(at) in (".", ";", ":", "\n"):
            return False
        if words.form(at) in ("nếu", "trường"):
            return True
    return False


def is_speck(words: Words, index: int) -> bool:
    """Whether nothing but marks follows, and they stand apart: `Sở Y tế, Sở Nội vụ ;`."""
    apart = index < len(words) and words.starts[index] > words.ends[index - 1]
    return apart and not any(form.isalnum() for form in words.forms[index:])


def names_nobody(words: Words, start: int) -> bool:
    """Whether a heading in capitals speaks of bodies that the items below name: `CÔNG VIỆC GIAO ĐƠN VỊ THỰC HIỆN`."""
    anyone = parts("open").match(words, start) > 0 or table("many").match(words, start) > 0
    return words.text.isupper() and anyone


def names_persons(words: Words, bodies: Sequence[Body]) -> bool:
    """Whether the words name whoever holds an office (`người đứng đầu`): inside a sentence no order to a body."""
    return bool(bodies) and words.form(bodies[0].start) == "người"


def is_topic(words: Words, start: int, after: int) -> bool:
    """Whether the heading only tells whom the sentence is about, another one is ordered behind its comma."""
    order = table("assign").match(words, after + 1) if words.form(after) == "," else 0
    topic = order > 0 and table("topic").match(words, start) > 0
    return topic and bool(read_bodies(words, after + 1 + order, after_role=True)[0])


def is_case(words: Words, start: int, colon: int) -> bool:
    """Whether a head that names no body alone tells what others do behind a colon: `Cơ sở mức đỏ: chủ nhà phải`."""
    case = words.form(colon) == ":" and any(parts(part).match(words, start) for part in ("bare", "owned"))
    bodies, after = read_bodies(words, colon + 1) if case else ([], colon)
    return bool(bodies) and is_task(words, after, known_verb=True)


def names_any(words: Words, start: int) -> bool:
    """Whether a condition opens the clause, not a subject: `Đơn vị nào chậm báo cáo thì thủ trưởng đơn vị đó`."""
    opening = words.forms[start : start + 6]
    return "nào" in opening and not {",", "("}.intersection(opening[: opening.index("nào")])


def begins_with_task(words: Words, index: int) -> bool:
    """Whether the clause around a word begins with a verb: `Bố trí kinh phí (Sở Tài chính thẩm định)`."""
    start = next((at + 1 for at in range(index - 1, -1, -1) if words.form(at) in (".", ";", "\n")), 0)
    return verbs().match(words, start) > 0
