from contextlib import closing
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest

from ocr_pipeline.sources.letters import letters_of
from ocr_pipeline.sources.upright import Upright

SCALE = 300 / 72


@pytest.fixture(params=[0, 90, 180, 270])
def turned(request: pytest.FixtureRequest, tmp_path: Path, born_digital: bytes) -> Path:
    """A page with a text layer that is shown turned."""
    (tmp_path / "plain.pdf").write_bytes(born_digital)
    with pikepdf.open(tmp_path / "plain.pdf") as pdf:
        pdf.pages[0].rotate(request.param, relative=False)
        pdf.save(tmp_path / "turned.pdf")
    return tmp_path / "turned.pdf"


def test_letters_are_those_that_are_printed(turned: Path) -> None:
    with closing(pdfium.PdfDocument(turned)) as pdf, closing(pdf[0]) as page:
        letters = letters_of(page, Upright(page, SCALE))
        with closing(page.get_textpage()) as layer:
            assert "".join(map(chr, letters.codes.tolist())) == layer.get_text_range()
            drawn = page.render(scale=SCALE).to_numpy()[:, :, 0]
            assert len(letters.ink) == layer.count_chars()
    printed = [box for box, code in zip(letters.ink, letters.codes, strict=True) if not chr(int(code)).isspace()]
    assert all(drawn[box[1] - 1 : box[3] + 1, box[0] - 1 : box[2] + 1].min() < 128 for box in printed)
    outside = drawn.copy()
    for left, top, right, bottom in printed:
        outside[max(top - 2, 0) : bottom + 2, max(left - 2, 0) : right + 2] = 255
    assert outside.min() > 128
    assert len(letters.names) >= 1
    assert set(letters.fonts.tolist()) == set(letters.names)


def test_turned_letters_tell_their_angle(turned: Path) -> None:
    with closing(pdfium.PdfDocument(turned)) as pdf, closing(pdf[0]) as page:
        letters = letters_of(page, Upright(page, SCALE))
        shown = page.get_rotation()
    assert np.allclose(np.mod(letters.angles[letters.codes > 32], 360), shown)
