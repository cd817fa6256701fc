"""A folder of models is renewed whole or stays as it was."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_pipeline.errors import OutputError
from ocr_pipeline.models import CARD, CHECKSUMS, LANGUAGE_MODEL, require_whole
from ocr_pipeline.training import model_folder
from ocr_pipeline.training.model_folder import renewed, write_section

TABLE = "confusions-wrong-language.tsv"


def train(folder: Path, content: str, part: str = LANGUAGE_MODEL) -> None:
    with renewed(folder, part) as draft:
        if part == LANGUAGE_MODEL:
            (draft / part).mkdir()
            (draft / part / "vocabulary.txt").write_text(content)
        else:
            (draft / part).write_text(content)
        write_section(draft, part, content)


def state(folder: Path) -> dict[str, str]:
    """Everything beside and in the folder."""
    return {
        str(file.relative_to(folder.parent)): file.read_text() for file in folder.parent.rglob("*") if file.is_file()
    }


def in_a_process(work: Callable[[], None]) -> int | None:
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    return process.exitcode


def test_each_training_replaces_its_own_part(tmp_path: Path) -> None:
    folder = tmp_path / "a.b" / "models"
    train(folder, "one")
    train(folder, "table", TABLE)
    train(folder, "two")
    assert (folder / LANGUAGE_MODEL / "vocabulary.txt").read_text() == "two"
    card = (folder / CARD).read_text()
    assert "two" in card
    assert "table" in card
    assert "one" not in card
    for part in (LANGUAGE_MODEL, TABLE):
        require_whole(folder / part)
    assert [path.name for path in folder.parent.iterdir()] == ["models"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_broken_training_leaves_everything_as_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    folder = tmp_path / "models"
    train(folder, "old")
    before = state(folder)

    def broken(target: Path) -> None:
        with renewed(target, LANGUAGE_MODEL) as draft:
            (draft / "half").touch()
            raise error

    with pytest.raises(error):
        broken(folder)
    assert state(folder) == before
    with pytest.raises(error):
        broken(tmp_path / "new" / "models")
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("step", ["checksums", "_exchange"])
def test_a_killed_training_leaves_the_old_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    folder = tmp_path / "models"
    train(folder, "old")
    with monkeypatch.context() as patch:
        patch.setattr(model_folder, step, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        assert in_a_process(lambda: train(folder, "new")) == -signal.SIGKILL
    require_whole(folder / LANGUAGE_MODEL)
    assert (folder / LANGUAGE_MODEL / "vocabulary.txt").read_text() == "old"
    train(folder, "newer")
    assert (folder / LANGUAGE_MODEL / "vocabulary.txt").read_text() == "newer"
    assert [path.name for path in tmp_path.iterdir()] == ["models"]


def test_a_process_killed_between_the_renames_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    train(folder, "old")
    folder.rename(tmp_path / ".models.former")
    train(folder, "table", TABLE)
    require_whole(folder / LANGUAGE_MODEL)
    require_whole(folder / TABLE)


def test_the_old_folder_comes_back_where_the_new_one_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "models"
    train(folder, "old")
    before = state(folder)
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name.endswith(".draft"):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputError, match="ổ đĩa đầy"):
        train(folder, "new")
    assert state(folder) == before


def test_two_trainings_do_not_mix(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    with renewed(folder, LANGUAGE_MODEL) as draft:
        with pytest.raises(OutputError, match="một lần học khác"):
            train(folder, "other", TABLE)
        (draft / LANGUAGE_MODEL).mkdir()
    assert not (folder / TABLE).exists()


def test_a_folder_with_other_things_is_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "giay-to"
    folder.mkdir()
    (folder / "quyet-dinh.pdf").touch()
    (folder / CHECKSUMS).touch()
    before = state(folder)
    with pytest.raises(OutputError, match=r"quyet-dinh\.pdf"):
        train(folder, "new")
    assert state(folder) == before
    assert not (tmp_path / ".giay-to.draft").exists()
    with pytest.raises(OutputError, match="đường dẫn không dùng được"):
        train(folder / "quyet-dinh.pdf", "new")
