"""Where a PDF is not PDF/A-2b, as far as its structure tells; no substitute for veraPDF, and nothing is validated here.

The rules are those of ISO 19005-2 that a scan, a wrapped picture or an office file can break.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, PdfError, parse_content_stream

from ocr_pipeline.searchable.fonts import drawn_fonts, fonts_of, is_embedded
from ocr_pipeline.searchable.objects import contents, dictionaries

_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/Sound",
        "/Movie",
        "/ResetForm",
        "/ImportData",
        "/Hide",
        "/SetOCGState",
        "/Rendition",
        "/Trans",
        "/GoTo3DView",
    }
)
_FILTERS = frozenset(
    {
        "/ASCIIHexDecode",
        "/ASCII85Decode",
        "/FlateDecode",
        "/RunLengthDecode",
        "/CCITTFaxDecode",
        "/JBIG2Decode",
        "/DCTDecode",
        "/JPXDecode",
    }
)
_ANNOTATIONS = frozenset(
    {
        "/Text",
        "/Link",
        "/FreeText",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Stamp",
        "/Caret",
        "/Ink",
        "/Popup",
        "/FileAttachment",
        "/Widget",
        "/PrinterMark",
        "/TrapNet",
        "/Watermark",
        "/Redact",
    }
)


_CMYK = "màu CMYK mà không có hồ sơ màu CMYK"


def pdf_a_faults(path: Path) -> tuple[str, ...]:
    """Why the file is not PDF/A-2b, in Vietnamese; empty where nothing was found, which is no proof."""
    try:
        with path.open("rb") as file, Pdf.open(file) as pdf:
            return tuple(dict.fromkeys([*content_faults(pdf), *_filter_faults(pdf), *_claim_faults(pdf)]))
    except PdfError as error:
        return (f"không mở được: {error}",)


def content_faults(pdf: Pdf) -> tuple[str, ...]:
    """What in pages, pictures and fonts cannot be PDF/A, whatever the file says of itself."""
    found = [*_object_faults(pdf), *_font_faults(pdf)]
    for page in pdf.pages:
        found += _page_faults(page)
    return tuple(dict.fromkeys(found))


def _object_faults(pdf: Pdf) -> Iterator[str]:
    for item in dictionaries(pdf):
        if str(item.get("/S", "")) in _ACTIONS and item.get("/Type", Name.Action) == Name.Action:
            yield f"có hành động {item.S}"
        if item.get("/Subtype") in (Name.Image, Name.Form):
            if "/OPI" in item or "/Alternates" in item or "/Ref" in item or item.get("/Subtype2") == Name.PS:
                yield "ảnh hoặc khối có phần thay thế"
            if item.get("/Interpolate", False):
                yield "ảnh có Interpolate"
        if _is_cmyk(item.get("/ColorSpace")) or _is_cmyk(item.get("/CS")):
            yield _CMYK
        if item._type_name == "stream" and "/F" in item and item.get("/Subtype") not in (Name.Image, Name.Form):
            yield "dữ liệu nằm ở tệp khác"
        if item.get("/Type") == Name.ExtGState and (
            "/TR" in item or "/HTP" in item or item.get("/TR2", Name.Default) != Name.Default
        ):
            yield "có hàm chuyển tông màu"


def _is_cmyk(space: Object | None) -> bool:
    """Whether a colour space, or one of the resources that are colour spaces, is made of plain CMYK."""
    if space is None or space._type_name == "name":
        return space == Name.DeviceCMYK
    if space._type_name == "dictionary":
        return any(_is_cmyk(value) for value in space.values())
    parts = [part for part in space if isinstance(part, Object)] if space._type_name == "array" else []
    return any(_is_cmyk(part) for part in parts if part._type_name in ("name", "array"))


def _page_faults(page: Page) -> Iterator[str]:
    if "/AA" in page.obj:
        yield "trang có hành động tự chạy"
    for annotation in page.obj.get("/Annots", Array()):
        subtype = str(annotation.get("/Subtype", ""))
        if subtype not in _ANNOTATIONS:
            yield f"chú thích loại {subtype}"
        if subtype != "/Popup" and int(annotation.get("/F", 0)) & 0b100111 != 0b100:
            yield "chú thích ẩn hoặc không in"
        if subtype not in ("/Popup", "/Link") and "/AP" not in annotation:
            yield "chú thích không có hình"
    for stream, _ in contents(page.obj, page.obj.get("/Resources")):
        try:
            if parse_content_stream(stream, "k K"):
                yield _CMYK
        except PdfError:
            yield "nội dung trang hỏng"


def _font_faults(pdf: Pdf) -> Iterator[str]:
    """Fonts that are drawn and not embedded; those of invisible text may lack their outlines, not their meaning."""
    missing = [font for font in fonts_of(pdf) if not is_embedded(font)]
    drawn = drawn_fonts(pdf) if missing else frozenset()
    for font in missing:
        if font.objgen in drawn:
            yield f"phông chữ {str(font.get('/BaseFont', '?')).lstrip('/')} không được nhúng trong tệp"


def _filter_faults(pdf: Pdf) -> Iterator[str]:
    for item in dictionaries(pdf):
        if item._type_name == "stream":
            named = item.get("/Filter", Array())
            names = {str(named)} if named._type_name == "name" else {str(name) for name in named}
            if forbidden := names - _FILTERS:
                yield f"cách nén {', '.join(sorted(forbidden))}"


def _claim_faults(pdf: Pdf) -> Iterator[str]:
    """What the file must say of itself."""
    if pdf.is_encrypted:
        yield "tệp có khóa"
    if "/ID" not in pdf.trailer:
        yield "tệp không có mã nhận dạng"
    with pdf.open_metadata() as metadata:
        if (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) != ("2", "B"):
            yield "XMP không khai PDF/A-2b"
        for key, name in (("/Title", "dc:title"), ("/Producer", "pdf:Producer")):
            if key in pdf.docinfo and str(pdf.docinfo[key]) != metadata.get(name):
                yield f"{key} và XMP khác nhau"
    intents = [intent for intent in pdf.Root.get("/OutputIntents", Array()) if intent.get("/S") == "/GTS_PDFA1"]
    if not intents or "/DestOutputProfile" not in intents[0]:
        yield "không có hồ sơ màu đầu ra"
    elif intents[0].DestOutputProfile.read_bytes()[36:40] != b"acsp":
        yield "hồ sơ màu đầu ra hỏng"
    names = pdf.Root.get("/Names", Dictionary())
    for key, where in (
        ("/JavaScript", names),
        ("/EmbeddedFiles", names),
        ("/AA", pdf.Root),
        ("/Requirements", pdf.Root),
    ):
        if key in where:
            yield f"có {key}"
    form = pdf.Root.get("/AcroForm", Dictionary())
    if "/XFA" in form or form.get("/NeedAppearances", False):
        yield "có biểu mẫu động"
