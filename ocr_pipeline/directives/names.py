"""Names of bodies in running text: where one begins, and where the name ends and the verb sets in."""

from __future__ import annotations

from functools import cache

from ocr_pipeline.directives.phrases import Phrases, Words
from ocr_pipeline.lexicons import read_rows

_JOINS = frozenset({",", "và", ";", "&", "cùng"})


@cache
def table(role: str) -> Phrases:
    """The phrases with this role around names (`body_phrases.tsv`)."""
    return Phrases(words for words, kind in read_rows("body_phrases.tsv") if kind == role)


@cache
def _parts(part: str) -> Phrases:
    return Phrases(words for words, kind in read_rows("body_words.tsv") if kind == part)


@cache
def verbs() -> Phrases:
    """Verbs and adverbs with which a task begins (`task_verbs.txt`)."""
    return Phrases(row[0] for row in read_rows("task_verbs.txt"))


def read_body(words: Words, start: int, *, bold: bool = False) -> int:
    """End of the name of one body that begins at `start`, or `start` where none does.

    body = [ "các" ] head { proper part | capital word | "tỉnh", "có liên quan" ... } [ ":" enumeration ]

    `bold` takes a single small word (`sở`, `ban`) for a head, too, as after a role word.
    """
    index = start
    many = table("many").match(words, index)
    index += many
    head = _parts("head").match(words, index)
    if not head or _is_other(words, index, head, collective=many > 0):
        return start
    if head == 1 and not many and not words.is_capital(index) and not (bold or words.is_capital(index + 1)):
        return start
    plural = many > 0 or not words.is_capital(index)
    return _read_rest(words, index + head, plural=plural, listed=index)


def _is_other(words: Words, index: int, head: int, *, collective: bool) -> bool:
    """Whether the words only begin like a body: `Ban hành`, `Tổ chức hội nghị`, `Trường hợp`."""
    if _parts("other").match(words, index) >= head:
        return _parts("other").match(words, index) > head or not collective
    verb = verbs().match(words, index)
    return verb > head or (verb == head and not collective)


def _read_rest(words: Words, index: int, *, plural: bool, listed: int) -> int:
    capitals = 1 if words.is_capital(index - 1) and words.is_capital(index) else 0
    while index < len(words):
        size = _proper_part(words, index)
        if size:
            plural = plural or table("many").match(words, index) > 0
            index, capitals = index + size, 0
        elif words.form(index) == ":" and plural and words.is_capital(index + 1):
            return _read_enumeration(words, index + 1)
        elif plural and (size := _further_kind(words, index)):
            index, capitals = index + size, 0
        elif words.is_capital(index) and not verbs().match(words, index) > 1:
            index, capitals = index + 1, capitals + 1
        elif (capitals == 1 and index - 1 > listed and _is_second_syllable(words, index)) or (
            words.form(index) == "-" and words.is_capital(index - 1) and words.is_capital(index + 1)
        ):
            index, capitals = index + 1, 0
        elif words.form(index).isdigit() and words.is_capital(index - 1) and not words.form(index + 1).isalpha():
            index += 1
        else:
            break
    return index


def _proper_part(words: Words, index: int) -> int:
    """Length of a fixed part of a name that stands here and is no verb: `Tài chính`, `nhân dân`, `có liên quan`."""
    size = max(_parts(part).match(words, index) for part in ("name", "tail"))
    many = table("many").match(words, index)
    if many and (head := _parts("head").match(words, index + many)):
        size = max(size, many + head)
    nested = _parts("head").match(words, index) if words.is_capital(index) or not size else 0
    if nested and (words.is_capital(index) or nested > 1):
        size = max(size, nested)
    verb = verbs().match(words, index)
    return size if size > verb or (size and words.is_capital(index)) else 0


def _further_kind(words: Words, index: int) -> int:
    """Length of `, ngành` or `và địa phương` that goes on with a collective; `và các ...` begins another one."""
    if words.form(index) not in (",", "và"):
        return 0
    after = index + 1
    if words.form(after) == "và":
        after += 1
    if words.is_capital(after) or table("many").match(words, after):
        return 0
    size = max(_parts("head").match(words, after), _parts("tail").match(words, after))
    verb = max(verbs().match(words, after), _parts("other").match(words, after))
    return after - index + size if size > verb or (size and size == verb and words.form(after) == "tổ") else 0


def _is_second_syllable(words: Words, index: int) -> bool:
    """Whether a small word is the rest of a compound like `Thủy nông`, not the beginning of the predicate."""
    form = words.form(index)
    return form.isalpha() and not any(
        phrases.match(words, index) for phrases in (verbs(), table("fact"), table("many"), table("leads"))
    )


def _read_enumeration(words: Words, index: int) -> int:
    """Enumeration = part { ( "," | "và" ) part }, up to the name of another body"""
    end = index
    while index < len(words) and words.is_capital(index):
        if _parts("head").match(words, index) > _parts("name").match(words, index) and end > index - 2 and index != end:
            break
        size = _parts("name").match(words, index)
        if not size:
            size = 1
            while words.is_capital(index + size) or _compound(words, index, size):
                size += 1
        end = index = index + size
        while tail := _parts("tail").match(words, index):
            end = index = index + tail
        if words.form(index) not in (",", "và"):
            break
        index += 1
        if words.form(index) == "và":
            index += 1
        if _parts("head").match(words, index) and not _parts("name").match(words, index):
            break
    return end


def _compound(words: Words, index: int, size: int) -> bool:
    return size == 1 and words.form(index + 1).isalpha() and _is_second_syllable(words, index + 1)


def read_bodies(words: Words, start: int, *, bold: bool = False) -> tuple[list[tuple[int, int]], int]:
    """The spans of a list of bodies that begins at `start`, and where the words after it begin.

    bodies = body [ "(" ... ")" ] { ( "," | ";" | "và" | "cùng" ) body [ "(" ... ")" ] }

    >>> words = Words.of("Sở Văn hóa, Thể thao và Du lịch, Sở Y tế và các địa phương rà soát")
    >>> spans, after = read_bodies(words, 0)
    >>> [words.span(*span) for span in spans], words.form(after)
    (['Sở Văn hóa, Thể thao và Du lịch', 'Sở Y tế', 'các địa phương'], 'rà')
    """
    spans: list[tuple[int, int]] = []
    index = start
    while (end := read_body(words, index, bold=bold)) > index:
        spans.append((index, end))
        after = index = _skip_brackets(words, end)
        while words.form(index) in _JOINS:
            index += 1
        if index == after:
            break
        bold = words.form(index - 1) != ";" and bold
    else:
        index = _skip_brackets(words, spans[-1][1]) if spans else start
    return spans, index


def _skip_brackets(words: Words, index: int) -> int:
    if words.form(index) != "(":
        return index
    for end in range(index + 1, min(index + 60, len(words))):
        if words.form(end) == ")":
            return end + 1
    return index
