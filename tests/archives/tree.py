"""Made-up trees: originals, and the results of a run over them, as other programs find them."""

import hashlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from ocr_pipeline.document import CodeParts, Document, Header
from ocr_pipeline.exports import document_from_json, to_json

CONCLUSION = Path(__file__).parents[1] / "exports" / "cases" / "conclusion.json"
TEXT = "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành báo cáo kết quả thực hiện Nghị quyết trước ngày 30 tháng 6. "


def document(header: Header | None = None, **changes: object) -> Document:
    """The conclusion of the exports' tests, with another head."""
    found = document_from_json(CONCLUSION.read_bytes())
    structure = found.structure if header is None else replace(found.structure, header=header)
    return replace(found, structure=structure, **{"text": TEXT, **changes})  # type: ignore[arg-type]


DECISION = Header(
    system="state",
    issuer="ỦY BAN NHÂN DÂN TỈNH BÌNH AN",
    code="15/QĐ-UBND",
    code_parts=CodeParts("15", None, "QĐ-UBND"),
    date="2024-02-01",
    type="Quyết định",
    subject="về việc giao chỉ tiêu",
)
DECREE = replace(
    DECISION, code="63/2010/NĐ-CP", code_parts=CodeParts("63", 2010, "NĐ-CP"), date="2010-06-08", type="Nghị định"
)


@dataclass
class Tree:
    """A folder of originals and one of results."""

    root: Path
    originals: Path = field(init=False)
    out: Path = field(init=False)

    def __post_init__(self) -> None:
        self.originals, self.out = self.root / "in", self.root / "out"
        self.originals.mkdir(parents=True)
        self.out.mkdir()

    def add(self, path: str, *documents: Document, stem: str | None = None) -> None:
        """An original, and the results of its documents, which are called `stem` where that is not the path."""
        content = b"%PDF-1.7 " + os.fsencode(path)
        original = self.originals / path
        original.parent.mkdir(parents=True, exist_ok=True)
        original.write_bytes(content)
        for number, found in enumerate(documents, 1):
            ending = f".{number}.json" if len(documents) > 1 else ".json"
            name = os.fsencode(original.name).decode("utf-8", "replace")
            source = replace(found.source, name=name, sha256=hashlib.sha256(content).hexdigest())
            result = self.out / f"{stem or path}{ending}"
            result.parent.mkdir(parents=True, exist_ok=True)
            result.write_bytes(to_json(replace(found, source=source)))

    def sidecar(self, text: str, encoding: str = "utf-8") -> Path:
        """A table of what people know."""
        path = self.root / "bang.csv"
        path.write_bytes(text.encode(encoding))
        return path
