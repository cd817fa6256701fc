import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_pipeline.directives import parse_pages
from ocr_pipeline.directives.reading import reading_text
from ocr_pipeline.document import Document, Source, text_of
from ocr_pipeline.exports import document_from_json
from ocr_pipeline.sources.text import text_pages

SAMPLES = Path(__file__).parents[2] / "samples"
CASES = Path(__file__).parent / "cases"
NAMES = [path.name.removesuffix(".gold.txt") for path in sorted(SAMPLES.glob("*.gold.txt"))]


def parsed(content: bytes, name: str) -> Document:
    pages = text_pages(content)
    structure = parse_pages(pages)
    source = Source(name, "text", hashlib.sha256(content).hexdigest(), len(pages))
    return Document(source, pages, structure, reading_text(pages, structure), raw_text=text_of(pages))


@pytest.fixture(scope="session")
def conclusion() -> Document:
    return document_from_json((CASES / "conclusion.json").read_bytes())


@pytest.fixture(scope="session", params=NAMES)
def sample(request: pytest.FixtureRequest) -> Document:
    """Each sample, as its right text is parsed."""
    return parsed((SAMPLES / f"{request.param}.gold.txt").read_bytes(), f"{request.param}.txt")


@pytest.fixture(scope="session")
def plan() -> Document:
    """A plan with a table of tasks, whose bodies and deadlines stand in columns of their own."""
    return parsed((SAMPLES / "ke-hoach.gold.txt").read_bytes(), "ke-hoach.txt")


@pytest.fixture(scope="session")
def parse_text() -> Callable[[str], Document]:
    return lambda text: parsed(text.encode(), "van-ban.txt")
