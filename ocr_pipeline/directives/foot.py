"""The foot of a document: who receives it (Nơi nhận) and who signs it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ocr_pipeline.directives.comparison import bare, comparable, is_capitals, squeeze
from ocr_pipeline.directives.covered_signing import is_derived, misread_authority, opening_authority
from ocr_pipeline.directives.electronic import E_SIGNATURE
from ocr_pipeline.directives.lines import PrintedLine
from ocr_pipeline.directives.positions import begins_position, is_authority, is_position
from ocr_pipeline.directives.recipients import (
    BULLET,
    add_recipient,
    are_traces,
    behind_archive,
    is_archive,
    is_trace_line,
    name_behind,
    names_body,
    recipient_flags,
    traces_behind,
    with_heading,
)
from ocr_pipeline.directives.signing import (
    has_junk_only,
    is_name,
    names_person,
    read_signatures,
    signing_line,
    without_marks,
)
from ocr_pipeline.directives.titles import document_type
from ocr_pipeline.document import Flag, Signature, ZoneKind

BESIDE = 5
"""Fewer words than this may stand beside a closed recipient, in the other column."""

_RECIPIENTS = re.compile(r"^\W{0,3}(?:gửi\s+)?n[ơo]i\s+nh[ậâạăa]n\s*[:;.]?")
_ATTACHMENT = re.compile(
    r"^(?:phụ lục|danh mục|danh sách|biểu|bảng|mẫu|quy chế|quy định|đề án|kế hoạch|chương trình|phương án|nội dung)\b"
)
_WORD = re.compile(r"[^\W\d_]{2}")
_ANY_WORD = re.compile(r"[^\W_]")
_TRAILING_SPECKS = re.compile(r"(?<=[;,.])(?:\s*(?:[^\w\s().,;:/]|[ˆ_])+|\s+(?:[^\w\s()]|[ˆ_])+)+$|(?<=;)\s+\d\W*$")
_PUNCTUATED = re.compile(r"[;,]\s|[;,]$|\w:\s")
_SIGNED = re.compile(r"^\W*(?:đã ký|ký tên, đóng dấu)\W*$")


@dataclass(frozen=True, slots=True)
class Foot:
    """Recipients, signature, and the lines that are neither."""

    recipients: tuple[str, ...] = ()
    signature: Signature | None = None
    unparsed: tuple[str, ...] = ()
    co_signatures: tuple[Signature, ...] = ()
    flags: tuple[Flag, ...] = ()


def is_recipients_heading(text: str) -> bool:
    """Whether the line begins the list of recipients.

    >>> is_recipients_heading("Nơi nhận: T/M BAN THƯỜNG VỤ"), is_recipients_heading("Nơi nhận hồ sơ là Sở Y tế")
    (True, False)
    """
    plain = comparable(text)
    found = _RECIPIENTS.match(plain)
    if not found:
        return False
    rest = text[found.end() :].strip()
    return found.group().rstrip()[-1] in ":;." or not rest or is_capitals(rest)


def foot_span(lines: Sequence[PrintedLine], start: int) -> tuple[int, int]:
    """First line of the foot and first line after it, among the lines from `start` on."""
    first = next((i for i in range(start, len(lines)) if is_recipients_heading(with_heading(lines[i].text))), None)
    if first is None:
        first = next(
            (i for i in range(start, len(lines)) if is_authority(lines[i].text) or _signs_alone(lines, i)), len(lines)
        )
    while first > start and (_signs(lines[first - 1].text) or lines[first - 1].is_rule):
        first -= 1
    end = first
    while end < len(lines) and not _begins_attachment(lines, first, end):
        end += 1
    return first, end


def _signs_alone(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a position stands here with a name below it."""
    return is_position(lines[index].text) and any(is_name(line.text) for line in lines[index + 1 : index + 5])


def _signs(text: str) -> bool:
    return is_authority(text) or is_position(text) or is_name(text)


def _signs_behind_specks(text: str) -> bool:
    """Whether the line is the signer's; a dash before it makes a position a recipient, but no `KT. GIÁM ĐỐC`."""
    return is_authority(BULLET.sub("", text)) or (_signs(text) and not BULLET.match(text))


def _begins_attachment(lines: Sequence[PrintedLine], first: int, index: int) -> bool:
    """Whether what stands here belongs to an attachment: a heading in capitals, or the text of a later page."""
    line = lines[index]
    if line.zone in (ZoneKind.FOOT_LEFT, ZoneKind.FOOT_RIGHT) or _signs(line.text):
        return False
    plain = bare(line.text)
    if index > first and (
        (is_capitals(line.text) and (_ATTACHMENT.match(plain) or document_type(line.text)))
        or re.match(r"phụ lục\b", plain)
    ):
        return True
    later = line.page > lines[first].page
    return later and not line.text.lstrip().startswith("-") and len(line.text) > 3 and not line.is_rule


