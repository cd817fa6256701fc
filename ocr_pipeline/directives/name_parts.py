"""What may stand inside the name of a body: its parts, and where the predicate sets in."""

from __future__ import annotations

from functools import cache

from ocr_pipeline.directives.body_tables import parts, table, verbs
from ocr_pipeline.directives.marked_parts import numbered, owner_part
from ocr_pipeline.directives.phrases import Words

LONG_NAME = 7
"""Most small words in a row inside a long name (`Cấp thoát nước Tuyên Quang`)."""

LONG_PAPER = 14
"""Most words of a paper's name inside the name of a body."""


def verbal_part(words: Words, index: int, *, generic: bool) -> int:
    """The end of a part of a name that is a verb with its object, or 0: `Quản lý xây dựng công trình`.

    After a `generic` head in small letters, which says nothing alone, it may be in small letters, too.
    """
    size = parts("verbal").match(words, index)
    capital = words.is_capital(index) and not words.is_capital(index + 1)
    if capital and not size and not words.text.isupper() and (object_end := _verb_object(words, index)):
        return object_end
    if not size or not (capital or generic) or words.text.isupper():
        return 0
    end = index + size
    name = parts("name").match(words, index)
    if name > size or (name and verbs().match(words, end)):
        return 0
    if not is_role(words, end) and (generic or parts("verbal").match(words, end)):
        end += verbs().match(words, end)  # other verbs tell what it does: `Phòng Đào tạo cung cấp danh sách`
    while is_unknown(words, end) and not (verbs().match(words, end) or is_role(words, end) or numbered(words, end)):
        end += table("compound").match(words, end) or 1  # `công trình`, in which `trình` is no verb
    return end if end > index + size or numbered(words, end) else 0  # `Phòng Kiểm tra số 1`


def _verb_object(words: Words, index: int) -> int:
    """The end of two verbs of a name before its predicate, or 0: `Phòng Điều khiển sản xuất cân đối sản lượng`."""
    size = 0 if parts("name").match(words, index) else verbs().match(words, index)
    end = index + size
    if table("adverb").match(words, end):
        return 0  # `Ban Vận hành chủ động cung cấp thông tin`
    further = verbs().match(words, end) if size > 1 and not is_role(words, end) else 0
    predicate = verbs().match(words, end + further) > 1 or is_role(words, end + further)
    return end + further if further > 1 and predicate else 0


def commission_purpose(words: Words, start: int, index: int) -> int:
    """The end of the paper that a body was set up to carry out, or 0: `Ban Chỉ đạo thực hiện Đề án 06 tỉnh rà soát`.

    What such a body is to do looks the same; only if another predicate follows is the first one a part of the name.
    """
    if parts("commission").match(words, start) != index - start:
        return 0
    at = index + parts("purpose").match(words, index)
    paper = parts("paper").match(words, at)
    if at == index or not paper or not words.is_capital(at):
        return 0
    end = at + paper + (verbs().match(words, at + paper) or 1)  # `Chương trình xây dựng nông thôn mới`
    while end < at + LONG_PAPER and not is_role(words, end) and not verbs().match(words, end):
        if words.form(end) in ("", ".", ",", ";", "\n", "và"):
            return 0
        end += 1
    return end if end < at + LONG_PAPER else 0


def named_heading(words: Words, index: int) -> int:
    """The end of a heading that only names bodies after a colon, or 0: `Các Viện: Dinh dưỡng, Pasteur Nha Trang`."""
    end = next((at for at in range(index, len(words)) if words.form(at) in (".", ";", ":", "\n")), len(words))
    if words.form(end) not in ("", ":", ".") or (words.form(end) == "." and end + 1 < len(words)):
        return 0
    begins = [index, *(at + 1 for at in range(index, end) if words.form(at) in (",", "và", "-"))]
    shortest = 1 if words.form(end) == "." else 2  # a heading has no full stop
    predicate = any(verbs().match(words, at) >= shortest and not words.is_capital(at) for at in range(index, end))
    return 0 if predicate or not all(map(words.is_capital, begins)) else end


def begins_name(words: Words, index: int) -> bool:
    """Whether the name of another body begins here (`Xã hội` is none)."""
    head = parts("head").match(words, index)
    return head > 0 and parts("other").match(words, index) <= head


def is_listed(words: Words, index: int) -> bool:
    """Whether a name in an enumeration begins here, not the task (`các huyện: Tổ chức ...`)."""
    if not words.is_capital(index):
        return False
    if size := parts("name").match(words, index):
        return words.form(index + size) in (",", "và", ";", ".", "") or words.is_capital(index + size)
    verb = verbs().match(words, index) and not words.is_capital(index + 1)  # `Cần Thơ` is none
    return not verb and not is_role(words, index)


def is_kind(words: Words, index: int, size: int) -> bool:
    """Whether the part names a kind in small letters, so that others may follow: `Thủ trưởng cơ quan, đơn vị`."""
    small = not words.is_capital(index) and size == parts("head").match(words, index)
    return small and not parts("level").match(words, index)


