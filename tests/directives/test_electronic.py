"""Visible electronic signatures: blocks with and without names of fields, several on one paper."""

from ocr_pipeline.directives import parse_pages, parse_text
from ocr_pipeline.document import ElectronicSignature, Line, Origin, Page, Structure, Zone, ZoneKind

PAPER = "SỞ Y TẾ\nSố: 77/QĐ-SYT\nQUYẾT ĐỊNH\nVề việc phòng, chống dịch\nĐiều 1. Giao Sở Y tế báo cáo.\n"


def signed_paper(*blocks: tuple[str, ...]) -> Structure:
    """A page with e-signatures above its head."""
    head = (
        "UBND TỈNH QUẢNG NGÃI",
        "Số: 542/TB-UBND",
        "THÔNG BÁO",
        "về việc tham dự Hội nghị",
        "1. Giao Sở Y tế báo cáo.",
    )
    signed = [Zone(ZoneKind.E_SIGNATURE, tuple(map(Line, block))) for block in blocks]
    return parse_pages([Page(1, (*signed, Zone(ZoneKind.BODY, tuple(map(Line, head)))), Origin.TEXT_LAYER)])


def test_an_electronic_signature_without_names_of_fields_tells_who_signed() -> None:
    block = ("TRUNG TÂM CÔNG", "BÁO VÀ TIN HỌC", "congbao@quangngai.gov.vn", "06.11.2024 09:27:05", "+07:00")
    found = signed_paper(block)
    assert found.header.issuer == "UBND TỈNH QUẢNG NGÃI"
    assert found.unparsed == ()
    assert found.signature is not None
    assert found.signature.electronic is not None
    assert found.signature.electronic.signer == "TRUNG TÂM CÔNG BÁO VÀ TIN HỌC"
    assert found.signature.electronic.time == "2024-11-06T09:27:05+07:00"


def test_of_two_electronic_signatures_that_of_the_signer_counts_and_is_not_mixed_with_the_other() -> None:
    found = signed_paper(
        ("TRUNG TÂM CÔNG", "BÁO VÀ TIN HỌC", "congbao@quangngai.gov.", "vn", "12.09.2024 07:49:43", "+07:00"),
        ("Ký bởi: Ủy ban nhân dân tỉnh Quảng", "Ngãi", "Cơ quan: Tỉnh Quảng Ngãi", "Thời gian ký: 11/09/2024 19:14:21"),
    )
    assert found.unparsed == ()
    assert found.signature is not None
    assert found.signature.electronic == ElectronicSignature(
        "Ủy ban nhân dân tỉnh Quảng Ngãi", "Tỉnh Quảng Ngãi", None, "2024-09-11T19:14:21"
    )


def test_the_electronic_signature_of_the_issuer_counts_and_its_values_may_stand_on_lines_of_their_own() -> None:
    found = signed_paper(
        (
            "Người ký: Trung tâm",
            "Công báo",
            "Email:",
            "congbao@quangngai.gov.vn",
            "Thời gian ký: 05/01/2021",
            "08:15:24",
        ),
        ("UBND tỉnh Quảng Ngãi", "27/12/2021 17:22:11"),
    )
    assert found.signature is not None
    assert found.signature.electronic == ElectronicSignature("UBND tỉnh Quảng Ngãi", None, None, "2021-12-27T17:22:11")
    assert found.unparsed == ()
    other = signed_paper(
        ("Người ký: Sở", "Y tế", "Email:", "syt@quangngai.gov.vn", "Thời gian ký: 05/01/2021", "08:15:24"),
    )
    assert other.signature is not None
    assert other.signature.electronic == ElectronicSignature(
        "Sở Y tế", None, "syt@quangngai.gov.vn", "2021-01-05T08:15:24"
    )


def test_an_electronic_signature_tells_signer_agency_and_time() -> None:
    signed = (
        "Người ký: Sở Y tế\nCơ quan: Tỉnh Bắc Kạn\nEmail: soyte@backan.gov.vn\n"
        "Thời gian ký: 05.03.2024 09:27:05 +07:00\n"
    )
    found = parse_text(signed + PAPER).signature
    assert found is not None
    assert found.electronic is not None
    assert (found.electronic.agency, found.electronic.email) == ("Tỉnh Bắc Kạn", "soyte@backan.gov.vn")
    assert found.electronic.time == "2024-03-05T09:27:05+07:00"
