import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from ocr_pipeline.cli import main

TEXT = (Path(__file__).parent / "cases" / "conclusion.txt").read_text("utf-8")
NOBODY = 65534


@dataclass(frozen=True)
class Outcome:
    """What a call of the command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.out)
        return found


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run the command line in this process."""

    def run(*args: object) -> Outcome:
        capfd.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main([str(arg) for arg in args])
        captured = capfd.readouterr()
        return Outcome(int(exit_.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def spawn() -> Callable[..., Outcome]:
    """Run the command line in a process of its own."""

    def run(*args: object, **options: object) -> Outcome:
        command = [sys.executable, "-m", "ocr_pipeline", *map(str, args)]
        done = subprocess.run(command, capture_output=True, timeout=120, check=False, **options)
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def call_unprivileged() -> Callable[..., Outcome]:
    """Run the command line as a user whom permissions bind; root becomes nobody in a forked process."""
    import ocr_pipeline.cli.run
    import ocr_pipeline.exports
    import ocr_pipeline.pipeline  # noqa: F401  (loaded here: nobody may not read the checkout)

    def run(*args: object) -> Outcome:
        with TemporaryFile() as out, TemporaryFile() as err, warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the child runs Python code only in this thread
            child = os.fork()
            if child == 0:
                code = 70
                try:
                    if os.geteuid() == 0:
                        os.setgroups([])
                        os.setgid(NOBODY)
                        os.setuid(NOBODY)
                    os.dup2(out.fileno(), 1)
                    os.dup2(err.fileno(), 2)
                    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
                    main([str(arg) for arg in args])
                except SystemExit as exit_:
                    code = int(exit_.code or 0)
                finally:
                    sys.stdout.flush()
                    sys.stderr.flush()
                    os._exit(code)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            out.seek(0)
            err.seek(0)
            return Outcome(status, out.read().decode(), err.read().decode())

    return run


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may use, on the way to which nothing is closed."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        for inner in folder.iterdir():
            if inner.is_dir():
                inner.chmod(0o777)


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    """A short right text."""
    path = tmp_path / "ket-luan.txt"
    path.write_text(TEXT, "utf-8")
    return path
