"""Structures against a truth that tells more than most: mentions, relations, figures, rows of the catalogue."""

from typing import Any

from ocr_pipeline.directives import parse_text
from ocr_pipeline.evaluation.structure import compare_structure

TEXT = """UBND TỈNH HÀ TĨNH
Số: 15/KH-UBND
Hà Tĩnh, ngày 02 tháng 01 năm 2025
KẾ HOẠCH
Về cấp nước
1. Sở Tài chính thực hiện Luật Đất đai năm 2024; phấn đấu đạt 95% hộ dân vào năm 2026.
2. Bãi bỏ Quyết định số 12/QĐ-UBND.
"""


def truth(**changed: Any) -> dict[str, Any]:
    first = {
        "label": "1.",
        "text": "Sở Tài chính thực hiện Luật Đất đai năm 2024; phấn đấu đạt 95% hộ dân vào năm 2026.",
        "targets": [{"quantity": 95, "unit": "%", "year": 2026}],
        "body_ids": ["province/ha-tinh/so-tai-chinh"],
    }
    second = {"label": "2.", "text": "Bãi bỏ Quyết định số 12/QĐ-UBND.", "targets": [], "body_ids": []}
    mentions = [{"text": "Luật Đất đai năm 2024"}, {"code": "12/QĐ-UBND", "relations": ["repeals"]}]
    return {"directives": [first | changed, second], "citations": mentions}


def test_what_agrees_is_right() -> None:
    scores = compare_structure(parse_text(TEXT), truth()).scores
    for kind in ("mentions", "relations", "targets", "body_ids"):
        assert (scores[kind].truth > 0, scores[kind].f1) == (True, 1.0)


def test_another_figure_or_body_is_wrong() -> None:
    other = truth(targets=[{"quantity": 90, "unit": "%", "year": 2026}], body_ids=["province/ha-tinh/so-y-te"])
    scores = compare_structure(parse_text(TEXT), other).scores
    assert (scores["targets"].f1, scores["body_ids"].f1) == (0.0, 0.0)


def test_a_truth_that_does_not_tell_them_is_not_scored() -> None:
    plain = {"directives": [{"label": "1.", "text": "Sở Tài chính"}]}
    scores = compare_structure(parse_text(TEXT), plain).scores
    assert all(scores[kind].found == 0 for kind in ("mentions", "relations", "targets", "body_ids"))
