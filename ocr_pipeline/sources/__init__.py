"""What came in: PDF page by page, images, multi-page TIFF, plain text; whether a text layer can be trusted."""

from ocr_pipeline.sources.opening import open_source
from ocr_pipeline.sources.pages import LayerPage, OpenSource, ScannedPage, SourcePage
from ocr_pipeline.sources.text import decode_text

__all__ = ["LayerPage", "OpenSource", "ScannedPage", "SourcePage", "decode_text", "open_source"]
