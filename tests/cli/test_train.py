"""`ocr-pipeline train`: an archive's own models, from its texts to what `restore` does."""

import json
import lzma
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from ocr_pipeline.cli.train import command
from ocr_pipeline.lexicons import lexicon_folder
from ocr_pipeline.models import CARD, CHECKSUMS, LANGUAGE_MODEL
from ocr_pipeline.training import adaptation
from ocr_pipeline.training.adaptation import Trained

from .conftest import Outcome

Call = Callable[..., Outcome]
WRONG = "confusions-wrong-language.tsv"
GARBLED = "Ủy ban nhân dân xã Na Thuôm lập dự toán"
RIGHT = "Ủy ban nhân dân xã Nà Thuồm lập dự toán"


def archive_text(count: int) -> str:
    chooser = random.Random(1)
    acts = ("báo cáo kết quả", "kiểm tra việc thu ngân sách", "rà soát hộ nghèo", "lập dự toán")
    return "".join(
        f"{number}. Ủy ban nhân dân xã {chooser.choice(('Nà Thuồm', 'Thọ Vức'))} {chooser.choice(acts)} trước ngày "
        f"{chooser.randint(1, 28)}/{chooser.randint(1, 12)}/2025, {chooser.choice(acts)} với Huyện ủy.\n"
        for number in range(count)
    )


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own models, none yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "ocr_pipeline" / "models"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, float], None]:
    """Let training take no time, and come out with these perplexities."""

    def come_out(before: float, after: float) -> None:
        def train(sources: object, folder: Path, tell: object) -> Trained:
            folder.mkdir()
            (folder / "vocabulary.txt").write_text("mới")
            return Trained(before, after, 32, None, ("mới",), 1, 1, (1, 1, 1, 1))

        monkeypatch.setattr(adaptation, "adapt_language_model", train)

    return come_out


@pytest.mark.parametrize("name", ["lm", "confusions"])
def test_help_is_vietnamese_and_complete(call: Call, name: str) -> None:
    for flag in ("-h", "--help"):
        outcome = call("train", name, flag)
        assert outcome.code == 0
        assert "Cách dùng:" in outcome.out
        assert not {"Usage", "Options", "required", "default"} & set(outcome.out.replace("[", " ").split())
    found = command.get_command(click.Context(command), name)
    assert found is not None
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert f"ocr-pipeline train {name}" in readme
    for parameter in found.params:
        if isinstance(parameter, click.Option):
            assert parameter.help
            assert parameter.opts[-1] in readme


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["lm"], "thiếu văn bản"),
        (["lm", "-", "--text", "-", "2"], "một lần"),
        (["lm", "--text", "a.txt"], "--text"),
        (["lm", "--text", "a.txt", "-1"], "--text"),
        (["confusions", "a.tsv"], "thiếu --channel"),
        (["confusions", "a.tsv", "--channel", "ngoai-ngu"], "--channel"),
        (["confusions", "--channel", "wrong-language"], "thiếu TỆP"),
        (["am-thanh"], "am-thanh"),
    ],
)
def test_usage_errors(call: Call, args: list[str], problem: str) -> None:
    outcome = call("train", *args)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert problem in outcome.err


@pytest.mark.slow
def test_an_archive_teaches_the_language_model(spawn: Call, data: Path, tmp_path: Path) -> None:
    """The place name that only the archive knows comes back, from the XDG folder and by --models alike."""
    (tmp_path / "a.txt.xz").write_bytes(lzma.compress(archive_text(400).encode()))
    trained = spawn("train", "lm", tmp_path / "a.txt.xz", "-", input=archive_text(450)[-9000:].encode())
    assert trained.code == 0, trained.err
    assert "mô hình đi kèm" in trained.out
    assert "perplexity" in trained.out
    assert f"đọc {tmp_path}/a.txt.xz..." in trained.err.splitlines()
    assert "\x1b" not in trained.err
    assert sorted(path.name for path in data.iterdir()) == sorted([CARD, CHECKSUMS, LANGUAGE_MODEL])
    card = (data / CARD).read_text("utf-8")
    for said in ("| a.txt.xz | 1 |", "SHA-256", "4-gram", "Độ rối", "Tỉa", "Từ vựng", "Ngày học"):
        assert said in card
    garbled = GARBLED.encode()
    assert spawn("restore", input=garbled).out == RIGHT
    shipped = os.environ | {"XDG_DATA_HOME": str(tmp_path)}
    assert spawn("restore", input=garbled, env=shipped).out != RIGHT
    assert spawn("restore", "--models", data, input=garbled, env=shipped).out == RIGHT
    assert spawn("restore", "--models", lexicon_folder(), input=garbled).out != RIGHT
    (tmp_path / "g.txt").write_text(GARBLED, "utf-8")
    run = spawn("run", tmp_path / "g.txt", "-f", "json")
    assert RIGHT in json.loads(run.out)["text"]


