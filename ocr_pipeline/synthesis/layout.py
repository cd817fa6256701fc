"""Set a made-up document on A4 in the State layout (Nghị định 30/2020/NĐ-CP) or the Party's (Hướng dẫn 36-HD/VPTW)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from ocr_pipeline.synthesis.blocks import Block, Kind, document_blocks
from ocr_pipeline.synthesis.content import Habits, SyntheticDocument
from ocr_pipeline.synthesis.stamps import incoming_stamp, seal, signature, urgency_box
from ocr_pipeline.synthesis.typeset import FONT, typeset_pdf

_HEAD_LEFT = (Kind.PARENT, Kind.ISSUER, Kind.STAR, Kind.CODE, Kind.ABOUT)
_HEAD_RIGHT = (Kind.NATION, Kind.MOTTO, Kind.DATE)
_FOOT_LEFT = (Kind.RECIPIENTS, Kind.RECIPIENT)
_FOOT_RIGHT = (Kind.AUTHORITY, Kind.POSITION, Kind.SIGNER)
_TABLE = (Kind.TABLE_HEAD, Kind.TABLE_ROW)
_ARTICLE = re.compile(r"^Điều \d+\.")

_STYLE = """
* { box-sizing: border-box }
p { margin: 0 }
td { vertical-align: top; padding: 0 }
.two-columns { border-collapse: collapse; table-layout: fixed }
.head { width: calc(100% + 16mm); margin: 0 -6mm 0 -10mm; text-align: center; line-height: 1.2 }
.state .head { font-size: 13pt }
.issuer, .nation, .motto, .type, .second-title, .subject, .deciding-body, .verdict, .authority, .position, .signer,
.heading.bold, b { font-weight: bold }
.rule { width: 24mm; border-top: .9pt solid #000; margin: 2pt auto 0 }
.rule.motto-rule { width: 56mm }
.motto { font-size: 14pt }
.code, .about, .date { margin-top: 6pt }
.about { font-size: 12pt; padding: 0 4mm }
.date { font-style: italic }
.party .nation span { font-size: 15pt; border-bottom: 1pt solid #000; padding-bottom: 1pt }
.party .date { margin-top: 12pt }
.type { text-align: center; margin-top: 16pt }
.party .type { font-size: 16pt }
.second-title, .subject, .dashes { text-align: center; margin-left: 12%; margin-right: 12% }
.dashes { margin-bottom: 8pt }
.rule.subject-rule { width: 38mm; margin-bottom: 12pt }
.deciding-body, .verdict { text-align: center; margin: 8pt 0 }
.salutation, .addressee.alone { margin: 14pt 0 2pt 18mm }
.salutation.bold { text-align: center; margin-left: 0; font-weight: bold }
.addressee { margin-left: 36mm }
.addressee + .paragraph { margin-top: 10pt }
.base, .paragraph, .item, .heading { text-align: justify; orphans: 2; widows: 2 }
.base.italic { font-style: italic }
.heading { break-after: avoid }
.tasks { width: 100%; border-collapse: collapse; margin: 4pt 0 8pt; font-size: 12pt; line-height: 1.15 }
.tasks td { border: .8pt solid #000; padding: 2.5pt 4pt; vertical-align: middle; overflow-wrap: normal }
.tasks tr { break-inside: avoid }
.table-head { font-weight: bold; text-align: center }
.table-row td:first-child { text-align: center }
.foot { width: 100%; margin-top: 10pt; break-inside: avoid }
.recipients { font-weight: bold; font-style: italic; font-size: 12pt }
.recipient { font-size: 11pt; line-height: 1.2 }
.party .recipients { font-weight: normal; font-style: normal; text-decoration: underline; font-size: 14pt }
.party .recipient { font-size: 12pt }
.signing { position: relative; text-align: center; line-height: 1.2 }
.party .position { font-weight: normal }
.room { height: 27mm; position: relative }
.seal { position: absolute; width: 36mm; left: 2mm; top: -6mm; z-index: -1; transform: rotate(-7deg) }
.signature { position: absolute; width: 50mm; left: 24mm; top: 5mm }
.urgency { display: block; width: 34mm; margin: 4mm auto 0 6mm; transform: rotate(-9deg) }
.incoming { position: absolute; width: 46mm; left: -22mm; top: -17mm; transform: rotate(-3deg) }
.hand { color: #20399c; font-style: italic; font-size: 17pt; line-height: 0; letter-spacing: .6pt }
"""


def document_pdf(document: SyntheticDocument) -> bytes:
    """The clean PDF of a document, with its text layer."""
    return typeset_pdf(document_html(document))


def document_html(document: SyntheticDocument) -> str:
    """The document as HTML for WeasyPrint; the elements follow the natural reading order."""
    blocks = document_blocks(document)
    system = document.structure.header.system
    head = _two_columns("head", _head_left(blocks, document), _head_right(blocks, document), 42)
    incoming = f'<img class="incoming" src="{incoming_stamp()}">' if document.habits.incoming_stamp else ""
    foot = _two_columns("foot", _lines(_only(blocks, _FOOT_LEFT)), _signing(blocks, document), 47)
    style = _page_style(document.habits) + _STYLE
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Văn bản giả định</title>'
        f'<style>{style}</style></head><body class="{system}">{incoming}{head}{_middle(blocks, document)}{foot}'
        "</body></html>"
    )


def _page_style(habits: Habits) -> str:
    return f"""
@page {{ size: A4; margin: 20mm {habits.right_margin}mm 20mm {habits.left_margin}mm;
  @{habits.page_number} {{ content: counter(page); font: 13pt {FONT} }} }}
@page :first {{ @{habits.page_number} {{ content: none }} }}
body {{ margin: 0; position: relative; font: {habits.font_size}pt/{habits.line_height} {FONT} }}
.base, .paragraph, .item, .heading {{ margin-bottom: {habits.paragraph_gap}pt; text-indent: {habits.indent}mm }}"""


def _only(blocks: Iterable[Block], kinds: Sequence[Kind]) -> list[Block]:
    return [block for block in blocks if block.kind in kinds]


def _lines(blocks: Iterable[Block], classes: str = "") -> str:
    return "".join(f'<p class="{block.kind} {classes}">{_text(block.text)}</p>' for block in blocks)


def _text(text: str) -> str:
    """HTML of a block's words; runs of spaces (a number still to be written in) keep their width."""
    return escape(text, quote=False).replace("\n", "<br>").replace("  ", "&nbsp; ")


def _by_hand(text: str, habits: Habits) -> str:
    """The words with their first number in ink, where that office writes it in by hand."""
    printed = _text(text)
    return re.sub(r"\d+", r'<span class="hand">\g<0></span>', printed, count=1) if habits.handwritten else printed


def _two_columns(name: str, left: str, right: str, percent: int) -> str:
    return (
        f'<table class="two-columns {name}"><tr><td style="width: {percent}%">{left}</td><td>{right}</td></tr></table>'
    )


def _head_left(blocks: Sequence[Block], document: SyntheticDocument) -> str:
    state = document.structure.header.system == "state"
    parts = []
    for block in _only(blocks, _HEAD_LEFT):
        text = _by_hand(block.text, document.habits) if block.kind == Kind.CODE else _text(block.text)
        parts.append(f'<p class="{block.kind}">{text}</p>')
        if block.kind == Kind.ISSUER and state:
            parts.append('<div class="rule"></div>')
    if document.structure.header.urgency:
        parts.append(f'<img class="urgency" src="{urgency_box(document.structure.header.urgency.upper())}">')
    return "".join(parts)


def _head_right(blocks: Sequence[Block], document: SyntheticDocument) -> str:
    parts = []
    for block in _only(blocks, _HEAD_RIGHT):
        text = _by_hand(block.text, document.habits) if block.kind == Kind.DATE else _text(block.text)
        parts.append(f'<p class="{block.kind}"><span>{text}</span></p>')
        if block.kind == Kind.MOTTO:
            parts.append('<div class="rule motto-rule"></div>')
    return "".join(parts)


def _middle(blocks: Sequence[Block], document: SyntheticDocument) -> str:
    aside = (*_HEAD_LEFT, *_HEAD_RIGHT, *_FOOT_LEFT, *_FOOT_RIGHT)
    parts = []
    for in_table, group in groupby((b for b in blocks if b.kind not in aside), key=lambda block: block.kind in _TABLE):
        if in_table:
            parts.append(f'<table class="tasks">{"".join(map(_row, group))}</table>')
        else:
            parts.extend(_paragraph(block, document) for block in group)
    return "".join(parts)


def _row(block: Block) -> str:
    """A row of a table; the title of a group of rows stands in one cell over all columns but the first."""
    texts = block.text.split("\t")
    if len(texts) > 2 and texts[1] and not any(texts[2:]):
        cells = f'<td>{_text(texts[0])}</td><td colspan="{len(texts) - 1}">{_text(texts[1])}</td>'
    else:
        cells = "".join(f"<td>{_text(cell)}</td>" for cell in texts)
    return f'<tr class="{block.kind}">{cells}</tr>'


def _paragraph(block: Block, document: SyntheticDocument) -> str:
    habits = document.habits
    classes, text, after = str(block.kind), _text(block.text), ""
    if block.kind == Kind.HEADING and habits.bold_headings:
        classes += " bold"
    elif block.kind in (Kind.ITEM, Kind.HEADING):
        text = _ARTICLE.sub(r"<b>\g<0></b>", text)
    elif block.kind == Kind.BASE and habits.italic_bases:
        classes += " italic"
    elif block.kind == Kind.SALUTATION and block.text != "Kính gửi:":
        classes += " bold"
    elif block.kind == Kind.ADDRESSEE and len(document.structure.addressees) == 1:
        classes += " alone"
    elif block.kind == Kind.SUBJECT and document.structure.header.system == "state":
        after = '<div class="rule subject-rule"></div>'
    return f'<p class="{classes}">{text}</p>{after}'


def _signing(blocks: Sequence[Block], document: SyntheticDocument) -> str:
    lines = _only(blocks, _FOOT_RIGHT)
    overlay = ""
    if document.habits.seal:
        overlay = f'<img class="seal" src="{seal()}">{signature(lines[-1].text)}'
    return f'<div class="signing">{_lines(lines[:-1])}<div class="room">{overlay}</div>{_lines(lines[-1:])}</div>'
