"""METS: what is in a package, with checksums, which record describes what, and how the files belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ocr_pipeline.archives.package_files import PackagedFile, Use
from ocr_pipeline.archives.record_xml import xml_bytes
from ocr_pipeline.archives.records import Member
from ocr_pipeline.exports.characters import clean

METS, XLINK = "http://www.loc.gov/METS/", "http://www.w3.org/1999/xlink"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
PROFILE = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"
METS_PATH = "METS.xml"
_USE_NAMES = {Use.ORIGINAL: "Bản gốc", Use.SEARCHABLE: "Bản tìm được chữ", Use.TEXT: "Văn bản và dữ liệu"}


@dataclass(frozen=True, slots=True)
class Software:
    """A program that worked on the documents."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Package:
    """All that METS tells: `identifier` names the package, `file` is its record, `records` those of the members.

    `title` is empty where nobody has given one; `created` is an ISO time in Vietnamese time.
    """

    identifier: str
    title: str
    created: str
    members: tuple[Member, ...]
    file: PackagedFile
    records: tuple[PackagedFile, ...]
    preservation: PackagedFile
    files: tuple[PackagedFile, ...]
    software: Software


def mets_xml(package: Package) -> bytes:
    """The METS file of the package, in UTF-8."""
    for prefix, namespace in (("", METS), ("xlink", XLINK), ("csip", CSIP)):
        ElementTree.register_namespace(prefix, namespace)
    root = Element(
        _mets("mets"),
        {"OBJID": package.identifier, "LABEL": clean(package.title) or package.identifier, "TYPE": "Mixed"}
        | {"PROFILE": PROFILE, f"{{{CSIP}}}CONTENTINFORMATIONTYPE": "MIXED"},
    )
    _header(root, package)
    for described in (package.file, *package.records):
        section = SubElement(root, _mets("dmdSec"), ID=_section(described), CREATED=described.created, STATUS="CURRENT")
        _reference(section, described, "DC")
    administrative = SubElement(root, _mets("amdSec"), ID="amd")
    provenance = SubElement(administrative, _mets("digiprovMD"), ID="premis", STATUS="CURRENT")
    _reference(provenance, package.preservation, "PREMIS")
    _files(root, package)
    _physical(root, package)
    _logical(root, package)
    return xml_bytes(root)


def _mets(name: str) -> str:
    return f"{{{METS}}}{name}"


def _section(described: PackagedFile) -> str:
    return f"dmd-{described.identifier}"


def _header(root: Element, package: Package) -> None:
    header = SubElement(
        root, _mets("metsHdr"), CREATEDATE=package.created, LASTMODDATE=package.created, RECORDSTATUS="NEW"
    )
    header.set(f"{{{CSIP}}}OAISPACKAGETYPE", "AIP")
    agent = SubElement(header, _mets("agent"), ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    SubElement(agent, _mets("name")).text = package.software.name
    note = SubElement(agent, _mets("note"))
    note.set(f"{{{CSIP}}}NOTETYPE", "SOFTWARE VERSION")
    note.text = package.software.version


def _checked(file: PackagedFile) -> dict[str, str]:
    return {
        "MIMETYPE": file.media_type,
        "SIZE": str(file.size),
        "CREATED": file.created,
        "CHECKSUM": file.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _located(file: PackagedFile) -> dict[str, str]:
    return {"LOCTYPE": "URL", f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": file.href}


def _reference(parent: Element, file: PackagedFile, kind: str) -> None:
    SubElement(parent, _mets("mdRef"), _located(file) | {"MDTYPE": kind} | _checked(file))


def _files(root: Element, package: Package) -> None:
    section = SubElement(root, _mets("fileSec"), ID="files")
    for use in Use:
        files = [file for file in package.files if file.use is use]
        if files:
            group = SubElement(section, _mets("fileGrp"), ID=f"group-{use}", USE=f"Representations/{use}")
            for file in files:
                entry = SubElement(group, _mets("file"), {"ID": file.identifier} | _checked(file))
                SubElement(entry, _mets("FLocat"), _located(file))


def _physical(root: Element, package: Package) -> None:
    """What lies where."""
    whole = SubElement(root, _mets("structMap"), ID="structure-physical", TYPE="PHYSICAL", LABEL="CSIP")
    top = SubElement(whole, _mets("div"), LABEL=package.identifier)
    described = " ".join(map(_section, (package.file, *package.records)))
    SubElement(top, _mets("div"), LABEL="Metadata", DMDID=described, ADMID="premis")
    for use in Use:
        files = [file for file in package.files if file.use is use]
        if files:
            part = SubElement(top, _mets("div"), LABEL=f"Representations/{use}", TYPE=use.upper())
            for file in files:
                SubElement(part, _mets("fptr"), FILEID=file.identifier)


def _logical(root: Element, package: Package) -> None:
    """The file and its documents, each with its record and what there is of it."""
    whole = SubElement(root, _mets("structMap"), ID="structure-logical", TYPE="LOGICAL", LABEL="Hồ sơ, tài liệu")
    top = SubElement(whole, _mets("div"), TYPE="file", DMDID=_section(package.file))
    if package.title:
        top.set("LABEL", clean(package.title))
    for order, (member, record) in enumerate(zip(package.members, package.records, strict=True), 1):
        facts = member.facts
        label = f"{member.stem}, trang {facts.first_page}-{facts.last_page}"
        document = SubElement(
            top, _mets("div"), TYPE="document", ORDER=str(order), LABEL=clean(label), DMDID=_section(record)
        )
        for use, files in _of_member(package.files, member):
            part = SubElement(document, _mets("div"), TYPE=use, LABEL=_USE_NAMES[use])
            for file in files:
                SubElement(part, _mets("fptr"), FILEID=file.identifier)


def _of_member(files: Sequence[PackagedFile], member: Member) -> list[tuple[Use, list[PackagedFile]]]:
    """What was made of the document, or of its whole input, by use."""
    own = [
        file for file in files if file.stem == member.stem or (file.input == member.input and file.stem == file.input)
    ]
    return [(use, found) for use in Use if (found := [file for file in own if file.use is use])]
