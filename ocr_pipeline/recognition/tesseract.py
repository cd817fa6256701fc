"""The adapter for Tesseract: is it there, with which languages, and the words it reads in a picture."""

from __future__ import annotations

import os
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio

from ocr_pipeline.document import Box, Word
from ocr_pipeline.errors import (
    MissingProgramError,
    PipelineError,
    RecognitionError,
    RecognitionTimeoutError,
    reason_of,
)
from ocr_pipeline.recognition.rows import union
from ocr_pipeline.settings import RecognitionOptions

AUTOMATIC = 3
"""Page segmentation mode: find the blocks of a page."""
ONE_BLOCK = 6
"""Page segmentation mode: one uniform block of lines."""
ONE_LINE = 7
"""Page segmentation mode: one line."""
SCATTERED = 11
"""Page segmentation mode: words here and there."""
_SECOND = {"vie": ("script/Vietnamese", "Vietnamese")}
"""Other data that Tesseract reads the same language with; it errs elsewhere. Debian has no folder for scripts."""
_PROBE_SECONDS = 20
_NEAR, _SAME, _SIMILAR = 2, 0.5, 60.0
"""How many lines away, at which overlap and at which likeness in percent of its letters a line is read twice."""
_REACH, _FEWEST_WORDS = 0.5, 4
_INSTALL = "Cài đặt: sudo apt install tesseract-ocr tesseract-ocr-{language}"


@dataclass(frozen=True, slots=True)
class Installation:
    """What is installed: Tesseract's version and the languages it has data for."""

    version: str
    languages: tuple[str, ...]


def probe() -> Installation:
    """Version and languages of the installed Tesseract.

    Raises MissingProgramError when there is none, RecognitionError when it does not answer.
    """
    try:
        version = str(pytesseract.get_tesseract_version())
        command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
        listed = subprocess.run(command, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False).stdout
    except (pytesseract.TesseractNotFoundError, FileNotFoundError) as error:
        raise _missing_program("vie") from error
    except subprocess.TimeoutExpired as error:
        raise RecognitionError(
            "Tesseract không liệt kê được dữ liệu ngôn ngữ.", "Hãy kiểm tra biến môi trường TESSDATA_PREFIX."
        ) from error
    return Installation(version, tuple(line.strip() for line in listed.splitlines()[1:] if line.strip()))


@cache
def second_reader(language: str) -> str:
    """The data for a second reading: another network where one is installed, else the language itself."""
    wanted = _SECOND.get(language, ())
    installed = probe().languages if wanted else ()
    return next((name for name in wanted if name in installed), language)


def read_words(
    pixels: NDArray[np.uint8],
    dpi: int,
    options: RecognitionOptions,
    *,
    segmentation: int = AUTOMATIC,
    characters: str = "",
) -> tuple[Word, ...]:
    """The words of a grey picture (height, width) with boxes and confidences (0 to 1), in Tesseract's order.

    With `characters` it reads nothing else.
    Raises MissingProgramError when Tesseract or its language data is not installed, RecognitionError when it fails,
    takes longer than `options.timeout` seconds, or has no room for its temporary files.
    """
    # Several threads for one page cost more than they bring, and stall when pages are read side by side.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        with tempfile.TemporaryDirectory(prefix="ocr-pipeline-") as folder:
            # Uncompressed, by path: pytesseract would spend more on packing a PNG than Tesseract on half a page.
            picture = Path(folder) / "page.pgm"
            picture.write_bytes(cv2.imencode(picture.suffix, pixels)[1].tobytes())
            config = f"--psm {segmentation} --dpi {dpi}"
            config += f" -c tessedit_char_whitelist={characters}" if characters else ""
            table = pytesseract.image_to_data(
                str(picture), lang=options.language, config=config, timeout=options.timeout
            )
    except pytesseract.TesseractNotFoundError as error:
        raise _missing_program(options.language) from error
    except pytesseract.TesseractError as error:
        raise _failed(error, options.language) from error
    except RuntimeError as error:
        raise RecognitionTimeoutError(
            f"Tesseract chưa đọc xong một trang sau {options.timeout:g} giây.",
            "Tăng thời hạn, hoặc chạy ít trang cùng lúc hơn.",
        ) from error
    except OSError as error:
        raise RecognitionError(
            f"không ghi được tệp tạm vào {tempfile.gettempdir()} ({reason_of(error)}).",
            "Hãy dọn chỗ trống trên ổ đĩa ấy rồi chạy lại, hoặc chọn ổ đĩa khác (TMPDIR; với batch là nơi có kết quả).",
        ) from error
    return tuple(words_in(table))


