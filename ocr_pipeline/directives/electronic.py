"""What a visible electronic signature tells: who signed, for which agency, with which address, when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from ocr_pipeline.directives.comparison import comparable, squeeze
from ocr_pipeline.document import ElectronicSignature, Page, Signature, ZoneKind

E_SIGNATURE = re.compile(
    r"ký bởi|người ký|thời gian ký|^cơ quan\s*:|^email|@|\d\d[.:/]\d\d[.:/]\d{2,4}|[+]\d\d:\d\d"
    r"|^đến\b|^chuyển\s*:"
)
"""Lines of an electronic signature, or of an incoming stamp, in comparable form."""
_LONGEST = 120
"""Most characters of a line of such a signature; a sentence may hold its words, too (`kể từ ngày ký`)."""
_START = r"(?:^|\t|\s{3})\W*"
_FIELDS = {
    "signer": re.compile(rf"{_START}(?:người ký|ký bởi|được ký bởi)\s*:\s*(?P<value>.+)"),
    "agency": re.compile(rf"{_START}(?:cơ quan|tổ chức)\s*:\s*(?P<value>.+)"),
    "email": re.compile(rf"{_START}(?:e-?mail|thư điện tử)\s*:?\s*(?P<value>\S+@\S+)|^(?P<bare>[\w.+-]+@[\w.-]+)$"),
}
_ZONE = r"[+-]\d\d:\d\d"
_TIME = re.compile(
    rf"{_START}(?:(?P<label>(?:thời gian|ngày) ký)\s*:?\s*)?(?P<d>\d{{1,2}})[./-](?P<m>\d{{1,2}})[./-](?P<y>\d{{4}})"
    rf"(?:\D{{1,3}}(?P<clock>\d{{1,2}}:\d\d(?P<seconds>:\d\d)?))?(?:\s*(?P<zone>{_ZONE}))?"
)
_CLOCK = re.compile(rf"\d{{1,2}}:\d\d:\d\d(?:\s*{_ZONE})?")
_ZONE_ALONE = re.compile(rf"\s*({_ZONE})\s*")


def read_electronic(lines: Sequence[str]) -> ElectronicSignature | None:
    """The electronic signature among some lines, or None where no line names a signer or the time of signing.

    >>> read_electronic(["Người ký: Lê An", "Cơ quan: Sở Y tế", "Thời gian ký: 06-02-2024 10:30:29 +07:00"]).time
    '2024-02-06T10:30:29+07:00'
    >>> read_electronic(["vanthu@tinh.gov.vn", "06.11.2024 09:27:05", "+07:00"]).time
    '2024-11-06T09:27:05+07:00'
    """
    values: dict[str, str] = {}
    for line in lines:
        for name, value in _told(line).items():
            if name == "zone":
                values["time"] += value if "T" in values.get("time", "") and len(values["time"]) <= 19 else ""
            else:
                values.setdefault(name, value)
    return ElectronicSignature(**values) if "signer" in values or "time" in values else None


def _told(line: str) -> dict[str, str]:
    """What a line tells of an electronic signature, by the names of its fields."""
    if len(line) > _LONGEST:
        return {}
    line = line.strip()
    plain = comparable(line)
    if ":" not in plain and "@" not in plain and "ký" not in plain:
        return {}  # no field does without one of them
    told: dict[str, str] = {}
    for name, pattern in _FIELDS.items():
        if found := pattern.search(plain):
            group = "value" if found["value"] else "bare"
            told[name] = squeeze(line[found.start(group) : found.end(group)])
    if (found := _TIME.search(plain)) and (found["label"] or found["seconds"]):
        clock = f"T{found['clock']:0>8}{found['zone'] or ''}" if found["clock"] else ""
        told["time"] = f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}{clock}"
    elif zone := _ZONE_ALONE.fullmatch(plain):
        told["zone"] = zone[1]
    return told


def without_electronic(unparsed: Iterable[str], signature: Signature | None, pages: Sequence[Page]) -> tuple[str, ...]:
    """What could not be placed, without the lines of e-signatures that were read, each of them once.

    A second block, that of the office which sends the paper, has its role and place, and no field of its own.
    """
    if signature is None or signature.electronic is None:
        return tuple(unparsed)
    electronic = signature.electronic
    left = {"signer": electronic.signer, "agency": electronic.agency, "email": electronic.email}
    left |= {"time": electronic.time, "zone": (electronic.time or "")[-6:]}
    in_blocks = Counter(line.strip() for block in _blocks(pages) if read_electronic(_joined(block)) for line in block)
    kept = []
    for text in unparsed:
        told = _told(text) or {"signer": squeeze(text)}
        if in_blocks[text]:
            in_blocks[text] -= 1
        elif all(value and value in (left[name] or "") for name, value in told.items()):
            left |= {name: (left[name] or "").replace(value, "", 1) for name, value in told.items()}
        else:
            kept.append(text)
    return tuple(kept)


def with_electronic(signature: Signature | None, pages: Sequence[Page], issuer: str | None) -> Signature | None:
    """The signature with what a visible electronic one on the pages tells, also where nothing else is signed.

    Of several blocks that of the issuer counts, or the first that names its signer, or the first.
    """
    found = [(read_electronic(_joined(block)), block) for block in _blocks(pages)]
    blocks = [(electronic, block) for electronic, block in found if electronic is not None]
    if not blocks:
        electronic = read_electronic([line.text for page in pages for line in page.lines])
        return replace(signature or Signature(), electronic=electronic) if electronic else signature
    name = comparable(issuer or "\0")
    electronic, block = max(blocks, key=lambda one: (name in comparable(" ".join(one[1])), one[0].signer is not None))
    if electronic.signer is None:  # who signs stands above the address and the time
        above = list(takewhile(lambda text: not _told(text), block))
        electronic = replace(electronic, signer=squeeze(" ".join(above)) or None)
    return replace(signature or Signature(), electronic=electronic)


def _blocks(pages: Sequence[Page]) -> list[list[str]]:
    """The lines of each block of an e-signature that the layout of the pages tells apart."""
    zones = (zone for page in pages for zone in page.zones if zone.kind is ZoneKind.E_SIGNATURE)
    return [[line.text for line in zone.lines] for zone in zones]


def _joined(block: Sequence[str]) -> list[str]:
    """The lines of a block, each with what goes on in the next one: a name, a cut address, the time behind its day."""
    lines: list[str] = []
    for text in block:
        before = _told(lines[-1]) if lines else {}
        named = bool(lines) and lines[-1].rstrip().endswith(":")
        timed = _CLOCK.fullmatch(text.strip()) and "time" in before and "T" not in before["time"]
        whole = bool(_told(text)) or text.rstrip().endswith(":")
        if named or timed or (not whole and before.keys() & {"signer", "agency"}):
            lines[-1] += f" {text}"
        elif not whole and "email" in before and " " not in text.strip():
            lines[-1] += text.strip()
        else:
            lines.append(text)
    return lines
