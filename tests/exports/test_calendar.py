"""iCalendar, read again by the icalendar library."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from icalendar import Calendar

from ocr_pipeline.document import Directive, Document, Header, Structure
from ocr_pipeline.exports import EXPORTERS
from ocr_pipeline.exports.outline import all_rows

from .test_exports import documents


def events(*given_: Document) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(EXPORTERS["ics"](*given_))
    return [dict(entry) | {"kind": entry.name} for entry in calendar.walk() if entry.name in ("VEVENT", "VTODO")]


@settings(max_examples=50)
@given(documents)
def test_every_deadline_is_one_entry(document: Document) -> None:
    due = [
        row.directive for row in all_rows(document.structure) if row.directive.deadline or row.directive.deadline_text
    ]
    found = events(document)
    assert len(found) == len(due)
    assert len({str(entry["UID"]) for entry in found}) == len(due)
    assert [entry["DTSTART"].dt.isoformat() for entry in found if "DTSTART" in entry and "RRULE" not in entry] == [
        item.deadline for item in due if item.deadline
    ]


@settings(max_examples=50)
@given(documents)
def test_lines_are_as_short_as_the_standard_asks(document: Document) -> None:
    content = EXPORTERS["ics"](document)
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_an_event_says_who_does_what_by_when_and_where_it_is_written(conclusion: Document) -> None:
    event, task = events(conclusion)
    assert event["kind"] == "VEVENT"
    assert event["DTSTART"].dt == date(2025, 6, 30)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTSTAMP"].dt == datetime(2025, 3, 4, tzinfo=UTC)
    assert str(event["SUMMARY"]).startswith("Chỉ đạo Sở Tài chính chủ trì, phối hợp với Sở Nội vụ")
    description = str(event["DESCRIPTION"]).split("\n")
    for line in ("Thời hạn: trước ngày 30/6/2025", "Chủ trì: Sở Tài chính", "Phối hợp: Sở Nội vụ", "Tệp: ket-luan.pdf"):
        assert line in description
    assert (task["kind"], "DUE" in task, "Thời hạn: hằng quý" in str(task["DESCRIPTION"])) == ("VTODO", False, True)


def test_who_is_to_act_is_said_where_the_text_does_not(conclusion: Document) -> None:
    item = Directive("-", "Báo cáo " + "kết quả " * 40, deadline="2025-09-30", deadline_text="quý III/2025")
    heading = Directive("1.", "Sở Y tế", ("Sở Y tế",), children=(item,))
    document = replace(conclusion, structure=Structure(Header(), directives=(heading,)))
    title = str(events(document)[0]["SUMMARY"])
    assert title.startswith("Sở Y tế: Báo cáo kết quả")
    assert title.endswith(" …")
    assert len(title) <= 122


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=20", date(2025, 4, 20)),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25", date(2025, 6, 25)),
        ("FREQ=WEEKLY;BYDAY=TH", date(2025, 3, 27)),
        ("FREQ=MONTHLY;INTERVAL=3", None),
        ("BYE", None),
    ],
)
def test_a_recurring_deadline_begins_with_its_first_day_after_the_document(
    conclusion: Document, rule: str, first: date | None
) -> None:
    item = Directive("1.", "Báo cáo", deadline_text="định kỳ", deadline_rule=rule)
    header = Header(code="1-KL/TU", date="2025-03-26")
    (entry,) = events(replace(conclusion, structure=Structure(header, directives=(item,))))
    assert entry["kind"] == ("VEVENT" if first else "VTODO")
    if first:
        assert (entry["DTSTART"].dt, entry["RRULE"].to_ical().decode().split(";")[0]) == (first, rule.split(";")[0])
    assert ("RRULE" in entry) == (first is not None)


def test_an_event_keeps_its_identity_when_the_paper_is_scanned_again(conclusion: Document) -> None:
    coded = replace(
        conclusion, structure=replace(conclusion.structure, header=Header(code="73-KL/TU", issuer="TỈNH ỦY"))
    )
    again = replace(coded, source=replace(coded.source, name="khac.pdf", sha256="f" * 64))
    other = replace(coded, structure=replace(coded.structure, header=Header(code="74-KL/TU", issuer="TỈNH ỦY")))
    first, second, third = ([str(entry["UID"]) for entry in events(document)] for document in (coded, again, other))
    assert first == second
    assert not set(first) & set(third)
    assert len(events(coded, other)) == 4
    assert all(one != two for one, two in pairwise(first))
