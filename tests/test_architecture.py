"""The walls of the house: who may import whom (docs/architecture.md draws them)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ocr_pipeline"

GROUND = {"document", "errors", "settings", "lexicons", "models", "work_records"}
STAGES = {"sources", "imaging", "recognition", "restoration", "directives", "exports"}
RESULTS = {"archives", "reports", "searchable"}
KERNELS = {"compiled"}
LANGUAGE = GROUND | KERNELS | {"vietnamese"}
MAY_IMPORT = {
    "document": set(),
    "errors": set(),
    "settings": set(),
    "lexicons": set(),
    "models": {"errors", "lexicons"},
    "work_records": set(),
    "compiled": set(),
    "vietnamese": GROUND | KERNELS,
    "sources": LANGUAGE,
    "imaging": GROUND,
    "recognition": GROUND | KERNELS,
    "restoration": LANGUAGE,
    "directives": LANGUAGE,
    "exports": GROUND,
    "searchable": GROUND | {"sources", "exports"},
    "archives": LANGUAGE | {"exports"},
    "reports": LANGUAGE | {"exports", "sources"},
    "pipeline": LANGUAGE | STAGES,
    "evaluation": LANGUAGE | STAGES | {"pipeline"},
    "synthesis": LANGUAGE | STAGES | {"pipeline"},
    "training": LANGUAGE | STAGES | {"pipeline", "synthesis", "evaluation"},
    "batch": LANGUAGE | STAGES | RESULTS | {"pipeline"},
    "cli": LANGUAGE | STAGES | RESULTS | {"batch", "pipeline", "evaluation", "synthesis", "training"},
    "__main__": {"cli"},
    "__init__": {"pipeline"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            if node.module == "ocr_pipeline":
                yield from (f"ocr_pipeline.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_every_room_is_on_the_plan_and_in_the_drawing() -> None:
    rooms = {room_of(path) for path in FILES}
    assert rooms <= set(MAY_IMPORT)
    drawing = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert [room for room in sorted(rooms - {"__init__", "__main__"}) if f"`{room}" not in drawing] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    own = {name.split(".")[1] for name in imported_modules(path) if name.startswith("ocr_pipeline.")}
    assert own - MAY_IMPORT[room] - {room} == set()


@pytest.mark.parametrize("name", sorted(GROUND))
def test_the_ground_needs_the_standard_library_only(name: str) -> None:
    files = [path for path in FILES if room_of(path) == name]
    assert files
    top = {module.split(".")[0] for path in files for module in imported_modules(path)}
    assert top <= sys.stdlib_module_names | {"ocr_pipeline"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path
