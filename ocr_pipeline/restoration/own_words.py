"""Let a document's own words raise their odds: what it speaks of often, it speaks of again."""

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


def with_own_words(lattice: Lattice, path: NDArray[np.int32], frequency: NDArray[np.float32]) -> Lattice:
    """The lattice with the odds of words raised that the first decoding chose often.

    `path` are the arcs it chose, `frequency` the log probability of every word alone. A unigram cache, after Kuhn and
    De Mori (1990), A Cache-Based Natural Language Model for Speech Recognition.
    """
    said = lattice.words[path]
    said = said[said >= len(CLASSES)]
    counts = np.bincount(said, minlength=len(frequency))[: len(frequency)]
    share = np.where(counts >= LEAST, counts / max(1, len(said)), 0.0)
    bonus = np.minimum(np.log1p(WEIGHT * share / np.exp(frequency)), MOST).astype(np.float32)
    gain = np.where(lattice.words >= 0, bonus[lattice.words], 0.0).sum(axis=1)
    return lattice._replace(score=(lattice.score + gain).astype(np.float32))
