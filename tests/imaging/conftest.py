"""Made-up pages to damage and mend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FONTS = (
    "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
)
SENTENCE = (
    "Thực hiện Nghị quyết số 06-NQ/TU, ngày 11/01/2021 của Tỉnh ủy về phát triển kinh tế biển, Ban Thường vụ Tỉnh ủy "
    "yêu cầu các cấp ủy, tổ chức đảng, chính quyền quán triệt và tổ chức thực hiện nghiêm túc các nội dung sau đây. "
)


@pytest.fixture(scope="session")
def page() -> NDArray[np.uint8]:
    """An A4 page at 200 dpi of straight 14 point text, grey."""
    path = next((path for path in FONTS if Path(path).exists()), None)
    if path is None:
        pytest.fail("no serif font with Vietnamese letters")
    font = ImageFont.truetype(path, 39)
    picture = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(picture)
    words, x, y = (SENTENCE * 12).split(), 240, 200
    for word in words:
        length = draw.textlength(word + " ", font)
        if x + length > 1530:
            x, y = 160, y + 56
        if y > 2130:
            break
        draw.text((x, y), word, 20, font)
        x += round(length)
    return np.asarray(picture)
