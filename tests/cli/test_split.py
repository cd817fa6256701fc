"""Several documents in one file: one result each, and nothing lost where the file breaks off."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from ocr_pipeline.exports import document_from_json
from ocr_pipeline.synthesis.content import FOLDER, load_document
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.typeset import PageStyle, plain_page_html, typeset_pdf

from .conftest import Outcome

Call = Callable[..., Outcome]


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """Two documents, the first with an annex, the second with an empty page, and their numbers of pages."""
    annex = ("PHỤ LỤC I", "(Kèm theo Kế hoạch số 12/KH-UBND)", "1. Sở Xây dựng rà soát quy hoạch.")
    parts = (
        document_pdf(load_document(FOLDER / "state-plan.json")),
        typeset_pdf(plain_page_html(annex, PageStyle())),
        document_pdf(load_document(FOLDER / "party-resolution.json")),
    )
    counts = []
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(BytesIO(part)) as pdf:
                whole.pages.extend(pdf.pages)
                counts.append(len(pdf.pages))
        whole.add_blank_page()
        path = tmp_path_factory.mktemp("joined") / "hồ sơ.pdf"
        whole.save(path)
    return path, [counts[0] + counts[1], counts[2] + 1]


def test_each_document_is_written_by_itself(call: Call, joined: tuple[Path, list[int]], tmp_path: Path) -> None:
    path, (first, second) = joined
    outcome = call("run", path, "-o", tmp_path, "-f", "json,txt")
    assert outcome.code == 0
    assert f"tách thành 2 văn bản, trang 1-{first}, {first + 1}-{first + second}" in outcome.err
    names = {f"hồ sơ.pdf.{number}.{kind}" for number in (1, 2) for kind in ("json", "txt")}
    assert {found.name for found in tmp_path.iterdir()} == names
    documents = [document_from_json((tmp_path / f"hồ sơ.pdf.{n}.json").read_bytes()) for n in (1, 2)]
    assert [document.page_range for document in documents] == [(1, first), (first + 1, first + second)]
    assert [document.structure.header.type for document in documents] == ["Kế hoạch", "Nghị quyết"]
    assert [attachment.title for attachment in documents[0].structure.attachments][:1] == ["PHỤ LỤC I"]
    assert min(item.page or 0 for item in documents[1].structure.directives) > first
    assert documents[1].pages[-1].blank


def test_the_summary_names_the_pages(call: Call, joined: tuple[Path, list[int]]) -> None:
    path, (first, second) = joined
    outcome = call("run", path)
    assert f"hồ sơ.pdf, trang {first + 1}-{first + second}" in outcome.out
    assert f"trang trắng: {first + second}" in outcome.out


def test_one_document_where_that_is_wanted(call: Call, joined: tuple[Path, list[int]], tmp_path: Path) -> None:
    outcome = call("run", joined[0], "--no-split", "-o", tmp_path, "-f", "txt")
    assert outcome.code == 0
    assert "tách" not in outcome.err
    assert [found.name for found in tmp_path.iterdir()] == ["hồ sơ.pdf.txt"]


def test_documents_before_the_damage_are_written(call: Call, joined: tuple[Path, list[int]], tmp_path: Path) -> None:
    path = tmp_path / "hỏng.pdf"
    with pikepdf.open(joined[0]) as pdf:
        picture = pdf.make_stream(b"\xff\xd8\xff broken", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        picture.update({"/Width": 800, "/Height": 1000, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode})
        picture["/ColorSpace"] = pikepdf.Name.DeviceGray
        pdf.pages[-1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
        width, height = (float(side) for side in pdf.pages[-1].mediabox[2:])
        pdf.pages[-1].Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode())
        pdf.save(path)
    outcome = call("run", path, "-o", tmp_path / "out", "-f", "txt")
    assert outcome.code == 1
    assert [found.name for found in (tmp_path / "out").iterdir()] == ["hỏng.pdf.1.txt"]
    assert f"đã ghi 1 văn bản trước chỗ hỏng, trang 1-{joined[1][0]}" in outcome.err


def test_no_result_is_written_over_that_of_another_file(
    call: Call, joined: tuple[Path, list[int]], tmp_path: Path
) -> None:
    other = tmp_path / "hồ sơ.pdf.1"
    other.write_text("KẾT LUẬN\n1. Sở Y tế rà soát.\n", "utf-8")
    outcome = call("run", other, joined[0], "-o", tmp_path / "out", "-f", "txt")
    assert outcome.code == 1
    assert "trùng tên" in outcome.err
    assert "Sở Y tế" in (tmp_path / "out" / "hồ sơ.pdf.1.txt").read_text("utf-8")
