"""Rules of tables that a fax made rows of dots: found by how many dots stand in one line, and drawn through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.geometry import Placement
from ocr_pipeline.imaging.ink import Grey, Marks

_BLACK, _WHITE, _GREYS = 32, 224, 0.005
"""A page is of black and white alone where at most this share of its pixels lies between the two greys."""
_DOT = 0.3
"""In x-heights: how large the dots of a rule are at most; print is larger in both directions."""
_OWN = 0.35
"""In x-heights: dots so near print are its own."""
_BAND, _APART = 0.09, 0.8
"""In x-heights: how far dots of a rule stand from it at most, and how far the next rule is at least."""
_LEAN, _STEP = 0.006, 0.0005
"""By how much a rule may still lean on the straight page: deskewing leaves a quarter of a degree."""
_FEWEST, _DEVIATIONS, _MORE = 7, 5.0, 2.0
"""A rule has at least so many dots, and so many standard deviations and dots more than chance puts there."""
_BESIDE, _PRINT, _DENSE = 0.2, 0.025, 0.5
"""Print is as near to a rule, in x-heights, along this share of it at most, unless it has dots all along."""
_ENOUGH, _BY_CHANCE = 0.25, 5.0
"""A stretch has at least this share of the dots that the rule has elsewhere, but for so many that chance may take."""
_FEWEST_RULES, _THIN = 3, 8
"""Rules in each direction that make a table; how thin they are drawn, as a part of the x-height."""
_DARK = 128


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule at `place` across, where along is 0; `dots` are the x-heights along in which it has some."""

    place: float
    dots: NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class _Rules:
    """All rules of one direction, which lean alike."""

    rules: tuple[_Rule, ...]
    lean: float


def is_bitonal(grey: Grey) -> bool:
    """Whether a page is of black and white alone, as faxes and copies are."""
    return float(((grey > _BLACK) & (grey < _WHITE)).mean()) <= _GREYS


def draw_dotted_rules(page: Grey, marks: Marks, letter: float, placement: Placement) -> Grey | None:
    """The finished page with its dotted rules drawn as lines; None where no table has any.

    `marks` and `letter` (x-height in pixels) are of the scan before dust was removed, which takes the dots; `placement`
    carries it to the page. A table has at least three rules in each direction. Where a rule has no dots between two
    others, it is not drawn: cells are merged there.
    """
    unit = letter * placement.factor
    wide, high = marks.width > _DOT * letter, marks.height > _DOT * letter
    letters = np.concatenate(([False], wide & high))[marks.labels]
    printed = placement.picture(np.where(letters, np.uint8(0), np.uint8(255))) < _DARK
    x, y = _dots(marks, ~wide & ~high, placement, printed, unit)
    across = _found(printed, x, y, unit)
    if len(across.rules) < _FEWEST_RULES:
        return None
    level = y - across.lean * x
    top, bottom = across.rules[0].place - unit, across.rules[-1].place + unit
    inside = (level >= top) & (level <= bottom)
    down = _found(printed.T, y[inside], x[inside], unit)
    if len(down.rules) < _FEWEST_RULES:
        return None
    drawn = page.copy()
    thickness = max(round(unit / _THIN), 1)
    for start, end in _stretches(across, down, unit):
        cv2.line(drawn, start, end, (0,), thickness)
    for start, end in _stretches(down, across, unit):
        cv2.line(drawn, start[::-1], end[::-1], (0,), thickness)
    return drawn


def _dots(
    marks: Marks, wanted: NDArray[np.bool_], placement: Placement, printed: NDArray[np.bool_], unit: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the wanted marks lie on the page, x and y, without those that belong to print, as stops and dots do."""
    middles = np.stack([marks.left + marks.width / 2, marks.top + marks.height / 2], axis=1)
    points = placement.points(middles[wanted])
    side = 2 * round(_OWN * unit) + 1
    free = cv2.dilate(printed.astype(np.uint8), np.ones((side, side), np.uint8)) == 0
    x, y = points[(points > 0).all(axis=1) & (points < printed.shape[::-1]).all(axis=1)].T
    alone = free[y.astype(int), x.astype(int)]
    return x[alone], y[alone]


def _found(printed: NDArray[np.bool_], along: NDArray[np.float64], across: NDArray[np.float64], unit: float) -> _Rules:
    """The rules that run along the first axis: lines with far more dots than chance puts there, and no print beside."""
    if not len(along):
        return _Rules((), 0.0)
    lean = max(np.arange(-_LEAN, _LEAN + _STEP, _STEP), key=lambda lean: _sharpness(across - lean * along))
    level = across - lean * along
    order = np.argsort(level)
    level, steps = level[order], (along[order] / unit).astype(int)
    band = max(_BAND * unit, 1.5)
    places = np.arange(int(level[0]), int(level[-1]) + 2)
    starts, ends = np.searchsorted(level, places - band), np.searchsorted(level, places + band, side="right")
    dots = [np.unique(steps[start:end]) for start, end in zip(starts, ends, strict=True)]
    counts = np.array([len(found) for found in dots])
    usual = counts.mean()
    least = max(_FEWEST, usual + _DEVIATIONS * np.sqrt(usual) + _MORE)
    rules: list[_Rule] = []
    for number in np.argsort(-counts, kind="stable")[: int((counts >= least).sum())].tolist():
        rule = _Rule(float(places[number]), dots[number])
        if all(abs(rule.place - other.place) > _APART * unit for other in rules) and _is_clear(
            printed, rule, lean, unit
        ):
            rules.append(rule)
    return _Rules(tuple(sorted(rules, key=lambda rule: rule.place)), float(lean))


def _sharpness(level: NDArray[np.float64]) -> float:
    counts = np.bincount(np.clip(np.round(level), 0, None).astype(int))
    return float((np.convolve(counts, (1.0, 1.0, 1.0)) ** 2).sum())


def _is_clear(printed: NDArray[np.bool_], rule: _Rule, lean: float, unit: float) -> bool:
    """Whether no print stands on a rule, as on what is a line of stops and the dots of letters."""
    along = np.arange(int(rule.dots[0] * unit), min(int((rule.dots[-1] + 1) * unit), printed.shape[1]))
    around = np.arange(-round(_BESIDE * unit), round(_BESIDE * unit) + 1)[:, np.newaxis]
    places = np.clip(np.round(rule.place + lean * along + around).astype(int), 0, printed.shape[0] - 1)
    share = float(printed[places, along].any(axis=0).mean())
    return share <= _PRINT or len(rule.dots) >= _DENSE * (int(np.ptp(rule.dots)) + 1)


def _stretches(own: _Rules, other: _Rules, unit: float) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The rules from the first to the last of the others, as stretches between points (along, across).

    Left out is a stretch between two of the others that has far fewer dots than the rule has elsewhere.
    """
    for rule in own.rules:
        points = [(cross.place + other.lean * rule.place, rule.place + own.lean * cross.place) for cross in other.rules]
        density = len(rule.dots) * unit / max(points[-1][0] - points[0][0], unit)
        for (start, first), (end, last) in pairwise(points):
            dots = ((rule.dots > start / unit) & (rule.dots + 1 < end / unit)).sum()
            if dots >= _ENOUGH * (density * (end - start) / unit - _BY_CHANCE):
                yield (round(start), round(first)), (round(end), round(last))
