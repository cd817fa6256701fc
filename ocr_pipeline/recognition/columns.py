"""Two columns side by side: the white gutter between head left and head right, foot left and foot right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocr_pipeline.recognition.rows import Placed, Row


@dataclass(frozen=True, slots=True)
class Gutter:
    """A vertical white stripe from `left` to `right` in pixels."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """Its width in pixels."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Its centre in pixels."""
        return (self.left + self.right) / 2


def narrowed_by(gutters: Iterable[Gutter], row: Sequence[Placed], narrowest: float) -> tuple[Gutter, ...]:
    """What remains of the white stripes once a row is printed; the row itself must part by `narrowest` pixels there.

    >>> from ocr_pipeline.document import Box, Word
    >>> row = [Placed(Word("Số:"), Box(0, 0, 40, 20)), Placed(Word("Hà"), Box(100, 0, 130, 20))]
    >>> narrowed_by([Gutter(20, 120)], row, 30)
    (Gutter(left=40, right=100),)
    >>> narrowed_by([Gutter(20, 120)], row, 70)
    ()
    """
    edges = sorted((word.box.left, word.box.right) for word in row)
    spaces, reach = [], float("-inf")
    for left, right in edges:
        if left - reach >= narrowest:
            spaces.append(Gutter(reach, left))
        reach = max(reach, right)
    spaces.append(Gutter(reach, float("inf")))
    shared = (
        Gutter(max(gutter.left, space.left), min(gutter.right, space.right)) for gutter in gutters for space in spaces
    )
    return tuple(gutter for gutter in shared if gutter.width > 0)


def split(words: Sequence[Placed], middle: float) -> tuple[Row, Row]:
    """The words left and right of a vertical line."""
    return (
        tuple(word for word in words if word.middle < middle),
        tuple(word for word in words if word.middle >= middle),
    )
