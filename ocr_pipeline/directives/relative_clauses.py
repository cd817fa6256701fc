"""Clauses that say which bodies are meant, and the predicate behind them: `các xã có điểm sạt lở lập phương án`."""

from __future__ import annotations

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.name_parts import is_role, is_unknown
from ocr_pipeline.directives.open_names import has_duty
from ocr_pipeline.directives.phrases import Words

LONG_CLAUSE = 13
"""Most words of a relative clause that belongs to a name."""
LONG_EXAMPLES = 28
"""Most words of a clause that names examples."""
STRETCH = 7
"""Most unknown words between a collective and its verb."""
NEAR = 3
"""Words behind `có` and what somebody has that belong to a name even if they are a verb, where words of duty follow."""
_MEASURED = frozenset({"có", "từ", "trên", "cao", "đạt", "với"})
_ENOUGH = frozenset({"ít", "tối", "đủ"})
_PASSIVE = frozenset({"được", "bị"})
_PURPOSE = frozenset({"để", "nhằm", "thì", "mà"})
_NO_DUTY = frozenset({"mà", "nào", "khi", "nếu", "không", "chưa", "đều"})
_NO_DOING = frozenset({"", ",", ".", ";", ":", "\n", "và", "dân", "người", "viên", "chức"})


def until_duty(words: Words, index: int, *, several: bool = True) -> int:
    """Length of unknown words up to words of duty, which belong to the name before: `nhà thầu thi công nhà ga phải`.

    Behind `several` bodies and words that begin a clause there may be any: `những xã còn nợ hồ sơ quyết toán phải nộp`.
    """
    if several and parts("relative").match(words, index) and (must := _must_behind(words, index)):
        return must - index
    assigned = words.form(index) == "được" and table("assign").match(words, index + 1)
    assigned = assigned or any(table("assign").match(words, index - size) == size for size in (1, 2))
    for at in range(index + 1, index + LONG_CLAUSE):
        if has_duty(words, at) and at > index + 1 + assigned:
            return at - index
        open_word = is_unknown(words, at - 1) or words.is_capital(at - 1) or words.form(at - 1).isdecimal()
        near = words.form(index - 2) == "có" and at - index <= NEAR  # `các khu có đất thu hồi phải`
        verb = (verbs().match(words, at - 1) > 1 and not near) or is_role(words, at - 1)
        if not assigned and (not open_word or verb or words.form(at - 1) in _PURPOSE):
            return 0
        if words.form(at) in _NO_DOING - {"người", "viên", "dân", "chức"}:
            return 0
    return 0


def _must_behind(words: Words, index: int) -> int:
    """Where `phải` gives a duty within the same part of the sentence, or 0.

    `việc phải làm` gives none, nor does what those must who are spoken of (`rà soát các cơ sở phải đóng cửa`).
    """
    if words.form(index) == "là" or has_duty(words, index) or table("task").match(words, index):
        return 0
    for at in range(index + 1, index + LONG_CLAUSE):
        if not words.form(at).isalpha():
            return 0
        verb = verbs().match(words, at)
        behind = at + verb
        others = table("many").match(words, behind) or table("doer").match(words, behind) or words.is_capital(behind)
        if verb > 1 and (others or words.form(behind).isdecimal() or parts("head").match(words, behind)):
            return 0
        if words.form(at) == "phải":
            named = table("thing").match(words, at - 1) or words.form(at - 1) in _NO_DUTY
            return 0 if named or words.form(at + 1) in ("được", "bị", "có") else at
    return 0


