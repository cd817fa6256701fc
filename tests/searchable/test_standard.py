"""PDF/A: what the writer takes out and puts right, what it says of itself, and what `pdf_a_faults` finds."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from ocr_pipeline.document import Box, Directive, Document, Header, Origin, Place, Source, Structure, pages_of
from ocr_pipeline.errors import DamagedInputError, OutputError, PasswordError
from ocr_pipeline.searchable import pdf_a_faults, write_searchable_pdf
from ocr_pipeline.settings import SourceOptions

Change = Callable[[Pdf, SimpleNamespace], None]


def script(pdf: Pdf, lab: SimpleNamespace) -> None:
    action = Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.OpenAction = action
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))
    pdf.pages[0].AA = Dictionary(O=action)


def attachment(pdf: Pdf, lab: SimpleNamespace) -> None:
    pdf.attachments["a.txt"] = b"text"


def launch(pdf: Pdf, lab: SimpleNamespace) -> None:
    action = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


def note(pdf: Pdf, lab: SimpleNamespace) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String("xem lại"), F=2)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def transfer(pdf: Pdf, lab: SimpleNamespace) -> None:
    state = pdf.make_indirect(Dictionary(Type=Name.ExtGState, TR=Name.Identity))
    pdf.pages[0].Resources.ExtGState = Dictionary(G0=state)


def interpolation(pdf: Pdf, lab: SimpleNamespace) -> None:
    pdf.pages[0].Resources.XObject.Im0.Interpolate = True


def missing_font(pdf: Pdf, lab: SimpleNamespace) -> None:
    lab.write(pdf, b"BT /F0 12 Tf 50 700 Td (UBND) Tj ET")


REPAIRABLE: list[Change] = [script, attachment, launch, note, transfer, interpolation, missing_font]


@pytest.mark.parametrize("change", REPAIRABLE)
def test_what_the_standard_forbids_is_found_and_put_right(lab: SimpleNamespace, tmp_path: Path, change: Change) -> None:
    pdf = lab.blank()
    plain = pdf_a_faults(lab.saved(pdf, tmp_path / "plain.pdf"))
    change(pdf, lab)
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    assert set(pdf_a_faults(source)) > set(plain)
    assert write_searchable_pdf(source, lab.document(lab.page("Nghị quyết")), target).pdf_a
    assert pdf_a_faults(target) == ()


def strange_font(pdf: Pdf, lab: SimpleNamespace) -> None:
    lab.write(pdf, b"BT /F0 12 Tf 50 700 Td (UBND) Tj ET", font=lab.times(pdf, "VNI-Times"))


def four_colours(pdf: Pdf, lab: SimpleNamespace) -> None:
    pdf.pages[0].contents_add(b"0 1 1 0 k 10 10 50 50 re f")


@pytest.mark.parametrize(("change", "why"), [(strange_font, "VNI-Times"), (four_colours, "CMYK")])
def test_a_file_that_cannot_be_pdf_a_does_not_say_that_it_is(
    lab: SimpleNamespace, tmp_path: Path, change: Change, why: str
) -> None:
    pdf = lab.blank()
    change(pdf, lab)
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    written = write_searchable_pdf(source, lab.document(lab.page("Nghị quyết")), target)
    assert not written.pdf_a
    assert why in " ".join(written.reasons)
    with pikepdf.open(target) as made, made.open_metadata() as metadata:
        assert "pdfaid:part" not in metadata
    assert {"XMP không khai PDF/A-2b", *written.reasons} == set(pdf_a_faults(target))
    assert "Nghị quyết" in lab.poppler(target)


def test_a_missing_times_is_replaced_by_one_as_wide_and_that_is_told(lab: SimpleNamespace, tmp_path: Path) -> None:
    pdf = lab.blank()
    missing_font(pdf, lab)
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    written = write_searchable_pdf(source, lab.document(lab.page("Nghị quyết")), target)
    assert written.replaced_fonts == ("Times-Roman",)
    with pikepdf.open(target) as made:
        font = made.pages[0].Resources.Font.F0
        assert list(font.Widths)[ord("U") - int(font.FirstChar)] == 722  # that of Times
        assert len(font.FontDescriptor.FontFile2.read_bytes()) < 60_000


def test_compression_that_the_standard_forbids_is_found(lab: SimpleNamespace, tmp_path: Path) -> None:
    pdf = lab.blank()
    lzw = bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01])  # the example of ISO 32000-1, 7.4.4.2
    pdf.pages[0].Resources.XObject.Im1 = pdf.make_stream(
        lzw, Type=Name.XObject, Subtype=Name.Image, Width=9, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray
    )
    pdf.pages[0].Resources.XObject.Im1.Filter = Name.LZWDecode
    source, target = tmp_path / "s.pdf", tmp_path / "a.pdf"
    pdf.save(source, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert "cách nén /LZWDecode" in pdf_a_faults(source)
    assert write_searchable_pdf(source, lab.document(lab.page("Nghị quyết")), target).pdf_a
    assert pdf_a_faults(target) == ()


def test_a_closed_file_is_opened_with_its_password_and_written_open(lab: SimpleNamespace, tmp_path: Path) -> None:
    source, target = tmp_path / "s.pdf", tmp_path / "a.pdf"
    lab.blank().save(source, encryption=pikepdf.Encryption(owner="a", user="mở"))
    document = lab.document(lab.page("Nghị quyết"))
    with pytest.raises(PasswordError):
        write_searchable_pdf(source, document, target)
    assert write_searchable_pdf(source, document, target, SourceOptions(password="mở")).pdf_a
    assert pdf_a_faults(target) == ()


def test_annotations_that_print_become_part_of_the_page(lab: SimpleNamespace, tmp_path: Path) -> None:
    pdf = lab.blank()
    look = pdf.make_stream(
        b"BT /F0 12 Tf 2 2 Td (CHIN) Tj ET", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 90, 20]
    )
    look.Resources = Dictionary(Font=Dictionary(F0=lab.times(pdf)))
    widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("ký"), AP=Dictionary(N=look), F=4)
    widget.Rect = Array([50, 600, 140, 620])
    widget = pdf.make_indirect(widget)
    uri = Dictionary(S=Name.URI, URI=String("https://example.org"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=uri)
    pdf.pages[0].Annots = Array([widget, pdf.make_indirect(link)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=3)
    source, target = lab.saved(pdf, tmp_path / "s.pdf"), tmp_path / "a.pdf"
    document = lab.document(lab.page("CHIN", origin=Origin.TEXT_LAYER))
    written = write_searchable_pdf(source, document, target)
    assert written.lost == 0
    assert pdf_a_faults(target) == ()
    assert "CHIN" in lab.poppler(target)
    with pikepdf.open(target) as made:
        assert [str(annotation.Subtype) for annotation in made.pages[0].Annots] == ["/Link"]
        assert "/AcroForm" not in made.Root


def test_what_the_file_says_of_itself(lab: SimpleNamespace, tmp_path: Path) -> None:
    source, target = lab.saved(lab.blank(), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(lab.page("Nghị quyết")), target)
    with pikepdf.open(target) as pdf:
        assert str(pdf.docinfo["/Title"]) == "QUYẾT ĐỊNH 12/QĐ-SYT, về sáp nhập"
        assert str(pdf.docinfo["/Author"]) == "SỞ Y TẾ"
        assert str(pdf.docinfo["/Subject"]) == "về sáp nhập"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20250304000000+07")
        assert str(pdf.docinfo["/Producer"]).startswith("ocr_pipeline")
        assert str(pdf.Root.Lang) == "vi-VN"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "QUYẾT ĐỊNH 12/QĐ-SYT, về sáp nhập"
            assert metadata.pdfa_status == "2B"


def test_bookmarks_lead_to_where_the_items_stand(lab: SimpleNamespace, tmp_path: Path) -> None:
    point = Directive("a)", "Điểm thứ nhất", page=3, place=Place(3, 0, 1, Box(100, 200, 300, 220)))
    item = Directive("1.", "Khoản dài " * 40, page=2, children=(point,))
    document = lab.document(lab.page("một", number=2), lab.page("hai", number=3))
    document = replace(document, structure=replace(document.structure, directives=(item,)))
    source, target = lab.saved(lab.blank(3), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, document, target)
    with pikepdf.open(target) as pdf, pdf.open_outline() as outline:
        (first,) = outline.root
        assert first.title.startswith("1. Khoản dài")
        assert len(first.title) <= 102
        assert first.destination[0].objgen == pdf.pages[0].objgen
        (below,) = first.children
        assert below.destination[0].objgen == pdf.pages[1].objgen
        assert float(below.destination[3]) == pytest.approx((lab.height - 200) * 0.72, abs=1)


def test_a_document_of_a_file_has_its_own_pages_alone(lab: SimpleNamespace, tmp_path: Path) -> None:
    source, target = lab.saved(lab.blank(4), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    document = lab.document(lab.page("hai", number=2), lab.page("ba", number=3))
    assert write_searchable_pdf(source, document, target).pages == 2
    with pikepdf.open(target) as pdf:
        shades = [page.Resources.XObject.Im0.read_bytes()[0] for page in pdf.pages]
    assert shades == [199, 198]


def test_equal_documents_give_equal_bytes(lab: SimpleNamespace, tmp_path: Path) -> None:
    source = lab.saved(lab.blank(), tmp_path / "s.pdf")
    document = lab.document(lab.page("Nghị quyết"))
    for name in ("a.pdf", "b.pdf"):
        write_searchable_pdf(source, document, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_plain_text_has_no_pages_to_show(lab: SimpleNamespace, tmp_path: Path) -> None:
    document = Document(Source("a.txt", "text", "0" * 64, 1), pages_of("Kết luận"), Structure(Header()))
    with pytest.raises(OutputError):
        write_searchable_pdf(tmp_path / "a.txt", document, tmp_path / "a.pdf")


def test_a_file_that_has_changed_is_told(lab: SimpleNamespace, tmp_path: Path) -> None:
    document = lab.document(lab.page("ba", number=3))
    source = lab.saved(lab.blank(1), tmp_path / "s.pdf")
    with pytest.raises(DamagedInputError):
        write_searchable_pdf(source, document, tmp_path / "a.pdf")
    source.write_bytes(b"no more")
    with pytest.raises(DamagedInputError):
        write_searchable_pdf(source, document, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_attached_files_are_named(lab: SimpleNamespace, tmp_path: Path) -> None:
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.attachments["phụ lục.xlsx"] = b"PK"
    pdf.attachments["bảng.docx"] = b"PK"
    pdf.Root.Names.EmbeddedFiles.Kids = Array([pdf.Root.Names.EmbeddedFiles])  # a loop
    document = lab.document(lab.page("x", origin=Origin.TEXT_LAYER))
    written = write_searchable_pdf(lab.saved(pdf, tmp_path / "s.pdf"), document, tmp_path / "a.pdf")
    assert written.attached == ("bảng.docx", "phụ lục.xlsx")
    assert any("phụ lục.xlsx" in remark for remark in written.remarks)


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not installed")
def test_verapdf_agrees(lab: SimpleNamespace, tmp_path: Path) -> None:
    source, target = lab.saved(lab.blank(), tmp_path / "s.pdf"), tmp_path / "a.pdf"
    write_searchable_pdf(source, lab.document(lab.page("Nghị quyết")), target)
    done = subprocess.run(["verapdf", "--flavour", "2b", "--format", "text", target], capture_output=True, text=True)
    assert done.stdout.startswith("PASS")
