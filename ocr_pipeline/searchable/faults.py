"""Where a PDF is not PDF/A-2b, as far as its structure tells; no substitute for veraPDF, and nothing is validated here.

The rules are those of ISO 19005-2 that a scan, a wrapped picture or an office file can break.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, PdfError, parse_content_stream

from ocr_pipeline.searchable.repairs import dictionaries
from ocr_pipeline.searchable.substitutes import is_embedded

_ACTIONS = frozenset(
    f"/{name}"
    for name in (
        [
            "JavaScript",
            "Launch",
            "Sound",
            "Movie",
            "ResetForm",
            "ImportData",
            "Hide",
            "SetOCGState",
            "Rendition",
            "Trans",
            "GoTo3DView",
        ]
    )
)
_FILTERS = frozenset(
    f"/{name}"
    for name in (
        [
            "ASCIIHexDecode",
            "ASCII85Decode",
            "FlateDecode",
            "RunLengthDecode",
            "CCITTFaxDecode",
            "JBIG2Decode",
            "DCTDecode",
            "JPXDecode",
        ]
    )
)
_ANNOTATIONS = frozenset(
    f"/{name}"
    for name in (
        [
            "Text",
            "Link",
            "FreeText",
            "Line",
            "Square",
            "Circle",
            "Polygon",
            "PolyLine",
            "Highlight",
            "Underline",
            "Squiggly",
            "StrikeOut",
            "Stamp",
            "Caret",
            "Ink",
            "Popup",
            "FileAttachment",
            "Widget",
            "PrinterMark",
            "TrapNet",
            "Watermark",
            "Redact",
        ]
    )
)
_CMYK = frozenset({"k", "K"})
_DEEPEST = 8


def pdf_a_faults(path: Path) -> tuple[str, ...]:
    """Why the file is not PDF/A-2b, in Vietnamese; empty where nothing was found, which is no proof."""
    try:
        with Pdf.open(path) as pdf:
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
            if item.get("/ColorSpace") == Name.DeviceCMYK:
                yield "ảnh màu CMYK mà không có hồ sơ màu CMYK"
        if item._type_name == "stream" and "/F" in item and item.get("/Subtype") not in (Name.Image, Name.Form):
            yield "dữ liệu nằm ở tệp khác"
        if item.get("/Type") == Name.ExtGState and (
            "/TR" in item or "/HTP" in item or item.get("/TR2", Name.Default) != Name.Default
        ):
            yield "có hàm chuyển tông màu"


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
    yield from _paint_faults(page.obj, page.obj.get("/Resources"), 0)


def _paint_faults(stream: Object, resources: Object | None, depth: int) -> Iterator[str]:
    """Colours without a profile in the content of a page or form."""
    if any(True for _ in parse_content_stream(stream, "k K")):
        yield "màu CMYK mà không có hồ sơ màu CMYK"
    for drawn in (resources or Dictionary()).get("/XObject", Dictionary()).values():
        if drawn.get("/Subtype") == Name.Form and depth < _DEEPEST:
            yield from _paint_faults(drawn, drawn.get("/Resources"), depth + 1)


def fonts_of(pdf: Pdf) -> dict[tuple[int, int], Object]:
    """The fonts of the file by object number; the parts of composite fonts are not counted."""
    parts = ("/CIDFontType0", "/CIDFontType2")
    return {
        item.objgen: item
        for item in dictionaries(pdf)
        if item.get("/Type") == Name.Font and str(item.get("/Subtype", "")) not in parts
    }


def _font_faults(pdf: Pdf) -> Iterator[str]:
    """Fonts that are drawn and not embedded; those of invisible text may lack their outlines, not their meaning."""
    missing = {key: font for key, font in fonts_of(pdf).items() if not is_embedded(font)}
    drawn = drawn_fonts(pdf) if missing else frozenset()
    for key, font in missing.items():
        if key in drawn:
            yield f"phông chữ {str(font.get('/BaseFont', '?')).lstrip('/')} không được nhúng trong tệp"
    for font in fonts_of(pdf).values():
        if font.get("/Subtype") == Name.Type0 and "/DescendantFonts" not in font:
            yield "phông chữ hỏng"


def drawn_fonts(pdf: Pdf) -> frozenset[tuple[int, int]]:
    """Object numbers of the fonts in which something is visibly written."""
    found: set[tuple[int, int]] = set()
    for page in pdf.pages:
        _gather(page.obj, page.obj.get("/Resources"), found, 0)
    return frozenset(found)


def _gather(stream: Object, resources: Object | None, found: set[tuple[int, int]], depth: int) -> None:
    resources = resources or Dictionary()
    fonts = resources.get("/Font", Dictionary())
    font, mode, saved = "", 0, []
    for operands, operator in parse_content_stream(stream, "q Q Tf Tr Tj TJ ' \""):
        match str(operator):
            case "q":
                saved.append((font, mode))
            case "Q" if saved:
                font, mode = saved.pop()
            case "Tf":
                font = str(operands[0])
            case "Tr":
                mode = int(operands[0])
            case "Tj" | "TJ" | "'" | '"' if mode != 3 and font in fonts:
                found.add(fonts[font].objgen)
    for drawn in resources.get("/XObject", Dictionary()).values():
        if drawn.get("/Subtype") == Name.Form and depth < _DEEPEST:
            _gather(drawn, drawn.get("/Resources", resources), found, depth + 1)


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
