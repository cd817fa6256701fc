"""Where the points of a PDF page lie on the page as it is shown: crop box and rotation applied."""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

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
        corners = np.rint(self._origin + edges.reshape(-1, 2, 2).astype(np.float64) @ self._axes).astype(np.int64)
        return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
