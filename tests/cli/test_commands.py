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

from .conftest import TEXT, Outcome

Call = Callable[..., Outcome]
ROOT = Path(__file__).parents[2]
HEAVY = (
    "numpy",
    "cv2",
    "numba",
    "rich",
    "pypdfium2",
    "docx",
    "icalendar",
    "jinja2",
    "pyarrow",
    "xlsxwriter",
)
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
        assert not {"Usage", "Options", "Commands", "Show this", "[default", "default"} & set(
            outcome.out.replace(":", "").split()
        )


def test_help_is_quick() -> None:
    """No heavy library is loaded; little processor time is spent, whatever else the machine does."""
    script = (
        "import sys; from ocr_pipeline.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print(set(sys.argv[1:]) & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True)
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
        (["run", "-f", "docs", "a.pdf"], "không có dạng docs"),
        (["run", "-f", "json,md", "a.pdf"], "cần -o"),
        (["run", "-f", "json", "-f", "md", "a.pdf"], "cần -o"),
        (["run", "-f", "docx", "a.pdf", "b.pdf"], "cần -o"),
        (["run", "--combined", "tong-hop", "-f", "csv", "a.pdf"], "--combined"),
        (["run", "--combined", "a/b", "-f", "csv", "-o", "ra", "a.pdf"], "--combined"),
        (["run", "--combined", "tong-hop", "-f", "json", "-o", "ra", "a.pdf"], "--combined"),
        (["parse", "-f", "json,md", "a.txt"], "cần -o"),
        (["run", "--text", "-f", "json", "a.pdf"], "--text"),
        (["run", "a.pdf", "-o"], "cần một giá trị"),
        (["parse", "-f", "sai", "a.txt"], "--format"),
        (["evaluate", "a.txt"], "thiếu BẢN_CHUẨN"),
        (["evaluate", "a.txt", "b.txt", "c.txt"], "thừa c.txt"),
        (["batch", "lexicons", "ra", "--jobs", "0"], "--jobs: phải là số nguyên từ 1 đến 1024."),
        (["batch", "lexicons", "ra", "--memory", "hai"], "--memory: phải là số nguyên từ 256 trở lên."),
        (["batch", "lexicons", "ra", "--timeout", "0"], "--timeout: phải là số từ 1 trở lên."),
        (["batch", "lexicons", "ra", "--dry-run", "--watch"], "hãy bỏ một trong hai"),
        (["batch", "lexicons", "ra", "--dry-run=x"], "--dry-run không nhận giá trị"),
        (["batch", "lexicons", "ra", "--manifest", "lexicons"], "--manifest: phải là một tệp"),
        (["batch", "README.md", "ra"], "README.md là một tệp: hãy dùng ocr-pipeline run"),
        (["records", "lexicons", "--profile", "tt99"], "--profile: phải là một trong: tt05-2025, tt02-2019."),
        (["train", "lm", "--text", "a.txt", "x"], "--text: phải là số nguyên từ 0 đến 10000."),
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
    commands = outcome.err.partition("Các lệnh:")[2]
    assert "..." not in commands
    assert "giữ nguyên các dòng." in " ".join(commands.split())


def test_the_summary_says_in_vietnamese_what_to_look_at(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT + "\nNơi nhận:\n- Lưu: VT.\nKT. GIÁM ĐỐC\nLê Thị Tư\n", "utf-8")
    outcome = call("run", path)
    assert "Cần xem lại: Không đọc được chức vụ người ký" in outcome.out


def test_restore_keeps_lines_and_explains_every_change(call: Call, tmp_path: Path) -> None:
    text = (
        "\ufeffThue hién Nghi quyét sb 06-NQ/TU\r\ncua Tinh uy vé phat trién d6 thi\r\n\r\n"
        "Song theo két qua khao sat, ong Vang A Sinh o thon Na Lung mua hang hoa cua cac ban Huoi Pa\r\n"
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


def test_a_calendar_without_entries_says_so(call: Call, text_file: Path, tmp_path: Path) -> None:
    dateless = tmp_path / "khong-han.txt"
    dateless.write_text("Giao Sở Y tế kiểm tra các trạm y tế.", "utf-8")
    assert "không tìm thấy thời hạn nào" in call("parse", dateless, "-f", "ics").err
    assert "không tìm thấy thời hạn nào" in call("parse", dateless, "-f", "ics", "-o", tmp_path / "out").err
    assert "không tìm thấy thời hạn nào" not in call("parse", text_file, "-f", "ics").err


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
