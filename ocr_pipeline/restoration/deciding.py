"""Decide what was printed: decode runs of pieces among their readings, and tell what changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.arcs import STOP_ID, Reading, Readings, build_lattice, mark_id, of_arcs, reading_of
from ocr_pipeline.restoration.casing import CasedWord, apply_casing, decide_casing
from ocr_pipeline.restoration.decoder import BEAM, WIDTH, decode
from ocr_pipeline.restoration.expected_words import as_expected
from ocr_pipeline.restoration.explaining import Decision, changes_of
from ocr_pipeline.restoration.lattice import ReadingFinder
from ocr_pipeline.restoration.own_words import OwnWords
from ocr_pipeline.restoration.pieces import Piece
from ocr_pipeline.restoration.rivals import Rival, rivals_of
from ocr_pipeline.restoration.usage import in_usage
from ocr_pipeline.vietnamese.language_model import LanguageModel
from ocr_pipeline.vietnamese.tokens import CLASSES, START


def decoded(
    text: str, pieces: Sequence[Piece], finder: ReadingFinder, runs: Iterable[tuple[int, int]]
) -> Iterator[tuple[Edit, bool]]:
    """What the decoder changed (true) or nearly changed in the runs of pieces, in order.

    Of each run no more than its changes is kept, so that memory does not grow with the text.
    """
    own = OwnWords(finder.channel.trie.alone)
    for first, end in runs:
        block = pieces[first:end]
        yield from changes_of(text, block, _decide(block, finder, own), finder)


def _decide(pieces: Sequence[Piece], finder: ReadingFinder, own: OwnWords) -> list[Decision]:
    """The best reading of every piece of a block, in its casing."""
    chosen: list[tuple[int, Reading]] = []
    contested: dict[int, tuple[Rival, ...]] = {}
    place = 0
    decided = list(_best_readings(pieces, finder, own))
    if finder.channel.wrong_language:
        decided = as_expected(pieces, in_usage(decided, finder.channel.model), finder.channel)
    for reading, rivals in decided:
        chosen.append((place, reading))
        contested[place] = rivals
        place += reading.span
    return _cased(pieces, chosen, contested, finder.channel.model)


def _best_readings(
    pieces: Sequence[Piece], finder: ReadingFinder, own: OwnWords
) -> Iterator[tuple[Reading, tuple[Rival, ...]]]:
    """Decode once to learn what the document speaks of, and again with that knowledge; with the rivals of each."""
    trie = finder.channel.grams
    readings = finder.readings(pieces)
    lattice = build_lattice(pieces, readings)
    path, alive = decode(trie, lattice, BEAM, WIDTH)
    likely, numbers = of_arcs(lattice, alive)
    raised = own.raised(trie, likely, np.searchsorted(numbers, path).astype(np.int32))
    path, _ = decode(trie, raised, BEAM, WIDTH)
    place = 0
    for arc, rivals in zip(path.tolist(), rivals_of(trie, raised, path), strict=True):
        blocks, first = readings[place], lattice.first[place]
        reading = _reading_at(blocks, int(numbers[arc] - first))
        yield reading, tuple(Rival(_reading_at(blocks, int(numbers[other] - first)), odds) for other, odds in rivals)
        place += reading.span


def _reading_at(blocks: Sequence[Readings], row: int) -> Reading:
    """The reading of that number among all those of a piece."""
    for block in blocks:
        if row < len(block.words):
            break
        row -= len(block.words)
    return reading_of(block, row)


def _cased(
    pieces: Sequence[Piece],
    chosen: Sequence[tuple[int, Reading]],
    contested: Mapping[int, tuple[Rival, ...]],
    model: LanguageModel,
) -> list[Decision]:
    """Decide the casing of all replaced words together, and print them."""
    words: list[CasedWord] = []
    previous = CLASSES.index(START)
    for place, reading in chosen:
        begins = pieces[place].begins
        for word, scores in zip(reading.words, reading.casings, strict=False):
            words.append(CasedWord(word, previous, scores, begins))
            previous, begins = word, False
        if not reading.casings:
            previous = reading.words[0] if reading.words else STOP_ID
        trail = pieces[place + reading.span - 1].trail
        if trail:
            previous = mark_id(trail)
    casings = iter(decide_casing(words, model))
    result: list[Decision] = []
    for place, reading in chosen:
        printed = " ".join(
            apply_casing(model.forms[word], next(casings))
            for word, _ in zip(reading.words, reading.casings, strict=False)
        )
        result.append(Decision(place, reading, printed, contested[place]))
    return result