def read_foot(lines: Sequence[PrintedLine], *, party: bool = False) -> Foot:
    """Grammar: foot = [ "Nơi nhận:" { recipient } ] signature, in one column after the other or side by side."""
    parts = _Parts(party=party, semicolons=_ends_in_semicolons(lines))
    for line in lines:
        pieces = parts.columns(with_heading(line.text))
        for column, piece in enumerate(pieces):
            parts.take(_TRAILING_SPECKS.sub("", piece), line.zone, first=column == 0, alone=len(pieces) == 1)
    signatures, unplaced = read_signatures(parts.signing)
    cleaned = tuple(entry for entry in (squeeze(one).rstrip(".;,:/ ") for one in parts.recipients) if entry)
    unparsed = (*parts.unparsed, *unplaced)
    flags = (*recipient_flags(cleaned, lines), *_position_flags(signatures, parts.printed))
    return Foot(cleaned, signatures[0] if signatures else None, unparsed, signatures[1:], flags)


def _position_flags(signatures: Sequence[Signature], lines: Sequence[str]) -> Iterator[Flag]:
    """What a person should look at: a position that a seal covers, told by its authority or by its end."""
    for number, signature in enumerate(signatures):
        path = f"co_signatures[{number - 1}]" if number else "signature"
        if signature.authority and not _shows(signature.authority, lines):
            read = _read_as(signature.authority, lines)
            source = f"đọc từ “{read}”" if read else "đọc không trọn vẹn"
            yield Flag(f"{path}.authority", f"“{signature.authority}” {source}: hãy so với bản gốc.")
        if is_derived(signature, lines):
            source = f"; suy ra từ “{signature.authority}”" if signature.authority else " trọn vẹn"
            yield Flag(f"{path}.position", f"Không đọc được chức vụ người ký{source}: hãy so với bản gốc.")


def _shows(authority: str, lines: Sequence[str]) -> bool:
    """Whether the lines hold the authority with its mark, so that nothing was put back."""
    return squeeze(bare(authority)) in squeeze(comparable(" ".join(lines)))


def _read_as(authority: str, lines: Sequence[str]) -> str | None:
    """The line in which the authority was read with another mark: `TIME BAN THƯỜNG VỤ`."""
    whom = bare(authority).partition(" ")[2]
    return next((line for line in lines if whom and bare(line).endswith(whom)), None)


def _ends_in_semicolons(lines: Sequence[PrintedLine]) -> bool:
    """Whether this office closes its recipients with semicolons, so that what follows stands in the other column."""
    dashed = [line.text.rstrip() for line in lines if BULLET.match(line.text)]
    closed = sum(";" in text for text in dashed)
    return 2 * closed > len(dashed) and closed > sum(text.endswith(",") for text in dashed)


