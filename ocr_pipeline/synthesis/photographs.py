"""What a phone makes of a page: the sheet aslant on a desk, and the shadows that fall over it."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.synthesis.pixels import Image, as_bytes, scaled, spread

_GRAIN = 17
"""By how many greys the desk is lighter and darker here and there."""
_SOFTEST = 0.025
"""How soft the edge of a shadow is at most, as a share of the width; its square is the hardest."""


def perspective(image: Image, strength: float, random: np.random.Generator, desk: tuple[int, int, int]) -> Image:
    """The sheet on a desk, seen from aslant: its corners lie up to a tenth of the picture off their places."""
    height, width = image.shape[:2]
    grain = cv2.resize(
        random.uniform(-_GRAIN, _GRAIN, (24, 16)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    colour = np.array(desk if image.ndim == 3 else float(np.mean(desk)), np.float32)
    ground = as_bytes(np.clip(grain.reshape(height, width, *(1,) * (image.ndim - 2)) + colour, 0, 255))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inwards = random.uniform(0.2, 1.0, (4, 2)) * strength * 0.16 + 0.05
    signs = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])
    seen = (corners + signs * inwards * (width, height)).astype(np.float32)
    view = cv2.getPerspectiveTransform(corners, seen)
    drawn = as_bytes(cv2.warpPerspective(image, view, (width, height), flags=cv2.INTER_AREA))
    sheet = np.full((height, width), 255, np.uint8)
    inside = as_bytes(cv2.warpPerspective(sheet, view, (width, height), flags=cv2.INTER_LINEAR))
    weight = spread(inside, image).astype(np.float32) / 255
    return as_bytes((drawn * weight + ground * (1 - weight)).round())


def shadow(image: Image, strength: float, random: np.random.Generator) -> Image:
    """The shadow of a hand or phone: one side of a line over the page loses up to 0.6 of its light, softly."""
    height, width = image.shape[:2]
    angle = random.uniform(-0.6, 0.6)
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    across = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle)) - np.float32(random.uniform(-0.15, 0.15))
    side = 1 / (1 + np.exp(-across / np.float32(0.02)))
    return scaled(image, 1.0 - 0.6 * strength * side)


def cast_shadow(image: Image, strength: float, random: np.random.Generator) -> Image:
    """The shadow of the phone and of the arm that holds it: up to 0.6 of the light goes where it falls.

    Near the sheet its edge is hard, a hair's breadth; from high above it is as soft as two lines are high.
    """
    height, width = image.shape[:2]
    x, y = random.uniform(0.3, 0.7) * width, random.uniform(0.35, 0.65) * height
    across, down = random.uniform((0.3, 0.3), (0.45, 0.5)) * (width, height)
    phone = cv2.boxPoints(((x, y), (float(across), float(down)), random.uniform(-25, 25)))
    elbow = (round(random.uniform(0.0, 1.0) * width), round(1.1 * height))
    shade = np.zeros((height, width), np.float32)
    cv2.fillConvexPoly(shade, np.rint(phone).astype(np.int32), (1.0,), cv2.LINE_AA)
    arm = round(random.uniform(0.12, 0.2) * width)
    cv2.line(shade, (round(x), round(y)), elbow, (1.0,), arm, cv2.LINE_AA)
    softness = width * _SOFTEST ** random.uniform(1.0, 2.0)
    return scaled(image, 1.0 - 0.6 * strength * cv2.GaussianBlur(shade, (0, 0), softness))