def follows_kind(words: Words, index: int) -> bool:
    """Whether the word before is a kind of body, so that names of several may follow: `các xã A, B`."""
    kinds = (size for size in (1, 2) if index >= size and parts("kind").match(words, index - size) == size)
    kind = any(kinds) or _ends_level(words, index) > 0
    return kind and not words.is_capital(index - 1)


def _ends_level(words: Words, index: int) -> int:
    """Length of an administrative level that ends before this word: `xã`, `thị xã`."""
    return next((size for size in (2, 1) if index >= size and parts("level").match(words, index - size) == size), 0)


def is_role(words: Words, index: int) -> bool:
    """Whether words that tell the role of a body stand here (`chủ trì`, `phối hợp với`, `giao`)."""
    return any(table(role).match(words, index) for role in ("leads", "coordinate", "direct", "assign"))


def _names_role(words: Words, index: int) -> bool:
    """Whether words that only follow a name stand here: `phối hợp với`, `chủ trì`, `có trách nhiệm`."""
    return any(table(role).match(words, index) for role in ("leads", "partners", "coordinate"))


def is_generic(words: Words, start: int, end: int) -> bool:
    """Whether a head in small letters says nothing without a part after it: `trung tâm kiểm soát dịch hại`."""
    return parts("generic").match(words, start) == end - start and not words.is_capital(start)


def proper_part(words: Words, index: int, *, generic: bool) -> int:
    """Length of a fixed part of a name that stands here and is no verb: `Tài chính`, `nhân dân`, `có liên quan`.

    After a `generic` head it may be a verb, too (`phòng giáo dục`).
    """
    if words.form(index) not in _fixed_words():
        return 0
    size = max(parts(part).match(words, index) for part in ("name", "tail", "level"))
    if many := table("many").match(words, index) or _each_of(words, index):
        size = max(size, many + (head_size(words, index + many) or -many))
    if owner := owner_part(words, index):
        return owner
    name = parts("name").match(words, index)
    if name and _names_role(words, index + name):
        return name  # `Quản lý đầu tư xây dựng chủ trì`: a verb is no predicate where another one follows
    nested = parts("head").match(words, index)
    if table("direct").match(words, index) and not words.is_capital(index):
        nested = 0  # `Đảng ủy Ủy ban nhân dân tỉnh lãnh đạo Sở Tài chính`
    if nested >= parts("other").match(words, index) and nested and (words.is_capital(index) or nested > 1):
        size = max(size, nested)
    after = index + size
    listed = words.form(after) in (",", "và") and words.is_capital(after + 1) and begins_name(words, after + 1)
    listed = listed and not _ends_level(words, index)  # `Thường trực HĐND tỉnh giám sát, Ban Pháp chế thẩm tra`
    fixed = size if size > verbs().match(words, index) or (size and (listed or words.is_capital(index))) else 0
    return fixed or (parts("name").match(words, index) if generic else 0)


def _each_of(words: Words, index: int) -> int:
    """Length of `mỗi` or `từng` behind an office, each holder of which is meant: `Giám đốc mỗi bệnh viện`; or 0."""
    each = table("each").match(words, index)
    office = any(index >= size and parts("office").match(words, index - size) == size for size in (1, 2, 3))
    return each if each and office else 0


def head_size(words: Words, index: int) -> int:
    """Length of the head that stands here, without a verb of its end that goes on: `đơn vị | quản lý chặt chẽ`."""
    size = parts("head").match(words, index)
    return size - 2 if size > 2 and verbs().match(words, index + size - 2) > 2 else size


def field_part(words: Words, index: int) -> int:
    """Length of the field of a kind of office: `cơ quan chuyên môn về y tế thuộc Ủy ban nhân dân cấp tỉnh`, or 0."""
    if words.form(index) != "về" or not any(parts("field").match(words, index - size) == size for size in (2, 4)):
        return 0
    if name := parts("name").match(words, index + 1):
        return 1 + name  # `Ban Chỉ đạo quốc gia về phòng, chống thiên tai`
    for at in range(index + 2, index + LONG_NAME + 2):
        if words.form(at) in ("", ".", ";", ":", "\n") or is_role(words, at):
            return 0
        listed = words.form(at) == "," and parts("head").match(words, at + 1) > 0
        whose = words.form(at) == "thuộc" or max(parts(part).match(words, at) for part in ("tail", "level")) > 1
        if listed or whose:
            return at - index
    return 0


@cache
def _fixed_words() -> frozenset[str]:
    """Words with which a fixed part of a name may begin."""
    begins = (table("many"), table("each"), *map(parts, ("name", "tail", "level", "head")))
    return frozenset({"của", "trong"}).union(*(one.first_words for one in begins))


