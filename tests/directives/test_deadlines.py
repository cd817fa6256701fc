"""Deadline phrases: what day an item's words imply, counted from the day of the paper."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocr_pipeline.directives.cell_deadlines import cell_deadline
from ocr_pipeline.directives.deadlines import find_deadline
from ocr_pipeline.directives.relative_days import add_months
from ocr_pipeline.directives.times import add_working_days

CASES = json.loads((Path(__file__).parent / "cases" / "deadlines.json").read_text("utf-8"))
CELLS = json.loads((Path(__file__).parent / "cases" / "deadline_cells.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_sentence(case: dict[str, str | None]) -> None:
    issued = date.fromisoformat(case["issued"]) if case["issued"] else None
    found = find_deadline(str(case["text"]), issued)
    assert (found.text if found else None) == case["words"]
    assert (found.day.isoformat() if found and found.day else None) == case["day"]
    if found:
        assert " ".join(str(case["text"])[found.start : found.end].split()) == found.text


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["text"])
def test_table_cell(case: dict[str, str | None]) -> None:
    found = cell_deadline(str(case["text"]), date.fromisoformat(str(case["issued"])))
    assert found is not None
    assert (found.day.isoformat() if found.day else None) == case["day"]


@given(st.dates(date(2010, 1, 1), date(2040, 1, 1)), st.dates(date(2010, 1, 1), date(2040, 12, 31)))
def test_any_written_day_is_read_back(issued: date, day: date) -> None:
    for written in (f"{day.day}/{day.month}/{day.year}", f"{day.day:02} tháng {day.month:02} năm {day.year}"):
        found = find_deadline(f"Hoàn thành trước ngày {written}.", issued)
        assert (found.day if found else None) == (day if day >= issued else None)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 200))
def test_working_days_leave_out_weekends(start: date, days: int) -> None:
    end = add_working_days(start, days)
    between = (start + timedelta(days=1 + n) for n in range((end - start).days))
    assert sum(day.weekday() < 5 for day in between) == days


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 60))
def test_months_later_never_skips_a_month(start: date, months: int) -> None:
    later = add_months(start, months)
    assert (later.year - start.year) * 12 + later.month - start.month == months
    assert later.day <= start.day


@given(st.dates(), st.integers(1, 999), st.sampled_from(["ngày", "ngày làm việc", "tuần", "tháng", "năm"]))
@example(date(9999, 12, 20), 60, "ngày")
@example(date(9999, 12, 20), 6, "tháng")
def test_a_misread_year_is_no_error(issued: date, number: int, unit: str) -> None:
    for since in ("ngày ký", f"ngày {issued.day}/{issued.month}/{issued.year:04}"):
        found = find_deadline(f"Báo cáo trong thời hạn {number} {unit} kể từ {since}.", issued)
        assert found is not None
        assert found.day is None or found.day > issued


@pytest.mark.parametrize(
    "paper", ["Kết luận", "Nghị quyết", "Chương trình hành động", "Văn bản", "Tờ trình", "Thông tư"]
)
def test_any_kind_of_paper_may_be_its_own_start(paper: str) -> None:
    words = f"trong vòng 15 ngày kể từ ngày nhận được {paper} này"
    found = find_deadline(f"Báo cáo {words}.", date(2025, 3, 18))
    assert (found.text if found else None) == words


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Báo cáo trước ngày 31/7.", date(2021, 7, 31)),
        ("Báo cáo trước ngày 15/3.", date(2022, 3, 15)),
        ("Xong trong quý IV.", date(2021, 12, 31)),
        ("Báo cáo trong vòng 10 ngày kể từ ngày ký Công văn này.", None),
        ("Báo cáo trong tuần này.", None),
    ],
)
def test_where_the_day_of_issue_is_not_known_its_month_tells_the_year(text: str, day: date | None) -> None:
    found = find_deadline(text, None, month=date(2021, 6, 1))
    assert (found and found.day) == day
