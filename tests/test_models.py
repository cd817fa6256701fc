"""Which models are used: a named folder, the user's own, the shipped ones, each part singly."""

from pathlib import Path

import pytest

from ocr_pipeline.errors import ModelError
from ocr_pipeline.lexicons import lexicon_folder
from ocr_pipeline.models import CHECKSUMS, PARTS, checksums, model_paths, own_folder, require_whole

WRONG = "confusions-wrong-language.tsv"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "data" / "ocr_pipeline" / "models"
    folder.mkdir(parents=True)
    return folder


def test_parts_are_found_singly(own: Path, tmp_path: Path) -> None:
    shipped = lexicon_folder()
    assert model_paths().parts == tuple(shipped / part for part in PARTS)
    (own / WRONG).touch()
    assert model_paths().parts == (shipped / PARTS[0], own / WRONG, shipped / PARTS[2])
    named = tmp_path / "named"
    (named / PARTS[0]).mkdir(parents=True)
    assert model_paths(named).parts == (named / PARTS[0], shipped / PARTS[1], shipped / PARTS[2])


def test_a_named_folder_without_models_is_a_mistake(own: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--models"):
        model_paths(tmp_path)


def test_where_the_users_own_models_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/an")
    for value in ("", "tuong/doi"):  # the specification: a relative path is ignored
        monkeypatch.setenv("XDG_DATA_HOME", value)
        assert own_folder() == Path("/home/an/.local/share/ocr_pipeline/models")
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/an")
    assert own_folder() == Path("/srv/an/ocr_pipeline/models")


def test_the_shipped_models_are_what_their_checksums_say() -> None:
    for part in model_paths(lexicon_folder()).parts:
        require_whole(part)


@pytest.mark.parametrize("change", ["altered", "missing", "added", "no sums", "not in the sums"])
def test_a_change_of_any_file_is_told(tmp_path: Path, change: str) -> None:
    part = tmp_path / PARTS[0]
    part.mkdir()
    for name in ("a.npy", "b.npy"):
        (part / name).write_text(name)
    (tmp_path / CHECKSUMS).write_text(checksums(tmp_path))
    require_whole(part)
    match change:
        case "altered":
            (part / "a.npy").write_text("khác")
        case "missing":
            (part / "a.npy").unlink()
        case "added":
            (part / "c.npy").touch()
        case "no sums":
            (tmp_path / CHECKSUMS).unlink()
        case _:
            (tmp_path / CHECKSUMS).write_text("")
    with pytest.raises(ModelError, match=CHECKSUMS):
        require_whole(part)
