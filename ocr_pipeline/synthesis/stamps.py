"""What is stamped or written over a document: seal, urgency box, incoming stamp, signature.

Stamps are pictures, so that the text layer of the page stays the printed text alone. The seal names no real body.
"""

from __future__ import annotations

import base64
import math
import zlib
from functools import cache

import cv2
import numpy as np

from ocr_pipeline.synthesis.typeset import page_images, typeset_pdf

RED = "#c8202c"
BLUE = "#20399c"
PURPLE = "#6a2f8f"


@cache
def seal() -> str:
    """A round red seal of 36 mm as a data URI."""
    ring = _on_circle("VĂN BẢN GIẢ ĐỊNH", 14.1, -68, 68) + _on_circle("★ DÙNG ĐỂ KIỂM THỬ ★", 14.1, 92, 268)
    turns = [(step * math.pi / 5, 1.4 if step % 2 else 3.6) for step in range(10)]
    points = " ".join(f"{18 + far * math.sin(turn):.2f},{16.4 - far * math.cos(turn):.2f}" for turn, far in turns)
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36" fill="none" stroke="{RED}">
<circle cx="18" cy="18" r="17.3" stroke-width=".75"/><circle cx="18" cy="18" r="16.5" stroke-width=".2"/>
<circle cx="18" cy="18" r="11.6" stroke-width=".3"/><g fill="{RED}" stroke="none">{ring}<polygon points="{points}"/>
<text x="18" y="25.2" font-family="Tinos" font-weight="bold" font-size="3.6" text-anchor="middle">MẪU</text>
</g></svg>"""
    return _stamped(svg, (36, 36), seed=36)


@cache
def urgency_box(words: str) -> str:
    """The framed red words of urgency (`HỎA TỐC`) as a data URI, 40 by 11 mm."""
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 11"><g fill="none" stroke="{RED}">
<rect x=".6" y=".6" width="38.8" height="9.8" stroke-width=".8"/></g>
<text x="20" y="7.7" font-family="Tinos" font-weight="bold" font-size="6" text-anchor="middle"
fill="{RED}">{words}</text></svg>"""
    return _stamped(svg, (40, 11), seed=zlib.crc32(words.encode()))


@cache
def incoming_stamp() -> str:
    """The receiving office's purple box (CÔNG VĂN ĐẾN, number and day by hand) as a data URI, 46 by 20 mm."""
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 46 20" font-family="Tinos"><g fill="none"
stroke="{PURPLE}" stroke-width=".5"><rect x=".5" y=".5" width="45" height="19"/><path d="M.5 6.6H45.5"/></g>
<g fill="{PURPLE}"><text x="23" y="5.1" font-weight="bold" font-size="4.2" text-anchor="middle">CÔNG VĂN ĐẾN</text>
<text x="3" y="12" font-size="4">Số: ........................</text>
<text x="3" y="17.6" font-size="4">Ngày: ....................</text></g>
<g fill="{BLUE}" font-style="italic" font-size="5.4"><text x="14" y="11.6">1284</text>
<text x="15" y="17.2">04-10</text></g></svg>"""
    return _stamped(svg, (46, 20), seed=46)


def signature(name: str) -> str:
    """A scribble in blue ink as inline SVG, 50 by 20 mm; each name has its own."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    count = int(random.integers(6, 10))
    x = np.linspace(3, 36, count) + random.uniform(-2, 2, count)
    y = 10 + np.where(np.arange(count) % 2, 1, -1) * random.uniform(1.5, 8, count)
    stroke = f"M{x[0]:.1f},{y[0]:.1f}"
    for left, top, right, bottom in zip(x, y, x[1:], y[1:], strict=False):
        bow = random.uniform(2, 6)
        stroke += f" C{left + bow:.1f},{top:.1f} {right - bow:.1f},{bottom:.1f} {right:.1f},{bottom:.1f}"
    tail = random.uniform(12, 18)
    stroke += (
        f" C52,{tail - 9:.1f} 30,{tail + 4:.1f} 8,{tail:.1f} C20,{tail + 1:.1f} 36,{tail - 4:.1f} 49,{tail - 6:.1f}"
    )
    return (
        f'<svg class="signature" viewBox="0 0 50 20"><path d="{stroke}" fill="none" stroke="{BLUE}" stroke-width=".65" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def _on_circle(words: str, radius: float, start: float, end: float) -> str:
    """Letters spread evenly over an arc; angles in degrees clockwise from the top."""
    letters = []
    for letter, angle in zip(words, np.linspace(start, end, len(words)), strict=True):
        letters.append(
            f'<text x="18" y="{18 - radius + 1.1:.2f}" transform="rotate({angle:.1f} 18 18)" font-family="Tinos" '
            f'font-weight="bold" font-size="3.2" text-anchor="middle">{letter}</text>'
        )
    return "".join(letters)


def _stamped(svg: str, size: tuple[int, int], seed: int) -> str:
    """The drawing as ink on paper: a transparent PNG whose pigment is patchy, as pressed by hand."""
    width, height = size
    style = f"@page {{ size: {width}mm {height}mm; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"
    picture = next(page_images(typeset_pdf(f"<style>{style}</style>{svg}"), dpi=400))
    ink = 255 - picture.min(axis=2)
    random = np.random.default_rng(seed)
    coarse = random.uniform(0.7, 1.15, (max(3, height // 3), max(3, width // 3))).astype(np.float32)
    patches = cv2.resize(coarse, (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_CUBIC)
    grain = random.uniform(0.75, 1.0, ink.shape).astype(np.float32)
    alpha = np.clip(ink * patches * grain, 0, 235).astype(np.uint8)
    _, data = cv2.imencode(".png", np.dstack([picture[:, :, ::-1], alpha]))
    return "data:image/png;base64," + base64.b64encode(data.tobytes()).decode()
