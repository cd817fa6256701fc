"""Akoma Ntoso 3.0: the document as XML by the OASIS schema, with its outline, citations, bodies and deadlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ocr_pipeline.document import Attachment, Directive, Document, Header, Reference, Signature, Structure
from ocr_pipeline.exports.akoma_ntoso_names import UNKNOWN_DATE, cited_iri, element_for, number_of, slug, work_iri
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.exports.marks import Mark, MarkKind, citation_marks, marks_in, paragraphs, unplaced

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_US = "ocr-pipeline"
_Paragraph = Iterable[tuple[str, Mark | None]]


def to_akoma_ntoso(document: Document) -> bytes:
    """UTF-8 XML: an `act` of the type of the document, attachments as documents of their own within it."""
    root = Element("akomaNtoso", xmlns=NAMESPACE)
    structure = document.structure
    iri = work_iri(structure.header, document.source.sha256)
    names = _Names(structure.references, citation_marks(structure.citations))
    act = SubElement(root, "act", name=slug(structure.header.type or "văn bản"), contains="originalVersion")
    meta = _meta(act, iri, structure.header, names)
    _preface(SubElement(act, "preface"), structure.header)
    _preamble(act, structure, names)
    _body(SubElement(act, "body"), structure, names)
    _conclusions(act, structure, names)
    _attachments(act, iri, structure, names)
    _references(meta, names)
    ElementTree.indent(meta)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


@dataclass(slots=True)
class _Names:
    """The names given so far: ids of elements, and of the bodies that are told of."""

    references: tuple[Reference, ...]
    cited: Mapping[str, tuple[Mark, ...]]
    bodies: dict[str, str] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)

    def eid(self, name: str) -> str:
        """The name, numbered from its second use."""
        self._seen[name] += 1
        unique = name if self._seen[name] == 1 else f"{name}-{self._seen[name]}"
        return unique if unique == name else self.eid(unique)

    def body(self, name: str) -> str:
        """The id of a body."""
        if name not in self.bodies:
            self.bodies[name] = self.eid(f"org-{slug(name)}")
        return self.bodies[name]

    def iri(self, code: str) -> str:
        """The IRI of a cited document."""
        return cited_iri(code, next((known.date for known in self.references if known.code == code), None))


def _meta(parent: Element, iri: str, header: Header, names: _Names) -> Element:
    """FRBR: the work, its Vietnamese expression, and this file."""
    meta = SubElement(parent, "meta")
    identification = SubElement(meta, "identification", source=f"#{_US}")
    date = header.date or UNKNOWN_DATE
    author = f"#{names.body(header.issuer or 'không rõ cơ quan ban hành')}"
    expression = f"{iri}/vie@{date}"
    work = _frbr(identification, "FRBRWork", iri, (date, "issued" if header.date else "unknown", author))
    SubElement(work, "FRBRcountry", value="vn")
    if header.type:
        SubElement(work, "FRBRsubtype", value=slug(header.type))
    if header.code:
        SubElement(work, "FRBRnumber", value=clean(header.code))
    if header.subject:
        SubElement(work, "FRBRname", value=clean(header.subject))
    said = _frbr(identification, "FRBRExpression", expression, (date, "issued", author))
    SubElement(said, "FRBRlanguage", language="vie")
    file = _frbr(identification, "FRBRManifestation", f"{expression}.xml", (date, "issued", f"#{_US}"))
    SubElement(file, "FRBRformat", value="application/akn+xml")
    return meta


def _frbr(parent: Element, level: str, iri: str, made: tuple[str, str, str]) -> Element:
    date, event, author = made
    element = SubElement(parent, level)
    SubElement(element, "FRBRthis", value=iri)
    SubElement(element, "FRBRuri", value=iri)
    SubElement(element, "FRBRdate", date=date, name=event)
    SubElement(element, "FRBRauthor", href=author)
    return element


def _references(meta: Element, names: _Names) -> None:
    """The bodies that the text refers to, as entries of an ontology."""
    references = SubElement(meta, "references", source=f"#{_US}")
    for name, eid in {"ocr_pipeline": _US, **names.bodies}.items():
        href = f"/akn/ontology/organization/vn/{slug(name)}"
        SubElement(references, "TLCOrganization", eId=eid, href=href, showAs=clean(name))


def _preface(preface: Element, header: Header) -> None:
    for text, inline in (
        (header.parent_issuer, "docAuthority"),
        (header.issuer, "docAuthority"),
        *((body, "docAuthority") for body in header.co_issuers),
        (header.code or header.code_text, "docNumber"),
        (header.urgency, "docStatus"),
        (header.secrecy, "docStatus"),
        (header.type, "docType"),
        (header.authority, "docProponent"),
        (header.subject, "docTitle"),
    ):
        if text:
            SubElement(SubElement(preface, "p"), inline).text = clean(text)
    line = SubElement(preface, "p")
    line.text = clean(f"{header.place}, " if header.place else "")
    if header.date:
        SubElement(line, "docDate", date=header.date).text = clean(header.date_text or header.date)
    else:
        line.text += clean(header.date_text or "")


def _preamble(act: Element, structure: Structure, names: _Names) -> None:
    """Addressees, legal bases, opening paragraphs."""
    if not (structure.addressees or structure.legal_bases or structure.opening):
        return
    preamble = SubElement(act, "preamble")
    _container(preamble, "addressees", structure.addressees, names)
    if structure.legal_bases:
        citations = SubElement(preamble, "citations", eId=names.eid("preamble__cits"))
        for number, text in enumerate(structure.legal_bases, 1):
            citation = SubElement(citations, "citation", eId=names.eid(f"preamble__cits__cit_{number}"))
            _paragraphs(citation, text, names.cited.get(f"legal_bases[{number - 1}]", ()), names)
    for at, text in enumerate(structure.opening):
        _paragraphs(preamble, text, names.cited.get(f"opening[{at}]", ()), names)


def _body(body: Element, structure: Structure, names: _Names) -> None:
    """The outline, after it the closing paragraphs; without either an empty paragraph, as the schema asks."""
    for at, directive in enumerate(structure.directives):
        _item(body, directive, (f"directives[{at}]", ""), names)
    for at, text in enumerate(structure.closing or (() if structure.directives else ("",))):
        closing = SubElement(body, "hcontainer", name="closing", eId=names.eid("hcontainer_closing"))
        _paragraphs(SubElement(closing, "content"), text, names.cited.get(f"closing[{at}]", ()), names)


def _item(parent: Element, directive: Directive, place: tuple[str, str], names: _Names) -> None:
    """One item: its number, its text as heading, intro or content, the items under it.

    `place` is the path of its field and the id of the element above.
    """
    path, above = place
    tag, short = element_for(directive.label)
    siblings = sum(1 for child in parent if child.tag == tag)
    number = "-".join((number_of(directive.label) or str(siblings + 1)).lower().split())
    eid = names.eid(f"{above}__{short}_{number}" if above else f"{short}_{number}")
    element = SubElement(parent, tag, {"name": "item"} if tag == "hcontainer" else {}, eId=eid)
    if directive.label.strip():
        SubElement(element, "num").text = clean(directive.label)
    _own_text(element, directive, names.cited.get(f"{path}.text", ()), names)
    for at, child in enumerate(directive.children):
        _item(element, child, (f"{path}.children[{at}]", eid), names)


def _own_text(element: Element, directive: Directive, cited: Iterable[Mark], names: _Names) -> None:
    marks = marks_in(directive, cited)
    apart = [*unplaced(directive, marks)]
    text, block = directive.text, "intro" if directive.children else "content"
    if directive.children and text and "\n" not in text and text.rstrip()[-1:] not in (".", ":", ";"):
        _fill(SubElement(element, "heading"), paragraphs(text, marks)[0], names)
        text, marks = "", ()
        if not (apart or directive.notes):
            return
    own = SubElement(element, block)
    if text or block == "content":
        _paragraphs(own, text, marks, names)
    for kind, words in apart:
        value = directive.deadline or "" if kind is MarkKind.DEADLINE else words
        line = SubElement(own, "p", {"class": kind.value})
        _fill(line, ((words, Mark(0, len(words), kind, value)),), names)
    for note in directive.notes:
        _fill(SubElement(own, "p", {"class": "note"}), ((note, None),), names)


def _paragraphs(parent: Element, text: str, marks: Iterable[Mark], names: _Names) -> None:
    for paragraph in paragraphs(text, marks):
        _fill(SubElement(parent, "p"), paragraph, names)


def _fill(parent: Element, paragraph: _Paragraph, names: _Names) -> None:
    """The pieces of a paragraph, each mark as an element of its kind."""
    last: Element | None = None
    for piece, mark in paragraph:
        text = clean(piece)
        if mark is not None:
            last = SubElement(parent, *_inline(mark, names))
            last.text = text
        elif last is None:
            parent.text = (parent.text or "") + text
        else:
            last.tail = (last.tail or "") + text


def _inline(mark: Mark, names: _Names) -> tuple[str, dict[str, str]]:
    match mark.kind:
        case MarkKind.CITATION:
            return "ref", {"href": names.iri(mark.value)}
        case MarkKind.LAW:
            return "inline", {"name": mark.kind.value}
        case MarkKind.DEADLINE if mark.value:
            return "date", {"date": mark.value, "class": mark.kind.value}
        case MarkKind.DEADLINE:
            return "inline", {"name": mark.kind.value}
        case _:
            return "organization", {"refersTo": f"#{names.body(mark.value)}", "class": mark.kind.value}


def _conclusions(act: Element, structure: Structure, names: _Names) -> None:
    """Signature, recipients, and the lines that found no place."""
    conclusions = Element("conclusions")
    for signature in filter(None, (structure.signature, *structure.co_signatures)):
        _signature(conclusions, signature)
    _container(conclusions, "recipients", structure.recipients, names)
    _container(conclusions, "unparsed", structure.unparsed, names)
    if len(conclusions):
        act.append(conclusions)


def _signature(conclusions: Element, signature: Signature) -> None:
    """Authority, position, name, and what a visible electronic signature tells."""
    for text in filter(None, (signature.authority, signature.position)):
        SubElement(conclusions, "p").text = clean(text)
    if signature.name:
        SubElement(SubElement(conclusions, "p"), "signature").text = clean(signature.name)
    if signature.electronic:
        told = (signature.electronic.signer, signature.electronic.agency, signature.electronic.time)
        SubElement(conclusions, "p", {"class": "electronic"}).text = clean(", ".join(filter(None, told)))


def _container(parent: Element, name: str, texts: Iterable[str], names: _Names) -> None:
    lines = tuple(texts)
    if lines:
        container = SubElement(parent, "container", name=name, eId=names.eid(f"container_{name}"))
        for text in lines:
            _paragraphs(container, text, (), names)


def _attachments(act: Element, iri: str, structure: Structure, names: _Names) -> None:
    if not structure.attachments:
        return
    attachments = SubElement(act, "attachments")
    for number, attachment in enumerate(structure.attachments, 1):
        eid = names.eid(f"att_{number}")
        part = SubElement(attachments, "attachment", eId=eid)
        SubElement(part, "heading").text = clean(attachment.title)
        inner = SubElement(part, "doc", name="phu-luc")
        _meta(inner, f"{iri}/!{eid}", structure.header, names)
        place = (f"attachments[{number - 1}]", eid)
        _attachment_body(SubElement(inner, "mainBody"), attachment, place, names)


def _attachment_body(body: Element, attachment: Attachment, place: tuple[str, str], names: _Names) -> None:
    path, eid = place
    for at, text in enumerate(attachment.paragraphs or (() if attachment.directives else ("",))):
        _paragraphs(body, text, names.cited.get(f"{path}.paragraphs[{at}]", ()), names)
    for at, directive in enumerate(attachment.directives):
        _item(body, directive, (f"{path}.directives[{at}]", eid), names)
