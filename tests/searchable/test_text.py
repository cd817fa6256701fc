"""What search and copying find: the restored words, in order, and nothing of the old layer."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from math import cos, radians, sin
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Dictionary, Name

from ocr_pipeline.document import Box, Document, Line, Origin, Page, Region, RegionKind, Scan, Word, Zone, ZoneKind
from ocr_pipeline.searchable import pdf_a_faults, write_searchable_pdf

NAMES = ["thong-bao.pdf", "cong-van-hoa-toc.jpg"]
Read = Callable[[str], tuple[Path, Document]]


def pictures(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        return sorted(
            item.read_raw_bytes()
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Image
        )


@pytest.mark.tesseract
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_becomes_pdf_a_in_which_all_its_words_are_found(
    read_sample: Read, lab: SimpleNamespace, tmp_path: Path, name: str
) -> None:
    (source, document), target = read_sample(name), tmp_path / "a.pdf"
    written = write_searchable_pdf(source, document, target)
    assert (written.pdf_a, written.reasons, written.pages) == (True, (), len(document.pages))
    assert pdf_a_faults(target) == ()
    wanted = Counter(word.text for page in document.pages for line in page.lines for word in line.words)
    for text in (lab.poppler(target), lab.chromium(target)):
        assert (wanted - Counter(text.split())).total() <= 0.01 * wanted.total()
    lines = [" ".join(line.text.split()) for page in document.pages for line in page.lines if "\t" not in line.text]
    found = " ".join(lab.chromium(target).split())
    places = [found.find(line) for line in lines]
    assert sum(place >= 0 for place in places) >= 0.95 * len(places)
    known = [place for place in places if place >= 0]
    assert sum(one < other for one, other in pairwise(known)) >= 0.95 * (len(known) - 1)
    if name.endswith(".pdf"):
        assert pictures(target) == pictures(source)


@pytest.mark.tesseract
def test_a_page_that_lies_on_its_side_is_shown_upright(read_sample: Read, lab: SimpleNamespace, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    write_searchable_pdf(*read_sample("thong-bao.pdf"), target)
    with pikepdf.open(target) as pdf:
        assert [page.obj.Rotate for page in pdf.pages] == [270]
    assert "Ngày 12 tháng 9 năm 2022, tại Trụ sở Ủy ban nhân dân tỉnh, đồng chí Ma\n" in lab.poppler(target)


def test_a_page_read_without_confidence_is_not_turned(lab: SimpleNamespace, tmp_path: Path) -> None:
    page = lab.page("iậd gnôhK", rotation=180)
    doubtful = Line("iậd", (Word("iậd", Box(10, 10, 90, 30), 0.3),))
    page = Page(1, (Zone(ZoneKind.BODY, (doubtful,)),), Origin.OCR, page.width, page.height, 100, rotation=180)
    source, target = lab.saved(lab.blank(), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(page), target)
    with pikepdf.open(target) as pdf:
        assert pdf.pages[0].obj.get("/Rotate", 0) == 0


def places_of(path: Path, words: set[str]) -> dict[str, tuple[float, float]]:
    """The middle of each word on the page as it is shown, as shares of its width and height."""
    found = {}
    with closing(pdfium.PdfDocument(path)) as pdf, closing(pdf[0]) as page, closing(page.get_textpage()) as layer:
        width, height = page.get_size()
        if page.get_rotation() in (90, 270):
            width, height = height, width
        for word in words:
            with closing(layer.search(word, match_case=True, match_whole_word=True)) as search:
                index, count = search.get_next()
            boxes = [layer.get_charbox(place) for place in range(index, index + count)]
            x = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
            y = (min(box[1] for box in boxes) + max(box[3] for box in boxes)) / 2
            found[word] = (x / width, 1 - y / height)
    return found


def turned(degrees: float, lab: SimpleNamespace) -> Scan:
    """A scan of the same size whose middle is that of the page, turned clockwise."""
    c, s, x, y = cos(radians(degrees)), sin(radians(degrees)), lab.width / 2, lab.height / 2
    return Scan(lab.width, lab.height, (c, -s, x - c * x + s * y, s, c, y - s * x - c * y, 0.0, 0.0, 1.0))


@pytest.mark.parametrize("degrees", [0.0, 0.8, -2.5, 6.0, 25.0, 180.0, 179.0])
def test_words_stand_on_the_tilted_line(lab: SimpleNamespace, tmp_path: Path, degrees: float) -> None:
    page = lab.page(
        "Quyết định phê duyệt đề án sáp nhập trường học xã vùng cao",
        "Nghị quyết trung ương",
        scan=turned(degrees, lab),
    )
    source, target = lab.saved(lab.blank(), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(page), target)
    boxes = {word.text: word.box for line in page.lines for word in line.words}
    for word, (across, down) in places_of(target, set(boxes)).items():
        box = boxes[word]
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        a, b, c, d, e, f, *_ = page.scan.matrix
        assert across * lab.width == pytest.approx(a * x + b * y + c, abs=4)
        assert down * lab.height == pytest.approx(d * x + e * y + f, abs=14), (word, degrees)


@pytest.mark.parametrize("degrees", [-2.5, 4.5, 9.0])
def test_poppler_cuts_no_word_of_a_tilted_line(lab: SimpleNamespace, tmp_path: Path, degrees: float) -> None:
    line = "Quyết định phê duyệt nghiêng thành phố chương trình"
    source, target = lab.saved(lab.blank(), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(lab.page(line, scan=turned(degrees, lab))), target)
    assert Counter(lab.poppler(target).split()) == Counter(line.split())
    assert lab.poppler(target, "-raw").split() == line.split()


@pytest.mark.parametrize("degrees", [0.0, 0.6, -0.9, 1.1])
def test_poppler_keeps_a_line_that_is_a_little_tilted(lab: SimpleNamespace, tmp_path: Path, degrees: float) -> None:
    line = "Quyết định phê duyệt đề án sáp nhập trường học các xã vùng cao"
    source, target = lab.saved(lab.blank(), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(lab.page(line, scan=turned(degrees, lab))), target)
    assert lab.poppler(target).strip("\f\n") == line


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_stand_right_whatever_turn_and_crop_the_page_has(
    lab: SimpleNamespace, tmp_path: Path, rotate: int
) -> None:
    pdf = lab.blank()
    pdf.pages[0].CropBox = pikepdf.Array([100, 50, 500, 750])
    pdf.pages[0].Rotate = rotate
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    width, height = (400, 700) if rotate in (0, 180) else (700, 400)
    line = Line("Nghị quyết", (Word("Nghị", Box(20, 30, 60, 50), 0.9), Word("quyết", Box(65, 30, 120, 50), 0.9)))
    page = Page(1, (Zone(ZoneKind.BODY, (line,)),), Origin.OCR, width, height, 72)
    write_searchable_pdf(source, lab.document(page), target)
    x0, y0, x1, y1 = lab.poppler_box(target, "Nghị")
    assert (x0, y0, x1, y1) == pytest.approx((20, 30, 60, 50), abs=3)


def hidden(pdf: pikepdf.Pdf, form: bool) -> bytes:
    """Operators that show hidden words, by themselves or in a form."""
    text = b"BT 3 Tr /F0 12 Tf 50 700 Td (UY BAN NHAN DAN Nghj quyet) Tj ET"
    if not form:
        return text
    inner = pdf.make_stream(text, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 850])
    inner.Resources = Dictionary(Font=pdf.pages[0].Resources.Font)
    pdf.pages[0].Resources.XObject.Fm0 = inner
    return b"/Fm0 Do"


@pytest.mark.parametrize("form", [False, True])
def test_a_garbled_layer_of_the_scanner_is_gone(lab: SimpleNamespace, tmp_path: Path, form: bool) -> None:
    pdf = lab.blank()
    lab.write(pdf, b" ")
    pdf.pages[0].contents_add(hidden(pdf, form))
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    assert "Nghj quyet" in lab.poppler(source)
    written = write_searchable_pdf(source, lab.document(lab.page("ỦY BAN NHÂN DÂN", "Nghị quyết")), target)
    assert written.pdf_a
    for text in (lab.poppler(target), lab.chromium(target)):
        assert text.split() == ["ỦY", "BAN", "NHÂN", "DÂN", "Nghị", "quyết"]
    with pikepdf.open(target) as made:
        streams = [item.read_bytes() for item in made.objects if isinstance(item, pikepdf.Stream)]
    assert not any(b"Nghj" in stream for stream in streams)


def test_printed_text_with_wrong_letters_stays_to_be_seen_and_is_no_more_found(
    lab: SimpleNamespace, tmp_path: Path
) -> None:
    pdf = lab.blank()
    lab.write(pdf, b"BT /F0 40 Tf 50 700 Td (Nghj quyet) Tj ET")
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(lab.page("Nghị quyết")), target)
    for text in (lab.poppler(target), lab.chromium(target)):
        assert text.split() == ["Nghị", "quyết"]
    with closing(pdfium.PdfDocument(target)) as new, closing(new[0]) as page, closing(page.render()) as bitmap:
        assert bitmap.to_numpy().min() < 60  # the letters are black on grey


def test_a_right_layer_stays_and_gets_no_second_one(lab: SimpleNamespace, tmp_path: Path) -> None:
    pdf = lab.blank()
    lab.write(pdf, b"BT /F0 12 Tf 50 700 Td (Quy che lam viec) Tj ET")
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(lab.page("Quy che lam viec", origin=Origin.TEXT_LAYER)), target)
    assert lab.poppler(target) == lab.poppler(source)


def test_a_layer_that_restoration_mended_is_replaced(lab: SimpleNamespace, tmp_path: Path) -> None:
    pdf = lab.blank()
    lab.write(pdf, b"BT /F0 12 Tf 50 700 Td (Quy che lam viec) Tj ET")
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    page = lab.page("Quy chế làm việc", origin=Origin.TEXT_LAYER)
    write_searchable_pdf(source, lab.document(page, raw_text="Quy che lam viec\n"), target)
    for text in (lab.poppler(target), lab.chromium(target)):
        assert text.split() == ["Quy", "chế", "làm", "việc"]


def test_stamps_lost_boxes_and_strange_letters_are_found_too(lab: SimpleNamespace, tmp_path: Path) -> None:
    lines = (
        Line(
            "Kê\u0301t luâ\u0323n 😀", (Word("Kê\u0301t", Box(100, 100, 160, 120), 0.9), Word("luâ\u0323n"), Word("😀"))
        ),
        Line("không rõ chỗ"),
        Line("a a", (Word("a", Box(100, 200, 110, 220)), Word("a", Box(120, 200, 130, 220)))),
    )
    region = Region(RegionKind.STAMP, Box(100, 400, 300, 480), "CÔNG VĂN ĐẾN\nSố: 1284")
    page = Page(1, (Zone(ZoneKind.BODY, lines),), Origin.OCR, lab.width, lab.height, 100, regions=(region,))
    source, target = lab.saved(lab.blank(), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(page), target)
    wanted = ["Kết", "luận", "😀", "không", "rõ", "chỗ", "a", "a", "CÔNG", "VĂN", "ĐẾN", "Số:", "1284"]
    for text in (lab.poppler(target, "-raw"), lab.chromium(target)):
        assert Counter(text.split()) == Counter(wanted)
