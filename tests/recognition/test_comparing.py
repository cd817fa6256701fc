"""Two readings of the same print: whole lines of rubbish give way, and lines of one passage are not mixed up."""

import pytest

from ocr_pipeline.document import Box, Word
from ocr_pipeline.recognition.comparing import compared, is_better, levelled
from ocr_pipeline.recognition.rows import Placed

LETTER = 20.0


def line(*words: tuple[str, float], top: int = 100) -> list[Placed]:
    """Words of 80 pixels side by side, each with its confidence."""
    boxes = [Box(left, top, left + 80, top + 30) for left in range(0, 100 * len(words), 100)]
    return [Placed(Word(text, box, sure), box) for (text, sure), box in zip(words, boxes, strict=True)]


def texts(words: list[Placed]) -> list[str]:
    return [word.word.text for word in words]


RUBBISH = line(("bọc)", 0.23), ("Re:", 0.0), ("#", 0.28))
PRINT = line(("-", 0.91), ("Như", 0.97), ("Điều", 0.96), ("4;", 0.97))


def test_a_line_of_rubbish_gives_way_to_one_read_for_sure_with_its_dash_and_digit() -> None:
    assert [(texts(old), texts(new)) for old, new in compared(tuple(RUBBISH), PRINT)] == [
        (["bọc)", "Re:", "#"], ["-", "Như", "Điều", "4;"])
    ]
    assert is_better(RUBBISH, PRINT, LETTER)


def test_words_that_were_read_do_not_give_way_to_others_with_a_digit() -> None:
    read = line(("Như", 0.9), ("Điều", 0.9), ("5;", 0.85))
    changed = line(("Như", 0.97), ("Điều", 0.96), ("4;", 0.97))
    assert not any(is_better(old, new, LETTER) for old, new in compared(tuple(read), changed) if texts(old) == ["5;"])


def test_signs_and_numbers_alone_replace_no_rubbish() -> None:
    assert not is_better(RUBBISH, line(("-", 0.95), ("4;", 0.97)), LETTER)


def test_two_lines_of_one_passage_are_compared_each_with_its_own() -> None:
    upper, lower = line(("ENHUUTEH)", 0.0), top=90), line(("-", 0.93), ("Thủ", 0.97), top=140)
    first, second = line(("-", 0.93), ("Như", 0.97), ("trên;", 0.97), top=100), line(("-", 0.9), ("Thủ", 0.97), top=140)
    found = [(texts(old), texts(new)) for old, new in compared((*upper, *lower), [*first, *second]) if old]
    assert found == [(["ENHUUTEH)"], ["-", "Như", "trên;"]), (["-"], ["-"]), (["Thủ"], ["Thủ"])]


@pytest.mark.parametrize(
    ("read", "again"),
    [
        ([("1.250.000", 0.96), ("d6ng", 0.2), ("~", 0.0), ("|", 0.1)], [("đồng", 0.95), ("chẵn", 0.95), ("từ", 0.95)]),
        (
            [("Điều", 0.85), ("15", 0.85), ("|", 0.0), ("_", 0.0)],
            [("Điều", 0.97), ("16", 0.8), ("của", 0.97), ("a", 0.9)],
        ),
        ([("2.500", 0.29)], [("nghìn", 0.9)]),
        ([("Nguyễn", 0.8), ("~", 0.0), ("-", 0.1), ("Hà", 0.7)], [("Nguyễn", 0.96)]),
        ([("Nhu", 0.2), ("tren", 0.3)], [("Nhutren", 0.9)]),
    ],
)
def test_no_rubbish(read: list[tuple[str, float]], again: list[tuple[str, float]]) -> None:
    old, new = line(*read), line(*again)
    taken = [
        (texts(before), texts(after)) for before, after in compared(tuple(old), new) if is_better(before, after, LETTER)
    ]
    assert (texts(old), texts(new)) not in taken


@pytest.mark.parametrize(
    ("height", "before", "after"),
    [
        (30, (98, 132), (98, 132)),
        (30, (60, 140), (100, 130)),
        (5, (98, 132), (98, 132)),
        (5, (60, 140), (60, 140)),
    ],
    ids=["the line", "two lines", "a sliver", "a sliver of two lines"],
)
def test_words_keep_their_line_unless_it_was_read_as_two(
    height: int, before: tuple[int, int], after: tuple[int, int]
) -> None:
    old = [Placed(Word("TCCB,", None, 0.4), Box(0, before[0], 80, before[1]))]
    new = [Placed(Word("TCCB,", None, 0.9), Box(2, 100, 82, 100 + height))]
    (word,) = levelled(new, old, LETTER)
    assert word.box == Box(2, after[0], 82, after[1])
    assert word.confidence == 0.9
