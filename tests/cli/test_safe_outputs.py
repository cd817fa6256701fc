"""Nothing that a user had before is written over, and every input gets its result or its line."""

import csv
import io
import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_pipeline.cli.outputs import USUAL
from ocr_pipeline.lexicons import lexicon_folder

from .conftest import TEXT, Outcome

Call = Callable[..., Outcome]


def test_a_result_is_never_written_over_an_input(call: Call, tmp_path: Path) -> None:
    for name in ("bao-cao", "bao-cao.txt", "khac"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    (tmp_path / "that").write_text(TEXT, "utf-8")
    (tmp_path / "khac.txt").symlink_to("that")
    outcome = call("run", *(tmp_path / n for n in ("bao-cao", "bao-cao.txt", "khac", "that")), "-o", tmp_path)
    assert outcome.code == 1
    refused = [line for line in outcome.err.splitlines() if "sẽ đè lên tệp đầu vào" in line]
    assert [line.split(":")[0] for line in refused] == [f"{tmp_path}/bao-cao", f"{tmp_path}/khac"]
    for name in ("bao-cao", "bao-cao.txt", "khac", "that"):
        assert (tmp_path / name).read_text("utf-8") == TEXT
    assert (tmp_path / "bao-cao.txt.json").exists()
    assert not (tmp_path / "bao-cao.json").exists()


def test_a_run_can_be_repeated(call: Call, text_file: Path) -> None:
    for _ in range(2):
        assert call("run", text_file, "-o", text_file.parent).code == 0


@pytest.mark.parametrize(
    "options",
    [
        ("-o", "a.txt"),
        ("--explain", "./a.txt"),
        ("-o", "link.txt"),
        ("-o", "moi.txt", "--explain", "x/../moi.txt"),
        ("--explain", "-"),
    ],
)
def test_restore_refuses_one_file_for_two_purposes(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").mkdir()
    (tmp_path / "a.txt").write_text("thue hién Nghi quyét", "utf-8")
    (tmp_path / "link.txt").symlink_to("a.txt")
    outcome = call("restore", "a.txt", *options)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert (tmp_path / "a.txt").read_text("utf-8") == "thue hién Nghi quyét"
    assert not (tmp_path / "moi.txt").exists()


def test_a_replaced_file_keeps_its_permissions(call: Call, text_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "kin.txt"
    target.touch()
    target.chmod(0o600)
    assert call("restore", text_file, "-o", target).code == 0
    assert target.stat().st_size > 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_row_of_titles_is_printed_where_the_first_input_fails(call: Call, text_file: Path, tmp_path: Path) -> None:
    outcome = call("run", tmp_path / "khong-co.txt", text_file, "-f", "csv")
    assert outcome.code == 1
    assert outcome.out.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(outcome.out.removeprefix("\ufeff"))))
    assert [row[0] for row in rows] == ["Tệp", *["ket-luan.txt"] * 4]


def test_links_are_inputs_like_others(call: Call, text_file: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(text_file.name)
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    inputs = [tmp_path / "loop.txt", text_file, tmp_path / "link.txt", tmp_path / "." / text_file.name]
    outcome = call("run", *inputs, "-o", tmp_path / "ra", "-f", "md")
    assert outcome.code == 1
    assert [line.split(":")[0] for line in outcome.err.splitlines()] == [str(path) for path in inputs[:3]]
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == ["ket-luan.txt.md", "link.txt.md"]


def test_a_name_that_is_no_utf8(call: Call, spawn: Call, text_file: Path, tmp_path: Path) -> None:
    bad = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt"))
    bad.write_text(TEXT, "utf-8")
    outcome = spawn("run", bad, text_file, "-o", tmp_path / "ra")
    assert outcome.code == 0, outcome.err
    assert outcome.err.splitlines()[0].startswith(f"{tmp_path}/bad\ufffd.txt: 1 trang")
    assert len(list((tmp_path / "ra").iterdir())) == 2 * len(USUAL)
    result = json.loads((tmp_path / "ra" / f"{bad.name}.json").read_bytes())
    assert result["source"]["name"] == "bad\ufffd.txt"
    assert "bad\ufffd.txt" in spawn("run", bad).out
    assert spawn("parse", bad).json["source"]["name"] == "bad\ufffd.txt"


def test_models_from_another_folder(call: Call, tmp_path: Path) -> None:
    source, folder = tmp_path / "a.txt", tmp_path / "mo-hinh"
    source.write_text("thue hién Nghi quyét cua Tinh uy", "utf-8")
    folder.mkdir()
    for command in ("run", "restore"):
        outcome = call(command, source, "--models", folder)
        assert outcome.code == 1
        assert "--models" in outcome.err
    shutil.copytree(lexicon_folder() / "language_model", folder / "language_model")
    for table in lexicon_folder().glob("confusions-*.tsv"):
        shutil.copy(table, folder)
    assert call("restore", source, "--models", folder).out == "thực hiện Nghị quyết của Tỉnh ủy"