def stretch(words: Words, end: int) -> int:
    """The end of a collective that goes on in unknown words up to its verb: `lực lượng cảnh sát giao thông xử lý`."""
    owning = _duty_behind(words, end) if words.form(end - 2) == "có" else 0
    if relative := owning or _relative_clause(words, end) or _doing(words, end) or _whereabouts(words, end):
        return relative
    index = end + parts("activity").match(words, end)
    is_name = parts("trade").match(words, end) > 0 or words.form(index) == "phải"
    if index > end and verbs().match(words, end) and verbs().match(words, index) and not is_name:
        return 0  # `cung cấp thông tin` is what they are to do
    if words.form(end) == "có" and not table("task").match(words, end) and not verbs().match(words, end):
        index += 1  # `các địa phương có nguy cơ cao tổ chức`
    if further := _place_clause(words, end) or _passive(words, end):
        return further
    if words.form(end) == "nơi" and words.form(end + 1) in ("có", "xảy"):
        index += 3  # `các xã nơi có dự án lập danh sách`
        index += verbs().match(words, index) == 1  # `công trình`
    if index > end and (place := _named_place(words, index)):
        return place
    commas, unknown = 0, 0
    while unknown <= STRETCH:
        if index > end and (tail := parts("tail").match(words, index)) and not verbs().match(words, index):
            index += tail
            continue
        thing = table("thing").match(words, index)
        traded = index > end or parts("trade").match(words, end - 2) == 2
        if traded and thing > verbs().match(words, index) > 0:  # `kinh doanh dịch vụ bay`: no verb `dịch`
            index, unknown = index + thing, unknown + thing
            continue
        if verbs().match(words, index) or table("adverb").match(words, index):
            index -= words.form(index - 1) == ","  # `các thành viên, theo nhiệm vụ được giao, kiểm tra`
            return index if index > end + (words.form(end) == "có") else 0
        if words.form(index) == "," and parts("head").match(words, index + 1) > 1:
            return index if index > end else 0
        if words.form(index) == "không" and table("task").match(words, index):
            return index if index > end else 0  # `các công ty hoa tiêu hàng hải không bố trí hoa tiêu`
        if words.form(index) == "số" and words.form(index + 1).isdecimal():
            index, unknown = index + 2, unknown + 1  # `gói thầu số 3`
            continue
        if words.form(index) == "," and not commas and not verbs().match(words, index + 1):
            commas += 1
        elif not is_unknown(words, index) or is_role(words, index) or words.form(index) in _PURPOSE:
            return 0
        index, unknown = index + 1, unknown + 1
    return 0


def _passive(words: Words, end: int) -> int:
    """The end of a clause that says what is done for those who are meant, or 0: `các hộ được cấp đất chủ động làm nhà`.

    Words of manner or duty must begin the predicate: another verb may be what they are helped with.
    """
    passive = words.form(end) == "được" and not table("assign").match(words, end + 1)
    verb = verbs().match(words, end + 1) if passive else 0
    at = end + 1 + verb
    while verb and at < end + LONG_CLAUSE:
        if table("adverb").match(words, at) or words.form(at) == "phải":
            return at
        if not is_unknown(words, at) or is_role(words, at) or words.form(at) in _PURPOSE:
            return 0
        at += 1
    return 0


def _relative_clause(words: Words, end: int) -> int:
    """The end of a heading that says which ones are meant: `các phòng có cán bộ được luân chuyển`."""
    owns = table("task").match(words, end) if words.form(end) == "là" else 0
    if owns and words.form(end + owns) in ("phải", "cần"):
        return end + owns  # `các sở là chủ đầu tư phải`
    if words.form(end + 1) in _ENOUGH:
        return 0  # `mỗi giáo viên có ít nhất 02 bài giảng`: a goal
    if not parts("relative").match(words, end) or verbs().match(words, end) or table("leads").match(words, end):
        return 0
    for at in range(end + 2, end + LONG_CLAUSE):
        if words.form(at) in (",", ".", ";", ":"):
            break
        assigns = table("assign").match(words, at) > 1 and words.form(at - 1) not in _PASSIVE
        forbids = words.form(at) == "không" and table("task").match(words, at) > 0
        if assigns or forbids or words.form(at) in ("phải", "cần") or table("leads").match(words, at):
            return at  # `các đơn vị có cán bộ luân chuyển có trách nhiệm`
    if words.form(end) != "nơi" and (predicate := _duty_behind(words, end) or _predicate_behind(words, end)):
        return predicate
    close = next((at for at in range(end, len(words) + 1) if words.form(at) in ("", ":", ".", ";", ",")), 0)
    passive = any(words.form(at) in ("được", "bị") for at in range(end + 2, close))
    ends = words.form(close) == ":" or (passive and words.form(close) in ("", "."))
    return close if ends and close - end <= LONG_CLAUSE else 0


