"""A made-up document as a value: its gold structure, the words printed beside that, and its office's habits.

Each file in `documents/` holds one: `gold` has the fields of the JSON truth (a missing list is empty, a missing value
null), `printed` what stands on the paper but in no field, `habits` how that office sets its paper.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ocr_pipeline.document import (
    Citation,
    Directive,
    Header,
    Reference,
    Relation,
    Signature,
    Structure,
    Target,
)

FOLDER = Path(__file__).parent / "documents"


@dataclass(frozen=True, slots=True)
class Table:
    """A task table: the printed heads, and the field of the directive that fills each column."""

    head: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """Words of the paper that no field of the truth holds.

    `issuer` may break its line with a newline. `second_title` is the issuing body under a Party type, `deciding_body`
    the line above the legal bases, `verdict` the line below them. `authority` has one entry a line. `tables` maps the
    label of a directive to the table that prints its children, `forms` the number of an outermost directive to the rows
    of a form to be filled in that stands below its first paragraph. `separator` ends all but the last recipient.
    """

    issuer: str
    code: str
    date: str
    motto: str = "Độc lập - Tự do - Hạnh phúc"
    second_title: str | None = None
    deciding_body: str | None = None
    salutation: str = "Kính gửi:"
    opening: tuple[str, ...] = ()
    verdict: str | None = None
    closing: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    forms: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    separator: str = ";"


@dataclass(frozen=True, slots=True)
class Habits:
    """How an office sets its paper: points, millimetres, and what is stamped or written by hand."""

    font_size: float = 14.0
    line_height: float = 1.27
    paragraph_gap: float = 6.0
    indent: float = 10.0
    left_margin: float = 30.0
    right_margin: float = 15.0
    italic_bases: bool = True
    bold_headings: bool = True
    page_number: str = "top-center"
    handwritten: bool = False
    seal: bool = True
    incoming_stamp: bool = False


@dataclass(frozen=True, slots=True)
class SyntheticDocument:
    """One made-up document with its whole truth."""

    name: str
    structure: Structure
    printed: Printed
    habits: Habits


def document_names() -> tuple[str, ...]:
    """The names of the documents that come with the package, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load_document(path: Path) -> SyntheticDocument:
    """Read one document file; an unknown field is a TypeError."""
    data = json.loads(path.read_text("utf-8"))
    return SyntheticDocument(
        name=path.stem,
        structure=_structure(data["gold"]),
        printed=_printed(data["printed"]),
        habits=Habits(**data.get("habits", {})),
    )


def gold_json(structure: Structure) -> str:
    """The truth as JSON, every field written out.

    The printed words of the number and date are given only where the value itself is missing.
    """
    header = structure.header
    fields: dict[str, Any] = {
        name: getattr(header, name)
        for name in ("system", "parent_issuer", "issuer", "code", "place", "date", "type", "subject", "urgency")
    }
    if header.code is None:
        fields["code_text"] = header.code_text
    if header.date is None:
        fields["date_text"] = header.date_text
    signature = structure.signature
    gold = {
        "header": fields,
        "addressees": structure.addressees,
        "legal_bases": structure.legal_bases,
        "references": [{"code": reference.code, "date": reference.date} for reference in structure.references],
        **({"citations": [_mention(one) for one in structure.citations]} if structure.citations else {}),
        "directives": [_directive_fields(directive, _told(structure)) for directive in structure.directives],
        "recipients": structure.recipients,
        "signature": signature
        and {"authority": signature.authority, "position": signature.position, "name": signature.name},
    }
    return json.dumps(gold, ensure_ascii=False, indent=1) + "\n"


def _mention(one: Citation) -> dict[str, Any]:
    return {"code": one.code, "text": one.text, "relations": [relation.value for relation in one.relations]}


def _told(structure: Structure) -> tuple[str, ...]:
    """Which of the fields that only some documents have this truth tells, for all its items."""
    items = [*structure.directives]
    for item in items:  # grows while it is walked
        items += item.children
    return tuple(name for name in ("targets", "body_ids") if any(getattr(item, name) for item in items))


def _directive_fields(directive: Directive, told: tuple[str, ...]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "label": directive.label,
        "text": directive.text,
        "lead": directive.lead,
        "coordinate": directive.coordinate,
        "deadline": directive.deadline,
        "deadline_text": directive.deadline_text,
        "children": [_directive_fields(child, told) for child in directive.children],
    }
    if "targets" in told:
        fields["targets"] = [asdict(target) for target in directive.targets]
    if "body_ids" in told:
        fields["body_ids"] = directive.body_ids
    return fields


def _structure(gold: Mapping[str, Any]) -> Structure:
    return Structure(
        header=Header(**gold["header"]),
        addressees=tuple(gold.get("addressees", ())),
        legal_bases=tuple(gold.get("legal_bases", ())),
        references=tuple(Reference(**reference) for reference in gold.get("references", ())),
        citations=tuple(_cited(mention) for mention in gold.get("citations", ())),
        directives=_directives(gold["directives"]),
        recipients=tuple(gold["recipients"]),
        signature=Signature(**gold["signature"]),
    )


def _cited(mention: Mapping[str, Any]) -> Citation:
    """A mention of the truth: its code or its words, and what is done to the document; where it stands is not told."""
    relations = tuple(Relation(kind) for kind in mention.get("relations", ()))
    code = mention.get("code")
    return Citation(mention.get("text", code), "", 0, 0, code, relations=relations)


def _directives(rows: Sequence[Mapping[str, Any]]) -> tuple[Directive, ...]:
    return tuple(
        Directive(
            label=row["label"],
            text=row["text"],
            lead=tuple(row.get("lead", ())),
            coordinate=tuple(row.get("coordinate", ())),
            deadline=row.get("deadline"),
            deadline_text=row.get("deadline_text"),
            notes=tuple(row.get("notes", ())),
            targets=tuple(Target("", **target) for target in row.get("targets", ())),
            body_ids=tuple(row.get("body_ids", ())),
            children=_directives(row.get("children", ())),
        )
        for row in rows
    )


def _printed(fields: Mapping[str, Any]) -> Printed:
    tables = {
        label: Table(tuple(table["head"]), tuple(table["fields"])) for label, table in fields.get("tables", {}).items()
    }
    lists = {name: tuple(fields.get(name, ())) for name in ("opening", "closing", "authority")}
    return Printed(**{**fields, **lists, "tables": tables})
