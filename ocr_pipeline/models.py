"""Which models are in use, each part singly: those of a named folder, else the user's own, else the shipped ones."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.errors import ModelError
from ocr_pipeline.lexicons import lexicon_folder

LANGUAGE_MODEL = "language_model"
CONFUSIONS = {
    "wrong-language": "confusions-wrong-language.tsv",
    "right-language": "confusions-right-language.tsv",
}
"""The confusion table of text read with another language's model, and with the Vietnamese one."""
PARTS = (LANGUAGE_MODEL, *CONFUSIONS.values())
"""Names of the parts in a folder of models."""
CARD = "MODELS.md"
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class ModelPaths:
    """Where the language model and the confusion tables (in the order of `CONFUSIONS`) are read from."""

    language_model: Path
    confusions: tuple[Path, ...]

    @property
    def parts(self) -> tuple[Path, ...]:
        """The paths in the order of `PARTS`."""
        return (self.language_model, *self.confusions)


def own_folder() -> Path | None:
    """The user's own models in the XDG data folder; None where the user has no home."""
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    if not data.is_absolute():  # the specification: a relative path is ignored
        try:
            data = Path.home() / ".local" / "share"
        except RuntimeError:  # no entry in the password file and HOME is not set
            return None
    return data / "ocr_pipeline" / "models"


def model_paths(folder: Path | None = None) -> ModelPaths:
    """The models to use: those in `folder` (None: the user's own); a part that is missing there is the shipped one.

    A folder that was named but holds none of the parts is a mistake, and raises ModelError.
    """
    if folder is not None and not any(os.path.exists(folder / part) for part in PARTS):  # noqa: PTH110  (see _part)
        raise ModelError(
            f"không có mô hình nào trong {folder}.",
            f"Thư mục sau --models cần có ít nhất một trong: {', '.join(PARTS)}.",
        )
    chosen = folder or own_folder()
    language, *confusions = (_part(chosen, part) for part in PARTS)
    return ModelPaths(language, tuple(confusions))


def _part(folder: Path | None, part: str) -> Path:
    """The part in `folder`, or the shipped one."""
    if folder is not None and os.path.exists(folder / part):  # noqa: PTH110  (False also where the way is closed)
        return folder / part
    return lexicon_folder() / part


def checksums(folder: Path) -> str:
    """What `sha256sum` prints for the models in `folder`."""
    files = [file for part in PARTS for file in _files(folder / part)]
    return "".join(f"{_sha256(file)}  {file.relative_to(folder)}\n" for file in files)


def require_whole(part: Path) -> None:
    """Raise ModelError where a part is not what `SHA256SUMS` beside it says."""
    folder = part.parent
    advice = "Hãy học lại bằng ocr-pipeline train, hoặc cài lại gói nếu đó là mô hình đi kèm."
    try:
        rows = [line.split("  ", 1) for line in (folder / CHECKSUMS).read_text("utf-8").splitlines() if line]
        expected = {name: sha256 for sha256, name in rows if name.split("/")[0] == part.name}
        found = {str(file.relative_to(folder)): _sha256(file) for file in _files(part)}
    except FileNotFoundError as error:
        raise ModelError(f"{folder} không có {CHECKSUMS} để đối chiếu.", advice) from error
    except (OSError, ValueError) as error:
        raise ModelError(f"không đối chiếu được {part} ({error}).", advice) from error
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong or not expected:
        raise ModelError(f"{part} không khớp {CHECKSUMS}: {', '.join(wrong) or 'không có tên'}.", advice)


def _files(part: Path) -> list[Path]:
    """The files of a part, in order; none where it is missing."""
    if part.is_dir():
        return sorted(file for file in part.iterdir() if file.is_file())
    return [part] if part.exists() else []


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
