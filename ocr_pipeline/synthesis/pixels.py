"""Pictures as arrays: the few things that all defects do with pixels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Field = NDArray[np.floating[Any]]
Array = NDArray[np.integer[Any] | np.floating[Any]]


def scaled(image: Image, factor: Field) -> Image:
    """Each pixel times a factor, cut off at 0 and 1."""
    weights = as_bytes(cv2.convertScaleAbs(np.maximum(factor, 0.0), alpha=255))
    return as_bytes(cv2.multiply(image, spread(weights, image), scale=1 / 255))


def spread(plane: Array, image: Image) -> Array:
    """A single plane repeated over as many colours as the image has."""
    return plane if image.ndim == 2 else cv2.merge([plane] * image.shape[2])


def as_bytes(image: Array) -> Image:
    """OpenCV's loosely typed result as the uint8 array that it is."""
    return np.asarray(image, dtype=np.uint8)
