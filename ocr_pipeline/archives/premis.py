"""PREMIS 3: the files of a package, what happened to them and when, and the programs that did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ocr_pipeline.archives.mets import Software
from ocr_pipeline.archives.package_files import PackagedFile, Use, vietnamese_time
from ocr_pipeline.archives.record_xml import xml_bytes
from ocr_pipeline.archives.records import Member
from ocr_pipeline.exports.characters import clean
from ocr_pipeline.work_records import FileRecord, State

PREMIS, XSI = "http://www.loc.gov/premis/v3", "http://www.w3.org/2001/XMLSchema-instance"
_IDENTIFIER = "local"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its name in the vocabulary of the Library of Congress, when, and to which files.

    `sources` and `outcomes` are identifiers of files; `partial` where some pages failed.
    """

    kind: str
    time: str
    detail: str
    note: str
    sources: tuple[str, ...]
    outcomes: tuple[str, ...] = ()
    partial: bool = False

    @property
    def identifier(self) -> str:
        """A name that another run gives again."""
        return f"event-{uuid5(NAMESPACE_URL, ' '.join((self.kind, self.time, *self.sources, *self.outcomes)))}"


def events_of(
    members: Sequence[Member], files: Sequence[PackagedFile], runs: Mapping[str, FileRecord], packed: str
) -> Iterator[Event]:
    """The life of the files: taken in, read, restored, parsed, converted, packed at `packed` (ISO time).

    `runs` tells of the run by input, as far as it is known; without it the time is that of the result.
    """
    originals = {file.input: file for file in files if file.use is Use.ORIGINAL}
    for name, original in originals.items():
        digest = f"SHA-256 {original.sha256} khớp với tệp đã được xử lý"
        yield Event("ingestion", packed, f"nhận tệp gốc {name}", digest, (original.identifier,))
    for member in members:
        yield from _events_of_member(member, originals[member.input], files, runs.get(member.input))
    every = tuple(file.identifier for file in files)
    yield Event("information package creation", packed, "đóng gói hồ sơ", f"{len(files)} tệp", every)


def _events_of_member(
    member: Member, original: PackagedFile, files: Sequence[PackagedFile], run: FileRecord | None
) -> Iterator[Event]:
    facts = member.facts
    texts = [file for file in files if file.use is Use.TEXT and file.stem == member.stem]
    searchable = [file for file in files if file.use is Use.SEARCHABLE and file.stem in (member.stem, member.input)]
    finished = run.finished if run is not None else None
    time = vietnamese_time(finished) if finished else max(file.created for file in (*texts, original))
    settings = f"; thiết lập {run.settings}" if run is not None else ""
    partial = run is not None and run.state is State.PARTIAL
    source, made = (original.identifier,), tuple(file.identifier for file in texts)
    pages = f"{member.stem}, trang {facts.first_page}-{facts.last_page}{settings}"
    if facts.recognised:
        yield Event("extraction", time, f"nhận dạng chữ (OCR): {pages}", f"{facts.pages} trang", source, made, partial)
    damage = f"{100 * facts.damage:.1f} %".replace(".", ",")
    changed = f"{facts.edits} chỗ sửa; khoảng {damage} số chữ đọc sai trước khi sửa"
    yield Event("modification", time, f"phục hồi chữ: {pages}", changed, source, made, partial)
    found = "đọc phần đầu, mục, nơi nhận, chữ ký"
    yield Event("metadata extraction", time, f"phân tích văn bản: {pages}", found, source, made, partial)
    for file in searchable:
        yield Event(
            "normalization", file.created, f"tạo bản tìm được chữ: {pages}", file.path, source, (file.identifier,)
        )


def premis_xml(files: Sequence[PackagedFile], events: Sequence[Event], software: Sequence[Software]) -> bytes:
    """The PREMIS file, in UTF-8; the first program did the work, the others are what it used."""
    for prefix, namespace in (("premis", PREMIS), ("xsi", XSI)):
        ElementTree.register_namespace(prefix, namespace)
    root = Element(_premis("premis"), version="3.0")
    originals = {file.input: file for file in files if file.use is Use.ORIGINAL}
    for file in files:
        _object(root, file, originals.get(file.input), events)
    for event in events:
        _event(root, event, software)
    for program in software:
        _agent(root, program)
    return xml_bytes(root)


def _premis(name: str) -> str:
    return f"{{{PREMIS}}}{name}"


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    element = SubElement(parent, _premis(name))
    element.text = text if text is None else clean(text)
    return element


def _named(parent: Element, name: str, value: str, role: tuple[str, str] | None = None) -> None:
    """An identifier in an element `nameIdentifier`, or a link to one, with a role."""
    whole = _add(parent, f"{name}Identifier")
    _add(whole, f"{name}IdentifierType", _IDENTIFIER)
    _add(whole, f"{name}IdentifierValue", value)
    if role is not None:
        _add(whole, role[0], role[1])


def _object(root: Element, file: PackagedFile, original: PackagedFile | None, events: Sequence[Event]) -> None:
    element = _add(root, "object")
    element.set(f"{{{XSI}}}type", "premis:file")
    _named(element, "object", file.identifier)
    characteristics = _add(element, "objectCharacteristics")
    fixity = _add(characteristics, "fixity")
    _add(fixity, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, "messageDigest", file.sha256)
    _add(characteristics, "size", str(file.size))
    _add(_add(_add(characteristics, "format"), "formatDesignation"), "formatName", file.media_type)
    _add(element, "originalName", file.input if file.use is Use.ORIGINAL else file.path.rpartition("/")[2])
    location = _add(_add(element, "storage"), "contentLocation")
    _add(location, "contentLocationType", "path in the package")
    _add(location, "contentLocationValue", file.path)
    if original is not None and file.use is not Use.ORIGINAL:
        relation = _add(element, "relationship")
        _add(relation, "relationshipType", "derivation")
        _add(relation, "relationshipSubType", "has source")
        _named(relation, "relatedObject", original.identifier)
    for event in events:
        if file.identifier in event.outcomes or file.identifier in event.sources:
            _named(element, "linkingEvent", event.identifier)


def _event(root: Element, event: Event, software: Sequence[Software]) -> None:
    element = _add(root, "event")
    _named(element, "event", event.identifier)
    _add(element, "eventType", event.kind)
    _add(element, "eventDateTime", event.time)
    _add(_add(element, "eventDetailInformation"), "eventDetail", event.detail)
    outcome = _add(element, "eventOutcomeInformation")
    _add(outcome, "eventOutcome", "partial success" if event.partial else "success")
    _add(_add(outcome, "eventOutcomeDetail"), "eventOutcomeDetailNote", event.note)
    for program in software:
        _named(element, "linkingAgent", _program(program), ("linkingAgentRole", "executing program"))
    for role, names in (("source", event.sources), ("outcome", event.outcomes)):
        for name in names:
            _named(element, "linkingObject", name, ("linkingObjectRole", role))


def _agent(root: Element, program: Software) -> None:
    element = _add(root, "agent")
    _named(element, "agent", _program(program))
    _add(element, "agentName", program.name)
    _add(element, "agentType", "software")
    _add(element, "agentVersion", program.version)


def _program(program: Software) -> str:
    return f"{program.name} {program.version}"
