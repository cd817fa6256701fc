"""Which strokes of a page may be rules: as programs draw them, thin and dark, upright or level."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from ocr_pipeline.document import Zone
from ocr_pipeline.pipeline import DEFAULTS, read_page
from ocr_pipeline.sources import LayerPage, SourcePage
from ocr_pipeline.synthesis.typeset import typeset_pdf

Read = Callable[..., list[SourcePage]]
SENTENCE = "Thực hiện Nghị quyết của Tỉnh ủy về phát triển đô thị, các sở báo cáo kết quả trước ngày quy định."
UPRIGHT, LEVEL = (100, 300, 101, 500), (100, 300, 300, 301)
"""Left, bottom, right, top in points."""
FRAME = (UPRIGHT, (299, 300, 300, 500), LEVEL, (100, 499, 300, 500))
FORM = b"0 0 1 200 re f"


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        ("100 300 1 200 re f", [UPRIGHT]),
        ("100 300 m 100 500 l 101 500 l 101 300 l f", [UPRIGHT]),
        ("1 w 100.5 300 m 100.5 500 l S", [UPRIGHT]),
        ("2 w 0.5 0 0 0.5 0 0 cm 200 601 m 600 601 l S", [LEVEL]),
        ("100 300 200 200 re 101 301 198 198 re f*", FRAME),
        ("100 300 200 200 re 101 499 198 -198 re f", FRAME),
        ("1 w 100.5 300.5 199 199 re S", FRAME),
        ("1 0 0 1 100 300 cm /Rule Do", [UPRIGHT]),
        (
            " ".join(f"{100 + 4 * place} 300 1 200 re" for place in range(99)) + " f",
            [(100 + 4 * place, 300, 101 + 4 * place, 500) for place in range(99)],
        ),
        ("0.4 g 100 300 1 200 re f", [UPRIGHT]),
        ("1 g 100 300 1 200 re f", []),
        ("1 1 0.95 RG 100 300 m 100 500 l S", []),
        ("100 300 m 160 500 l S", []),
        ("100 300 m 120 350 120 450 100 500 c S", []),
        ("100 300 200 200 re f", []),
        ("100 300 50 200 re 151 300 50 200 re f", []),
        ("9 w 100 300 m 100 500 l S", []),
        ("100 300 1 200 re n", []),
    ],
)
def test_strokes_are_what_is_drawn_thin_dark_and_straight(
    tmp_path: Path, born_digital: bytes, read_source: Read, drawing: str, expected: list[tuple[int, ...]]
) -> None:
    (tmp_path / "plain.pdf").write_bytes(born_digital)
    with pikepdf.open(tmp_path / "plain.pdf") as pdf:
        page = pdf.pages[0]
        box = Array([0, 0, 300, 300])
        page.Resources.XObject = Dictionary(
            Rule=Stream(pdf, FORM, Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=box))
        )
        page.contents_add(f"q {drawing} Q".encode(), prepend=True)
        pdf.save(tmp_path / "drawn.pdf")
        height = float(page.mediabox[3])
    (read,) = read_source(tmp_path / "drawn.pdf")
    assert isinstance(read, LayerPage)
    found = sorted((read.strokes * 72 / read.dpi).tolist())
    wanted = sorted((left, height - top, right, height - bottom) for left, bottom, right, top in expected)
    assert len(found) == len(wanted)
    assert np.allclose(found, wanted, rtol=0, atol=1.1)


def tables_of(read: SourcePage) -> list[Zone]:
    assert isinstance(read, LayerPage)
    return [zone for zone in read_page(read, DEFAULTS).zones if zone.ruled]


@pytest.mark.parametrize(
    ("borders", "cells"),
    [
        ("td { border: 0.5pt solid black }", 6),
        ("td { border: 1pt dotted black }", 6),
        ("td { border-bottom: 0.5pt solid black }", 0),
        ("td { border: 0.5pt solid white }", 0),
        ("td { background: #eee }", 0),
        ("td { text-decoration: underline }", 0),
        ("", 0),
    ],
)
def test_tables_are_found_by_their_rules(tmp_path: Path, read_source: Read, borders: str, cells: int) -> None:
    row = f"<tr><td>{SENTENCE}</td><td>{SENTENCE}</td></tr>"
    style = "@page { size: A4 } table { border-collapse: collapse } td { vertical-align: top }"
    (tmp_path / "a.pdf").write_bytes(typeset_pdf(f"<style>{style} {borders}</style><table>{row * 3}</table>"))
    (read,) = read_source(tmp_path / "a.pdf")
    tables = tables_of(read)
    assert sum(len(table.cells) for table in tables) == cells
    assert all(cell.text == SENTENCE for table in tables for cell in table.cells if cells == 6)
