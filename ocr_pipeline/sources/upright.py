"""Where the points of a PDF page lie on the page as it is shown: crop box and rotation applied."""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from ocr_pipeline.compiled import compiled

_FINE, _FAR = 256, 1000.0
"""Places are asked for in this fraction of a pixel, so many points apart."""


class Upright:
    """The upright page in pixels, `scale` of them a point; PDFium places three points of it."""

    def __init__(self, page: pdfium.PdfPage, scale: float) -> None:
        width, height = (round(side * scale) for side in page.get_size())
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for across, down in ((0.0, 0.0), (_FAR, 0.0), (0.0, _FAR)):
            pdfium_c.FPDF_PageToDevice(page, 0, 0, width * _FINE, height * _FINE, 0, across, down, x, y)
            points.append((x.value / _FINE, y.value / _FINE))
        self._origin = np.array(points[0])
        self._axes = (np.array(points[1:]) - self._origin) / _FAR

    def boxes(self, edges: NDArray[np.floating]) -> NDArray[np.int64]:
        """Rectangles (rows of left, top, right, bottom) in points, as boxes in pixels."""
        return _boxes(edges.astype(np.float64), self._origin, self._axes)


@compiled
def _boxes(edges: NDArray[np.float64], origin: NDArray[np.float64], axes: NDArray[np.float64]) -> NDArray[np.int64]:
    """The boxes with these corners; `axes` are the steps right and down for a point right and up."""
    boxes = np.zeros((len(edges), 4), np.int64)
    for box, edge in zip(boxes, edges):  # noqa: B905  (not known to numba)
        for axis in range(2):
            one = np.rint(origin[axis] + (edge[0] * axes[0, axis] + edge[1] * axes[1, axis]))
            other = np.rint(origin[axis] + (edge[2] * axes[0, axis] + edge[3] * axes[1, axis]))
            box[axis], box[axis + 2] = min(one, other), max(one, other)
    return boxes
