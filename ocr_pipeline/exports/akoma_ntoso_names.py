"""Names that Akoma Ntoso gives: IRIs of documents, ids of elements, and the element that a label stands for."""

from __future__ import annotations

import re
import unicodedata

from ocr_pipeline.document import Header

_ELEMENTS = (
    (re.compile(r"phần\b", re.I), "part", "part"),
    (re.compile(r"chương\b", re.I), "chapter", "chp"),
    (re.compile(r"tiểu mục\b", re.I), "subsection", "subsec"),
    (re.compile(r"mục\b", re.I), "section", "sec"),
    (re.compile(r"điều\b", re.I), "article", "art"),
    (re.compile(r"[IVXLC]+\W*$"), "section", "sec"),
    (re.compile(r"\d+(\.\d+)*\W*$"), "paragraph", "para"),
    (re.compile(r"[^\W\d_]\W*$"), "point", "point"),
    (re.compile(r"[-–—•*+]$"), "indent", "indent"),
)
"""How a label begins, the element for it, and the short form of that in ids (the OASIS naming convention)."""

UNKNOWN_DATE = "0001-01-01"
"""Akoma Ntoso asks for a date in any case."""


def element_for(label: str) -> tuple[str, str]:
    """The hierarchical element for a label, and its short form in ids; `hcontainer` for a label of no known kind.

    >>> element_for("Điều 2."), element_for("1."), element_for("đ)"), element_for("-")
    (('article', 'art'), ('paragraph', 'para'), ('point', 'point'), ('indent', 'indent'))
    """
    for pattern, element, short in _ELEMENTS:
        if pattern.match(label.strip()):
            return element, short
    return "hcontainer", "hcontainer"


def number_of(label: str) -> str:
    """What distinguishes the label from its neighbours; empty for a dash.

    >>> number_of("Điều 2."), number_of("đ)"), number_of("-")
    ('2', 'đ', '')
    """
    found = re.findall(r"[^\W_]+(?:\.[^\W_]+)*", label)
    return found[-1] if found else ""


def slug(text: str) -> str:
    """The text in the letters that an IRI keeps.

    >>> slug("Kết luận số 06-NQ/TU của Đảng ủy")
    'ket-luan-so-06-nq-tu-cua-dang-uy'
    """
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-") or "khong-ro"


def work_iri(header: Header, otherwise: str) -> str:
    """The IRI of the document as a work; `otherwise` stands for the number where it has none.

    >>> work_iri(Header(issuer="TỈNH ỦY", code="73-KL/TU", date="2025-03-04", type="Kết luận"), "")
    '/akn/vn/act/ket-luan/tinh-uy/2025-03-04/73-kl-tu'
    """
    parts = (header.type or "van-ban", header.issuer or "khong-ro")
    return "/".join(("/akn/vn/act", *map(slug, parts), header.date or UNKNOWN_DATE, slug(header.code or otherwise)))


def cited_iri(code: str, date: str | None) -> str:
    """The IRI of a cited document, as far as its code and date give it: its issuer is not known.

    >>> cited_iri("06-NQ/TU", "2021-01-11")
    '/akn/vn/act/2021-01-11/06-nq-tu'
    """
    return "/".join(filter(None, ("/akn/vn/act", date, slug(code))))
