"""The wheel carries all that the package needs, so that it works from any folder."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPT = """
import ocr_pipeline
from importlib.resources import files
from ocr_pipeline.lexicons import lexicon_folder
assert "site" in ocr_pipeline.__file__, ocr_pipeline.__file__
assert lexicon_folder().parent.parent.name == "site"
assert files("ocr_pipeline.exports").joinpath("document.schema.json").is_file()
assert files("ocr_pipeline.exports").joinpath("page", "page.html.jinja").is_file()
assert files("ocr_pipeline.reports").joinpath("page", "page.html.jinja").is_file()
assert (lexicon_folder() / "archive_fields.tsv").is_file()
print(ocr_pipeline.restore("thue hién Nghi quyét cua Tinh uy").text)
print(ocr_pipeline.parse("Số 06-NQ/TU\\nNGHỊ QUYẾT\\nvề y tế").header.type)
"""


def test_an_installed_wheel_works_from_any_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        content.extractall(tmp_path / "site")
        names = content.namelist()
    assert not [name for name in names if name.startswith(("tests/", "samples/", "benchmarks/"))]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.startswith("Lần chạy đầu tiên: đang biên dịch")
    assert done.stderr.count("\n") == 1
    assert done.stdout == "thực hiện Nghị quyết của Tỉnh ủy\nNghị quyết\n"


def test_a_source_archive_sets_itself_up(tmp_path: Path) -> None:
    """The Makefile calls scripts of .ci: without them `make test` cannot start."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as content:
        names = {name.partition("/")[2] for name in content.getnames()}
    assert {"Makefile", "pyproject.toml", ".ci/run", ".ci/system", "samples/README.md"} <= names