def _failed(error: pytesseract.TesseractError, language: str) -> PipelineError:
    """What Tesseract says of its failure; killed by the system it says nothing."""
    message = str(error.message).strip()
    if "language" in message.lower():
        return _missing_program(language)
    if not message:
        return RecognitionError(
            f"Tesseract dừng đột ngột (mã {error.status}).", "Máy có thể thiếu bộ nhớ: hãy chạy ít tệp cùng lúc hơn."
        )
    return RecognitionError("Tesseract không đọc được trang này.", f"Thông báo của Tesseract: {message}")


def words_in(table: str) -> Iterator[Word]:
    """The words of Tesseract's TSV output, its level 5 rows: page, block, paragraph, line, word, left, top, width, …"""
    rows = (row.split("\t") for row in table.split("\n")[1:])
    words = (cells for cells in rows if len(cells) == 12 and cells[0] == "5" and cells[11].strip())
    lines = [[_word(cells) for cells in line] for _, line in groupby(words, key=lambda cells: cells[1:5])]
    for number, line in enumerate(lines):
        if not any(_read_twice(line, other, number < place) for place, other in _near(lines, number)):
            yield from _levelled(line)


_TsvWord = tuple[str, Box, float]


def _near(lines: Sequence[Sequence[_TsvWord]], number: int) -> Iterator[tuple[int, Sequence[_TsvWord]]]:
    """The lines just before and behind one, with their numbers; Tesseract puts the two halves of a line there."""
    for place in range(max(number - _NEAR, 0), min(number + _NEAR + 1, len(lines))):
        if place != number:
            yield place, lines[place]


def _read_twice(line: Sequence[_TsvWord], other: Sequence[_TsvWord], first: bool) -> bool:
    """Whether a line is another one once more, or a part of it: of one line Tesseract at times makes two."""
    one, two = (union(box for _, box, _ in words) for words in (line, other))
    down = min(one.bottom, two.bottom) - max(one.top, two.top)
    across = min(one.right, two.right) - max(one.left, two.left)
    if down < _SAME * min(one.height, two.height) or across < _SAME * min(one.width, two.width):
        return False
    text, same = (" ".join(word for word, _, _ in words) for words in (line, other))
    return ratio(text, same) >= _SIMILAR and (len(text), first) < (len(same), not first)


def _word(cells: Sequence[str]) -> _TsvWord:
    left, top, width, height = map(int, cells[6:10])
    text = unicodedata.normalize("NFC", cells[11])
    return text, Box(left, top, left + width, top + height), max(float(cells[10]), 0.0) / 100


def _levelled(line: Sequence[_TsvWord]) -> Iterator[Word]:
    """The words of one line; boxes that cover this line and reach far into others are cut to the height of this one.

    Tesseract knows well in which line a word stands, but at times gives it the box of marks in two lines.
    """
    top, bottom = (round(median(edge)) for edge in zip(*((box.top, box.bottom) for _, box, _ in line), strict=True))
    reach = _REACH * (bottom - top)
    for text, box, confidence in line:
        covers = box.top <= top + reach / 2 and box.bottom >= bottom - reach / 2
        if covers and len(line) >= _FEWEST_WORDS and (box.top < top - reach or box.bottom > bottom + reach):
            box = Box(box.left, max(box.top, top), box.right, min(box.bottom, bottom))
        yield Word(text, box, confidence)


def _missing_program(language: str) -> MissingProgramError:
    return MissingProgramError(
        f"Không tìm thấy Tesseract hoặc dữ liệu ngôn ngữ “{language}” của nó.", _INSTALL.format(language=language)
    )
