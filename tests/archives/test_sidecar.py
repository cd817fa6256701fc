"""What people set by hand in a table beside the scans."""

import csv
import unicodedata
from pathlib import Path

import pytest

from ocr_pipeline.archives import RecordOptions, Written, write_records
from ocr_pipeline.errors import InputError

from .tree import DECISION, Tree, document


def write(tree: Tree, text: str, encoding: str = "utf-8") -> Written:
    return write_records(tree.out, RecordOptions(sidecar=tree.sidecar(text, encoding)))


def table(written: Written, name: str) -> dict[str, dict[str, str]]:
    with (written.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["Đường dẫn"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_fields_by_name_or_title_for_documents_and_files(tree: Tree, encoding: str, delimiter: str) -> None:
    lines = (
        ("Đường dẫn", "Mã hồ sơ", "title", "THỜI HẠN LƯU TRỮ", "mode", "Từ khóa"),
        ("so-1", "H49.2025.1", "Tập quyết định", "vĩnh viễn", "công khai", ""),
        ("so-1\\10.pdf", "", "", "10 năm", "", "nghị định"),
    )
    written = write(tree, "\r\n".join(delimiter.join(line) for line in lines), encoding)
    assert written.warnings == ()
    file = table(written, "files")["so-1"]
    assert (file["Mã hồ sơ"], file["Tiêu đề hồ sơ"], file["Thời hạn lưu trữ"]) == ("H49.2025.1", "Tập quyết định", "01")
    documents = table(written, "documents")
    first, own = documents["so-1/2 Quyết định.pdf.1"], documents["so-1/10.pdf"]
    assert (first["Mã định danh tài liệu"], first["Mã lưu trữ của tài liệu"]) == ("H49.2025.1.1", "H49.2025.1.0000001")
    assert (first["Thời hạn lưu trữ"], own["Thời hạn lưu trữ"]) == ("01", "06")
    assert (first["Chế độ sử dụng"], own["Từ khóa"]) == ("01", "nghị định")


def test_a_persons_word_counts_before_what_was_read(tree: Tree) -> None:
    written = write(tree, "path;subject;issuedDate\nso-1/2 Quyết định.pdf;về nhân sự;2024-02-03\n")
    documents = table(written, "documents")
    for part in (1, 2):
        row = documents[f"so-1/2 Quyết định.pdf.{part}"]
        assert (row["Trích yếu nội dung"], row["Ngày, tháng, năm tài liệu"]) == ("về nhân sự", "03/02/2024")


def test_one_document_of_an_input_can_be_named(tree: Tree) -> None:
    written = write(tree, "path;subject\nso-1/2 Quyết định.pdf.2;chỉ văn bản hai\n")
    documents = table(written, "documents")
    assert documents["so-1/2 Quyết định.pdf.2"]["Trích yếu nội dung"] == "chỉ văn bản hai"
    assert documents["so-1/2 Quyết định.pdf.1"]["Trích yếu nội dung"] == "về việc giao chỉ tiêu"


def test_documents_can_be_put_into_another_file(tree: Tree) -> None:
    text = "path;hồ sơ;fileCode\nrời.pdf;HS-07;\nso-2/ket-luan.pdf;HS-07;\nHS-07;;H7\n"
    written = write(tree, text)
    assert written.warnings == ()
    assert set(table(written, "files")) == {"HS-07", "so-1"}
    documents = table(written, "documents")
    assert {path: row["Thuộc hồ sơ"] for path, row in documents.items() if row["Mã định danh tài liệu"]} == {
        "rời.pdf": "HS-07",
        "so-2/ket-luan.pdf": "HS-07",
    }


def test_a_folder_can_be_put_into_another_file(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    for path in ("so-1/1.pdf", "so-1/phụ lục/2.pdf", "so-1/phụ lục/ảnh/3.pdf", "so-1/phụ lục/4.pdf", "nhóm/a/5.pdf"):
        tree.add(path, document(DECISION))
    rows = ("so-1/phụ lục;so-1;H1", "so-1/phụ lục/4.pdf;HS-07;", "nhóm;HS-07;H7")
    written = write(tree, "\n".join(("path;hồ sơ;fileCode", *rows)))
    assert written.warnings == ()
    assert {path: row["Thuộc hồ sơ"] for path, row in table(written, "documents").items()} == {
        "so-1/1.pdf": "so-1",
        "so-1/phụ lục/2.pdf": "so-1",
        "so-1/phụ lục/ảnh/3.pdf": "so-1",
        "so-1/phụ lục/4.pdf": "HS-07",
        "nhóm/a/5.pdf": "HS-07",
    }
    assert {path: row["Mã hồ sơ"] for path, row in table(written, "files").items()} == {"so-1": "H1", "HS-07": "H7"}


def test_one_row_can_speak_for_every_file(tree: Tree) -> None:
    written = write(tree, "path;maintenance;riskRecovery\n*;Vĩnh viễn;Không\nso-2;10 năm;\n")
    files = table(written, "files")
    assert {path: row["Thời hạn lưu trữ"] for path, row in files.items()} == {".": "01", "so-1": "01", "so-2": "06"}
    assert {row["Chế độ dự phòng"] for row in table(written, "documents").values()} == {"0"}


CASES = [
    ("path;Màu\nso-1;đỏ\n", "cột “Màu” không phải là trường nào"),
    ("path;title\nso-1/10.pdf;x\n", "dòng 2: cột “title” không dùng cho tài liệu, chỉ cho hồ sơ"),
    ("path;title\nso-9/x.pdf;x\n", "dòng 2: không có tệp hay hồ sơ “so-9/x.pdf”"),
    ("path;title\n;x\n", "dòng 2: không có đường dẫn"),
    ("path;maintenance\nso-1;mãi mãi\n", "“mãi mãi” không phải là một trong: 01 Vĩnh viễn"),
    ("path;startDate\nso-1;31/02/2024\n", "“31/02/2024” không phải là ngày dạng DD/MM/YYYY"),
    ("path;numberOfPaper\nso-1;mười\n", "“mười” không phải là số"),
    (f"path;fileCode\nso-1;{'x' * 101}\n", "dài 101 ký tự, hơn 100"),
    ("path;title\nso-1;x;thừa\n", "dòng 2: nhiều ô hơn dòng tiêu đề"),
    ("path;title\n" + unicodedata.normalize("NFD", "rời.pdf") + ";\n", "dòng 2: “rời.pdf” được gõ bằng chữ"),
]


@pytest.mark.parametrize(("text", "told"), CASES, ids=[told for _, told in CASES])
def test_what_does_not_fit_is_told_in_words(tree: Tree, text: str, told: str) -> None:
    (warning,) = write(tree, text).warnings
    assert told in warning


def test_a_name_in_other_code_points_is_the_same_name(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.add(unicodedata.normalize("NFD", "hồ sơ/quyết định.pdf"), document(DECISION))
    written = write(tree, "path;keyword\nhồ sơ/quyết định.pdf;nhân sự\n")
    assert [row["Từ khóa"] for row in table(written, "documents").values()] == ["nhân sự"]
    assert len(written.warnings) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"T\xean;x\n", "không phải UTF-8"),
        ("tên;title\n".encode(), "không có cột đường dẫn; dòng đầu là: tên, title"),
        (b"", "không có cột đường dẫn"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(tree: Tree, content: bytes, told: str) -> None:
    path = tree.root / "x.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        write_records(tree.out, RecordOptions(sidecar=path))