def _predicate_behind(words: Words, end: int) -> int:
    """Where the predicate begins behind a clause that says which ones, or 0: `các xã có điểm sạt lở lập phương án`.

    A verb right behind the word for a thing or a state belongs to that: `điểm tập kết`, `bị cô lập`.
    """
    for at in range(end + 2, end + LONG_CLAUSE):
        if words.form(at) in ("", ",", ".", ";", ":", "\n"):
            return 0
        counted = any(words.form(before).isdecimal() for before in range(end, at))  # `có trên 50 đảng viên lập tổ`
        thing = not counted and any(table("thing").match(words, at - size) == size for size in (1, 2))
        verb = verbs().match(words, at)
        if not thing and verb > 1 and words.form(at + verb) != ":":  # `các xã có hộ thuộc diện di chuyển:`
            return at - 2 * (table("adverb").match(words, at - 2) == 2)  # `hộ đang giữ máy tự nguyện giao nộp`
    return 0


def _duty_behind(words: Words, end: int) -> int:
    """Where words of duty stand behind a long clause with examples, or 0: `xã có rừng như Ea Kly, Ea Súp phải`."""
    for at in range(end + 1, min(end + LONG_EXAMPLES, len(words))):
        if words.form(at) in (".", ";", ":", "\n") and not words.form(at + 1).isdecimal():
            return 0
        if has_duty(words, at):
            return at if "như" in words.forms[end:at] else 0
    return 0


def _whereabouts(words: Words, end: int) -> int:
    """The end of words that tell where, down to a name in capitals: `trên lưu vực sông Đà`, `dọc Quốc lộ 6`; or 0."""
    return _named_place(words, end + 1) if table("where").match(words, end) else 0


def _named_place(words: Words, start: int) -> int:
    """The end of a few small words with names in capitals before the predicate, or 0: `khu công nghiệp Bá Thiện II`."""
    at = _past_place(words, start)
    while at and words.form(at) in (",", "và") and (further := _past_place(words, at + 1)):
        at = further  # `quanh hồ Xuân Hương, khu Hòa Bình`
    return at if at and (verbs().match(words, at) or is_role(words, at)) else 0


def _past_place(words: Words, start: int) -> int:
    """The end of a few small words and a name in capitals, or 0."""
    at = start
    while at < start + STRETCH and is_unknown(words, at) and not verbs().match(words, at) > 1:
        at += 1
    if not words.is_capital(at) or parts("head").match(words, at) > 1:
        return 0
    while words.is_capital(at) or words.form(at).isdecimal() or (words.is_capital(at - 1) and is_unknown(words, at)):
        if verbs().match(words, at):
            break
        at += 1
    return at


def _place_clause(words: Words, end: int) -> int:
    """The end of the clause that says where: `Công an cấp xã nơi người chấp hành án cư trú`, or 0."""
    for at in range(end + 1, end + LONG_CLAUSE if words.form(end) == "nơi" else end):
        if words.form(at) in ("", ",", ".", ";", ":", "\n"):
            return 0
        if size := parts("residing").match(words, at):
            return at + size
    return 0


def until_stop(words: Words, index: int) -> int:
    """The end of a clause that says which ones, and ends its sentence, or 0: `việc của các xã có đàn bò;`."""
    if not parts("relative").match(words, index):
        return 0
    end = next((at for at in range(index, index + LONG_CLAUSE) if not words.form(at).isalpha()), 0)
    return end if words.form(end) in ("", ".", ";", "\n") else 0


def until_colon(words: Words, index: int) -> int:
    """The end of unknown words up to the colon of a heading, or 0: `Các đơn vị vận tải xe buýt:`."""
    for at in range(index, index + STRETCH):
        if words.form(at) == ":":
            return at if at > index else 0
        if not is_unknown(words, at) or verbs().match(words, at) > 1 or is_role(words, at):
            return 0
    return 0


def quantity(words: Words, end: int) -> int:
    """The end of a clause that says how many or how big, or 0: `các cơ sở có từ 50 phòng trở lên`."""
    for at in range(end + 2, end + LONG_CLAUSE if words.form(end) in _MEASURED else end):
        if words.form(at) in ("", ".", ";", ":", "\n") and not words.form(at + 1).isdecimal():
            return 0
        if words.form(at) == "trở" and words.form(at + 1) in ("lên", "xuống"):
            return at + 2 if words.form(at + 2) != "như" else _named_place(words, at + 3) or at + 2
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
