"""Scale: how much to enlarge a page of small letters, so that they have a height that the engine reads well.

The height is measured on the letters: the dpi field of a scan is often missing or wrong.
"""

from __future__ import annotations

import math

_SMALLEST_LETTER = 15.0
"""Below this x-height in pixels (13 point at 180 dpi) the engine reads worse: docs/imaging.md."""
_WANTED_LETTER = 22.0
_LARGEST_FACTOR = 4.0
_MOST_PIXELS = 60_000_000


def scale_of(letter: float | None, pixels: int) -> float:
    """The factor by which to resize a page whose x-height is `letter` pixels; 1.0 where it suits or is not known.

    The enlarged page has at most 60 million pixels, or as many as it had before (`pixels`).

    >>> scale_of(18.0, 4_000_000), scale_of(None, 4_000_000), scale_of(8.0, 1_000_000)
    (1.0, 1.0, 2.75)
    """
    if letter is None or letter >= _SMALLEST_LETTER:
        return 1.0
    affordable = max(math.sqrt(_MOST_PIXELS / pixels), 1.0)
    return min(_WANTED_LETTER / letter, _LARGEST_FACTOR, affordable)
