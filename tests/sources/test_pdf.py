import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from ocr_pipeline.settings import SourceOptions
from ocr_pipeline.sources import LayerPage, ScannedPage, SourcePage, open_source
from ocr_pipeline.synthesis.typeset import typeset_pdf

from .conftest import GARBLED, LEGACY, PARAGRAPHS, PdfMaker

Read = Callable[..., list[SourcePage]]
Pixels = NDArray[np.uint8]


def text_of(page: SourcePage) -> str:
    assert isinstance(page, LayerPage)
    return " ".join(word.text for word in page.words)


def test_a_right_text_layer_is_used_word_by_word(tmp_path: Path, born_digital: bytes, read_source: Read) -> None:
    (tmp_path / "a.pdf").write_bytes(born_digital)
    (page,) = read_source(tmp_path / "a.pdf")
    assert text_of(page) == " ".join(PARAGRAPHS)
    assert isinstance(page, LayerPage)
    assert (page.width, page.height, page.dpi) == (2480, 3508, 300)
    boxes = [word.box for word in page.words if word.box]
    assert len(boxes) == len(page.words)
    assert all(0 <= box.left < box.right <= 2480 and 0 <= box.top < box.bottom <= 3508 for box in boxes)
    first, second = boxes[0], boxes[1]
    assert first.right < second.left
    assert abs(first.bottom - second.bottom) < 20


def test_a_scan_keeps_the_scanner_s_pixels(make_pdf: PdfMaker, noise: Pixels, read_source: Read) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, noise, size=(595.44, 841.68))
    (page,) = read_source(make_pdf.save(pdf))
    assert isinstance(page, ScannedPage)
    assert page.dpi == 100
    assert page.pixels.shape == (1169, 827, 3)
    assert np.median(np.abs(page.pixels[:, :, 0].astype(int) - noise)) <= 1


def test_a_scan_keeps_its_pixels_on_a_page_that_is_too_small_for_a_sheet(
    make_pdf: PdfMaker, noise: Pixels, read_source: Read
) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, noise, size=(82.7, 116.9))  # 720 dots an inch, by a wrong resolution in the file
    (page,) = read_source(make_pdf.save(pdf))
    assert isinstance(page, ScannedPage)
    assert page.dpi == 100, "as if A4"
    assert max(page.pixels.shape) == pytest.approx(1169, abs=3)


def test_an_e_signature_over_a_scan_is_no_text_layer(make_pdf: PdfMaker, paper: Pixels, read_source: Read) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, paper, "Người ký: Ủy ban nhân dân Thời gian ký: 16.04.2020".encode("ascii", "ignore").decode())
    assert isinstance(read_source(make_pdf.save(pdf))[0], ScannedPage)


def test_a_garbled_layer_over_a_scan_is_read_anew(make_pdf: PdfMaker, paper: Pixels, read_source: Read) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, paper, GARBLED)
    assert isinstance(read_source(make_pdf.save(pdf))[0], ScannedPage)


def test_garbled_text_without_a_scan_is_kept_for_restoration(make_pdf: PdfMaker, read_source: Read) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, words=GARBLED, visible=True)
    assert text_of(read_source(make_pdf.save(pdf))[0]) == GARBLED


@pytest.mark.parametrize(
    ("font", "words", "read", "encoding"),
    [
        ("ABCDEF+.VnTime", LEGACY + " th­êng vô t­ ph¸p, 06-NQ/TU", "thường vụ tư pháp, 06-NQ/TU", "TCVN3"),
        ("TT1", LEGACY + " th­êng vô t­ ph¸p, 06-NQ/TU", "thường vụ tư pháp, 06-NQ/TU", "TCVN3"),
        (".VnTimeH", "nghÞ quyÕt ®¹i héi", "NGHỊ QUYẾT ĐẠI HỘI", "TCVN3"),
        ("VNI-Times", "Nghò quyeát ñaïi hoäi", "Nghị quyết đại hội", "VNI"),
        ("Arial", "Quyõt Ðiều hành".replace("õ", "é").replace("ề", "è"), "Quyét Đièu hành", None),
    ],
)
def test_old_fonts_are_converted(
    make_pdf: PdfMaker, read_source: Read, font: str, words: str, read: str, encoding: str | None
) -> None:
    pdf = Pdf.new()
    make_pdf.page(pdf, words=words, visible=True, font=font)
    (page,) = read_source(make_pdf.save(pdf))
    assert isinstance(page, LayerPage)
    assert " ".join(word.text for word in page.words).endswith(read)
    assert page.encoding == encoding


