"""The page, read again by lxml, and in Chromium where there is one."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import html
from lxml.html import HtmlElement

from ocr_pipeline.document import (
    Attachment,
    Directive,
    Document,
    Edit,
    Evidence,
    EvidenceKind,
    Flag,
    Header,
    Line,
    Origin,
    Page,
    Place,
    Reference,
    Structure,
    Zone,
    ZoneKind,
)
from ocr_pipeline.exports import EXPORTERS
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.outline import all_rows
from ocr_pipeline.exports.table import table_rows
from ocr_pipeline.exports.timeline import GAP, MOST_TICKS, timeline_of

from .citing import citing, telling
from .test_exports import documents

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`&amp;"


def read(document: Document) -> HtmlElement:
    return html.document_fromstring(EXPORTERS["html"](document).decode())


def marked(root: HtmlElement, kind: str) -> list[str]:
    return [found.text_content() for found in root.cssselect(f".paper mark.{kind}")]


@settings(max_examples=40)
@given(documents)
def test_every_directive_is_shown_once_in_the_text_and_once_in_the_table(document: Document) -> None:
    root = read(document)
    rows = [*all_rows(document.structure)]
    ids = Counter(found.get("id") for found in root.xpath("//*[@id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert [found.get("id") for found in root.xpath("//article//li[starts-with(@id, 'muc-')]")] == [
        f"muc-{number}" for number in range(1, len(rows) + 1)
    ]
    assert len(root.xpath("//table[contains(@class, 'tasks')]/tbody/tr")) == len(rows)
    links = {found.get("href") for found in root.xpath("//*[starts-with(@href, '#')]")}
    assert links <= {f"#{name}" for name in ids}
    for row, item in zip(rows, root.xpath("//article//li[starts-with(@id, 'muc-')]"), strict=True):
        shown = "".join(item.text_content().split())
        assert "".join(clean(row.directive.text).split()) in shown


def hostile_document(conclusion: Document) -> Document:
    item = Directive(HOSTILE, HOSTILE, (HOSTILE,), (HOSTILE,), "2025-06-30", HOSTILE, 1, (), (HOSTILE,))
    structure = Structure(
        Header("state", *[HOSTILE] * 4, "2025-01-02", *[HOSTILE] * 7),  # type: ignore[misc]
        (HOSTILE,),
        (HOSTILE,),
        (Reference(HOSTILE),),
        (replace(item, children=(item,)),),
        (HOSTILE,),
        unparsed=(HOSTILE,),
        flags=(Flag(HOSTILE, HOSTILE),),
        opening=(HOSTILE,),
        closing=(HOSTILE,),
        attachments=(Attachment(HOSTILE, (item,), (HOSTILE,)),),
    )
    edit = Edit(0, 8, HOSTILE, HOSTILE, HOSTILE, 0.5, (HOSTILE,))
    source = replace(conclusion.source, name=HOSTILE)
    return replace(conclusion, source=source, structure=structure, text=HOSTILE, raw_text=HOSTILE, edits=(edit,))


def test_nothing_in_a_document_can_run_or_load(conclusion: Document) -> None:
    root = read(hostile_document(conclusion))
    assert len(root.xpath("//script")) == 1
    assert root.xpath("//img | //iframe | //object | //link | //base | //@src | //@style") == []
    assert [name for name in root.xpath("//@*") if getattr(name, "attrname", "").startswith("on")] == []
    assert {found[:1] for found in root.xpath("//@href")} == {"#"}
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'", policy)
    assert "http" not in re.sub(r"http-equiv", "", root.xpath("string(//style)") + root.xpath("string(//script)"))
    assert HOSTILE.strip() in root.xpath("//article")[0].text_content()


def test_bodies_deadlines_and_citations_are_highlighted(parse_text: Callable[[str], Document]) -> None:
    item = Directive(
        "1.",
        "UBND tỉnh giao Đảng ủy UBND tỉnh chủ trì, phối hợp\nSở Y tế "
        "theo Nghị quyết số 06 - NQ/TU trước ngày 30/6/2025.",
        ("Đảng ủy UBND tỉnh",),
        ("Sở Y tế", "UBND tỉnh"),
        "2025-06-30",
        "trước ngày 30/6/2025",
    )
    law = Directive("2.", "Thực hiện Luật Đất đai năm 2024 và Nghị quyết nêu trên.")
    structure = Structure(Header(), references=(Reference("06-NQ/TU"), Reference("6-NQ/TU")), directives=(item, law))
    root = read(replace(parse_text("x"), structure=citing(structure)))
    assert marked(root, "lead") == ["Đảng ủy UBND tỉnh"]
    assert marked(root, "coordinate") == ["UBND tỉnh", "Sở Y tế"]
    assert marked(root, "deadline") == ["trước ngày 30/6/2025"]
    assert marked(root, "citation") == ["06 - NQ/TU", "Nghị quyết nêu trên"]
    assert marked(root, "law") == ["Luật Đất đai năm 2024"]


def test_highlights_stand_where_the_evidence_says(parse_text: Callable[[str], Document]) -> None:
    text = "Sở Y tế đã báo cáo; yêu cầu Sở Y tế rà soát trước ngày 30/6/2025, không phải trước ngày 30/6/2025."
    second, first = text.rindex("Sở Y tế"), text.index("trước")
    evidence = (
        Evidence(EvidenceKind.LEAD, "Sở Y tế", second, second + 7),
        Evidence(EvidenceKind.DEADLINE, "trước ngày 30/6/2025", first, first + 20),
    )
    item = Directive("1.", text, ("Sở Y tế",), (), "2025-06-30", "trước ngày 30/6/2025", evidence=evidence)
    root = read(replace(parse_text("x"), structure=Structure(Header(), directives=(item,))))
    lead, deadline = root.cssselect(".paper mark.lead, .paper mark.deadline")
    assert (lead.tail, deadline.getprevious()) == (" rà soát ", lead)
    assert deadline.tail.startswith(", không phải trước ngày")
    bare = read(replace(parse_text("x"), structure=Structure(Header(), directives=(replace(item, evidence=()),))))
    beside = bare.cssselect(".apart mark")
    assert bare.cssselect(".paper mark") == beside
    assert [found.text for found in beside] == ["Sở Y tế", "trước ngày 30/6/2025"]


def test_what_stood_in_columns_of_a_table_is_told_beside_the_text(plan: Document) -> None:
    root = read(plan)
    apart = [found.text_content() for found in root.cssselect(".apart span")]
    assert "Phối hợp: Công an các huyện, thành phố" in apart
    assert "Thời hạn: Hằng quý" in apart


def test_every_field_of_the_samples_is_marked(sample: Document) -> None:
    root = read(sample)
    rows = [row.directive for row in all_rows(sample.structure)]
    assert Counter(marked(root, "lead")) == Counter(name for row in rows for name in row.lead)
    assert Counter(marked(root, "coordinate")) == Counter(name for row in rows for name in row.coordinate)
    assert marked(root, "deadline") == [row.deadline_text for row in rows if row.deadline_text]
    assert set(marked(root, "citation")) == {reference.code for reference in sample.structure.references}


def test_doubtful_words_are_marked_where_they_stand(conclusion: Document) -> None:
    """Known by their neighbours: the second `ngày 30` is another one; a doubt inside a deadline keeps both marks."""
    raw = "báo cáo trong ngày 80\nxong trước ngay 30/6/2025 và ngày 30\n"
    edits = (Edit(35, 39, "ngay", "ngày", "accents", 1.0),)
    suggestions = (Edit(19, 21, "80", "30", "code", -1.0, ("36",)),)
    item = Directive("-", "báo cáo trong ngày 80 xong trước ngày 30/6/2025 và ngày 30", deadline="2025-06-30")
    item = telling(replace(item, deadline_text="trước ngày 30/6/2025"))
    page = Page(1, (Zone(ZoneKind.BODY, tuple(map(Line, raw.splitlines()))),), Origin.OCR)
    edits = tuple(replace(edit, start=raw.index(edit.before), end=raw.index(edit.before) + 4) for edit in edits)
    structure = Structure(Header(), directives=(item,))
    document = replace(
        conclusion, structure=structure, pages=(page,), raw_text=raw, edits=edits, suggestions=suggestions
    )
    root = read(document)
    assert marked(root, "doubt") == ["80", "ngày"]
    assert "".join(marked(root, "deadline")) == "trước ngày 30/6/2025"
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in root.cssselect(".doubts tbody tr")]
    assert rows[0] == ["1", "1", "trong ngày 80", "30", "36", "ký hiệu; chưa sửa"]
    assert rows[1][:4] == ["1", "2", "xong trước ngay 30/6/2025 và", "ngày"]


def test_flags_are_told(conclusion: Document) -> None:
    flags = (Flag("directives[0].text", "“6” hay “8”?"), Flag("header.code", "số chưa được điền"))
    root = read(replace(conclusion, structure=replace(conclusion.structure, flags=flags)))
    assert "flagged" in root.get_element_by_id("muc-1").get("class")
    assert [found.text for found in root.cssselect(".flags code")] == ["directives[0].text", "header.code"]


@settings(max_examples=60)
@given(documents)
def test_the_timeline_holds_every_day_in_order(document: Document) -> None:
    rows = [*table_rows(document)]
    timeline = timeline_of(rows, date(2025, 1, 1))
    days = sorted(row.deadline for row in rows if row.deadline)
    if timeline is None:
        assert not days
        return
    assert [dot.day for dot in timeline.dots] == sorted(set(days))
    assert [row.deadline for dot in timeline.dots for row in dot.rows] == days
    assert all(0 <= mark.share <= 1 for mark in (*timeline.dots, *timeline.ticks))
    assert len(timeline.ticks) <= MOST_TICKS + 1
    for lane in range(timeline.lanes):
        shares = [dot.share for dot in timeline.dots if dot.lane == lane]
        assert all(two - one >= GAP for one, two in pairwise(shares))


@pytest.mark.slow
def test_the_page_works_in_a_browser(conclusion: Document, tmp_path: Path, dump: Callable[[Path], str]) -> None:
    """Its own script runs (the filter appears, all rows counted), that of the document does not; it fits a phone."""
    (tmp_path / "page.html").write_bytes(EXPORTERS["html"](hostile_document(conclusion)))
    frame = tmp_path / "phone.html"
    frame.write_text(
        '<meta charset="utf-8"><iframe id="phone" src="page.html" width="360" height="900"></iframe><script>'
        "onload = () => { const inner = document.getElementById('phone').contentDocument;"
        "document.body.dataset.counted = inner.getElementById('so-dong').textContent;"
        "document.body.dataset.width = inner.documentElement.scrollWidth;"
        "document.body.dataset.styled = inner.defaultView.getComputedStyle(inner.body).marginTop;"
        "document.body.dataset.images = inner.images.length; }</script>",
        "utf-8",
    )
    body = html.document_fromstring(dump(frame)).body
    assert body.get("data-counted") == "3/3 mục"
    assert body.get("data-styled") == "0px"
    assert body.get("data-images") == "0"
    assert int(body.get("data-width")) <= 360


def test_a_doubtful_word_is_marked_in_the_item_on_whose_lines_it_stands(conclusion: Document) -> None:
    raw = "1. Rà soát đất\n2. Rà soát đật\n"
    items = tuple(
        Directive(label, "Rà soát đất", place=Place(1, start, start + 14)) for label, start in (("1.", 0), ("2.", 15))
    )
    page = Page(1, (Zone(ZoneKind.BODY, tuple(map(Line, raw.splitlines()))),), Origin.OCR)
    edit = Edit(raw.index("đật"), raw.index("đật") + 3, "đật", "đất", "accents", 0.1)
    document = replace(
        conclusion,
        structure=Structure(Header(), directives=items),
        pages=(page,),
        raw_text=raw,
        edits=(edit,),
        suggestions=(),
    )
    first, second = read(document).cssselect(".paper li")
    assert [len(item.cssselect("mark.doubt")) for item in (first, second)] == [0, 1]
