import pytest

from ocr_pipeline.document import Alternative, Box, Cell, Edit, Line, Origin, Page, Word, Zone, ZoneKind, text_of
from ocr_pipeline.restoration import decided_otherwise, replay, restore_pages
from ocr_pipeline.restoration.pages import apply_edits

LINE = Line(
    "lanhdao chi dao t6 chirc",
    (
        Word("lanhdao", Box(0, 0, 70, 10), 0.4),
        Word("chi", Box(80, 0, 110, 10), 0.9),
        Word("dao", Box(120, 0, 150, 10), 0.8),
        Word("t6", Box(160, 0, 180, 10), 0.5),
        Word("chirc", Box(190, 0, 240, 12), 0.6),
    ),
    Box(0, 0, 240, 12),
)


def test_a_split_word_shares_its_box_and_a_merged_one_takes_both() -> None:
    edits = [
        Edit(0, 7, "lanhdao", "lãnh đạo", "space lost", 5.0),
        Edit(16, 24, "t6 chirc", "tổchức", "space put in", 5.0),
    ]
    line = apply_edits(LINE, edits)
    assert line.text == "lãnh đạo chi dao tổchức"
    assert [word.text for word in line.words] == ["lãnh", "đạo", "chi", "dao", "tổchức"]
    assert [word.box for word in line.words][:2] == [Box(0, 0, 40, 10), Box(40, 0, 70, 10)]
    assert line.words[-1].box == Box(160, 0, 240, 12)
    assert line.words[-1].confidence == 0.5


def test_words_keep_their_punctuation_and_boxes() -> None:
    line = Line("(quyét,", (Word("(quyét,", Box(1, 2, 3, 4), 0.7),))
    edited = apply_edits(line, [Edit(1, 6, "quyét", "quyết", "misread", 5.0)])
    assert edited.words == (Word("(quyết,", Box(1, 2, 3, 4), 0.7),)


@pytest.mark.parametrize("row", ["Nơi!\t,ỦY BAN NHÂN DÂN", "GIẢI\tMĐ ÓC", "Độc lập\tBì Tự do Hạnh phúc"])
def test_what_papers_print_word_for_word_leaves_the_cells_of_a_table_apart(row: str) -> None:
    cells = tuple(Cell(0, column, text=text) for column, text in enumerate(row.split("\t")))
    page = Page(1, (Zone(ZoneKind.TABLE, (Line(row),), cells=cells),), Origin.OCR, 100, 100, 300)
    (table,) = restore_pages((page,)).pages[0].zones
    assert [cell.text for cell in table.cells] == table.lines[0].text.split("\t")
    assert len(table.cells) == 2


def test_pages_are_restored_as_one_text_and_keep_their_form() -> None:
    first = Zone(ZoneKind.HEAD_LEFT, (Line("TINH UY KHANH HOA"),))
    body = Zone(ZoneKind.BODY, (Line("Ban Thudng vu Tinh ty dé nghi cac cap ty, chinh"), Line("")))
    second = Zone(ZoneKind.BODY, (Line("quyén dia phuong tap trung lanh dao, chi dao thuc hién"),))
    pages = (Page(1, (first, body), Origin.OCR), Page(2, (second,), Origin.OCR))
    restored = restore_pages(pages)
    assert [[len(zone.lines) for zone in page.zones] for page in restored.pages] == [[1, 2], [1]]
    assert restored.pages[1].zones[0].lines[0].text == "quyền địa phương tập trung lãnh đạo, chỉ đạo thực hiện"
    assert restored.raw_text == text_of(pages)
    assert replay(restored.raw_text, restored.edits) == text_of(restored.pages)


def test_a_code_broken_over_a_line_end_is_repaired_in_both_parts() -> None:
    lines = (
        Line("Xét đề nghị của Giám đốc Sở Kế hoạch và Đầu tư tại Tờ trình số 1142/TTr-"),
        Line("SKHDT ngày 23/8/2024;"),
    )
    restored = restore_pages((Page(1, (Zone(ZoneKind.BODY, lines),), Origin.OCR),))
    assert restored.pages[0].lines[1].text == "SKHĐT ngày 23/8/2024;"


def test_a_scan_is_trusted_less_than_text_that_came_as_text() -> None:
    text = "Tuy nhiên, việc chỉ trả bồi thường cho các hộ dân còn chậm so với kế hoạch đề ra."
    zone = Zone(ZoneKind.BODY, (Line(text),))
    as_text = restore_pages((Page(1, (zone,), Origin.TEXT_LAYER),))
    as_scan = restore_pages((Page(1, (zone,), Origin.OCR),))
    assert as_text.pages[0].lines[0].text == text
    assert "chi trả bồi thường" in as_scan.pages[0].lines[0].text


