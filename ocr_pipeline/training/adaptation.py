"""Train a language model for an archive: its texts added to what the shipped model knows, or its texts alone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ocr_pipeline.errors import InputError
from ocr_pipeline.lexicons import lexicon_folder
from ocr_pipeline.models import LANGUAGE_MODEL
from ocr_pipeline.training.comparison import compared_perplexities
from ocr_pipeline.training.counting import Corpus, read_corpus
from ocr_pipeline.training.interpolation import (
    Levels,
    best_weight,
    interpolate,
    interpolate_titles,
    token_log_probabilities,
    with_new_words,
)
from ocr_pipeline.training.kneser_ney import estimate
from ocr_pipeline.training.language_model import SIZES, title_shares, train_language_model, write_language_model
from ocr_pipeline.training.unpacking import unpack_levels, unpack_titles
from ocr_pipeline.vietnamese.language_model import LanguageModel, load_language_model
from ocr_pipeline.vietnamese.syllable import is_syllable
from ocr_pipeline.vietnamese.tokens import CLASSES, UNKNOWN, tokens_of

Sources = Sequence[tuple[Iterable[str], int]]
"""Lines and the weight of each text."""
Tell = Callable[[str], None]
"""Told what is being done now, in Vietnamese."""

SYLLABLE_COUNT, OTHER_COUNT = 5, 20
"""How often an archive must use a new syllable, or another new word, for the model to learn it."""
MOST_WORDS = 65_000
HELD_OUT = 20
"""One line in so many chooses the weight, and another one judges the result."""
LEAST_HELD_OUT = 10
WEIGHTS = (0.001, 0.5)
"""Least and greatest share of the archive's own model.

Its lines are often of one mould, and would give it nearly everything; with half of the mixture the shipped model loses
at most ln 2 of a word's log probability in papers of another kind.
"""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came out: perplexities of the held-out lines under the shipped and the new model, and the model's figures.

    `weight` is the share of the archive's own model in the mixture; None where the model was made of its texts alone.
    """

    before: float
    after: float
    held_out: int
    weight: float | None
    new_words: tuple[str, ...]
    vocabulary: int
    tokens: int
    ngrams: tuple[int, ...]

    @property
    def worse(self) -> bool:
        """Whether the shipped model foretells the archive's lines better."""
        return self.after > self.before


def train_from_scratch(sources: Sources, folder: Path, tell: Tell) -> Trained:
    """Write a model of these texts alone to `folder`, as the shipped one was made."""
    held_out = train_language_model(sources, folder)
    return _trained(folder, _require_lines(held_out), None, tell)


def adapt_language_model(sources: Sources, folder: Path, tell: Tell) -> Trained:
    """Write the shipped model interpolated with one of these texts to `folder`."""
    shipped = _shipped()
    tuning: dict[str, None] = {}
    judging: dict[str, None] = {}
    corpus = read_corpus([(_counted(lines, tuning, judging), weight) for lines, weight in sources])
    _require_lines(tuning)
    _require_lines(judging)
    forms, corpus = joint_vocabulary(shipped.forms, corpus)
    tell("đếm và ước lượng từ văn bản")
    base = with_new_words(unpack_levels(shipped), len(forms) - len(shipped.forms))
    own = estimate(corpus, len(forms), SIZES)
    tell("chọn trọng số và trộn với mô hình đi kèm")
    weight = _chosen_weight(base, own, forms, tuning)
    mixed = interpolate(base, own, weight)
    words, pairs = unpack_titles(shipped)
    own_words, own_pairs = title_shares(corpus, own[1], len(forms))
    said = np.unique(corpus.tokens)
    titles = (
        interpolate_titles(
            mixed[0].keys, (base[0].keys[: len(words)], words), (said.astype(np.uint64), own_words[said]), weight
        ),
        interpolate_titles(mixed[1].keys, (base[1].keys, pairs), (own[1].keys, own_pairs), weight),
    )
    tell("ghi mô hình")
    write_language_model(folder, forms, mixed, titles, len(corpus.tokens))
    return _trained(folder, list(judging), weight, tell)


def joint_vocabulary(known: Sequence[str], corpus: Corpus) -> tuple[tuple[str, ...], Corpus]:
    """The known words, then those that the archive uses often enough; and the archive's stream in their ids."""
    counts = np.bincount(corpus.tokens, minlength=len(corpus.forms))
    counts[: len(corpus.mentioned)] += corpus.mentioned
    index = {form: number for number, form in enumerate(known)}
    for number in np.argsort(-counts, kind="stable").tolist():
        form = corpus.forms[number]
        if len(index) < MOST_WORDS and counts[number] >= (SYLLABLE_COUNT if is_syllable(form) else OTHER_COUNT):
            index.setdefault(form, len(index))
    unknown = CLASSES.index(UNKNOWN)
    renumbered = np.array([index.get(form, unknown) for form in corpus.forms], np.uint32)
    forms = tuple(index)
    return forms, Corpus(forms, renumbered[corpus.tokens], corpus.casing, corpus.repeated, corpus.held_out)


def _shipped() -> LanguageModel:
    return load_language_model(lexicon_folder() / LANGUAGE_MODEL)


def _counted(lines: Iterable[str], tuning: dict[str, None], judging: dict[str, None]) -> Iterator[str]:
    """The lines to count; those held out go into the other two, whatever text they stand in."""
    held = (tuning, judging)
    for line in map(str.strip, lines):
        lot = zlib.crc32(line.encode()) % HELD_OUT
        if lot >= len(held):
            yield line
        elif len(tokens_of(line)) > 1:
            held[lot][line] = None


def _require_lines(lines: Iterable[str]) -> Sequence[str]:
    """The held-out lines, or InputError where they are too few to say how good a model is."""
    held_out = list(lines)
    if len(held_out) < LEAST_HELD_OUT:
        raise InputError(
            f"văn bản quá ít: chỉ có {len(held_out)} dòng khác nhau để đo, cần ít nhất {LEAST_HELD_OUT}.",
            "Hãy đưa vài trăm dòng khác nhau (với --from-scratch: vài nghìn), mỗi dòng một đoạn.",
        )
    return held_out


def _chosen_weight(base: Levels, own: Levels, forms: Sequence[str], lines: Iterable[str]) -> float:
    """The archive's share in the mixture, under which its held-out lines are likeliest."""
    index = {form: number for number, form in enumerate(forms)}
    unknown = CLASSES.index(UNKNOWN)
    paragraphs = [[index.get(form, unknown) for form, _ in tokens_of(line)] for line in lines]
    weight = best_weight(token_log_probabilities(base, paragraphs), token_log_probabilities(own, paragraphs))
    return min(max(weight, WEIGHTS[0]), WEIGHTS[1])


def _trained(folder: Path, lines: Sequence[str], weight: float | None, tell: Tell) -> Trained:
    """The figures of the model in `folder`, and how it compares with the shipped one on the lines."""
    tell("đo trên các dòng giữ riêng")
    shipped, new = _shipped(), load_language_model(folder)
    before, after = compared_perplexities(shipped, new, lines)
    card = json.loads((folder / "card.json").read_text("utf-8"))
    added = tuple(form for form in new.forms if form not in shipped.index)
    ngrams = tuple(card["ngrams"])
    return Trained(before, after, len(lines), weight, added, len(new.forms), card["tokens"], ngrams)
