"""The quality report, read again as HTML, JSON and CSV."""

import csv
import json
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html
from lxml.html import HtmlElement

from ocr_pipeline.reports import ReportOptions
from ocr_pipeline.work_records import FileRecord, PageRecord, SkippedRecord, State

from .conftest import Run, write_report
from .runs import large_run, small_run


def read(page: Path) -> HtmlElement:
    return html.document_fromstring(page.read_text("utf-8"))


def data(out: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((out / "report.json").read_text("utf-8"))
    return found


def table(out: Path) -> dict[str, dict[str, str]]:
    with (out / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["Tệp"]: row for row in csv.DictReader(file)}


def texts(root: HtmlElement, selector: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in root.cssselect(selector)]


def test_the_sums_of_a_run(run: Run) -> None:
    overview = data(run.out)["overview"]
    told = {
        name: overview[name] for name in ("files", "done", "partial", "failed", "waiting", "copies", "pages", "blank")
    }
    assert told == {"files": 9, "done": 5, "partial": 1, "failed": 2, "waiting": 1, "copies": 1, "pages": 8, "blank": 1}
    assert (overview["words"], overview["changed"]) == (1890, 98)
    assert overview["seconds"] == 120
    assert overview["pages_a_minute"] == 4
    cards = dict(zip(texts(read(run.page), ".cards span"), texts(read(run.page), ".cards b"), strict=True))
    assert (cards["Tệp"], cards["Hỏng"], cards["Trang"], cards["Chữ được sửa"]) == ("9", "2", "8", "5,2 %")


def test_every_file_stands_in_the_table_once(run: Run) -> None:
    found = table(run.out)
    assert list(found) == [file.path for file in run.files]
    assert Counter(row["Trạng thái"] for row in found.values()) == Counter(
        {"xong": 5, "chưa trọn": 1, "hỏng": 2, "chưa làm": 1}
    )
    assert found["so-2/đơn.pdf"]["Lỗi"] == "tệp PDF có mật khẩu."


def test_the_speed_is_that_of_the_last_run(run: Run, tmp_path: Path) -> None:
    page = write_report(lambda: run.files, run.source, tmp_path, ReportOptions(elapsed=30.0, read=2))
    overview = data(tmp_path)["overview"]
    assert (overview["pages"], overview["read"], overview["pages_a_minute"]) == (8, 2, 4)
    assert "đọc 2 trang, 4,0 trang/phút" in texts(read(page), ".cards small")
    write_report(lambda: run.files, run.source, tmp_path, ReportOptions(elapsed=30.0, read=0))
    assert data(tmp_path)["overview"]["pages_a_minute"] is None


def test_what_was_left_aside_is_told_with_its_reason(run: Run, tmp_path: Path) -> None:
    hidden = [SkippedRecord(f"{number:03}/Thumbs.db", "tệp ẩn hoặc tệp tạm.") for number in range(40)]
    skipped = [*hidden, SkippedRecord("z/báo cáo.docx", "không phải PDF, ảnh hay tệp .txt.")]
    page = write_report(lambda: run.files, run.source, tmp_path, ReportOptions(rows=10), skipped)
    shown = texts(read(page), "#bo-qua tbody td")
    assert shown[-2:] == ["z/báo cáo.docx", "không phải PDF, ảnh hay tệp .txt."]
    assert len(shown) == 20
    assert texts(read(page), "#bo-qua .more") == ["và 31 mục khác: xem report.csv."]
    assert data(tmp_path)["skipped"]["total"] == 41
    row = table(tmp_path)["z/báo cáo.docx"]
    assert (row["Trạng thái"], row["Lỗi"]) == ("bỏ qua", "không phải PDF, ảnh hay tệp .txt.")
    assert len(table(tmp_path)) == len(run.files) + len(skipped)


def test_failures_are_told_with_reason_advice_and_a_link(run: Run) -> None:
    root = read(run.page)
    assert texts(root, "#hong tbody td")[:3] == [
        "so-2/<b>hỏng</b> & “cụt” #1.pdf",
        "tệp PDF bị cắt cụt (thiếu phần cuối).Hãy tải hoặc sao chép lại tệp gốc.",
        "3",
    ]
    assert texts(root, "#chua-tron tbody td") == [
        "so-1/ke-hoach.tif xem kết quả",
        "2",
        "trang 2 không xong sau 120 giây.Hãy quét lại trang này.",
    ]
    for link in root.cssselect("#chua-tron td a, #kem a, #cham a, #thieu a, #kiem .document a"):
        path = unquote(link.get("href").partition("#")[0])
        assert (run.page.parent / path).is_file(), path


def test_pages_of_low_confidence_have_a_picture_and_their_doubtful_words(run: Run) -> None:
    root = read(run.page)
    (page,) = root.cssselect("#kem .pages li")
    assert texts(page, ".words span") == ["Ủy bân", "37 7QĐ"]
    assert page.cssselect("img")[0].get("src").startswith("data:image/jpeg;base64,/9j/")
    assert "62 %" in page.text_content()
    assert [one["path"] for one in data(run.out)["low_confidence_pages"]["items"]] == ["so-1/cong-van-hoa-toc.jpg"]


def test_pages_of_a_copy_count_where_they_were_worked_on(run: Run, tmp_path: Path) -> None:
    copy = replace(run.files[0], path="b.pdf", same_as="so-1/ket-luan.pdf")
    write_report(lambda: [run.files[0], copy], run.source, tmp_path)
    overview = data(tmp_path)["overview"]
    assert (overview["files"], overview["copies"], overview["pages"]) == (2, 1, 3)


def test_plots_count_every_page_once(run: Run) -> None:
    plots = data(run.out)["plots"]
    assert {name: sum(step["pages"] for step in steps) for name, steps in plots.items()} == {
        "confidence": 5,
        "seconds": 8,
        "changed": 6,
    }
    assert {step["step"]: step["pages"] for step in plots["seconds"] if step["pages"]} == {
        "< 0,5": 2,
        "3–4": 1,
        "4–6": 2,
        "6–10": 2,
        "≥ 60": 1,
    }


def test_documents_in_doubt_are_checked_all_and_others_by_chance(run: Run) -> None:
    check = data(run.out)["check"]
    assert {one["path"]: one["reasons"] for one in check["doubtful"]["items"]} == {
        "so-1/ke-hoach.tif": ["có trang không đọc được"],
        "so-1/cong-van-hoa-toc.jpg": ["có trang độ tin cậy 62 %"],
        "so-1/quyet-dinh.pdf": ["thiếu số, ký hiệu, ngày ban hành"],
    }
    assert {one["path"] for one in check["random"]["items"]} == {"so-1/ket-luan.pdf", "so-2/thong-bao.pdf"}
    fields = read(run.page).cssselect(".document")[0].cssselect("tr")
    assert {row.get("data-key"): row.get("data-value") for row in fields} == {
        "code": "",
        "date": "04/03/2025",
        "issuer": "TỈNH ỦY BÌNH AN",
        "type": "Kết luận",
        "subject": "về chuyển đổi số | giai đoạn 2",
    }
    assert texts(read(run.page), ".document tr[data-key=code] small")[0] == "thấy trên giấy: Số -KL/TU"
    assert table(run.out)["so-1/ke-hoach.tif"]["Kiểm tra"] == "mức 1: có trang không đọc được"
    assert table(run.out)["so-2/thong-bao (bản sao).pdf"]["Kiểm tra"] == ""


def test_each_document_of_a_file_is_checked_for_what_it_lacks_itself(run: Run, tmp_path: Path) -> None:
    complete = (
        (run.out / "so-1" / "quyet-dinh.pdf.json").read_text("utf-8").replace('"code": null', '"code": "1-KL/TU"')
    )
    for part, text in enumerate((complete, complete.replace('"2025-03-04"', "null")), 1):
        (tmp_path / f"a.pdf.{part}.json").write_text(text, "utf-8")
    outputs = tuple(f"a.pdf.{part}.json" for part in (1, 2))
    file = replace(run.files[1], path="a.pdf", outputs=outputs, missing=("date",))
    write_report(lambda: [file], run.source, tmp_path)
    found = data(tmp_path)["check"]["doubtful"]["items"]
    assert [one["reasons"] for one in found] == [["một văn bản khác trong tệp còn thiếu"], ["thiếu ngày ban hành"]]


def test_nothing_in_a_run_can_run_or_load(run: Run, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    files = [
        replace(file, path=file.path + hostile, missing=(hostile,), settings=hostile)
        if file.failure is None
        else replace(file, failure=replace(file.failure, problem=hostile, advice=hostile))
        for file in small_run()
    ]
    root = read(write_report(lambda: files, run.source, tmp_path))
    assert len(root.xpath("//script")) == 1
    assert root.xpath("//iframe | //object | //link | //base | //@style") == []
    assert {found[:5] for found in root.xpath("//@src")} <= {"data:"}
    assert [name for name in root.xpath("//@*") if getattr(name, "attrname", "").startswith("on")] == []
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert re.fullmatch(
        r"default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'", policy
    )
    ids = Counter(root.xpath("//@id"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert {link[1:] for link in root.xpath("//nav//@href")} <= set(ids)


def test_an_original_that_is_gone_costs_its_picture_only(tmp_path: Path) -> None:
    files = small_run()
    root = read(write_report(lambda: files, tmp_path / "none", tmp_path))
    assert root.cssselect("#kem img") == []
    assert texts(root, "#kem tbody td a") == ["so-1/cong-van-hoa-toc.jpg", "xem kết quả"]
    assert texts(root, ".document .none")[0] == "không đọc được kết quả JSON"


def test_an_empty_run_has_a_report(tmp_path: Path) -> None:
    root = read(write_report(list, tmp_path, tmp_path))
    assert "Không có tệp nào hỏng." in texts(root, ".empty")
    assert data(tmp_path)["overview"]["files"] == 0


def checked(out: Path, options: ReportOptions, count: int = 400) -> set[str]:
    write_report(lambda: large_run(count), out, out, options)
    return {path for path, row in table(out).items() if row["Kiểm tra"] == "ngẫu nhiên"}


def test_the_same_run_draws_the_same_sample(tmp_path: Path) -> None:
    options = ReportOptions(share=0.1, pictures=0)
    first = checked(tmp_path, options)
    assert first == checked(tmp_path, options)
    assert first != checked(tmp_path, replace(options, seed="khác"))
    assert 15 < len(first) < 60
    assert first == {one["path"] for one in data(tmp_path)["check"]["random"]["items"]} or len(first) > 15
    assert len(checked(tmp_path, replace(options, share=0.0, fewest=7))) == 7


def test_a_large_run_stays_small(tmp_path: Path) -> None:
    """Five thousand files of twenty pages, all in doubt: tables are cut and say so; the pages are not held."""
    count = 5_000

    def files() -> Iterator[FileRecord]:
        for number in range(count):
            words = tuple(f"chữ {number}-{place} {'x' * 100}" for place in range(4))
            pages = tuple(PageRecord(page, State.DONE, 1, 1.0, 0.5, 100, 9, doubtful=words) for page in range(1, 21))
            record = FileRecord(f"{number}.pdf", 1, 0.0, str(number), "9f", State.DONE)
            yield replace(record, missing=("code",), pages=pages)

    tracemalloc.start()
    page = write_report(files, tmp_path, tmp_path, ReportOptions(rows=50, checked=100, pictures=0))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000  # all pages take 25 MB
    assert page.stat().st_size < 1_000_000
    root = read(page)
    assert texts(root, "#kem .more") == ["và 99.950 mục khác: xem report.csv."]
    assert len(root.cssselect(".document")) == 100
    assert len(table(tmp_path)) == count


def test_the_page_stays_below_its_limit(run: Run, tmp_path: Path) -> None:
    low = replace(run.files[2], pages=run.files[2].pages * 200)
    page = write_report(lambda: [low], run.source, tmp_path, ReportOptions(bytes_of_pictures=60_000))
    pictures = read(page).cssselect("#kem img")
    assert pictures
    assert sum(len(picture.get("src")) for picture in pictures) < 60_000 + 1000


@pytest.mark.parametrize("name", ["so-1/ket-luan.pdf", "so-1/cong-van-hoa-toc.jpg", "so-1/ke-hoach.tif"])
def test_thumbnails_of_every_kind_of_original(run: Run, name: str) -> None:
    from io import BytesIO

    from PIL import Image

    from ocr_pipeline.settings import SourceOptions
    from ocr_pipeline.sources.thumbnails import thumbnail

    with Image.open(BytesIO(thumbnail(run.source / name, 1, 200, SourceOptions()))) as picture:
        assert picture.format == "JPEG"
        assert picture.width in (199, 200, 201)
