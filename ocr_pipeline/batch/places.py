"""Where a run keeps what: the manifest on a local disk, work in hand beside it, drafts where the results go."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ocr_pipeline.errors import OutputError
from ocr_pipeline.exports.files import make_folder, output_error

FOLDER = ".ocr-pipeline"
"""In OUT: the lock, drafts, and the manifest or its snapshot."""
MANIFEST = "manifest.sqlite"
_REMOTE = ("nfs", "cifs", "smb", "fuse", "9p", "ceph", "glusterfs", "lustre", "afs", "gpfs", "beegfs", "vboxsf")
"""How the kinds of file systems begin on which SQLite's locks cannot be relied on."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one run.

    `work` holds the pages read of files that are not done, and the workers' temporary files; `snapshot` is where copies
    of the manifest go, None where it lies in OUT itself.
    """

    source: Path
    output: Path
    manifest: Path
    work: Path
    snapshot: Path | None

    @property
    def drafts(self) -> Path:
        """Where files are written before they get their names: on the file system of the output."""
        return self.output / FOLDER / "drafts"

    @property
    def pages(self) -> Path:
        """Where pages wait until all of a file have been read."""
        return self.work / "pages"

    @property
    def temporary(self) -> Path:
        """Where workers have their temporary files."""
        return self.work / "tmp"

    @property
    def lock(self) -> Path:
        """What a run holds as long as it lasts."""
        return self.output / FOLDER / "lock"


def places_of(source: Path, output: Path, manifest: Path | None = None) -> Places:
    """Where things are for this tree and output; nothing is made yet.

    Raises OutputError where one folder is the other, or where the output would become part of its own input.
    """
    source, output = Path(os.path.realpath(source)), Path(os.path.realpath(output))
    if source == output or source.is_relative_to(output):
        raise OutputError(
            "thư mục kết quả không được là thư mục đầu vào, cũng không được chứa nó.", "Hãy chọn thư mục khác."
        )
    inside = output / FOLDER / MANIFEST
    if manifest is not None:
        chosen = Path(os.path.realpath(manifest))
        work = chosen.with_name(chosen.name + ".work")
    elif is_local(output):
        chosen, work = inside, inside.with_name("work")
    else:
        chosen = _state_folder() / hashlib.sha256(os.fsencode(output)).hexdigest()[:16] / MANIFEST
        work = chosen.with_name("work")
    return Places(source, output, chosen, work, None if chosen == inside else inside)


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
    make_folder(places.output / FOLDER)
    make_folder(places.manifest.parent)
    with _locked(places.lock), _locked(places.manifest.with_name(places.manifest.name + ".lock")):
        for folder in (places.drafts, places.temporary):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in (places.drafts, places.temporary, places.pages):
            make_folder(folder)
        try:
            yield
        finally:
            for folder in (places.drafts, places.temporary):
                shutil.rmtree(folder, ignore_errors=True)


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
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        file.write(f"tiến trình {os.getpid()}, máy {socket.gethostname()}, từ {now}\n")
        file.flush()
        yield
        file.truncate(0)
