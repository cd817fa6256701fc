"""iCalendar: deadlines as whole-day events, by their rule where they recur; one without a day is a task."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, Todo, vRecur

from ocr_pipeline.document import Document
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.outline import Row, all_rows, readable_date
from ocr_pipeline.exports.table import day, inherited_lead

SHOWN = 120
"""How many characters of the item's text the title of an event shows."""


def to_calendar(*documents: Document) -> bytes:
    """A calendar (RFC 5545) over all documents; an event keeps its UID when the document is read once more."""
    calendar = Calendar()
    calendar.add("prodid", "-//ocr_pipeline//Thời hạn trong văn bản//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for document in documents:
        for row in all_rows(document.structure):
            if row.directive.deadline or row.directive.deadline_text:
                calendar.add_component(_entry(document, row))
    content: bytes = calendar.to_ical()
    return content


def _entry(document: Document, row: Row) -> Event | Todo:
    header = document.structure.header
    due = day(row.directive.deadline)
    rule = row.directive.deadline_rule if not due else None
    first = due or _first_of(rule, header.date)
    entry = Event() if first else Todo()
    entry.add("uid", _identity(document, row))
    # the day of the document: an export must be the same whenever it is made
    issued = day(header.date) or datetime.fromtimestamp(0, UTC).date()
    entry.add("dtstamp", datetime(issued.year, issued.month, issued.day, tzinfo=UTC))
    entry.add("summary", clean(_title(row)))
    entry.add("description", clean("\n".join(_description(document, row))))
    if header.code:
        entry.add("categories", [clean(header.code)])
    if first:
        entry.add("dtstart", first)
        if rule:
            entry.add("rrule", vRecur.from_ical(rule))
        entry.add("transp", "TRANSPARENT")  # a deadline makes nobody busy
    else:
        entry.add("status", "NEEDS-ACTION")
    return entry


def _first_of(rule: str | None, issued: str | None) -> date | None:
    """The first day of a recurring deadline from the day of the document on; None where the rule fixes no day.

    >>> _first_of("FREQ=MONTHLY;BYMONTHDAY=20", "2025-03-25"), _first_of("FREQ=MONTHLY", "2025-03-25")
    (datetime.date(2025, 4, 20), None)
    """
    if not rule or not issued or "BY" not in rule:
        return None
    try:
        days = rrulestr(rule, dtstart=datetime.fromisoformat(issued))
        return next((found.date() for found in days), None)
    except (ValueError, TypeError, AttributeError):  # no rule that this standard knows
        return None


def _identity(document: Document, row: Row) -> str:
    """Of the document by its code, date and issuer where it has a code, else by the bytes of the file."""
    header = document.structure.header
    known = (header.code, header.date, header.issuer) if header.code else (document.source.sha256,)
    name = "\n".join((*(part or "" for part in known), row.field))
    return f"{sha256(name.encode()).hexdigest()[:32]}@ocr-pipeline"


def _title(row: Row) -> str:
    """Who, where the text does not begin with it anyway, and what."""
    bodies = row.directive.lead or inherited_lead(row)
    text = " ".join(row.directive.text.split())
    if bodies and bodies[0] not in text[:SHOWN]:
        text = f"{', '.join(bodies)}: {text}"
    return text if len(text) <= SHOWN else text[:SHOWN].rpartition(" ")[0] + " …"


def _description(document: Document, row: Row) -> Iterator[str]:
    header, item = document.structure.header, row.directive
    facts = (
        ("Thời hạn", item.deadline_text),
        ("Cách tính", item.deadline_basis),
        ("Chủ trì", ", ".join(item.lead or inherited_lead(row))),
        ("Phối hợp", ", ".join(item.coordinate)),
        ("Văn bản", " ".join(filter(None, (header.type, header.code)))),
        ("Ngày ban hành", header.date and readable_date(header.date)),
        ("Cơ quan ban hành", header.issuer),
        ("Mục", row.path),
        ("Trang", item.page and str(item.page)),
        ("Tệp", document.source.name),
    )
    yield item.text
    yield ""
    yield from (f"{name}: {fact}" for name, fact in facts if fact)
