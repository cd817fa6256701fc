"""The made-up documents: page, gold text and gold JSON agree with one another and keep to the conventions."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pypdfium2 as pdfium
import pytest

from ocr_pipeline.document import Directive
from ocr_pipeline.synthesis.blocks import gold_text
from ocr_pipeline.synthesis.content import FOLDER, SyntheticDocument, document_names, gold_json, load_document
from ocr_pipeline.synthesis.layout import document_pdf

DOCUMENTS = {name: load_document(FOLDER / f"{name}.json") for name in document_names()}
CODE = re.compile(r"\b\d+(?:/\d{4})?[/-][A-ZĐ]\w*(?:&\w+)?(?:[/-][A-ZĐ]\w*)*")
each = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


def all_directives(directives: tuple[Directive, ...]) -> Iterator[Directive]:
    for directive in directives:
        yield directive
        yield from all_directives(directive.children)


def printed_text(pdf: bytes) -> str:
    """The text layer without white space and page numbers."""
    texts = []
    with pdfium.PdfDocument(pdf) as pages:
        for number, page in enumerate(pages, 1):
            lines = page.get_textpage().get_text_range().replace("\ufffe", "-").split("\r\n")
            if number > 1:
                lines.remove(str(number))
            texts += lines
    return re.sub(r"\s", "", "".join(texts))


def test_each_kind_of_document_is_there_at_least_twice():
    kinds = Counter((d.structure.header.system, d.structure.header.type) for d in DOCUMENTS.values())
    state = ("Quyết định", "Công văn", "Thông báo", "Kế hoạch", "Chỉ thị")
    assert all(kinds["party", kind] >= 2 for kind in ("Kết luận", "Nghị quyết", "Chỉ thị"))
    assert all(kinds["state", kind] >= 2 for kind in state)
    assert kinds["state", "Công điện"]


def test_no_two_documents_share_subject_or_issuer():
    headers = [document.structure.header for document in DOCUMENTS.values()]
    assert len({header.subject for header in headers}) == len(headers)
    assert len({(header.parent_issuer, header.issuer) for header in headers}) == len(headers)


@each
def test_page_and_gold_text_are_the_same(document: SyntheticDocument):
    assert printed_text(document_pdf(document)) == re.sub(r"\s", "", gold_text(document))


@each
def test_gold_text_holds_every_field(document: SyntheticDocument):
    lines, structure = gold_text(document).splitlines(), document.structure
    header = structure.header
    for field in (header.parent_issuer, header.issuer, header.subject):
        assert field is None or field in lines
    assert all(
        f"- {recipient}" in line for recipient, line in zip(structure.recipients, _recipients(lines), strict=True)
    )
    assert structure.signature is not None
    assert lines[-1] == structure.signature.name
    assert lines[-2] == structure.signature.position
    assert " ".join(document.printed.authority) == (structure.signature.authority or "")
    assert set(document.printed.opening + document.printed.closing) <= set(lines)
    for base in structure.legal_bases:
        assert any(base in line for line in lines)
    for directive in all_directives(structure.directives):
        for paragraph in directive.text.split("\n"):
            assert any(paragraph in line for line in lines)


def _recipients(lines: list[str]) -> list[str]:
    start = lines.index("Nơi nhận:") + 1
    return [line for line in lines[start:] if line.startswith("- ")]


@each
def test_head_is_as_printed(document: SyntheticDocument):
    header, printed = document.structure.header, document.printed
    assert printed.issuer.replace("\n", " ") == header.issuer
    if header.code is None or header.date is None:
        assert (printed.code, printed.date) == (header.code_text, header.date_text)
    else:
        issued = date.fromisoformat(header.date)
        assert printed.code.endswith(header.code)
        month = f"{issued.month:02d}" if issued.month < 3 else str(issued.month)
        assert printed.date == f"{header.place}, ngày {issued.day:02d} tháng {month} năm {issued.year}"


@each
def test_bodies_and_deadlines_are_words_of_their_item(document: SyntheticDocument):
    rows = [line for line in gold_text(document).splitlines() if "\t" in line]
    for directive in all_directives(document.structure.directives):
        row = next((line for line in rows if {directive.label, directive.text} <= set(line.split("\t"))), "")
        words = directive.text + row
        for body in (*directive.lead, *directive.coordinate):
            assert body in words
        if directive.deadline_text:
            assert directive.deadline_text in words
        if directive.deadline:
            assert directive.deadline_text
            assert date.fromisoformat(directive.deadline) >= date.fromisoformat(
                document.structure.header.date or "2024-06-01"
            )


@each
def test_references_are_all_codes_in_order(document: SyntheticDocument):
    found = dict.fromkeys(re.findall(CODE, gold_text(document)))
    found.pop(document.structure.header.code, None)
    assert [reference.code for reference in document.structure.references] == list(found)


@each
def test_spelling_is_nfc_with_traditional_tone_placement(document: SyntheticDocument):
    text = gold_text(document)
    assert text == unicodedata.normalize("NFC", text)
    assert not re.search(r"[oO][àáảãạÀÁẢÃẠèéẻẽẹ]\b|(?<![qQ])[uU][ỳýỷỹỵỲÝỶỸỴ]\b", text)
    assert "  " not in text or document.structure.header.code is None


@each
def test_gold_json_has_the_fields_of_the_truth(document: SyntheticDocument):
    gold = json.loads(gold_json(document.structure))
    assert [name for name in gold if name != "citations"] == [
        "header",
        "addressees",
        "legal_bases",
        "references",
        "directives",
        "recipients",
        "signature",
    ]
    fields = {"label", "text", "lead", "coordinate", "deadline", "deadline_text", "children"}
    stack = list(gold["directives"])
    while stack:
        item = stack.pop()
        assert set(item) - {"targets", "body_ids"} == fields
        stack += item["children"]
    given = {"system", "parent_issuer", "issuer", "code", "place", "date", "type", "subject", "urgency"}
    assert set(gold["header"]) - given <= {"code_text", "date_text"}


def test_table_rows_are_tabbed_lines():
    lines = gold_text(DOCUMENTS["state-plan"]).splitlines()
    assert "STT\tNội dung công việc\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời hạn" in lines
    assert "6\tKiểm tra an toàn thông tin tại đơn vị\tThanh tra Sở\tVăn phòng Sở\tHằng quý" in lines
