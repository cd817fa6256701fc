"""Words pressed on a page in no rectangle: inside another outline (an arrow, an oval), or alone and aslant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.imaging.frames import rectangle_around
from ocr_pipeline.imaging.geometry import Points, corners
from ocr_pipeline.imaging.ink import Grey, Mask

_OUTLINE_LONG, _OUTLINE_SHORT = (16.0, 85.0), (6.0, 35.0)
"""Sides in millimetres of the rectangle around an outline."""
_OPEN = 0.3
"""Share of its rectangle that an outline covers at most."""
_WORDS_LONG, _WORDS_SHORT = (6.0, 70.0), (2.5, 14.0)
"""Sides in millimetres of the rectangle around the words: `MẬT` is some 12 mm long, and may be set smaller."""
_LETTER = (1.6, 12.0)
"""Heights in millimetres of a letter, however it leans."""
_MARK = 0.4
"""Millimetres: what is smaller is a speck; accents are larger."""
_FEWEST, _MOST = 3, 40
"""Marks that words like `MẬT` and `THƯỢNG KHẨN` consist of, with their accents."""
_SPACE, _HIGHEST_LINE, _LINE_OF_PRINT = 2.6, 7.0, 14.0
"""Millimetres: letters of a line stand so near each other, no upright line of print is higher, and none is shorter."""
_TILT = (5.0, 65.0)
"""Degrees by which words without an outline lean; what leans less is read with the page."""
_MARGIN = 4.0
"""Millimetres of paper above and below the words in their picture, together."""
_MOST_FOUND = 4
"""A page with more is drawn, or written on."""
_GRAIN, _PALE = 0.5, 1.3
"""Millimetres: gaps in worn letters, and in the line of a pale outline."""
_WORD_SPACE, _MOST_WORDS = 6.0, 4
"""Millimetres between the words of one row, and how many there are."""
_GAP, _LINE, _CLOSED = 1.8, 0.6, 0.4
"""Millimetres: breaks in an outline, and its thickness; share of its hull that a closed outline encloses at least."""
_AROUND = 0.6
"""Share of the hull of an outline and the letters at it that its long lines alone span at least."""
_TURN, _ACCENT = 8, 0.6
"""Degrees by which the middles of a few letters may lean otherwise than their line; share of the largest letter's size
below which a mark is an accent."""


@dataclass(frozen=True, slots=True, eq=False)
class Slanted:
    """Words that may be a stamp: the corners around all of it on the page, and the words straight, in grey."""

    frame: Points
    picture: Grey


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """In pixels of the ink: the corners around all of a stamp, the mask of its letters, and what is shown of it."""

    outer: Points
    words: Mask
    shown: Mask


def words_aslant(page: Grey, ink: Mask, factor: float, millimetre: float) -> Iterator[Slanted]:
    """What may be stamped on the page aslant or in an outline that is no rectangle; what it says must tell.

    `ink` is that of the page or its upper part, `factor` times as large; `millimetre` is in pixels of the ink.
    """
    found = list(_in_outlines(ink, millimetre))
    found += [one for one in _leaning(ink, millimetre) if not _covered(one, found)]
    for one in found[:_MOST_FOUND]:
        yield Slanted(one.outer / factor, _straight(page, one, factor, millimetre))


def _in_outlines(ink: Mask, millimetre: float) -> Iterator[_Found]:
    """The rectangle around every outline with a few letters in it, and the mask of the letters."""
    joined = _joined(ink, _PALE * millimetre)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    for label, (left, top, width, height, area) in enumerate(stats[1:].tolist(), 1):
        if max(width, height) < _WORDS_LONG[0] * millimetre or max(width, height) > _OUTLINE_LONG[1] * millimetre:
            continue
        here = slice(top, top + height), slice(left, left + width)
        own = labels[here] == label
        outer = _around(own, left, top)
        along, across = _sides(outer)
        sized = _between(max(along, across), _OUTLINE_LONG, millimetre)
        if not sized or not _between(min(along, across), _OUTLINE_SHORT, millimetre) or area > _OPEN * along * across:
            continue
        inside = _inside(own.astype(np.uint8), ink[here], millimetre)
        whole, cut = _within(ink[here], inside, millimetre)
        letters = next((some for some in (whole, whole | cut) if _are_words(some, millimetre)), None)
        if letters is not None:
            words, shown = np.zeros_like(ink), np.zeros_like(ink)
            words[here], shown[here] = letters, inside * np.uint8(255)
            yield _Found(outer, words, shown)


def _joined(ink: Mask, gap: float) -> Mask:
    """The ink with gaps of so many pixels closed."""
    size = max(round(gap), 1)
    square, back = np.ones((size, size), np.uint8), (size - 1) // 2  # where OpenCV's middle of an even one is not
    return np.asarray(cv2.erode(cv2.dilate(ink, square), square, anchor=(back, back)), np.uint8)


def _leaning(ink: Mask, millimetre: float) -> Iterator[_Found]:
    """The rectangle around every row of letters that leans, and its mask."""
    count, labels, stats, middles = cv2.connectedComponentsWithStats(
        _joined(ink, _GRAIN * millimetre), connectivity=8, ltype=cv2.CV_32S
    )
    largest = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1)
    letters = (largest >= _MARK * millimetre) & (largest <= _LETTER[1] * millimetre)
    letters[0] = False
    print_ = np.where(letters[labels], np.uint8(255), np.uint8(0))
    rows = cv2.morphologyEx(print_, cv2.MORPH_CLOSE, np.ones((1, max(round(_SPACE * millimetre), 1)), np.uint8))
    _, row_labels, row_stats, _ = cv2.connectedComponentsWithStats(rows, connectivity=8, ltype=cv2.CV_32S)
    width, height = row_stats[:, cv2.CC_STAT_WIDTH], row_stats[:, cv2.CC_STAT_HEIGHT]
    row_of = np.zeros(count, np.int32)
    row_of[labels[print_ > 0]] = row_labels[print_ > 0]
    upright = (height < _HIGHEST_LINE * millimetre) & (width > _LINE_OF_PRINT * millimetre)
    free = letters & ~upright[row_of]
    tall = (height >= _HIGHEST_LINE * millimetre) & (np.maximum(width, height) <= _WORDS_LONG[1] * millimetre)
    tall[0] = False
    taken = np.zeros(count, np.bool_)
    for number in np.flatnonzero(tall):
        if (letters & (row_of == number) & ~taken).sum() < 2:
            continue
        own = _grown(free & (row_of == number), free, np.asarray(middles), np.asarray(labels, np.int32), millimetre)
        taken |= own
        words = np.where(own[labels], np.uint8(255), np.uint8(0))
        if _is_leaning(words, millimetre):
            yield _Found(_at(_lean(words), words), words, _widened(words))


def _grown(
    seed: NDArray[np.bool_],
    free: NDArray[np.bool_],
    middles: NDArray[np.float64],
    labels: NDArray[np.int32],
    millimetre: float,
) -> NDArray[np.bool_]:
    """The marks `seed`, and those of `free` that go on in their row, a space away."""
    own = seed
    for _ in range(_MOST_WORDS):
        lean = _lean(own[labels].astype(np.uint8))
        frame, tilt = _at(lean, own[labels].astype(np.uint8)), np.radians(lean)
        along, down = np.array([np.cos(tilt), np.sin(tilt)]), np.array([-np.sin(tilt), np.cos(tilt)])
        u, v = (middles - frame.mean(axis=0)) @ along, (middles - frame.mean(axis=0)) @ down
        ends = frame - frame.mean(axis=0)
        reach = np.abs(ends @ along).max() + _WORD_SPACE * millimetre
        wider = own | (free & (np.abs(u) <= reach) & (np.abs(v) <= np.abs(ends @ down).max()))
        if wider.sum() == own.sum():
            break
        own = wider
    return own


def _is_leaning(words: Mask, millimetre: float) -> bool:
    return _are_words(words, millimetre) and _TILT[0] <= abs(_lean(words)) <= _TILT[1]


def _outline(blot: Mask, ink: Mask, millimetre: float) -> Mask:
    """The outline in a blot of it and of letters that stand close to it: its long lines, where they go around."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        _joined(blot * ink, _GRAIN * millimetre), connectivity=8, ltype=cv2.CV_32S
    )
    long = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) > _LETTER[1] * millimetre
    long[0] = False
    lines = np.where(long[labels], blot, np.uint8(0))
    return lines if _hull(lines).sum() >= _AROUND * _hull(blot).sum() else blot


