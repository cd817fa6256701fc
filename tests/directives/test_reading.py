"""The text as people read it: what stands for itself, what runs on."""

from ocr_pipeline.directives import parse_pages
from ocr_pipeline.directives.reading import reading_text
from ocr_pipeline.document import Box, Line, Origin, Page, Zone, ZoneKind


def _zone(kind: ZoneKind, *lines: tuple[str, int, int, int]) -> Zone:
    """Lines of text with left, top and right edge."""
    return Zone(kind, tuple(Line(text, box=Box(left, top, right, top + 60)) for text, left, top, right in lines))


def test_a_subject_as_wide_as_the_text_does_not_run_into_it() -> None:
    page = Page(
        1,
        (
            _zone(ZoneKind.HEAD_LEFT, ("ỦY BAN NHÂN DÂN", 430, 240, 930), ("TỈNH QUẢNG NGÃI", 430, 300, 930)),
            _zone(ZoneKind.HEAD_LEFT, ("Số: 660/TB-UBND", 450, 440, 920)),
            _zone(ZoneKind.HEAD_RIGHT, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1070, 240, 2200)),
            _zone(
                ZoneKind.BODY,
                ("THÔNG BÁO", 1146, 604, 1500),
                ("Kết luận của Chủ tịch UBND tỉnh Nguyễn Hoàng Giang tại buổi làm việc", 420, 680, 2235),
                ("với Ban Chỉ đạo xóa nhà tạm, nhà dột nát huyện Bình Sơn", 600, 750, 2050),
                ("Ngày 24/12/2024, tại trụ sở UBND huyện Bình Sơn, Chủ tịch UBND", 558, 936, 2240),
                ("tỉnh chủ trì cuộc họp với Ban Chỉ đạo xóa nhà tạm, nhà dột nát của", 412, 1003, 2240),
                ("huyện Bình Sơn. Tham dự cuộc họp có lãnh đạo các sở, ngành liên", 412, 1070, 2240),
                ("quan. Sau khi nghe báo cáo, Chủ tịch UBND tỉnh kết luận như sau:", 412, 1137, 2240),
                ("1. Sở Tài chính bố trí kinh phí.", 558, 1204, 1500),
            ),
        ),
        Origin.OCR,
        2471,
        3508,
    )
    lines = reading_text([page], parse_pages([page])).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("Kết luận của"))
    assert lines[at].endswith("huyện Bình Sơn")
    assert lines[at + 1].startswith("Ngày 24/12/2024, tại trụ sở")
    assert lines[at + 1].endswith("kết luận như sau:")
