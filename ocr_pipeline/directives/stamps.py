"""What stamps say of the head: marks of urgency and secrecy, which are pressed on the page as often as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr_pipeline.directives.comparison import bare
from ocr_pipeline.directives.titles import most_similar, phrases
from ocr_pipeline.document import Header, Page, RegionKind


def with_stamps(header: Header, pages: Sequence[Page]) -> Header:
    """The header with urgency and secrecy as stamped on the first page, where they are not printed."""
    for region in pages[0].regions if pages else ():
        if region.kind is RegionKind.STAMP:
            text = bare(" ".join(region.text.split()))
            if header.urgency is None and (mark := most_similar(text, phrases("urgency"))):
                header = replace(header, urgency=mark.capitalize())
            elif header.secrecy is None and (mark := most_similar(text, phrases("secrecy"))):
                header = replace(header, secrecy=mark.capitalize())
    return header
