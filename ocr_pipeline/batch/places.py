"""Where a run keeps what: the manifest on a local disk, work in hand beside it, drafts where the results go."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.batch.lease import leased, this_run
from ocr_pipeline.batch.names import FOLDER
from ocr_pipeline.batch.storage import Disk, Storage, storage_of
from ocr_pipeline.errors import OutputError
from ocr_pipeline.exports.files import make_folder, output_error

MANIFEST = "manifest.sqlite"
_REMOTE = ("nfs", "cifs", "smb", "fuse", "9p", "ceph", "glusterfs", "lustre", "afs", "gpfs", "beegfs", "vboxsf")
"""How the kinds of file systems begin on which SQLite's locks cannot be relied on."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one run.

    `work` is for temporary files of this machine; in `pages` wait the pages read of files that are not done; `snapshot`
    is the name in OUT of copies of the manifest, None where the manifest itself lies there.
    """

    source: Storage
    output: Storage
    manifest: Path
    work: Path
    pages: Storage
    snapshot: str | None

    @property
    def temporary(self) -> Path:
        """Where workers have their temporary files."""
        return self.work / "tmp"


def places_of(source: Path | str, output: Path | str, manifest: Path | None = None, *, shared: bool = False) -> Places:
    """Where things are for this tree and output, folders or URLs; nothing is made yet.

    What is `shared` with workers of other machines lies with the output, the only place that all of them can write to.
    Raises OutputError where one folder is the other, or where the output would become part of its own input, and
    StorageError where there is nothing that could speak to a store.
    """
    tree, results = storage_of(source), storage_of(output, f"{FOLDER}/drafts")
    if f"{tree}/".startswith(f"{results}/"):
        raise OutputError(
            "thư mục kết quả không được là thư mục đầu vào, cũng không được chứa nó.", "Hãy chọn thư mục khác."
        )
    inside = results.root / FOLDER / MANIFEST if isinstance(results, Disk) else None
    if manifest is not None:
        chosen = Path(os.path.realpath(manifest))
        work = chosen.with_name(chosen.name + ".work")
    elif inside is not None and is_local(inside):
        chosen, work = inside, inside.with_name("work")
    else:
        chosen = _state_folder() / hashlib.sha256(os.fsencode(str(results))).hexdigest()[:16] / MANIFEST
        work = chosen.with_name("work")
    pages = results.below(f"{FOLDER}/pages") if shared else Disk(work / "pages", work)
    return Places(tree, results, chosen, work, pages, None if chosen == inside else f"{FOLDER}/{MANIFEST}")


def is_local(folder: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether the file system on which `folder` lies, or will lie, is on a disk of this machine."""
    found, kind = "", ""
    for line in mounts.read_text("utf-8", "surrogateescape").splitlines():
        _, point, this = line.split(" ")[:3]
        point = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), point)
        if folder.is_relative_to(point) and len(point) >= len(found):
            found, kind = point, this
    return not kind.startswith(_REMOTE)


def _state_folder() -> Path:
    """Where programs of this user keep what they know between two runs."""
    state = Path(os.environ.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():  # the specification: a relative path is ignored
        state = Path.home() / ".local" / "state"
    return state / "ocr_pipeline" / "batch"


@contextmanager
def held(places: Places) -> Iterator[None]:
    """The output and the manifest for this run alone, with the folders it needs; what a killed run left is cleared.

    Raises OutputError where another run has them, or where nothing can be written.
    """
    make_folder(places.manifest.parent)
    with _locked(places.manifest.with_name(places.manifest.name + ".lock")), _held_output(places.output) as drafts:
        folders = (places.temporary, *drafts)
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
            make_folder(folder)
        try:
            yield
        finally:
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held_output(output: Storage) -> Iterator[tuple[Path, ...]]:
    """The output for this run alone; with its folders for drafts, where it has any."""
    if isinstance(output, Disk):
        make_folder(output.root / FOLDER)
        with _locked(output.root / FOLDER / "lock"):
            yield (output.drafts,)
    else:
        with leased(output, f"{FOLDER}/lock"):
            yield ()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The lock at `path`, which says who has it; the kernel gives it back whatever becomes of this process."""
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise output_error(error, path) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise OutputError(
                f"thư mục kết quả này đang được dùng ({file.read().strip() or 'không rõ bởi ai'}).",
                "Hãy đợi lượt chạy ấy xong, hoặc dừng nó trước.",
            ) from error
        except OSError as error:
            raise output_error(error, path) from error
        file.truncate(0)
        file.write(f"{this_run()}\n")
        file.flush()
        yield
        file.truncate(0)
