"""The words of task tables that arrive as plain lines: what each of them may be, and how well two stand together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np

from ocr_pipeline.directives.body_tables import parts, verbs
from ocr_pipeline.directives.comparison import REMEMBERED, comparable
from ocr_pipeline.directives.names import read_body
from ocr_pipeline.directives.phrases import Words
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.vietnamese.language_model import STEP, load_language_model, log_probabilities
from ocr_pipeline.vietnamese.syllable import is_syllable, strip_accents
from ocr_pipeline.vietnamese.tokens import CLASSES, COMMA, NUMBER, START, STOP, lookup_form

Span = tuple[int, int]

_VOWELS = frozenset("aeiouy")
_DASHES = frozenset("-–—_")
_SIGNS = frozenset("_:—=~[]{}‘’*«»\\")
_LONE = frozenset("abcdeghiklmnopqrstuvx")
"""Letters that are no word by themselves."""
_STROKES = frozenset("IVX")
_BEFORE = re.compile(r"tr\w{1,3}c")
_YEAR = 4
_LEAST, _LEAST_BESIDE_SIGN, _MOST = -2.0, -0.5, 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One word: its place, plain form, what it may be.

    `width` and `space` are its letters and the blank before it; `time` is 2 within a time that may be a deadline (then
    `group` tells which one), 1 as times are told; `bar` tells what stands before it: 2 a bar, 1 signs that are no word;
    `traces` how many words of them; `name` the number of a known name that it belongs to, and its place in it.
    """

    line: int
    index: int
    form: str
    word: str
    width: int
    space: int
    level: bool
    capital: bool
    time: int
    group: int
    body: bool
    verb: bool
    bar: int
    traces: int
    name: tuple[int, int] = (0, 0)

    @property
    def place(self) -> int:
        """A number that no other word of the table has."""
        return 1000 * self.line + self.index


@dataclass(frozen=True, slots=True)
class TokenLine:
    """The words of a line, the number of its row that it begins with, if any, and whether a blank line is above."""

    tokens: tuple[Token, ...]
    number: int
    after_blank: bool


def tokens_of(words: Words, line: int, timed: Sequence[Span], spoken: frozenset[str]) -> tuple[Token, ...]:
    """The words of a line, bars and signs that are no word left out.

    `timed` are the characters that tell times; `spoken` are words of names, in plain letters.
    """
    result = []
    bar = traces = 0
    for index, form in enumerate(words.forms):
        due = next((at + 1 for at, (first, end) in enumerate(timed) if first <= words.starts[index] < end), 0)
        if form == "|":
            bar = 2
        elif not due and strip_accents(form) not in spoken and _is_trace(words, index):
            bar, traces = max(bar, 1), traces + form.isalpha()
        else:
            result.append(_token(words, line, index, due, bar, traces))
            bar = traces = 0
    return tuple(result)


def _token(words: Words, line: int, index: int, due: int, bar: int, traces: int) -> Token:
    form, printed = words.form(index), words.span(index, index + 1)
    capital = words.is_capital(index)
    body = (capital or form in ("các", "những")) and read_body(words, index, after_role=True) is not None
    verb = capital and not body and verbs().match(words, index) > 0
    time = 2 if due else int(_tells_time(words, index))
    group = 100 * line + due
    level = parts("level").match(words, index) > 0
    space = int(index > 0 and words.starts[index] > words.ends[index - 1])
    plain, word = strip_accents(form), _model_form(printed)
    return Token(line, index, plain, word, len(form), space, level, capital, time, group, body, verb, bar, traces)


def _tells_time(words: Words, index: int) -> bool:
    """Whether a word is one with which times are told; `Trước` is often misread before its day."""
    form, following = words.form(index), words.form(index + 1)
    misread = _BEFORE.fullmatch(form) is not None and (following == "ngày" or following.isdecimal())
    if form.isdecimal():
        beside = words.form(index - 1), following
        return len(form) == _YEAR or any(one == "/" or one in _time_words() for one in beside)
    return misread or form in _time_words() or form == "/"