def _hull(mask: Mask) -> Mask:
    """All that lies between the marks of a mask."""
    points = cv2.findNonZero(mask)
    hull = np.zeros_like(mask)
    return hull if points is None else np.asarray(cv2.fillConvexPoly(hull, cv2.convexHull(points), (1,)), np.uint8)


def _inside(blot: Mask, ink: Mask, millimetre: float) -> Mask:
    """What an outline encloses, without its line; all inside its hull where it is not closed."""
    size = max(round(_GAP * millimetre), 1)
    around, edge = (
        np.asarray(cv2.copyMakeBorder(mask, size, size, size, size, cv2.BORDER_CONSTANT), np.uint8)
        for mask in (blot, _outline(blot, ink, millimetre))
    )
    contours, _ = cv2.findContours(_joined(edge, size), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull, line = _hull(around), np.ones((2 * round(_LINE * millimetre) + 1,) * 2, np.uint8)
    solid = cv2.drawContours(np.zeros_like(edge), contours, -1, (1,), cv2.FILLED)
    if solid.sum() >= _CLOSED * hull.sum():
        enclosed = cv2.erode(solid, line)
    else:
        enclosed = np.where(cv2.dilate(edge, line) > 0, np.uint8(0), cv2.erode(hull, line))
    return np.asarray(enclosed[size:-size, size:-size], np.uint8)


def _within(ink: Mask, inside: Mask, millimetre: float) -> tuple[Mask, Mask]:
    """The marks that stand inside, and, of those that hang on the outline what is large enough for a letter."""
    _, labels, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    x, y = np.rint(middles).astype(int).T
    whole = (stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) <= _LETTER[1] * millimetre) & (
        inside[y, x] > 0
    )
    whole[0] = False
    rest = np.where((inside > 0) & ~whole[labels], ink, np.uint8(0))
    _, parts, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8, ltype=cv2.CV_32S)
    large = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].min(axis=1) >= _LETTER[0] * millimetre
    large[0] = False
    return whole[labels] * np.uint8(255), large[parts] * np.uint8(255)


