from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.document import Box, Region, RegionKind, Word, ZoneKind
from ocr_pipeline.imaging import PreparedImage, prepare
from ocr_pipeline.recognition import recognise, second_reading
from ocr_pipeline.recognition.calibration import calibrated
from ocr_pipeline.recognition.noise import without_drawn, without_noise, without_strokes
from ocr_pipeline.recognition.second_reading import read_again
from ocr_pipeline.recognition.spacing import mend_by_geometry
from ocr_pipeline.recognition.tesseract import second_reader
from ocr_pipeline.settings import RecognitionOptions

CASES = json.loads((Path(__file__).parent / "cases" / "words.json").read_text("utf-8"))
LETTER = 18.0
READ = [("Quyêt", 0.5), ("dinh", 0.97), ("sô", 0.4), ("19678", 0.3)]
FONT = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_words_are_mended_by_their_boxes(case: dict[str, Any]) -> None:
    words = [Word(text, Box(*box), confidence) for text, *box, confidence in case["read"]]
    assert [word.text for word in mend_by_geometry(without_noise(words, LETTER), LETTER)] == case["words"]


def printed(size: tuple[int, int], lines: list[tuple[int, int, str]]) -> Image.Image:
    if not FONT.exists():
        pytest.fail("no Tinos font: install fonts-croscore")
    picture = Image.new("L", size, 255)
    font = ImageFont.truetype(str(FONT), 39)
    for left, top, text in lines:
        ImageDraw.Draw(picture).text((left, top), text, 0, font)
    return picture


def test_a_name_that_runs_into_a_seal_stays_whole() -> None:
    seal = Region(RegionKind.SEAL, Box(0, 0, 200, 200))
    name = [Word("Trần", Box(120, 150, 195, 190), 0.1), Word("Phước", Box(210, 150, 300, 190), 0.97)]
    scrawls = [Word("vl", Box(20, 60, 70, 95), 0.2), Word("(7", Box(120, 100, 195, 140), 0.3)]
    assert list(without_strokes([*name, *scrawls], [seal])) == name


def test_words_made_of_strokes_go_and_print_that_they_cross_stays() -> None:
    pixels, strokes = np.full((100, 300), 255, np.uint8), np.zeros((100, 300), np.uint8)
    pixels[20:40, 10:110] = 0
    pixels[50:70, 10:290] = 0
    strokes[45:75, 10:60] = 255
    drawn, crossed = Word("Ưu", Box(10, 50, 60, 70), 0.5), Word("Giám", Box(10, 20, 110, 70), 0.9)
    assert without_drawn([drawn, crossed], pixels, strokes) == (crossed,)


@pytest.mark.parametrize(("confidence", "kept"), [(0.9, "05 khoa"), (0.5, "“ân")])
def test_what_could_not_be_read_may_change_its_length(
    monkeypatch: pytest.MonkeyPatch, confidence: float, kept: str
) -> None:
    box = Box(100, 60, 210, 90)

    def second(sheet: NDArray[np.uint8], *_: object, **__: object) -> tuple[Word, ...]:
        top, left = sheet.shape[0] // 2 - 10, 40
        return tuple(
            Word(text, Box(left + shift, top, left + shift + 40, top + 20), confidence)
            for text, shift in (("05", 0), ("khoa", 48))
        )

    monkeypatch.setattr(second_reading, "read_words", second)
    pixels = np.full((200, 400), 255, np.uint8)
    pixels[60:90, 100:210] = 0
    again = read_again(pixels, LETTER, [Word("“ân", box, 0.33)], RecognitionOptions())
    assert " ".join(word.text for word in again) == kept


@pytest.mark.tesseract
def test_heavy_print_beside_a_signature_is_read() -> None:
    picture = printed((1000, 500), [(100, 60, "Căn cứ Quyết định số 1967 của Tỉnh ủy")])
    bold = ImageFont.truetype(str(FONT.with_name("Tinos-Bold.ttf")), 39)
    ImageDraw.Draw(picture).text((500, 330), "Lê Hoàng Anh", 0, bold, stroke_width=1)
    pixels, strokes = np.array(picture), np.zeros((500, 1000), np.uint8)
    strokes[200:320, 400:900] = 255
    words = read_again(np.maximum(pixels, strokes), LETTER, [], RecognitionOptions())
    assert {"Lê", "Hoàng", "Anh"} <= {word.text for word in words}