def test_doctor_says_whose_models_and_whether_they_are_whole(call: Call, data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("s§\tsố\n" * 5, "utf-8")
    assert "của bạn" not in call("doctor").out
    assert call("train", "confusions", tmp_path / "a.tsv", "--channel", "wrong-language").code == 0
    outcome = call("doctor")
    assert outcome.code == 0
    assert f"của bạn, khớp mã kiểm tra: {data / WRONG}" in outcome.out
    assert f"đi kèm, khớp mã kiểm tra: {lexicon_folder() / LANGUAGE_MODEL}" in outcome.out
    (data / WRONG).write_text("# printed\tread\tcount\na\ta\t3\n", "utf-8")
    outcome = call("doctor")
    assert outcome.code == 1
    (line,) = [line for line in outcome.out.splitlines() if "HỎNG" in line]
    assert "không khớp SHA256SUMS" in line
    assert "ocr-pipeline train" in line


def test_a_worse_model_is_installed_only_by_force(
    call: Call, data: Path, text_file: Path, tmp_path: Path, measured: Callable[[float, float], None]
) -> None:
    measured(10.0, 9.0)
    assert call("train", "lm", text_file).code == 0
    before = (data / CARD).read_bytes()
    measured(10.0, 12.5)
    refused = call("train", "lm", text_file)
    assert (refused.code, refused.out) == (1, "")
    assert "kém hơn" in refused.err
    assert "12,5 so với 10,0" in refused.err
    assert "--force" in refused.err
    assert (data / CARD).read_bytes() == before
    elsewhere = call("train", "lm", text_file, "-o", tmp_path / "khac")
    assert elsewhere.code == 0
    assert "kém hơn" in elsewhere.out
    forced = call("train", "lm", text_file, "--force")
    assert forced.code == 0
    assert "kém hơn" in forced.out
    assert "mô hình này 12,5" in (data / CARD).read_text("utf-8")


def test_bad_pairs_are_told_and_counted(call: Call, tmp_path: Path) -> None:
    table, folder = tmp_path / "a.tsv", tmp_path / "ra"
    table.write_text("sb\tsố\nhỏng\nsb\tsố\nba\tcột\tđây\n" + "thừa\n" * 40, "utf-8")
    outcome = call("train", "confusions", table, "--channel", "right-language", "-o", folder)
    assert outcome.code == 0
    lines = outcome.err.splitlines()
    assert [line for line in lines if line.startswith(f"{table}:2:")]
    assert [line for line in lines if line.startswith(f"{table}:4:")]
    assert f"{table}: còn 22 dòng hỏng nữa; bỏ qua." in lines
    assert "2 cặp đọc/in, bỏ 42 dòng hỏng" in outcome.out
    assert "bỏ 42 dòng hỏng" in (folder / CARD).read_text("utf-8")
    table.write_text("hỏng\n", "utf-8")
    outcome = call("train", "confusions", table, "--channel", "right-language", "-o", tmp_path / "moi")
    assert outcome.code == 1
    assert "không học được gì" in outcome.err
    assert not (tmp_path / "moi").exists()


def test_pairs_change_what_restore_does(call: Call, tmp_path: Path) -> None:
    """A sign that this archive's machine reads for several letters together."""
    table, garbled = tmp_path / "a.tsv", tmp_path / "g.txt"
    table.write_text("qu¥t\tquyết\nh¥n\thuyện\nthu¥n\tthuyền\n" * 200, "utf-8")
    garbled.write_text("thue hién Nghi qu¥t cua Huyén uy h¥n thu¥n", "utf-8")
    trained = call("train", "confusions", table, "--channel", "wrong-language", "-o", tmp_path / "ra")
    assert trained.code == 0
    assert "huyện thuyền" not in call("restore", garbled).out
    restored = call("restore", "--models", tmp_path / "ra", garbled).out
    assert restored == "thực hiện Nghị quyết của Huyện ủy huyện thuyền"


@pytest.mark.parametrize("name", ["lm", "confusions"])
def test_inputs_that_cannot_be_read_are_told_each_on_its_line(call: Call, tmp_path: Path, name: str) -> None:
    (tmp_path / "rong.txt").touch()
    (tmp_path / "hong.xz").write_bytes(lzma.compress(b"x" * 9999)[:-30])
    (tmp_path / "latin.txt").write_bytes(b"ch\xe0o b\xe0 con nh\xe9\n" * 9)
    options = ["--channel", "wrong-language"] if name == "confusions" else []
    options += ["-o", tmp_path / "ra"]
    outcome = call("train", name, tmp_path / "khong-co", tmp_path / "rong.txt", tmp_path, *options)
    assert (outcome.code, outcome.out) == (1, "")
    assert [line.split(":")[0] for line in outcome.err.splitlines()] == [
        str(path) for path in (tmp_path / "khong-co", tmp_path / "rong.txt", tmp_path)
    ]
    for file in ("hong.xz", "latin.txt"):
        outcome = call("train", name, tmp_path / file, *options)
        assert (outcome.code, outcome.out) == (1, "")
        assert f"{tmp_path / file}:" in outcome.err
    assert not (tmp_path / "ra").exists()


def test_a_folder_that_cannot_be_written(call_unprivileged: Call, open_folder: Path) -> None:
    table, closed = open_folder / "a.tsv", open_folder / "dong"
    table.write_text("sb\tsố\n" * 5, "utf-8")
    closed.mkdir()
    closed.chmod(0o555)
    import ocr_pipeline.cli.train
    import ocr_pipeline.training.card
    import ocr_pipeline.training.confusion_tables
    import ocr_pipeline.training.model_folder
    import ocr_pipeline.training.pair_tables  # noqa: F401  (loaded here: nobody may not read the checkout)

    outcome = call_unprivileged("train", "confusions", table, "--channel", "wrong-language", "-o", closed / "ra")
    assert outcome.code == 1
    assert f"không có quyền ghi {closed / 'ra'}" in outcome.err.splitlines()[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    import pty

    (tmp_path / "a.tsv").write_text("sb\tsố\n" * 5, "utf-8")
    args = ["train", "confusions", str(tmp_path / "a.tsv"), "--channel", "wrong-language", "-o", str(tmp_path / "ra")]
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "ocr_pipeline", *args])
    shown = b""
    while chunk := _read(terminal):
        shown += chunk
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b"\x1b[" in shown
    assert "học các nhóm chữ" in shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end is closed
        return b""
