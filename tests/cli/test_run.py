"""`run`: the summary, one format to standard output, files beside each other, pictures of the steps."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import validate

from ocr_pipeline.cli.outputs import USUAL
from ocr_pipeline.exports import EXPORTERS

from .conftest import TEXT, Outcome

Call = Callable[..., Outcome]
ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "ocr_pipeline/exports/document.schema.json").read_text("utf-8"))


def test_run_prints_a_summary(call: Call, text_file: Path) -> None:
    outcome = call("run", text_file)
    assert outcome.code == 0
    for expected in ("Kết luận", "73-KL/TU", "04/03/2025", "1 › gạch 1", "Sở Tài chính", "trong quý III/2025"):
        assert expected in outcome.out
    assert "Nơi nhận" not in outcome.out
    assert outcome.err.startswith(f"{text_file}: 1 trang, 4 mục,")
    assert "\x1b" not in outcome.out
    with_text = call("run", "--text", text_file)
    assert TEXT.strip() in with_text.out


def test_run_prints_one_format(call: Call, text_file: Path) -> None:
    outcome = call("run", text_file, "-f", "json")
    validate(outcome.json, SCHEMA)
    assert outcome.json["source"]["name"] == "ket-luan.txt"
    assert call("run", text_file, "-f", "txt").out == TEXT
    assert call("run", text_file, "-f", "md").out.startswith("# Kết luận 73-KL/TU\n")


def test_a_dash_is_standard_output(call: Call, text_file: Path) -> None:
    outcome = call("run", text_file, "-f", "txt", "-o", "-")
    assert outcome.out == TEXT
    assert not Path("-").exists()


def test_tables_of_several_inputs_are_one_table(call: Call, text_file: Path) -> None:
    other = text_file.with_name("khac.txt")
    other.write_text(TEXT, "utf-8")
    rows = list(csv.reader(io.StringIO(call("run", text_file, other, "-f", "csv").out.removeprefix("\ufeff"))))
    assert [row[0] for row in rows] == ["Tệp", *["ket-luan.txt"] * 4, *["khac.txt"] * 4]


def test_help_lists_every_format(call: Call) -> None:
    for command in ("run", "parse"):
        lines = [line.split() for line in call(command, "--help").out.splitlines()]
        assert [line[0] for line in lines if line and line[0] in EXPORTERS] == [*EXPORTERS]


@pytest.mark.parametrize("name", EXPORTERS)
def test_run_and_parse_take_every_format(call: Call, text_file: Path, tmp_path: Path, name: str) -> None:
    """To a folder and to standard output alike."""
    ending = EXPORTERS[name].ending
    assert call("run", text_file, "-o", tmp_path / "run", "-f", name).code == 0
    assert call("parse", text_file, "-o", tmp_path / "parse", "-f", name).code == 0
    for folder in ("run", "parse"):
        assert [path.name for path in (tmp_path / folder).iterdir()] == [f"ket-luan.txt.{ending}"]
    done = subprocess.run(
        [sys.executable, "-m", "ocr_pipeline", "parse", str(text_file), "-f", name], capture_output=True, check=True
    )
    assert done.stdout == (tmp_path / "parse" / f"ket-luan.txt.{ending}").read_bytes()


def test_one_table_and_one_calendar_over_all_inputs(call: Call, text_file: Path, tmp_path: Path) -> None:
    other, folder = text_file.with_name("khac.txt"), tmp_path / "ra"
    other.write_text(TEXT.replace("73-KL", "74-KL"), "utf-8")
    inputs = (text_file, tmp_path / "khong-co.txt", other)
    outcome = call("run", *inputs, "-o", folder, "-f", "json", "-f", "csv,ics", "--combined", "tong-hop")
    assert outcome.code == 1
    assert sorted(path.name for path in folder.iterdir()) == [
        "ket-luan.txt.json",
        "khac.txt.json",
        "tong-hop.csv",
        "tong-hop.ics",
    ]
    rows = list(csv.reader(io.StringIO((folder / "tong-hop.csv").read_text("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Tệp", *["ket-luan.txt"] * 4, *["khac.txt"] * 4]
    calendar = (folder / "tong-hop.ics").read_text("utf-8")
    assert calendar.count("BEGIN:VCALENDAR") == 1
    assert {f"CATEGORIES:{number}-KL/TU" for number in (73, 74)} <= set(calendar.splitlines())


def test_a_table_over_all_inputs_is_not_written_over_one_of_them(call: Call, text_file: Path) -> None:
    taken = text_file.with_name("tong-hop.csv")
    taken.write_text(TEXT, "utf-8")
    outcome = call("run", text_file, taken, "-o", text_file.parent, "-f", "csv", "--combined", "tong-hop")
    assert outcome.code != 0
    assert "sẽ đè lên tệp đầu vào" in outcome.err
    assert taken.read_text("utf-8") == TEXT


def test_run_writes_a_file_a_format(call: Call, text_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ra" / "day"
    outcome = call("run", text_file, "-o", folder)
    assert (outcome.code, outcome.out) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == [f"ket-luan.txt.{f}" for f in sorted(USUAL)]
    call("run", text_file, "-o", tmp_path / "it", "-f", "md, txt,md")
    assert sorted(path.name for path in (tmp_path / "it").iterdir()) == ["ket-luan.txt.md", "ket-luan.txt.txt"]


def test_debug_images_show_every_step_of_every_page(call: Call, tmp_path: Path) -> None:
    sample = ROOT / "samples" / "cong-van-hoa-toc.jpg"
    outcome = call("run", "--debug-images", tmp_path / "steps", sample)
    assert outcome.code == 0
    assert "con dấu" in outcome.out
    names = [path.name for path in sorted((tmp_path / "steps" / sample.name).iterdir())]
    assert names[:2] == ["p0001-1-scan.png", "p0001-2-colour.png"]
    assert names[-1].endswith("-regions.png")
    assert all((tmp_path / "steps" / sample.name / name).read_bytes().startswith(b"\x89PNG") for name in names)


def test_debug_images_that_cannot_be_written_are_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "steps").write_text("")
    outcome = call("run", "--debug-images", tmp_path / "steps", ROOT / "samples" / "cong-van-hoa-toc.jpg")
    assert outcome.code == 1
    assert "--debug-images" in outcome.err


def test_inputs_of_one_name_do_not_write_over_each_other(call: Call, tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/x.txt", "b/y.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT.replace("73-KL", f"{len(name) + ord(name[0])}-KL"), "utf-8")
    outcome = call("run", tmp_path / "a/x.txt", tmp_path / "b/x.txt", tmp_path / "b/y.txt", "-o", tmp_path, "-f", "md")
    assert outcome.code == 1
    assert f"{tmp_path}/b/x.txt: kết quả sẽ đè lên kết quả của {tmp_path}/a/x.txt" in outcome.err
    assert "104-KL/TU" in (tmp_path / "x.txt.md").read_text("utf-8")
    assert (tmp_path / "y.txt.md").exists()
    assert call("run", tmp_path / "a/x.txt", tmp_path / "a" / "." / "x.txt", "-o", tmp_path).code == 0