def _are_words(letters: Mask, millimetre: float) -> bool:
    """Whether these may be a few words in one line."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(letters, connectivity=8, ltype=cv2.CV_32S)
    largest = stats[1:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1)
    if (largest >= _LETTER[0] * millimetre).sum() < _FEWEST or len(largest) > _MOST:
        return False
    along, across = _sides(_at(_lean(letters), letters))
    sized = _between(along, _WORDS_LONG, millimetre) and _between(across, _WORDS_SHORT, millimetre)
    return sized and along > across


def _straight(page: Grey, found: _Found, factor: float, millimetre: float) -> Grey:
    """The words by themselves, turned straight at the size of the page."""
    tilt = _lean(found.words)
    frame = _at(tilt, found.words)
    centre = frame.mean(axis=0)
    along, across = _sides(frame)
    width = round((along + 2 * _LETTER[1] * millimetre) / factor)  # a pale letter may be missing at either end
    height = round((across + _MARGIN * millimetre) / factor)
    turn = cv2.getRotationMatrix2D(tuple((centre / factor).tolist()), tilt, 1.0)
    turn[:, 2] += np.array([width, height]) / 2 - centre / factor
    rows, columns = (round(side / factor) for side in found.shown.shape)
    part = page[:rows, :columns]
    shown = cv2.resize(found.shown, part.shape[::-1], interpolation=cv2.INTER_NEAREST)
    alone = np.where(shown > 0, part, np.uint8(255))
    cut = cv2.warpAffine(alone, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,))
    return np.asarray(cut, np.uint8)


def _lean(words: Mask) -> float:
    """Degrees by which words fall to the right: near the line of their letters, where they end most sharply."""
    _, _, stats, middles = cv2.connectedComponentsWithStats(words, connectivity=8, ltype=cv2.CV_32S)
    largest = stats[1:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1)
    letters = middles[1:][largest >= _ACCENT * largest.max()]
    if len(letters) > 1 and np.ptp(letters[:, 0]) > 0:
        tilt = float(np.degrees(np.arctan(np.polyfit(letters[:, 0], letters[:, 1], 1)[0])))
    else:
        tilt = _tilt(_around(words > 0, 0, 0))
    rows, columns = np.nonzero(words)
    turns = (tilt + turn for turn in range(-_TURN, _TURN + 1))
    return max(turns, key=lambda turned: _sharpness(rows, columns, turned))


def _at(tilt: float, words: Mask) -> Points:
    """The rectangle around words that fall to the right by `tilt` degrees."""
    turn = cv2.getRotationMatrix2D((0.0, 0.0), tilt, 1.0)[:, :2]
    turned = np.argwhere(words)[:, ::-1] @ turn.T
    (left, top), (right, bottom) = turned.min(axis=0).tolist(), turned.max(axis=0).tolist()
    return np.asarray(corners(left, top, right, bottom) @ turn, np.float64)


def _widened(words: Mask) -> Mask:
    """The letters with their grey fringe."""
    return np.asarray(cv2.dilate(words, np.ones((5, 5), np.uint8)), np.uint8)


def _sharpness(rows: NDArray[np.intp], columns: NDArray[np.intp], tilt: float) -> float:
    """How sharply words whose ink lies there end above and below, once turned back by `tilt` degrees."""
    turned = rows * np.cos(np.radians(tilt)) - columns * np.sin(np.radians(tilt))
    profile = np.bincount((turned - turned.min()).astype(int))
    return float((profile.astype(float) ** 2).sum())


def _around(own: NDArray[np.bool_], left: int, top: int) -> Points:
    """The smallest rectangle around a mask that stands at `left`, `top`."""
    return rectangle_around((np.argwhere(own)[:, ::-1] + (left, top)).astype(np.float32))


def _covered(row: _Found, outlines: list[_Found]) -> bool:
    """Whether a row of words stands in one of the outlines."""
    x, y = row.outer.mean(axis=0).tolist()
    return any(cv2.pointPolygonTest(one.outer.astype(np.float32), (x, y), measureDist=False) >= 0 for one in outlines)


def _sides(frame: Points) -> tuple[float, float]:
    """The length of a frame along its line of words, and across."""
    return float(np.hypot(*(frame[1] - frame[0]))), float(np.hypot(*(frame[3] - frame[0])))


def _tilt(frame: Points) -> float:
    """Degrees by which the line of words falls to the right."""
    right, down = frame[1] - frame[0]
    return float(np.degrees(np.arctan2(down, right)))


def _between(side: float, sides: tuple[float, float], millimetre: float) -> bool:
    return sides[0] * millimetre <= side <= sides[1] * millimetre
