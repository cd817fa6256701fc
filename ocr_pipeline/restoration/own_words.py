"""Let a document's own words raise their odds: what it has spoken of often, it speaks of again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.decoder import Lattice
from ocr_pipeline.restoration.rivals import find_rivals
from ocr_pipeline.vietnamese.language_model import Trie
from ocr_pipeline.vietnamese.tokens import CLASSES

LEAST, DISCOUNT = 1.2, 0.7
"""How often a word must have been said elsewhere in the document to count as its own; what is taken off that count."""
WEIGHT = 0.5
"""Share of the document's words in the mixture with the language model's."""
FEW = 200
"""As many words a document counts at least: a short one tells little of what it speaks of often."""
MOST = 4.0
"""The most (nats) that a word gains."""


class OwnWords:
    """Counts of the words said so far; `frequency` is the log probability of every word alone.

    A unigram cache, after Kuhn and De Mori (1990), A Cache-Based Natural Language Model for Speech Recognition. A word
    counts by how likely it was printed, beside its rivals; and no place speaks for itself.
    """

    def __init__(self, frequency: NDArray[np.float32]) -> None:
        self._frequency = frequency
        self._counts = np.zeros(len(frequency))

    def raised(self, trie: Trie, lattice: Lattice, path: NDArray[np.int32]) -> Lattice:
        """Count what the path and its rivals say; the lattice with the odds of the document's own words raised."""
        said = lattice.words
        sure = _probabilities(trie, lattice, path)
        counted = said >= len(CLASSES)
        spread = np.broadcast_to(sure[:, None], said.shape)
        self._counts += np.bincount(said[counted], spread[counted], len(self._counts))
        elsewhere = self._counts[said] - spread
        share = np.where(elsewhere >= LEAST, elsewhere - DISCOUNT, 0.0) / max(FEW, self._counts.sum())
        bonus = np.minimum(np.log1p(WEIGHT * share / np.exp(self._frequency[said])), MOST)
        gain = np.where(said >= 0, bonus, 0.0).sum(axis=1)
        return lattice._replace(score=(lattice.score + gain).astype(np.float32))


def _probabilities(trie: Trie, lattice: Lattice, path: NDArray[np.int32]) -> NDArray[np.float64]:
    """How likely each arc is what was printed, the other words as decided; 0 for arcs that are no rivals."""
    rivals, odds = find_rivals(trie, lattice, path)
    arcs = np.column_stack([path, rivals])
    weights = np.where(arcs >= 0, np.exp(np.column_stack([np.zeros(len(path)), np.minimum(odds, 0.0)])), 0.0)
    weights /= weights.sum(axis=1, keepdims=True)
    result = np.zeros(len(lattice.end))
    result[arcs[arcs >= 0]] = weights[arcs >= 0]
    return result
