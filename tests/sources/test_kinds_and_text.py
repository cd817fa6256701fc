import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.document import Origin
from ocr_pipeline.errors import EmptyInputError, InputError, MissingInputError, UnknownFormatError, UnreadableInputError
from ocr_pipeline.sources import LayerPage, ScannedPage, decode_text
from ocr_pipeline.sources.kinds import Kind, kind_of
from ocr_pipeline.sources.text import text_pages
from ocr_pipeline.vietnamese.syllable import split_tone


def test_the_content_decides_not_the_name(
    tmp_path: Path, born_digital: bytes, read_source: Callable[..., list[object]]
) -> None:
    for name in ("scan.bin", "scan.png", "scan"):
        path = tmp_path / name
        path.write_bytes(born_digital)
        assert isinstance(read_source(path)[0], LayerPage)
    path.write_bytes(b"junk before the header\n" + born_digital)
    assert isinstance(read_source(path)[0], LayerPage)


@pytest.mark.parametrize("name", ["van-ban.pdf", "anh.PNG", "anh.tiff"])
def test_text_under_a_binary_name_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownFormatError, match="nội dung không phải PDF hay ảnh"):
        kind_of("Nghị quyết".encode(), tmp_path / name)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04...", "Word"),
        (b"\xd0\xcf\x11\xe0...", "Word"),
        (b"{\\rtf1", "RTF"),
        (b"GIF89a", "GIF"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\0\0\0\x18ftypavif", "AVIF"),
        (b"RIFF\x0a\n\0\0WEBPVP8", "WebP"),
        (b"BM6\x0a\0\0\0\0\0\x006", "BMP"),
        (b"AT&TFORM\0\0", "DjVu"),
        (b"%!PS-Adobe-3.0", "PostScript"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML>", "HTML"),
        (b"<html lang='vi'>", "HTML"),
    ],
)
def test_foreign_kinds_are_named_with_a_way_out(content: bytes, problem: str) -> None:
    with pytest.raises(UnknownFormatError, match=problem) as caught:
        kind_of(content, Path("a.txt"))
    assert caught.value.advice.startswith("Hãy lưu")


@pytest.mark.parametrize("text", ["BM 01 Biểu mẫu", "<htmlx>", "RIFF là gì", "AT&T", "ftypheic"])
def test_text_that_begins_almost_like_another_kind(text: str) -> None:
    assert kind_of(text.encode(), Path("a.txt")) is Kind.TEXT


def test_text_pages_and_their_lines(tmp_path: Path, read_source: Callable[..., list[object]]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffTỉnh ủy\r\n\r\nSố 06\n\fTrang hai\n".encode())
    pages = read_source(path)
    assert [[line.text for line in page.lines] for page in pages] == [["Tỉnh ủy", "", "Số 06"], ["Trang hai"]]
    assert {page.origin for page in pages} == {Origin.TEXT}


def windows_1258(text: str) -> bytes:
    """The text as Windows-1258 has it: letters with circumflex, breve or horn, and tones as marks of their own."""
    pairs = (split_tone(letter) for letter in text)
    return "".join(letter + tone for letter, tone in pairs).encode("cp1258")


@given(st.text(alphabet="ăâđêôơư ạảấậếệốớựÀ\n", min_size=1).filter(str.strip), st.sampled_from(["NFC", "NFD"]))
def test_every_unicode_form_comes_out_as_nfc(text: str, form: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (page,) = text_pages(unicodedata.normalize(form, text).encode(encoding))
        assert [line.text for line in page.lines] == unicodedata.normalize("NFC", text).splitlines()


@pytest.mark.parametrize("content", [b"Ngh\xec\xf2 quy\xea\xect", b"\xff\x00\x80", bytes(range(256))])
def test_bytes_that_are_no_text(content: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        decode_text(content)


RIGHT = "Ủy ban nhân dân tỉnh Khánh Hòa ban hành Quyết định về việc đầu tư"


@pytest.mark.parametrize(
    ("content", "right", "encoding"),
    [
        (unicodedata.normalize("NFD", "Quyết định của Tỉnh ủy").encode("utf-8"), "Quyết định của Tỉnh ủy", None),
        (windows_1258(RIGHT), RIGHT, "windows-1258"),
        ("ñy ban nh©n d©n tØnh Kh¸nh Hßa ban hµnh QuyÕt ®Þnh".encode("latin-1"), None, "TCVN3"),
        (
            "ñy ban nh©n d©n tØnh Kh¸nh Hßa ban hµnh QuyÕt ®Þnh vÒ viÖc ®Çu t\u00ad".encode(),
            RIGHT.replace("Ủ", "ủ"),
            "TCVN3",
        ),
        ("UÛy ban nhaân daân tænh Khaùnh Hoøa ban haønh Quyeát ñònh veà vieäc ñaàu tö".encode("latin-1"), RIGHT, "VNI"),
        (b"U?y ban nha^n da^n ti?nh Kha'nh Ho`a ban ha`nh Quye^'t ddi.nh ve^` vie^.c dda^`u tu+", RIGHT, "VIQR"),
    ],
)
def test_text_from_before_unicode(content: bytes, right: str | None, encoding: str | None) -> None:
    (page,) = text_pages(content + b"\n")
    assert page.encoding == encoding
    assert page.lines[0].text == (right or "ủy ban nhân dân tỉnh Khánh Hòa ban hành Quyết định")


@pytest.mark.parametrize("content", [b"", b" \n\f\n"])
def test_nothing_to_read(tmp_path: Path, content: bytes, read_source: Callable[..., list[object]]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(EmptyInputError):
        read_source(path)


def test_what_is_no_readable_file(tmp_path: Path, read_source: Callable[..., list[object]]) -> None:
    import os

    (tmp_path / "a").write_text("x")
    os.mkfifo(tmp_path / "fifo")
    for path, kind in (
        (tmp_path / "none", MissingInputError),
        (tmp_path / "a" / "b", MissingInputError),
        (tmp_path, UnreadableInputError),
        (tmp_path / "fifo", UnreadableInputError),
        (tmp_path / ("x" * 300), UnreadableInputError),
    ):
        with pytest.raises(InputError) as caught:
            read_source(path)
        assert type(caught.value) is kind
        assert "\n" not in str(caught.value)


def test_a_scan_is_described(tmp_path: Path, paper: object, read_source: Callable[..., list[object]]) -> None:
    import hashlib

    from PIL import Image

    from ocr_pipeline.settings import SourceOptions
    from ocr_pipeline.sources import open_source

    path = tmp_path / "trang.png"
    Image.fromarray(paper).save(path)
    with open_source(path, SourceOptions()) as source:
        assert (source.info.name, source.info.kind, source.info.pages) == ("trang.png", "image", 1)
        assert source.info.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert isinstance(next(source.pages), ScannedPage)