def further_kind(words: Words, start: int, index: int, *, plural: bool, several: bool) -> int:
    """Length of `, ngành` or `và địa phương` that goes on with a collective; `và các ...` begins another one."""
    if words.form(index) not in (",", "và"):
        return 0
    after = index + 1 + (words.form(index + 1) == "và")
    if (words.is_capital(after) and not words.text.isupper()) or table("many").match(words, after):
        return 0
    leader = max(parts(part).match(words, after) for part in ("leader", "office"))
    own = leader and table("many").match(words, after + leader)  # `Giám đốc các phân hiệu, viện trưởng các viện`
    if (
        own
        or parts("apart").match(words, after)
        or (parts("leader").match(words, after) and not parts("leader").match(words, start))
    ):
        return 0  # `Cấp ủy, chính quyền các cấp, người đứng đầu cơ quan`
    if words.form(after) == "cá" and not any(parts("head").match(words, index - size) == size for size in (1, 2)):
        return 0  # `Thủ trưởng các đơn vị thuộc Sở và cá nhân có liên quan`
    level = parts("level").match(words, after)
    end = after + parts("head").match(words, after)
    proper = words.is_capital(start) and not any(one.match(words, start) for one in (table("many"), parts("leader")))
    alike = words.form(end - 1) == words.form(index - 1)  # `các tỉnh ủy, thành ủy`
    if proper and not level and end - after > 1 and not alike and not words.text.isupper():
        return 0  # `Ủy ban nhân dân các tỉnh, cơ quan, tổ chức`
    named = "," in words.forms[after:end] or any(map(words.is_capital, range(after, end)))
    if not several and end - after > 2 and "," not in words.forms[after:end] and not words.text.isupper():
        return 0  # `nhà thầu thi công, đơn vị giám sát`
    if any(table("many").match(words, at) for at in range(after, end)):
        return 0  # `các tỉnh, y tế các Bộ, ngành`
    if named and words.form(after - 1) == "và":
        return 0  # `và tổ chức, cá nhân`, `và đại biểu Hội đồng nhân dân`
    if not plural:
        before = _ends_level(words, index)
        named = words.is_capital(after + level) and not parts("level").match(words, after + level)
        return after - index + level if before and level and not named else 0
    size = max(level, parts("head").match(words, after), parts("tail").match(words, after))
    verb = max(verbs().match(words, after), 0 if level else parts("other").match(words, after))
    noun = words.form(after) == "tổ" and not verbs().match(words, after + size)
    return after - index + size if size > verb or (size and size == verb and noun) else 0


def is_second_syllable(words: Words, index: int) -> bool:
    """Whether a small word is the rest of a compound like `Thủy nông`, not the beginning of the predicate."""
    if verbs().match(words, index - 1) > 1:  # `Phòng Đào tạo`: verb and name at once
        return is_unknown(words, index)
    return is_unknown(words, index) and not verbs().match(words, index) and not is_role(words, index)


def is_unknown(words: Words, index: int) -> bool:
    """Whether a small word has no part in any table of predicates and roles."""
    if not words.form(index).isalpha() or words.is_capital(index):
        return False
    return not any(table(role).match(words, index) for role in ("fact", "many", "each", "leads", "task", "adverb"))


def ends_name(words: Words, index: int) -> bool:
    """Whether a name with a number behind it may end before this word: nothing that could be counted follows."""
    if words.form(index) == "và":
        return table("many").match(words, index + 1) > 0 or begins_name(words, index + 1)
    return not words.form(index).isalpha() or verbs().match(words, index) > 0 or is_role(words, index)


def begins_predicate(words: Words, index: int, *, several: bool) -> bool:
    """Whether what the body is to do or with whom begins here: a verb behind its level, an order, another body."""
    return (not several and _is_ordered(words, index)) or _manages(words, index) or _with_partner(words, index)


def _is_ordered(words: Words, index: int) -> bool:
    """Whether a task of its own follows `được giao`: `Hội Chữ thập đỏ tỉnh được phân công tiếp nhận hàng cứu trợ`."""
    size = table("assign").match(words, index + 1) if words.form(index) == "được" else 0
    return size > 0 and verbs().match(words, index + 1 + size) > 0


def _manages(words: Words, index: int) -> bool:
    """Whether a verb in small letters stands behind the level of a body: `Sở Y tế tỉnh quản lý chất lượng thuốc`."""
    small = not words.is_capital(index - 1) and not words.is_capital(index)
    return small and parts("level").match(words, index - 1) == 1 and verbs().match(words, index) > 1


def _with_partner(words: Words, index: int) -> bool:
    """Whether another body stands behind `cùng`: `Ban Quản lý dự án cùng đơn vị tư vấn kiểm tra`."""
    with_another = words.form(index) == "cùng" and not parts("tail").match(words, index)  # `cùng cấp`
    size = table("coordinate").match(words, index) if with_another else 0
    return size > 0 and begins_name(words, index + size)
