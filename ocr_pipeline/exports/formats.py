"""The formats of a result by name: what each is for, what its files are called; each is loaded when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from types import MappingProxyType
from typing import ClassVar, cast

from ocr_pipeline.document import Document


class Several(Enum):
    """What a format does with the results of several inputs."""

    TOGETHER = "together"
    """One file can hold them all: `export(one, other)`."""
    IN_TURN = "in turn"
    """Printed one after another they can still be told apart."""
    APART = "apart"
    """A file holds one document and nothing else."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format; calling it gives the bytes of a file."""

    name: str
    ending: str
    several: Several
    function: str
    description: str
    binary: bool = False

    def __call__(self, *documents: Document) -> bytes:
        """The file that holds the document; several documents only where `several` is TOGETHER."""
        module, _, function = self.function.partition(".")
        found = vars(import_module(f"ocr_pipeline.exports.{module}"))[function]
        return cast("Callable[..., bytes]", found)(*documents)


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A format that is made of a document together with the file that it was read from, and written straight to disk.

    A file of it holds one document.
    """

    name: str
    ending: str
    description: str
    several: ClassVar[Several] = Several.APART
    binary: ClassVar[bool] = True


_FORMATS = (
    Format("json", "json", Several.IN_TURN, "as_json.to_json", "toàn bộ kết quả, theo lược đồ có phiên bản"),
    Format("md", "md", Several.IN_TURN, "as_markdown.to_markdown", "bản tóm tắt để đọc (Markdown)"),
    Format("txt", "txt", Several.IN_TURN, "as_text.to_text", "văn bản đã phục hồi"),
    Format("csv", "csv", Several.TOGETHER, "as_csv.to_csv", "bảng nhiệm vụ, mỗi mục một dòng"),
    Format("tables.csv", "tables.csv", Several.TOGETHER, "as_tables.to_tables_csv", "các bảng in trong văn bản"),
    Format("jsonl", "jsonl", Several.TOGETHER, "as_jsonl.to_jsonl", "bảng nhiệm vụ cho máy đọc (JSON Lines)"),
    Format("xlsx", "xlsx", Several.TOGETHER, "as_xlsx.to_xlsx", "bảng nhiệm vụ cho Excel, có bộ lọc", binary=True),
    Format("parquet", "parquet", Several.TOGETHER, "as_parquet.to_parquet", "bảng cho công cụ dữ liệu", binary=True),
    Format("ics", "ics", Several.TOGETHER, "as_calendar.to_calendar", "lịch các thời hạn (iCalendar)"),
    Format("docx", "docx", Several.APART, "as_docx.to_docx", "danh mục nhiệm vụ cho Word", binary=True),
    Format("html", "html", Several.APART, "as_html.to_html", "trang xem: văn bản có đánh dấu, dòng thời hạn"),
    Format("akn", "akn.xml", Several.APART, "as_akoma_ntoso.to_akoma_ntoso", "Akoma Ntoso 3.0 (XML)"),
    Format("alto", "alto.xml", Several.APART, "as_alto.to_alto", "từng chữ và chỗ đứng trên ảnh gốc: ALTO 4 (XML)"),
    Format(
        "page",
        "page.zip",
        Several.APART,
        "as_page_xml.to_page_xml",
        "như alto: PAGE XML, mỗi trang một tệp",
        binary=True,
    ),
    Format("hocr", "hocr", Several.APART, "as_hocr.to_hocr", "như alto: hOCR (XHTML)"),
)

EXPORTERS: Mapping[str, Format] = MappingProxyType({format_.name: format_ for format_ in _FORMATS})
"""Every format by the name it is asked for."""

SOURCE_FORMATS: Mapping[str, SourceFormat] = MappingProxyType(
    {"pdf": SourceFormat("pdf", "pdf", "PDF/A-2b tìm được: trang gốc, dưới có chữ đã phục hồi")}
)
"""Every format that `searchable` writes, by the name it is asked for."""
