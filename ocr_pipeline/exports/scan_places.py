"""Where words stand on the picture as it came: boxes of the upright, straight page carried back to the scan."""

from __future__ import annotations

from collections.abc import Iterable
from math import atan2, ceil, degrees, floor

from ocr_pipeline.document import Box, Line, Page, Zone

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""The corners of a box as the text in it is read: upper left, upper right, lower right, lower left."""


def scan_size(page: Page) -> tuple[int, int]:
    """Width and height in pixels of the page as it came; 0 and 0 for plain text, which has no picture."""
    if page.scan is not None:
        return page.scan.width, page.scan.height
    return page.width or 0, page.height or 0


def point_on_scan(page: Page, x: float, y: float) -> Point:
    """A point of the page on the scan, in pixels; outside it where the page reaches further than the scan.

    >>> from ocr_pipeline.document import Origin, Scan
    >>> upside_down = Scan(100, 200, (-1, 0, 100, 0, -1, 200, 0, 0, 1))
    >>> point_on_scan(Page(1, (), Origin.OCR, 100, 200, scan=upside_down), 10, 20)
    (90.0, 180.0)
    """
    if page.scan is None:
        return x, y
    a, b, c, d, e, f, g, h, i = page.scan.matrix
    depth = g * x + h * y + i
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def quad_on_scan(page: Page, box: Box) -> Quad:
    """The corners of a box of the page on the scan, in pixels."""
    return (
        point_on_scan(page, box.left, box.top),
        point_on_scan(page, box.right, box.top),
        point_on_scan(page, box.right, box.bottom),
        point_on_scan(page, box.left, box.bottom),
    )


def polygon_on_scan(page: Page, box: Box) -> tuple[tuple[int, int], ...]:
    """The corners of a box of the page on the scan, in whole pixels inside it."""
    width, height = scan_size(page)
    return tuple((min(max(round(x), 0), width), min(max(round(y), 0), height)) for x, y in quad_on_scan(page, box))


def box_on_scan(page: Page, box: Box) -> Box:
    """The upright box around a box of the page on the scan, inside it."""
    xs, ys = zip(*quad_on_scan(page, box), strict=True)
    width, height = scan_size(page)
    left, top = max(floor(min(xs)), 0), max(floor(min(ys)), 0)
    return Box(min(left, width), min(top, height), min(ceil(max(xs)), width), min(ceil(max(ys)), height))


def is_tilted(page: Page) -> bool:
    """Whether boxes of the page are something else than upright boxes on the scan."""
    if page.scan is None:
        return False
    a, b, _, d, e, _, g, h, _ = page.scan.matrix
    # A share of a page's 4000 pixels that makes less than one of them.
    return max(min(abs(b), abs(a)), min(abs(d), abs(e))) > 1e-4 or max(abs(g), abs(h)) > 1e-8


def direction_on_scan(page: Page) -> float:
    """The clockwise degrees (-180 to 180) by which lines in the middle of the page are turned on the scan."""
    middle = (page.width or 0) / 2, (page.height or 0) / 2
    start, end = point_on_scan(page, *middle), point_on_scan(page, middle[0] + 1, middle[1])
    return round(degrees(atan2(end[1] - start[1], end[0] - start[0])), 2) + 0.0


def line_box(line: Line) -> Box | None:
    """The box of a line on the page, that of its words where it has none itself."""
    return line.box or around(word.box for word in line.words)


def zone_box(zone: Zone) -> Box | None:
    """The box of a zone on the page, that of its lines where it has none itself."""
    return zone.box or around(map(line_box, zone.lines))


def around(boxes: Iterable[Box | None]) -> Box | None:
    """The box around those that are there."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    return Box(
        min(box.left for box in known),
        min(box.top for box in known),
        max(box.right for box in known),
        max(box.bottom for box in known),
    )