def test_letters_without_a_map_are_read_from_the_picture(make_pdf: PdfMaker, read_source: Read) -> None:
    pdf = Pdf.new()
    make_pdf.page(
        pdf,
        words="".join(chr(0xC0 + (ord(letter) * 7) % 60) if letter > " " else " " for letter in LEGACY),
        visible=True,
    )
    (page,) = read_source(make_pdf.save(pdf))
    assert isinstance(page, ScannedPage)
    assert page.dpi == 300
    assert page.pixels.min() < 50


@pytest.mark.parametrize("wrap", [False, True])
def test_resolution_counts_strips_and_nested_pictures(
    make_pdf: PdfMaker, noise: Pixels, read_source: Read, wrap: bool
) -> None:
    """A scan in four strips at 150 dpi, drawn directly or inside a form that doubles it."""
    pdf = Pdf.new()
    page = make_pdf.page(pdf, size=(396.96, 561.12))
    scale = 2 if wrap else 1
    strips = np.array_split(noise, 4)
    names = {f"I{number}": strip for number, strip in enumerate(strips)}
    from .conftest import picture

    xobjects = Dictionary({f"/{name}": picture(pdf, strip) for name, strip in names.items()})
    top, content = 561.12 / scale, b""
    for name, strip in names.items():
        height = strip.shape[0] * 0.48 / scale
        top -= height
        content += f"q {396.96 / scale} 0 0 {height} 0 {top} cm /{name} Do Q\n".encode()
    resources = Dictionary(XObject=xobjects)
    if wrap:
        form = Stream(pdf, content, Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 400, 600]))
        form.Resources = resources
        resources = Dictionary(XObject=Dictionary(F=form))
        content = b"q 2 0 0 2 0 0 cm /F Do Q"
    page.Resources, page.Contents = resources, Stream(pdf, content)
    (scan,) = read_source(make_pdf.save(pdf))
    assert isinstance(scan, ScannedPage)
    assert scan.dpi == 150
    assert scan.pixels.shape == (1169, 827, 3)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_stand_on_the_upright_page(
    tmp_path: Path, born_digital: bytes, make_pdf: PdfMaker, read_source: Read, turn: int
) -> None:
    """A page stored lying and shown upright has the boxes of a page stored upright."""
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(born_digital)
    pdf = pikepdf.open(plain)
    page = pdf.pages[0]
    width, height = float(page.mediabox[2]), float(page.mediabox[3])
    back = {90: f"0 1 -1 0 {height} 0", 180: f"-1 0 0 -1 {width} {height}", 270: f"0 -1 1 0 0 {width}"}[turn]
    page.contents_add(f"q {back} cm".encode(), prepend=True)
    page.contents_add(b"Q")
    if turn != 180:
        page.mediabox = Array([0, 0, height, width])
    page.Rotate = turn
    (upright,), (turned,) = read_source(plain), read_source(make_pdf.save(pdf, "turned.pdf"))
    assert text_of(turned) == text_of(upright)
    assert isinstance(turned, LayerPage)
    assert isinstance(upright, LayerPage)
    assert (turned.width, turned.height) == (upright.width, upright.height)
    for one, other in zip(turned.words, upright.words, strict=True):
        assert one.box is not None
        assert other.box is not None
        assert abs(one.box.left - other.box.left) + abs(one.box.bottom - other.box.bottom) <= 4


def test_text_that_lies_on_its_side_is_read_from_the_picture(
    tmp_path: Path, born_digital: bytes, make_pdf: PdfMaker, read_source: Read
) -> None:
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(born_digital)
    pdf = pikepdf.open(plain)
    pdf.pages[0].Rotate = 90
    assert isinstance(read_source(make_pdf.save(pdf, "turned.pdf"))[0], ScannedPage)


