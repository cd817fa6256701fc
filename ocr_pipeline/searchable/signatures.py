"""Digital signatures of a PDF: who signed and when, for the record; a changed copy cannot keep them valid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from pikepdf import Array, Dictionary, Name, Object, Pdf

from ocr_pipeline.settings import SourceOptions

_DEEPEST = 32
"""Fields within fields; a file may let them go round in a ring."""
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?'?)?")


@dataclass(frozen=True, slots=True)
class DigitalSignature:
    """One signature of a PDF as the file tells it; nothing here says that it is valid.

    `field` is the name of its field; `name`, `reason`, `location` and `time` (ISO 8601) what the signing program wrote.
    `signer`, `organisation`, `issuer` and `serial` come from the certificate, None where it cannot be read. `whole`
    tells whether the signature covers the whole file: not where something was added after it.
    """

    field: str
    name: str | None = None
    reason: str | None = None
    location: str | None = None
    time: str | None = None
    kind: str | None = None
    signer: str | None = None
    organisation: str | None = None
    issuer: str | None = None
    serial: str | None = None
    whole: bool = False


def signatures_of(path: Path, options: SourceOptions | None = None) -> tuple[DigitalSignature, ...]:
    """The signatures of a PDF in the order of its fields; none for other files."""
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            return ()
        with Pdf.open(file, password=(options and options.password) or "") as pdf:
            fields = pdf.Root.get("/AcroForm", Dictionary()).get("/Fields", Array())
            size = path.stat().st_size
            return tuple(_signature(name, value, size) for field in fields for name, value in _signed(field, "", 0))


def signers_of(signatures: Iterable[DigitalSignature]) -> str:
    """Who signed, each once: the name in the certificate, or what else the file tells."""
    return ", ".join(dict.fromkeys(known.signer or known.name or known.field for known in signatures))


def _signed(field: Object, above: str, depth: int) -> Iterator[tuple[str, Object]]:
    """The signed fields below a field with their full names."""
    if not isinstance(field, Dictionary):
        return
    own = str(field.get("/T", ""))
    name = f"{above}.{own}" if above and own else above or own
    value = field.get("/V")
    if field.get("/FT", None) == Name.Sig and isinstance(value, Dictionary) and "/Contents" in value:
        yield name, value
    for kid in field.get("/Kids", Array()) if depth < _DEEPEST else ():
        yield from _signed(kid, name, depth + 1)


def _signature(field: str, value: Object, size: int) -> DigitalSignature:
    certificate = _certificate(bytes(value.Contents))
    covered = [int(place) for place in value.get("/ByteRange", ())]
    signer = organisation = issuer = serial = None
    if certificate is not None:
        signer = _part(certificate.subject, NameOID.COMMON_NAME)
        organisation = _part(certificate.subject, NameOID.ORGANIZATION_NAME)
        issuer = _part(certificate.issuer, NameOID.COMMON_NAME)
        serial = f"{certificate.serial_number:x}"
    return DigitalSignature(
        field=field,
        name=_text(value, "/Name"),
        reason=_text(value, "/Reason"),
        location=_text(value, "/Location"),
        time=_time(_text(value, "/M")),
        kind=str(value.get("/SubFilter", "")).lstrip("/") or None,
        signer=signer,
        organisation=organisation,
        issuer=issuer,
        serial=serial,
        whole=len(covered) == 4 and covered[0] == 0 and covered[2] + covered[3] == size,
    )


def _text(value: Object, key: str) -> str | None:
    return str(value[key]).strip() or None if key in value else None


def _time(text: str | None) -> str | None:
    """A PDF date as ISO 8601.

    >>> _time("D:20240206103029+07'00'")
    '2024-02-06T10:30:29+07:00'
    """
    found = _DATE.match(text or "")
    if not found:
        return None
    year, month, day, hour, minute, second, zulu, hours, minutes = found.groups()
    zone = "+00:00" if zulu else f"{hours}:{minutes or '00'}" if hours else ""
    return f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}"


def _certificate(content: bytes) -> x509.Certificate | None:
    """The certificate of the signer in a PKCS#7 container: the one that has issued none of the others."""
    try:
        certificates = pkcs7.load_der_pkcs7_certificates(_without_padding(content))
    except ValueError:
        return None
    issuers = {certificate.issuer for certificate in certificates if certificate.issuer != certificate.subject}
    leaves = [certificate for certificate in certificates if certificate.subject not in issuers]
    return next(iter([*leaves, *certificates]), None)


def _without_padding(content: bytes) -> bytes:
    """The DER value at the beginning; signing programs fill the room that they kept with zeros."""
    if len(content) < 2 or content[1] < 0x80:
        return content
    width = content[1] & 0x7F
    return content[: 2 + width + int.from_bytes(content[2 : 2 + width])]


def _part(name: x509.Name, kind: x509.ObjectIdentifier) -> str | None:
    found = name.get_attributes_for_oid(kind)
    return str(found[0].value) if found else None
