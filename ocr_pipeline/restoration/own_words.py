"""Let a document's own words raise their odds: what it has spoken of often, it speaks of again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.restoration.decoder import Lattice
from ocr_pipeline.vietnamese.tokens import CLASSES

LEAST = 3
"""How often a word must have been decided before it counts as the document's own."""
WEIGHT = 0.2
"""Share of the document's words in the mixture with the language model's."""
MOST = 4.0
"""The most (nats) that a word gains."""


class OwnWords:
    """Counts of the words decided so far; `frequency` is the log probability of every word alone.

    A unigram cache, after Kuhn and De Mori (1990), A Cache-Based Natural Language Model for Speech Recognition.
    """

    def __init__(self, frequency: NDArray[np.float32]) -> None:
        self._frequency = frequency
        self._counts = np.zeros(len(frequency), np.int64)

    def add(self, lattice: Lattice, path: NDArray[np.int32]) -> None:
        """Count the words of the arcs that were chosen."""
        said = lattice.words[path]
        self._counts += np.bincount(said[said >= len(CLASSES)], minlength=len(self._counts))

    def raised(self, lattice: Lattice) -> Lattice:
        """The lattice with the odds of the document's own words raised."""
        share = np.where(self._counts >= LEAST, self._counts / max(1, int(self._counts.sum())), 0.0)
        bonus = np.minimum(np.log1p(WEIGHT * share / np.exp(self._frequency)), MOST).astype(np.float32)
        gain = np.where(lattice.words >= 0, bonus[lattice.words], 0.0).sum(axis=1)
        return lattice._replace(score=(lattice.score + gain).astype(np.float32))
