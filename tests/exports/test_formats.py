"""The registry of formats, and what holds for all of them."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_pipeline.document import Document, ElectronicSignature, Signature
from ocr_pipeline.exports import EXPORTERS, Several

CASES = Path(__file__).parent / "cases"
SCRIPT = """
import sys, hashlib, pathlib
from ocr_pipeline.exports import EXPORTERS, document_from_json
before = set(sys.modules) & {"docx", "jinja2", "icalendar", "pyarrow", "xlsxwriter"}
document = document_from_json(pathlib.Path(sys.argv[1]).read_bytes())
print(sorted(before), {name: hashlib.sha256(export(document)).hexdigest() for name, export in EXPORTERS.items()})
"""


def test_every_format_has_an_ending_of_its_own_and_says_what_it_is_for() -> None:
    assert len({known.ending for known in EXPORTERS.values()}) == len(EXPORTERS)
    for name, known in EXPORTERS.items():
        assert known.name == name
        assert 10 < len(known.description) < 60


def test_equal_documents_are_equal_bytes_in_every_process_and_nothing_is_loaded_early(conclusion: Document) -> None:
    digests = {name: hashlib.sha256(export(conclusion)).hexdigest() for name, export in EXPORTERS.items()}
    for environment in ({"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh"}, {"PYTHONHASHSEED": "2", "TZ": "UTC"}):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(CASES / "conclusion.json")],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == f"[] {digests}\n"


def test_who_else_issued_and_signed_a_joint_paper_is_not_lost(conclusion: Document) -> None:
    electronic = ElectronicSignature("Trần Văn Bình", "Sở Y tế", time="2025-03-04T10:30:29+07:00")
    structure = replace(
        conclusion.structure,
        header=replace(conclusion.structure.header, co_issuers=("SỞ NỘI VỤ",)),
        co_signatures=(Signature("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Bình", electronic),),
    )
    document = replace(conclusion, structure=structure)
    for name in ("html", "akn"):
        text = EXPORTERS[name](document).decode()
        for words in ("SỞ NỘI VỤ", "PHÓ GIÁM ĐỐC", "Lê Thị Ánh", "Trần Văn Bình", "2025-03-04T10:30:29"):
            assert words in text, (name, words)


@pytest.mark.parametrize("name", [name for name, known in EXPORTERS.items() if known.several is Several.TOGETHER])
def test_formats_that_hold_several_documents_take_them(conclusion: Document, plan: Document, name: str) -> None:
    plan = replace(plan, tables=conclusion.tables)
    assert EXPORTERS[name](conclusion, plan) not in (EXPORTERS[name](conclusion), EXPORTERS[name](plan))