def test_words_of_two_cells_are_never_merged() -> None:
    text = "Cac so, nganh tinh tiép tuc thuc hién\tb\ttinh\nquan ly nha nudc vé d6 thi\t1€\t3"
    zone = Zone(ZoneKind.TABLE, tuple(map(Line, text.splitlines())))
    restored = restore_pages((Page(1, (zone,), Origin.OCR),))
    assert [line.text.count("\t") for line in restored.pages[0].lines] == [2, 2]


def test_pages_decided_otherwise_undo_what_is_doubtful_and_do_what_is_suggested() -> None:
    lines = (
        Line("cac ho trong que o ban Na Sang"),
        Line("ong Lo Van Pan o ban Huoi Lech"),
        Line("doi bo xom Lung Vai bao ve rung dau nguon"),
    )
    pages = (Page(1, (Zone(ZoneKind.BODY, lines),), Origin.OCR),)
    restored = restore_pages(pages)
    doubtful = [edit for edit in restored.edits if edit.doubtful]
    assert doubtful
    assert restored.suggestions
    changes = sorted([*restored.edits, *restored.suggestions], key=lambda edit: edit.start)
    turned = [edit for edit in changes if edit.doubtful]
    halves = list(decided_otherwise(pages, restored))
    for pages_otherwise, half in zip(halves, (turned[::2], turned[1::2]), strict=True):
        made = [edit for edit in changes if (edit in restored.edits) != (edit in half)]
        assert text_of(pages_otherwise) == replay(restored.raw_text, made) != text_of(restored.pages)


def test_sure_pages_are_not_decided_otherwise() -> None:
    pages = (Page(1, (Zone(ZoneKind.BODY, (Line("Ủy ban nhân dân tỉnh"),)),), Origin.TEXT),)
    assert list(decided_otherwise(pages, restore_pages(pages))) == []


def words_read(text: str) -> list[Word]:
    return [Word(part, None, 0.99) for part in text.split()]


BEFORE, AFTER = words_read("Giao các đơn vị nộp lại"), words_read("cho phòng đúng hạn.")


@pytest.mark.parametrize(
    ("read", "confidence", "other", "restored"),
    [
        ("Bính", 0.6, "Bình", "Bình"),
        ("Bính", 0.6, "Minh", "Minh"),
        ("Bính", 0.99, "Bình", "Bính"),
        ("so", 0.6, "sổ", "sổ"),
        ("so", 0.6, "số", "số"),
        ("(sô,", 0.6, "(sổ,", "(sổ,"),
        ("06-NQ/TU", 0.3, "08-NQ/TU", "06-NQ/TU"),
        ("15", 0.3, "16", "15"),
    ],
)
def test_another_reading_decides_where_the_first_was_in_doubt(
    read: str, confidence: float, other: str, restored: str
) -> None:
    words = (*BEFORE, Word(read, None, confidence, (Alternative(other, 0.9),)), *AFTER)
    line = Line(" ".join(word.text for word in words), words)
    pages = restore_pages((Page(1, (Zone(ZoneKind.BODY, (line,)),), Origin.OCR),)).pages
    assert pages[0].zones[0].lines[0].words[len(BEFORE)].text == restored


def test_a_syllable_that_was_not_surely_read_is_only_questioned() -> None:
    text = "Kiểm tra 12 bến đò, mỗi bến 02 đò cũ."
    words = tuple(Word(word, None, 0.6 if word == "đò" else 0.97) for word in text.split())
    restored = restore_pages((Page(1, (Zone(ZoneKind.BODY, (Line(text, words),)),), Origin.OCR),))
    assert restored.edits == ()
    assert [(edit.before, edit.after) for edit in restored.suggestions] == [("đò", "đã")]


def test_a_capital_glued_to_a_doubtful_word_is_not_dropped() -> None:
    text = "Thẩm định, công bố sử dụng bệnh án điện tử; Phòng Nghiệp vụY phối hợp với Văn phòng Sở."
    words = tuple(Word(word, None, 0.3 if word.startswith("vụ") else 0.97) for word in text.split())
    restored = restore_pages((Page(1, (Zone(ZoneKind.BODY, (Line(text, words),)),), Origin.OCR),))
    assert [(edit.before, edit.after) for edit in restored.edits] == [("vụY", "vụ Y")]


def test_the_less_sure_the_reader_the_less_its_letters_tell() -> None:
    def odds(confidence: float) -> float:
        words = (*BEFORE, Word("chuân", None, confidence), *AFTER)
        line = Line(" ".join(word.text for word in words), words)
        (edit,) = restore_pages((Page(1, (Zone(ZoneKind.BODY, (line,)),), Origin.OCR),)).edits
        return edit.log_odds

    assert odds(0.99) < odds(0.8) < odds(0.6)
