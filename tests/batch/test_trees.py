"""What is done of a tree, what is not done again, and how the results are called."""

import os
from pathlib import Path
from unicodedata import normalize

import pikepdf
import pytest

from ocr_pipeline.exports.as_json import to_json
from ocr_pipeline.pipeline import process
from ocr_pipeline.settings import Options, SourceOptions
from ocr_pipeline.work_records import Category, Failure, State

from .conftest import SAMPLES, TEXT, Scan, Tree

SECOND = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/QĐ-UBND
Khánh Hòa, ngày 3 tháng 4 năm 2024
QUYẾT ĐỊNH
Về việc giao nhiệm vụ
1. Giao Sở Y tế báo cáo.
"""
TWO = f"{TEXT}\f{SECOND}"


def test_the_tree_is_mirrored_with_what_run_would_write(tree: Tree, scan: Scan) -> None:
    tree.text("a/b/kết luận.txt")
    scan(tree.source / "a" / "quét.pdf", 1, 2)
    outcome, _ = tree.run()
    assert not outcome.imperfect
    expected = ["a/b/kết luận.txt.json", "a/b/kết luận.txt.txt", "a/quét.pdf.json", "a/quét.pdf.txt"]
    assert tree.outputs() == sorted(expected)
    for path in ("a/b/kết luận.txt", "a/quét.pdf"):
        assert (tree.output / f"{path}.json").read_bytes() == to_json(process(tree.source / path))
    record = tree.records()["a/quét.pdf"]
    assert (record.state, len(record.pages), record.documents) == (State.DONE, 2, 1)
    assert record.confidence is not None
    assert all(page.words > 10 and page.seconds > 0 and page.attempts == 1 for page in record.pages)


def test_a_second_run_does_only_what_is_new_or_changed(tree: Tree) -> None:
    first, second = tree.text("1.txt"), tree.text("2.txt", TEXT + "2\n")
    assert tree.run()[1].paths == ["1.txt", "2.txt"]
    assert tree.run()[1].paths == []
    first.write_text(TEXT + "khác\n", "utf-8")
    tree.text("3.txt", TEXT + "3\n")
    os.utime(second)  # read again, as its time says, and found to be the same
    assert tree.run()[1].paths == ["1.txt", "2.txt", "3.txt"]
    assert "khác" in (tree.output / "1.txt.txt").read_text("utf-8")


def test_missing_results_and_new_formats_are_written_without_reading_again(tree: Tree) -> None:
    tree.text("1.txt")
    tree.run()
    before = (tree.output / "1.txt.txt").read_bytes()
    (tree.output / "1.txt.txt").unlink()
    outcome, seen = tree.run(formats=("json", "txt", "md"))
    assert (seen.paths, outcome.tally.pages) == (["1.txt"], 0)
    assert (tree.output / "1.txt.txt").read_bytes() == before
    assert tree.outputs() == ["1.txt.json", "1.txt.md", "1.txt.txt"]
    (tree.output / "1.txt.json").unlink()
    assert tree.run()[0].tally.pages == 1
    assert tree.run(formats=("json",))[1].paths == []


def test_equal_content_is_read_once_and_put_out_under_every_name(tree: Tree) -> None:
    for name in ("1.txt", "x/2.txt", "y/3.txt"):
        tree.text(name)
    outcome, _ = tree.run()
    assert (outcome.tally.pages, outcome.tally.done, outcome.tally.copied) == (1, 3, 2)
    tree.text("4.txt")
    outcome, seen = tree.run()
    assert (seen.paths, outcome.tally.pages) == (["4.txt"], 0)
    for name in ("1.txt", "x/2.txt", "y/3.txt", "4.txt"):
        assert tree.json(f"{name}.json")["source"]["name"] == Path(name).name  # type: ignore[index]
    records = tree.records()
    assert records["4.txt"].same_as in records
    assert len(records["4.txt"].pages) == 1


def test_equal_content_without_json_results(tree: Tree) -> None:
    tree.text("1.txt")
    tree.text("2.txt")
    outcome, _ = tree.run(formats=("txt",))
    assert outcome.tally.done == 2
    assert (tree.output / "1.txt.txt").read_bytes() == (tree.output / "2.txt.txt").read_bytes()


def test_results_of_documents_that_are_no_more_go(tree: Tree) -> None:
    tree.text("1.txt", TWO)
    tree.run()
    parts = ["1.txt.1.json", "1.txt.1.txt", "1.txt.2.json", "1.txt.2.txt"]
    assert tree.outputs() == parts
    assert tree.run()[1].paths == []
    (tree.output / "1.txt.9.json.bak").touch()
    tree.text("1.txt")
    tree.run()
    assert tree.outputs() == ["1.txt.9.json.bak", "1.txt.json", "1.txt.txt"]
    tree.text("1.txt", TWO)
    tree.run(split=False)
    assert tree.outputs() == ["1.txt.9.json.bak", "1.txt.json", "1.txt.txt"]
    assert len(tree.records()["1.txt"].pages) == 2


def test_failed_files_wait_until_they_are_asked_for(tree: Tree, scan: Scan) -> None:
    bad = tree.source / "1.pdf"
    bad.write_bytes(b"%PDF-1.7\n")
    outcome, seen = tree.run()
    assert outcome.imperfect
    assert "cắt cụt" in seen.failures["1.pdf"][0].problem
    assert tree.run()[1].paths == []
    assert tree.run()[0].imperfect
    assert tree.run(retry_failed=True)[1].paths == ["1.pdf"]
    assert tree.records()["1.pdf"].attempts == 2
    scan(bad, 1)
    assert not tree.run()[0].imperfect


def test_a_failed_file_that_is_taken_away_fails_no_more(tree: Tree) -> None:
    tree.text("1.txt")
    (tree.source / "hỏng.pdf").write_bytes(b"%PDF-1.7\n")
    assert tree.run()[0].imperfect
    (tree.source / "hỏng.pdf").unlink()
    assert not tree.run()[0].imperfect
    assert list(tree.records()) == ["1.txt"]


def test_a_password_that_is_given_later_opens_what_was_closed(tree: Tree, scan: Scan) -> None:
    scan(tree.source / "1.pdf", 1)
    with pikepdf.open(tree.source / "1.pdf", allow_overwriting_input=True) as pdf:
        pdf.save(tree.source / "1.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    (tree.source / "hỏng.pdf").write_bytes(b"%PDF-1.7\n")
    assert tree.run()[1].paths == ["1.pdf", "hỏng.pdf"]
    assert tree.records()["1.pdf"].failure == Failure(
        Category.PASSWORD, "tệp PDF có mật khẩu.", "Hãy chạy lại với --password MẬT_KHẨU."
    )
    for password, paths in (("sai", ["1.pdf"]), ("b", ["1.pdf"]), ("b", [])):
        given = Options(source=SourceOptions(password=password))
        assert tree.run(pipeline=given)[1].paths == paths
    assert tree.records()["1.pdf"].state is State.DONE


def test_redo_and_since(tree: Tree) -> None:
    old, new = tree.text("1.txt"), tree.text("2.txt", TEXT + "2\n")
    os.utime(old, (1_600_000_000, 1_600_000_000))
    assert tree.run(since=1_700_000_000.0)[1].paths == ["2.txt"]
    assert new.exists()
    tree.run()
    outcome, seen = tree.run(redo=frozenset({"1.txt"}))
    assert (seen.paths, outcome.tally.pages) == (["1.txt"], 1)


def test_a_folder_can_be_done_anew(tree: Tree) -> None:
    for number, path in enumerate(("a/1.txt", "a/b/2.txt", "a.txt", "ab/3.txt")):
        tree.text(path, f"{TEXT}{number}\n")
    tree.run()
    assert tree.run(redo=frozenset({"a"}))[1].paths == ["a/1.txt", "a/b/2.txt"]
    assert tree.run(redo=frozenset({"."}))[0].tally.pages == 4
    assert tree.run()[1].paths == []


def test_names_that_give_trouble(tree: Tree) -> None:
    long_name = "ệ" * 83 + ".txt"  # 253 bytes
    names = [
        "Quyết định.txt",
        normalize("NFD", "Quyết định.txt"),
        "có dấu cách.txt",
        "🗂️.txt",
        long_name,
        "a.txt",
        "a.txt.1.txt",
    ]
    assert len(set(names)) == 7
    undecodable = os.fsdecode(b"h\xffng.txt")
    for number, name in enumerate([*names, undecodable]):
        tree.text(name, f"{TEXT}{number}\n")
    outcome, _ = tree.run()
    assert (outcome.tally.done, outcome.imperfect) == (8, False)
    assert tree.run()[1].paths == []
    records = tree.records()
    for number, name in enumerate([*names, undecodable]):
        (result,) = [output for output in records[name].outputs if output.endswith(".txt")]
        assert (tree.output / result).read_text("utf-8").rstrip().endswith(str(number))
        if name != long_name:
            assert result == f"{name}.txt"


def test_a_name_like_a_part_of_another_input(tree: Tree, scan: Scan) -> None:
    tree.text("a.txt", TWO)
    scan(tree.source / "a.png", 0).rename(tree.source / "a.txt.1")
    tree.run(formats=("json",))
    (other,) = tree.records()["a.txt.1"].outputs
    assert sorted(tree.outputs()) == sorted(["a.txt.1.json", "a.txt.2.json", other])
    tree.text("a.txt")  # its second document is gone, the neighbour's results stay
    tree.run(formats=("json",))
    assert sorted(tree.outputs()) == sorted(["a.txt.json", other])


def test_what_is_no_input_is_listed(tree: Tree) -> None:
    tree.text("a.txt")
    for name in ("ghi chú.md", "bảng.docx", ".ẩn.txt", "~$a.docx", "tải.part", "b.txt.tmp"):
        tree.text(name, "PK\x03\x04" if name.endswith("docx") else "chữ")
    tree.text(".git/x.txt")
    (tree.source / "quét").write_bytes((SAMPLES / "cong-van-hoa-toc.jpg").read_bytes()[:3000])
    os.mkfifo(tree.source / "ống.pdf")
    outcome, seen = tree.run()
    assert seen.paths == ["a.txt", "quét"]
    skipped = tree.skipped()
    assert sorted(skipped) == sorted(
        [".git/", ".ẩn.txt", "b.txt.tmp", "bảng.docx", "ghi chú.md", "tải.part", "~$a.docx", "ống.pdf"]
    )
    assert "tệp Word" in skipped["bảng.docx"]
    assert outcome.surveyed.skipped == 8


def test_links(tree: Tree, tmp_path: Path) -> None:
    tree.text("a/1.txt")
    other = tmp_path / "kho khác"
    other.mkdir()
    (other / "2.txt").write_text(TEXT + "2\n", "utf-8")
    (other / "vòng").symlink_to(other)
    (tree.source / "ngoài").symlink_to(other)
    (tree.source / "ngoài nữa").symlink_to(other)
    (tree.source / "a" / "vòng").symlink_to(tree.source)
    (tree.source / "a" / "lặp").symlink_to("lặp")
    (tree.source / "b.txt").symlink_to("a/1.txt")
    (tree.source / "c.txt").symlink_to("không có")
    _, seen = tree.run()
    assert seen.paths == ["a/1.txt", "b.txt", "c.txt", "ngoài/2.txt"]
    records = tree.records()
    assert records["b.txt"].state is State.DONE
    failure = records["c.txt"].failure
    assert failure is not None
    assert failure.category is Category.INPUT
    assert sorted(tree.skipped()) == ["a/lặp", "a/vòng/", "ngoài nữa/", "ngoài/vòng/"]


def test_the_output_may_lie_in_the_tree(tmp_path: Path) -> None:
    tree = Tree(tmp_path, tmp_path / "kết quả")
    tree.text("1.txt")
    tree.run()
    assert tree.run()[1].paths == []
    assert tree.outputs() == ["1.txt.json", "1.txt.txt"]


def test_results_of_another_run_are_no_input(tmp_path: Path) -> None:
    tree = Tree(tmp_path, tmp_path / "kết quả")
    tree.text("1.txt")
    tree.run()
    again = Tree(tmp_path, tmp_path / "kết quả khác")
    assert again.run()[1].paths == ["1.txt"]
    assert "kết quả của một lượt chạy khác" in again.skipped()["kết quả/"]


def test_results_are_never_written_through_a_link(tree: Tree) -> None:
    original = tree.text("1.txt")
    tree.output.mkdir()
    (tree.output / "1.txt.txt").symlink_to(original)
    tree.run()
    assert original.read_text("utf-8") == TEXT
    assert not (tree.output / "1.txt.txt").is_symlink()


def test_pages_of_one_file_are_read_side_by_side_and_come_in_order(tree: Tree, scan: Scan) -> None:
    scan(tree.source / "tập.tif", 0, 1, 2)
    tree.run()
    assert (tree.output / "tập.tif.json").read_bytes() == to_json(process(tree.source / "tập.tif"))


@pytest.mark.parametrize("jobs", [1, 3])
def test_many_pages_of_text(tree: Tree, jobs: int) -> None:
    tree.text("dài.txt", "\f".join(f"Trang {number} của văn bản." for number in range(1, 40)))
    outcome, _ = tree.run(jobs=jobs)
    assert outcome.tally.pages == 39
    assert (tree.output / "dài.txt.json").read_bytes() == to_json(process(tree.source / "dài.txt"))