@pytest.mark.tesseract
def test_doubtful_words_are_read_again_and_sure_ones_are_not() -> None:
    line = "Căn cứ Quyết định số 1967 của Tỉnh ủy"
    pixels = np.asarray(printed((900, 200), [(100, 80, line)]))
    length = ImageFont.truetype(str(FONT), 39).getlength
    words = []
    for text, (read, confidence) in zip(line.split()[2:6], READ, strict=True):
        left = 100 + round(length(line[: line.index(text)]))
        words.append(Word(read, Box(left, 78, left + round(length(text)), 122), confidence))
    again = read_again(pixels, LETTER, words, RecognitionOptions())
    assert [word.text for word in again[:4]] == ["Quyết", "dinh", "số", "19678"]
    assert [other.text for word in again[:4] for other in word.alternatives] == ["Quyêt", "định", "sô", "1967"]
    assert all(word.box is not None and word.box.top == 78 and word.box.bottom == 122 for word in again[:4])
    assert {word.text.strip("'") for word in again[4:]} == {"Căn", "cứ", "của", "Tỉnh", "ủy"}, (
        "passed over by the first reading"
    )


@pytest.mark.tesseract
@pytest.mark.parametrize(
    ("first", "confidence", "kept"),
    [("80/6/2025", 0.9, "80/6/2025"), ("80/6/2025", 0.3, "30/6/2025"), ("30/6/2O25", 0.3, "30/6/2025")],
)
def test_digits_are_traded_only_for_much_surer_ones(first: str, confidence: float, kept: str) -> None:
    line = "trước ngày 30/6/2025"
    pixels = np.asarray(printed((600, 200), [(100, 80, line)]))
    length = ImageFont.truetype(str(FONT), 39).getlength
    left = 100 + round(length("trước ngày "))
    word = Word(first, Box(left, 78, left + round(length("30/6/2025")), 122), confidence)
    assert read_again(pixels, LETTER, [word], RecognitionOptions())[0].text == kept


@pytest.mark.tesseract
def test_a_ruled_table_is_read_row_by_row() -> None:
    body = "Giao các đơn vị trực thuộc tổ chức thực hiện theo lịch sau đây"
    cells = [
        ["TT", "Bệnh viện", "Thời gian"],
        ["01", "Trung tâm Y tế huyện An Biên", "Ngày 28/12"],
        ["02", "Trung tâm Y tế\nhuyện Vĩnh Thuận", "Ngày 29/12"],
    ]
    columns, rows = (160, 260, 800, 1400), (300, 370, 440, 570)
    picture = printed(
        (1654, 800),
        [(200, 200, body), (160, 640, "Các đơn vị báo cáo kết quả về Sở trước ngày 31 tháng 12.")]
        + [(columns[c] + 12, rows[r] + 14, text) for r, row in enumerate(cells) for c, text in enumerate(row)],
    )
    draw = ImageDraw.Draw(picture)
    for x in columns:
        draw.line((x, rows[0], x, rows[-1]), 0, 3)
    for y in rows:
        draw.line((columns[0], y, columns[-1], y), 0, 3)
    page = recognise(prepare(np.asarray(picture), 200), 1)
    assert [zone.kind for zone in page.zones] == [ZoneKind.BODY, ZoneKind.TABLE, ZoneKind.BODY]
    assert [line.text.split("\t") for line in page.zones[1].lines] == [
        [text.replace("\n", " ") for text in row] for row in cells
    ]


@pytest.mark.tesseract
def test_boxes_are_those_of_the_picture_also_where_large_print_is_read_smaller() -> None:
    large = printed((1654, 300), [(200, 100, "Ủy ban nhân dân tỉnh")]).resize((3308, 600))
    image = PreparedImage(np.asarray(large), 400, letter_height=36.0)
    words = [word for line in recognise(image, 1).lines for word in line.words]
    assert [word.text for word in words] == ["Ủy", "ban", "nhân", "dân", "tỉnh"]
    assert words[0].box is not None
    assert abs(words[0].box.left - 400) < 20


def test_confidences_are_shares_of_right_words() -> None:
    raw = [0.0, 0.5, 0.9, 0.95, 0.96, 0.97, 1.0]
    found = [word.confidence or 0.0 for word in calibrated([Word("số", None, told) for told in raw])]
    assert found == sorted(found)
    assert all(0 < share < 1 for share in found)
    assert found[1] < 0.5 < found[2] < 0.9, "Tesseract is surer of doubtful words than it should be"


@pytest.mark.tesseract
def test_the_second_reader_is_another_network_where_one_is_installed() -> None:
    assert second_reader("vie") in {"script/Vietnamese", "Vietnamese"}
    assert second_reader("eng") == "eng"
