"""The invisible text of a page: every restored word in its place on the page as it is in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import copysign, hypot
from statistics import median
from unicodedata import normalize

from ocr_pipeline.document import Box, Line, Page, Word, Zone, ZoneKind
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.scan_places import line_box, point_on_scan, scan_size, zone_box
from ocr_pipeline.searchable.invisible_font import ASCENT, DESCENT, WIDTH, InvisibleFont

_ONE_LINE = 0.45
"""Poppler takes words for one line when none stands more than half a height off the first one's baseline."""
_FARTHEST = 0.6
"""So many heights a word may stand off its print for that."""
_LITTLE = 0.3
"""Rise of a word by its run up to which it is made level; pages are read up to 12 degrees (0.21)."""
_TALLEST = 5.0
"""Height of letters by their width; Poppler takes a blank for none that is less than a tenth of the height wide."""
_NO_PLACE = Box(0, 0, 100, 10)

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a PDF as it is shown: its visible rectangle in points, and its clockwise turn."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def point(self, across: float, down: float) -> tuple[float, float]:
        """The point of the page's own space that is shown at these shares of the width and height, from the top left.

        >>> Sheet(0.0, 0.0, 600.0, 800.0, 90).point(0.0, 0.0)
        (0.0, 0.0)
        """
        match self.rotation:
            case 90:
                across, down = down, 1 - across
            case 180:
                across, down = 1 - across, 1 - down
            case 270:
                across, down = 1 - down, across
        return self.left + across * (self.right - self.left), self.top - down * (self.top - self.bottom)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of which `letters` fill a box of the page from `left` to `right`; its line stands on `bottom`."""

    text: str
    letters: int
    left: float
    right: float
    bottom: float
    height: float


def text_layer(page: Page, sheet: Sheet, font: InvisibleFont, name: str) -> bytes:
    """The content stream, in reading order; `name` is that of the font (`/F1`)."""
    lines = [pieces for zone in page.zones if zone.kind is not ZoneKind.E_SIGNATURE for pieces in _zone(zone)]
    lines += [pieces for region in page.regions for pieces in _stamped(region.text, region.box)]
    if not lines or 0 in scan_size(page):
        return b""
    shown = [text for pieces in lines for text in _shown(pieces, page, sheet, font, name)]
    return b"q BT 3 Tr\n" + b"".join(shown) + b"ET Q\n"


def _zone(zone: Zone) -> Iterator[list[_Piece]]:
    for line in zone.lines:
        words = _with_places(line, zone)
        if words:
            yield list(_line(words))


def _with_places(line: Line, zone: Zone) -> list[tuple[str, Box]]:
    """The words of a line with their boxes; a word without one goes with the word before it."""
    placed: list[tuple[str, Box]] = []
    waiting = ""
    for word in line.words or tuple(map(Word, line.text.split())):
        text = normalize("NFC", clean(word.text))
        if word.box is not None and text:
            placed.append((waiting + text, word.box))
            waiting = ""
        elif placed:
            before, box = placed[-1]
            placed[-1] = f"{before} {text}", box
        else:
            waiting += text + " "
    if waiting.strip():  # no word has a place
        placed.append((waiting.strip(), line_box(line) or zone_box(zone) or _NO_PLACE))
    return placed


def _line(words: Sequence[tuple[str, Box]]) -> Iterator[_Piece]:
    """The words of a line, each with the blank after it, on one baseline; other rows of a table's cell keep theirs."""
    usual_bottom = median(box.bottom for _, box in words)
    usual_height = median(box.height for _, box in words)
    for (text, box), (_, following) in zip(words, [*words[1:], words[-1]], strict=True):
        on_line = abs(box.bottom - usual_bottom) < usual_height / 2
        bottom, height = (usual_bottom, usual_height) if on_line else (box.bottom, box.height)
        yield _Piece(text + " " * (following is not box), len(text), box.left, box.right, bottom, height)


def _stamped(text: str, box: Box) -> Iterator[list[_Piece]]:
    """The lines of a stamp, spread over it."""
    lines = [line for line in normalize("NFC", clean(text)).splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        height = box.height / len(lines)
        yield [_Piece(line, len(line), box.left, box.right, box.top + number * height, height)]


def _shown(pieces: Sequence[_Piece], page: Page, sheet: Sheet, font: InvisibleFont, name: str) -> Iterator[bytes]:
    """The operators that show each piece of a line between its corners, along the line as it is tilted there."""
    below = DESCENT / (ASCENT + DESCENT)
    corners = []
    for piece in pieces:
        base = piece.bottom - below * piece.height
        places = (piece.left, base), (piece.right, base), (piece.left, base - piece.height)
        corners.append([_on_sheet(page, sheet, *place) for place in places])
    for piece, ((x, y), (right_x, right_y), (top_x, top_y)) in zip(
        pieces, map(_levelled, _eased(corners)), strict=True
    ):
        length, size = hypot(right_x - x, right_y - y), hypot(top_x - x, top_y - y)
        if not (length and size):
            continue
        along = (right_x - x) / length, (right_y - y) / length
        up = (top_x - x) / size, (top_y - y) / size
        size = min(size, _TALLEST * length / piece.letters)
        stretch = 100 * length / (WIDTH * size * piece.letters)
        matrix = " ".join(f"{value:.5f}" for value in (*along, *up)) + f" {x:.2f} {y:.2f}"
        head = f"{name} {size:.2f} Tf {stretch:.2f} Tz {matrix} Tm "
        yield head.encode("ascii") + font.encoded(piece.text) + b" Tj\n"


def _eased(corners: Sequence[Sequence[_Point]]) -> Sequence[Sequence[_Point]]:
    """The corners of the pieces of a line, tilted no more than Poppler takes for one line where that is near enough.

    Its words then stand off their print by less than `_FARTHEST` heights; a line that is tilted more stays as it is.
    """
    (x, y), (end_x, end_y) = corners[0][0], corners[-1][1]
    size = median(hypot(top[0] - left[0], top[1] - left[1]) for left, _, top in corners)
    flat = abs(end_x - x) >= abs(end_y - y)
    length, drift = (end_x - x, end_y - y) if flat else (end_y - y, end_x - x)
    allowed = copysign(min(abs(drift), _ONE_LINE * size), drift)
    if not length or not 0 < abs(drift - allowed) <= 2 * _FARTHEST * size:
        return corners
    slope = (drift - allowed) / length
    middle = ((x + end_x) if flat else (y + end_y)) / 2
    if flat:
        return [[(across, up - slope * (across - middle)) for across, up in piece] for piece in corners]
    return [[(across - slope * (up - middle), up) for across, up in piece] for piece in corners]


def _levelled(piece: Sequence[_Point]) -> Sequence[_Point]:
    """The corners of a word that is little tilted made level, around its middle: Poppler cuts tilted words in two."""
    (x, y), (end_x, end_y), (top_x, top_y) = piece
    across, along = sorted((abs(end_x - x), abs(end_y - y)))
    if across > _LITTLE * along:
        return piece
    size = hypot(top_x - x, top_y - y)
    if abs(end_x - x) == along:
        level = (y + end_y) / 2
        return (x, level), (end_x, level), (x, level + copysign(size, top_y - y))
    level = (x + end_x) / 2
    return (level, y), (level, end_y), (level + copysign(size, top_x - x), y)


def _on_sheet(page: Page, sheet: Sheet, x: float, y: float) -> _Point:
    width, height = scan_size(page)
    across, down = point_on_scan(page, x, y)
    return sheet.point(across / width, down / height)
