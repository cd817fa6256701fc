import csv
import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from jsonschema import validate

from ocr_pipeline.cli.group import COMMANDS, group
from ocr_pipeline.cli.run import FORMATS

from .conftest import TEXT, Outcome

Call = Callable[..., Outcome]
ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "ocr_pipeline/exports/document.schema.json").read_text("utf-8"))


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> click.Command:
    found = group.get_command(click.Context(group), request.param)
    assert found is not None
    return found


def test_every_option_has_help_and_every_command_its_name(command: click.Command) -> None:
    assert command.name in COMMANDS
    assert command.help
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help, f"{command.name} {parameter.name}"


def test_the_readme_shows_every_command_and_option(command: click.Command) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"ocr-pipeline {command.name}" in readme
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[-1] in readme, f"{command.name} {parameter.opts[-1]}"


def test_help_pages_are_vietnamese(call: Call) -> None:
    for args in (["--help"], *([name, "--help"] for name in COMMANDS)):
        outcome = call(*args)
        assert outcome.code == 0
        assert "Cách dùng:" in outcome.out
        assert not {"Usage", "Options", "Commands", "Show this"} & set(outcome.out.replace(":", "").split())


def test_help_is_quick() -> None:
    """No heavy library is loaded; little processor time is spent, whatever else the machine does."""
    script = (
        "import sys; from ocr_pipeline.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print({'numpy', 'cv2', 'numba', 'rich', 'pypdfium2', 'underthesea'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "ocr_pipeline", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime < 0.3


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["lam"], "không có lệnh lam"),
        (["run"], "thiếu TỆP"),
        (["run", "--sai", "a.pdf"], "không có tùy chọn --sai"),
        (["run", "-f", "docx", "a.pdf"], "không có dạng docx"),
        (["run", "-f", "json,md", "a.pdf"], "cần -o"),
        (["run", "--text", "-f", "json", "a.pdf"], "--text"),
        (["run", "a.pdf", "-o"], "cần một giá trị"),
        (["parse", "-f", "txt", "a.txt"], "--format"),
        (["evaluate", "a.txt"], "thiếu BẢN_CHUẨN"),
    ],
)
def test_usage_errors(call: Call, args: list[str], problem: str) -> None:
    outcome = call(*args)
    assert (outcome.code, outcome.out) == (2, "")
    assert problem in outcome.err
    assert outcome.err.count("\n") == 1


def test_without_a_command_the_help_is_shown(call: Call) -> None:
    outcome = call()
    assert outcome.code == 2
    assert "Các lệnh:" in outcome.err


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


def test_tables_of_several_inputs_are_one_table(call: Call, text_file: Path) -> None:
    other = text_file.with_name("khac.txt")
    other.write_text(TEXT, "utf-8")
    rows = list(csv.reader(io.StringIO(call("run", text_file, other, "-f", "csv").out.removeprefix("\ufeff"))))
    assert [row[-1] for row in rows] == ["source", *["ket-luan.txt"] * 4, *["khac.txt"] * 4]


def test_run_writes_a_file_a_format(call: Call, text_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ra" / "day"
    outcome = call("run", text_file, "-o", folder)
    assert (outcome.code, outcome.out) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == [f"ket-luan.txt.{f}" for f in sorted(FORMATS)]
    call("run", text_file, "-o", tmp_path / "it", "-f", "md, txt,md")
    assert sorted(path.name for path in (tmp_path / "it").iterdir()) == ["ket-luan.txt.md", "ket-luan.txt.txt"]


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


def test_restore_keeps_lines_and_explains_every_change(call: Call, tmp_path: Path) -> None:
    text = (
        "\ufeffThue hién Nghi quyét sb 06-NQ/TU\r\ncua Tinh uy vé phat trién d6 thi\r\n\r\n"
        "Song theo két qua khao sat, cay ché cé thu\r\n"
    )
    (tmp_path / "a.txt").write_bytes(text.encode())
    outcome = call("restore", tmp_path / "a.txt", "-o", tmp_path / "ra.txt", "--explain", tmp_path / "edits.jsonl")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    restored = (tmp_path / "ra.txt").read_bytes().decode()
    assert "Nghị quyết" in restored
    assert [len(line.split()) for line in restored.split("\r\n")] == [len(line.split()) for line in text.split("\r\n")]
    changes = [json.loads(line) for line in (tmp_path / "edits.jsonl").read_text("utf-8").splitlines()]
    assert [change["start"] for change in changes] == sorted(change["start"] for change in changes)
    assert {change["applied"] for change in changes} == {True, False}
    for change in changes:
        assert set(change) == {"start", "end", "before", "after", "reason", "log_odds", "alternatives", "applied"}
        assert text[change["start"] : change["end"]] == change["before"]
    edits = [change for change in changes if change["applied"]]
    assert len(edits) > 5
    replayed, place = "", 0
    for edit in edits:
        replayed += text[place : edit["start"]] + edit["after"]
        place = edit["end"]
    assert replayed + text[place:] == restored


def test_restore_and_parse_read_standard_input(spawn: Call) -> None:
    assert "Nghị quyết" in spawn("restore", input="Nghi quyét cua Tinh uy\n".encode()).out
    outcome = spawn("parse", "-", input=TEXT.encode())
    validate(outcome.json, SCHEMA)
    assert outcome.json["header"]["code"] == "73-KL/TU"


def test_parse_formats(call: Call, text_file: Path) -> None:
    outcome = call("parse", text_file)
    validate(outcome.json, SCHEMA)
    assert [item["label"] for item in outcome.json["directives"]] == ["1.", "2."]
    assert outcome.json["text"] == TEXT
    assert call("parse", text_file, "-f", "csv").out.count("\n") == 5
    assert call("parse", text_file, "-f", "md").out.startswith("# Kết luận 73-KL/TU")


def test_doctor_finds_what_the_tests_use(call: Call) -> None:
    outcome = call("doctor")
    assert outcome.code == 0
    assert "THIẾU" not in outcome.out
    assert "Mọi thứ đã sẵn sàng." in outcome.out


def test_doctor_says_what_is_missing_and_how_to_get_it(spawn: Call, tmp_path: Path) -> None:
    outcome = spawn("doctor", env={"PATH": str(tmp_path)})
    assert outcome.code == 1
    assert "THIẾU  Tesseract" in outcome.out
    assert "apt install poppler-utils" in outcome.out


def test_evaluate(call: Call, tmp_path: Path) -> None:
    (tmp_path / "doc.txt").write_text("Nghị quyêt sô 06", "utf-8")
    (tmp_path / "chuan.txt").write_text("Nghị quyết số 06", "utf-8")
    outcome = call("evaluate", tmp_path / "doc.txt", tmp_path / "chuan.txt")
    assert outcome.code == 0
    assert "50,00%" in outcome.out
    outcome = call("evaluate", "--json", tmp_path / "doc.txt", tmp_path / "chuan.txt")
    assert outcome.json["wer"] == outcome.json["accent_only_error_rate"] == 0.5
    (tmp_path / "doc.txt").write_text("06 số quyết Nghị", "utf-8")
    outcome = call("evaluate", "--json", "--unordered", tmp_path / "doc.txt", tmp_path / "chuan.txt")
    assert outcome.json["syllable_recall"] == 1
    assert "wer" not in outcome.json