def test_number_and_date_stamped_as_annotations_are_read(
    tmp_path: Path, born_digital: bytes, make_pdf: PdfMaker, read_source: Read
) -> None:
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(born_digital)
    pdf = pikepdf.open(plain)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    look = Stream(pdf, b"BT /F 12 Tf 0 2 Td (217) Tj ET")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, [0, 0, 40, 16]
    look.Resources = Dictionary(Font=Dictionary(F=font))
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, F=4, Rect=[100, 780, 140, 796], AP=Dictionary(N=look))
    pdf.pages[0].Annots = pdf.make_indirect(Array([pdf.make_indirect(stamp)]))
    assert "217" in text_of(read_source(make_pdf.save(pdf, "stamped.pdf"))[0]).split()


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Ký bởi: Ủy ban nhân dân tỉnh Thời gian ký: 05/01/2021 08:15:24", True),
        ("Ký bởi: Ủy ban nhân dân tỉnh Thời gian ký: 05/01/2021 08:15:24 217", False),
        ("Người lập biểu", False),
    ],
)
def test_an_e_signature_over_a_scan_is_taken_from_its_annotation(
    make_pdf: PdfMaker, noise: Pixels, read_source: Read, text: str, signed: bool
) -> None:
    """And the picture is drawn without it; what else annotations show stays in the picture."""
    block = Pdf.open(BytesIO(typeset_pdf(f"<style>@page {{size: 500px 200px; margin: 0}}</style><p>{text}</p>")))
    pdf = Pdf.new()
    page = make_pdf.page(pdf, np.full_like(noise, 255))
    look = pdf.copy_foreign(block.pages[0].as_form_xobject())
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, F=4, Rect=[100, 600, 475, 750], AP=Dictionary(N=look))
    page.Annots = pdf.make_indirect(Array([pdf.make_indirect(stamp)]))
    (scan,) = read_source(make_pdf.save(pdf))
    assert isinstance(scan, ScannedPage)
    assert (scan.signed is not None) == signed
    assert (scan.pixels.min() > 200) == signed
    if scan.signed:
        assert text_of(scan.signed) == text


def test_pages_are_made_one_at_a_time(make_pdf: PdfMaker, noise: Pixels) -> None:
    """The second page cannot be drawn; the first comes all the same before that is noticed."""
    pdf = Pdf.new()
    make_pdf.page(pdf, noise)
    make_pdf.page(pdf, noise)
    pdf.pages[1].obj.Type = Name.Catalog
    pdf.pages[1].obj.MediaBox = Name.None_
    path = make_pdf.save(pdf)
    with open_source(path, SourceOptions(max_pixels=2_000_000)) as source:
        assert isinstance(next(source.pages), ScannedPage)


def test_memory_is_that_of_one_page(make_pdf: PdfMaker, noise: Pixels) -> None:
    pdf = Pdf.new()
    for _ in range(8):
        make_pdf.page(pdf, noise)
    path = make_pdf.save(pdf)
    size = noise.size * 3
    tracemalloc.start()
    with open_source(path, SourceOptions()) as source:
        read = sum(isinstance(page, ScannedPage) for page in source.pages)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read == 8
    assert peak < 5 * size


def own_memory() -> int:
    """Megabytes of this process that no file stands behind, what PDFium holds included."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) // 1000


def test_what_was_read_of_a_long_pdf_is_let_go(make_pdf: PdfMaker) -> None:
    pdf, chance = Pdf.new(), np.random.default_rng(2)
    for _ in range(80):
        make_pdf.page(pdf, chance.integers(0, 255, (1169, 827), np.uint8))
    with open_source(make_pdf.save(pdf, compress_streams=True), SourceOptions()) as source:
        pages = source.pages
        for _ in range(20):
            next(pages)
        before = own_memory()
        assert all(isinstance(page, ScannedPage) for page in pages)
        assert own_memory() - before < 20


def test_a_long_closed_pdf_stays_open(make_pdf: PdfMaker) -> None:
    pdf = Pdf.new()
    for number in range(40):
        make_pdf.page(pdf, words=f"Ket luan so {number} cua Ban Thuong vu", visible=True)
    path = make_pdf.save(pdf, encryption=pikepdf.Encryption(owner="chu", user="mat khau"))
    with open_source(path, SourceOptions(password="mat khau")) as source:
        assert [page.number for page in source.pages] == list(range(1, 41))
