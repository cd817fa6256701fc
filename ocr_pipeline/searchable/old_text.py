"""The text that a page had before: hidden text is taken out, printed text stays and can no longer be found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pikepdf import (
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Page,
    Pdf,
    PdfError,
    parse_content_stream,
    unparse_content_stream,
)

from ocr_pipeline.searchable.cmaps import unicode_map
from ocr_pipeline.searchable.fonts import HIDDEN, SHOWS
from ocr_pipeline.searchable.objects import copied, entries

_Instruction = ContentStreamInstruction | ContentStreamInlineImage

_NEXT_LINE = Operator("T*")
_OF_THE_STREAM = frozenset({"/Length", "/Filter", "/DecodeParms", "/Resources"})
_DEEPEST = 8
"""Forms within forms."""


def silence(pdf: Pdf, page: Page) -> None:
    """Nothing that the page says now is found by search any more, and it looks as before.

    Fonts and forms that other pages share are copied first. A page whose drawing cannot be parsed is left as it is.
    """
    try:
        resources, content = _silenced(pdf, page.obj, page.obj.get("/Resources"), 0)
    except PdfError:
        return
    page.obj.Contents = pdf.make_stream(content)
    page.obj.Resources = resources


@dataclass(slots=True)
class _Text:
    """Where an interpreter of the stream stands: hidden or not, in which font, and which codes each font has shown."""

    hidden: bool = False
    font: str = ""
    codes: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))


def _silenced(pdf: Pdf, stream: Object, resources: Object | None, depth: int) -> tuple[Object, bytes]:
    """The resources and the content of a page or form without its words."""
    state = _Text()
    content = unparse_content_stream(list(_without_hidden(parse_content_stream(stream), state)))
    fonts, drawings = entries(resources, "/Font"), entries(resources, "/XObject")
    for name, codes in state.codes.items():
        if name in fonts:
            fonts[name] = pdf.make_indirect(_mute(pdf, fonts[name], codes))
    for name, drawn in drawings.items():
        if drawn.get("/Subtype") == Name.Form and depth < _DEEPEST:
            drawings[name] = _silenced_form(pdf, drawn, drawn.get("/Resources", resources), depth + 1)
    own = copied(resources)
    own.Font, own.XObject = Dictionary(fonts), Dictionary(drawings)
    return own, content


def _silenced_form(pdf: Pdf, form: Object, resources: Object | None, depth: int) -> Object:
    own, content = _silenced(pdf, form, resources, depth)
    made = pdf.make_stream(content)
    for key, value in form.items():
        if key not in _OF_THE_STREAM:
            made[key] = value
    made.Resources = own
    return made


def _without_hidden(instructions: Iterable[_Instruction], state: _Text) -> Iterator[_Instruction]:
    """The instructions without those that show hidden text; `state` gathers what the others show."""
    saved: list[tuple[bool, str]] = []
    for instruction in instructions:
        name = str(instruction.operator)
        if name == "q":
            saved.append((state.hidden, state.font))
        elif name == "Q" and saved:
            state.hidden, state.font = saved.pop()
        elif name == "Tr":
            state.hidden = int(instruction.operands[0]) in HIDDEN
        elif name == "Tf":
            state.font = str(instruction.operands[0])
        elif name in SHOWS:
            if state.hidden:
                if name in ("'", '"'):
                    yield ContentStreamInstruction([], _NEXT_LINE)
                continue
            state.codes[state.font].update(_strings(instruction.operands[-1]))
        yield instruction


def _strings(operand: Object) -> Iterator[bytes]:
    """The strings that `Tj`, `'`, `"` or `TJ` shows."""
    if isinstance(operand, Object) and operand._type_name == "array":
        yield from (bytes(part) for part in operand if isinstance(part, Object) and part._type_name == "string")
    else:
        yield bytes(operand)


def _mute(pdf: Pdf, font: Object, shown: Iterable[bytes]) -> Object:
    """The same font, every code of which means a blank."""
    muted = copied(font)
    if font.get("/Subtype") == Name.Type0:
        codes = {int.from_bytes(text[place : place + 2]) for text in shown for place in range(0, len(text), 2)}
        muted.ToUnicode = pdf.make_stream(unicode_map(dict.fromkeys(codes, " "), code_bytes=2))
    else:
        muted.ToUnicode = pdf.make_stream(unicode_map(dict.fromkeys(range(256), " "), code_bytes=1))
    return muted