@dataclass(slots=True)
class _Parts:
    """The parts of the foot's lines as they are sorted, in reading order."""

    party: bool
    semicolons: bool
    recipients: list[str] = field(default_factory=list)
    signing: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    unparsed: list[str] = field(default_factory=list)
    listing: bool = False
    signed: bool = False

    def columns(self, text: str) -> list[str]:
        """The recipient and the signer's line where both stand on one line."""
        parts = [part for part in re.split(r"\t+|\s{3,}", text) if part.strip()]
        if len(parts) != 1 or misread_authority(text, party=self.party):
            return parts
        words = text.split()
        heading = _RECIPIENTS.match(comparable(text))
        cuts = range(len(heading.group().split()) if heading else 1, len(words))
        split = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in cuts]
        signs = [(left, tail) for left, tail in split if _signs_after(left, tail, party=self.party)]
        if signs:
            whole = next((one for one in signs if is_authority(one[1])), signs[0])
            between = signs[0][1].removesuffix(whole[1])  # `TT HĐND tỉnh KT. CHỦ TỊCH`
            left, tail = whole if _ANY_WORD.search(between) else signs[0]
            if traces := traces_behind(left):
                self.unparsed.append(traces)
                return [left.removesuffix(traces).rstrip(), tail]
            return [*(self._split_closed(left.split()) if BULLET.match(left) else [left]), tail]
        return self._split_closed(words) if BULLET.match(text) or (self.listing and not self.signed) else [text]

    def _split_closed(self, words: list[str]) -> list[str]:
        """A recipient that is closed, and what the other column holds beside it: traces of the signature, the name."""
        dashed = BULLET.match(" ".join(words)) is not None
        closed = [index for index, word in enumerate(words) if word[-1] in ".;,"]
        semicolons = [index for index, word in enumerate(words) if word[-1] == ";"] if self.semicolons else []
        if cut := behind_archive(text := " ".join(words)):
            return [text[:cut], text[cut:].strip()]
        for size in range(max(1, len(words) - 4), len(words) - 1):
            name = " ".join(words[size:])
            if is_name(name) and closed and closed[0] < size and (dashed or not is_capitals(name)):
                cut = max(index for index in closed if index < size) + 1
                return [" ".join(words[:cut]), *([" ".join(words[cut:size])] if cut < size else []), name]
        for cut in [] if is_archive(words[1:]) else semicolons:
            if cut + BESIDE >= len(words) - 1 > cut and are_traces(words[cut + 1 :]):
                return [" ".join(words[: cut + 1]), " ".join(words[cut + 1 :])]
        last = (semicolons or closed or [len(words) - 1])[-1]
        rest = " ".join(words[last + 1 :])
        body = " " in rest and names_body(rest)
        aside = has_junk_only(rest) or (bool(semicolons) and rest[-1:] not in ".," and not body)
        if rest and len(words) - last <= BESIDE and aside and not is_archive(words[1:]):
            return [" ".join(words[: last + 1]), rest]
        return [" ".join(words)]

    def take(self, text: str, zone: ZoneKind, *, first: bool, alone: bool) -> None:
        """Sort one part: `first` of its line, or `alone` on it; below the signature only dashes begin a recipient."""
        plain = comparable(text)
        if not _WORD.search(text) or _SIGNED.match(plain) or E_SIGNATURE.search(plain):
            self.unparsed += [text] if _ANY_WORD.search(text) else []
        elif is_recipients_heading(text):
            self.listing, self.signed = True, False
            found = _RECIPIENTS.match(plain)
            if found and (rest := text[found.end() :].strip()):
                if is_capitals(rest) or signing_line(rest, party=self.party):
                    self._sign(rest)
                else:
                    self.recipients.append(rest)
        elif zone is ZoneKind.FOOT_RIGHT or _signs_behind_specks(text):
            self._sign(text)
            self.signed = self.signed or alone
        elif self.signed and alone and not BULLET.match(text) and names_person(text):
            self.signing.append(text)
        elif (self._is_closed(text) and zone is not ZoneKind.FOOT_LEFT) or not first:
            self._take_signer(text)
        elif self.listing and zone is not ZoneKind.FOOT_LEFT and is_trace_line(text, self.recipients):
            self.unparsed.append(text)
        elif self.listing and first and (not self.signed or BULLET.match(text) or self._is_open(zone)):
            add_recipient(self.recipients, text)
        else:
            self._take_signer(text)

    def _sign(self, text: str) -> None:
        """A line of the signature; traces of the seal before it are kept apart."""
        self.printed.append(text)
        first = self.listing and not self.recipients
        opening = None if self.party or self.signing else opening_authority(text, beside_heading=first)
        signed = opening or signing_line(text, party=self.party) or text
        self.signing.append(signed)
        traces = text.removesuffix(signed) if text.endswith(signed) else ""
        self.unparsed += [traces.strip()] if _ANY_WORD.search(traces) else []

    def _take_signer(self, text: str) -> None:
        """A line that is no recipient: the signer's, also behind traces of the seal, or none."""
        cleaned = BULLET.sub("", without_marks(text.lstrip("“\"'")))
        if names_person(cleaned):
            self.unparsed += re.findall(r"\d+", text.removesuffix(cleaned))
        if signing_line(cleaned, party=self.party):
            self._sign(cleaned)
        elif is_capitals(text) or names_person(cleaned):
            self.signing.append(text if is_capitals(text) else cleaned)
            self.printed.append(text)
        elif name := name_behind(cleaned):
            self.signing.append(name)
            self.unparsed.append(cleaned.removesuffix(name).strip())
        else:
            self.unparsed.append(text)

    def _is_closed(self, text: str) -> bool:
        """Whether the list is complete: the copy for the archive is always the last recipient.

        Where its full stop is lost, a name below it tells.
        """
        archived = bool(self.recipients) and is_archive(self.recipients[-1].split())
        own = BULLET.sub("", text)
        return archived and (self.recipients[-1][-1] == "." or is_name(own) or name_behind(own) is not None)

    def _is_open(self, zone: ZoneKind) -> bool:
        """Whether a line without a dash may go on with the last recipient."""
        return zone is ZoneKind.FOOT_LEFT or bool(self.recipients and self.recipients[-1][-1:] not in ";,.")


def _signs_after(left: str, tail: str, *, party: bool) -> bool:
    """Whether the end of a merged line is the authority or position of the signer."""
    if is_recipients_heading(left) and (is_authority(tail) or misread_authority(tail, party=party)):
        return True
    specked = left.rstrip()[-1] in ";,." and begins_position(tail)  # `PHÓ, BÍ THƯ`
    if (_PUNCTUATED.search(tail) and not specked) or (is_capitals(left) and not BULLET.match(left)):
        return False
    if is_authority(tail) or is_position(tail):
        return True
    return left.rstrip()[-1] in ";,:." and tail[:1].isupper() and signing_line(tail, party=party) is not None