@cache
def _time_words() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("time_words.txt"))


def _is_trace(words: Words, index: int) -> bool:
    """Whether a word is none, but what was read over the edge of a cell: no syllable, abbreviation or unit."""
    form, printed = words.form(index), words.span(index, index + 1)
    if printed in _STROKES and words.form(index - 1) in ("quý", "quy", ",", "-"):
        return False
    if form in _SIGNS or form in _LONE:
        return True
    letters = strip_accents(form)
    abbreviated = sum(map(str.isupper, printed)) > 1  # `VNeID`
    if not letters.isalpha() or abbreviated or is_syllable(form):
        return False
    return bool(_VOWELS & set(letters)) or not words.form(index - 1).isdecimal()


def _model_form(printed: str) -> str:
    if printed.isalpha():
        return lookup_form(printed)
    return NUMBER if printed[0].isdigit() else COMMA if printed == "," else STOP


@lru_cache(maxsize=1 << 14)
def attraction(before: str, word: str) -> float:
    """How much more often a word stands behind another than elsewhere: a logarithm within limits.

    >>> attraction("nông", "nghiệp") > 3, attraction("hành", "hóa") < 0
    (True, True)
    """
    model = load_language_model()
    start = CLASSES.index(START)
    words = np.array([start, model.id_of(before), model.id_of(word)], np.int32)
    told = float(log_probabilities(model.trie, start, words)[2])
    least = _LEAST_BESIDE_SIGN if {before, word} & {COMMA, STOP} else _LEAST
    return min(_MOST, max(least, told + STEP * float(model.trie.probability1[words[2]])))


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words without accents: pairs that follow each other in names of bodies, words in which names end, all words."""

    pairs: frozenset[tuple[str, str]]
    ends: frozenset[str]
    spoken: frozenset[str]


def name_words(names: Sequence[str]) -> NameWords:
    """The words of these names, and of those parts of names that the lexicon knows."""
    plain = [plain_name(name) for name in names]
    pairs = frozenset(pair for name in plain for pair in pairwise(name))
    spoken = frozenset(word for name in plain for word in name if len(word) > 1)
    return NameWords(pairs | _lexicon_pairs(), frozenset(name[-1] for name in plain if name), spoken)


@cache
def _lexicon_pairs() -> frozenset[tuple[str, str]]:
    names = (words for words, part in read_rows("body_words.tsv") if part in ("head", "name", "tail"))
    return frozenset(pair for name in names for pair in pairwise(plain_name(name)))


def known_names(texts: Sequence[str]) -> tuple[str, ...]:
    """The names that lines of the document hold as a whole, then those of the catalogue without their units."""
    found = {comparable(name): name for name in _catalogue()}
    found |= {comparable(name): name for text in texts for name in _names_in(text)}
    return tuple(found.values())


@cache
def _catalogue() -> tuple[str, ...]:
    names = [re.sub(r"\s*\{(?:unit|name)\}", "", row[2]) for row in read_rows("bodies.tsv")]
    short = [re.sub("Ủy ban nhân dân", "UBND", re.sub("Hội đồng nhân dân", "HĐND", name)) for name in names]
    return tuple(dict.fromkeys(names + short))


@lru_cache(maxsize=REMEMBERED)
def _names_in(text: str) -> frozenset[str]:
    """The names of bodies that a line holds as a whole, as printed."""
    words = Words.of(text)
    bodies = (read_body(words, index) for index in range(len(words)) if words.is_capital(index))
    whole = (body for body in bodies if body and not body.collective and body.end < len(words))
    return frozenset(words.span(body.start, body.end) for body in whole)


@lru_cache(maxsize=REMEMBERED)
def plain_name(name: str) -> tuple[str, ...]:
    """The words of a name without dashes and accents: they are misread first."""
    return tuple(strip_accents(form) for form in Words.of(name).forms if form not in _DASHES)
