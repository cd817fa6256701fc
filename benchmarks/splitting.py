"""How well several documents in one file are told apart: precision and recall of the cuts, over random joins.

    python benchmarks/splitting.py [--joins N] [--data DIR]

The made-up documents, some with an attachment (an annex, a regulation with a head of its own, a form, a list) and a
blank back, are read once as typeset PDFs (text layer) and once as worn scans, then joined at random, two to six at a
time. With `--data`, the PDFs below DIR are looked at alone (every cut is listed, to be judged by eye) and joined too.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import accumulate
from pathlib import Path

from PIL import Image

from ocr_pipeline.directives.splitting import split_documents
from ocr_pipeline.document import Header, Page
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.pipeline import read_page
from ocr_pipeline.settings import Options
from ocr_pipeline.sources import open_source
from ocr_pipeline.synthesis.content import FOLDER, document_names, load_document
from ocr_pipeline.synthesis.degrade import PRESETS, Wear, degrade, grey
from ocr_pipeline.synthesis.layout import document_pdf
from ocr_pipeline.synthesis.typeset import FONT, page_images, typeset_pdf

Pages = tuple[Page, ...]
DPI = 200
STATE_TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br><b>Độc lập - Tự do - Hạnh phúc</b>"
SENTENCE = (
    "Các cơ quan, đơn vị, địa phương căn cứ chức năng, nhiệm vụ được giao xây dựng kế hoạch cụ thể, tổ chức thực hiện "
    "và định kỳ báo cáo kết quả về cơ quan thường trực để tổng hợp."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--joins", type=int, default=500, help="random joins of each kind")
    parser.add_argument("--data", type=Path, help="folder with PDF files of one document each")
    options = parser.parse_args()
    print("| documents | joins | cuts due | found | precision % | recall % |\n|---|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        typeset, scanned = made_up(Path(folder))
    report("made up, text layer", typeset, options.joins)
    report("made up, worn scans", scanned, options.joins)
    if options.data is not None:
        real = [pages for path in sorted(options.data.rglob("*.pdf")) if (pages := alone(path))]
        report("real, each file taken as one", real, options.joins)


def made_up(folder: Path) -> tuple[list[Pages], list[Pages]]:
    """Every synthetic document with and without an attachment, read from its text layer and from a worn scan."""
    typeset, scanned = [], []
    for position, name in enumerate(document_names()):
        document = load_document(FOLDER / f"{name}.json")
        pdf = document_pdf(document)
        annex = typeset_pdf(annex_html(document.structure.header, position))
        wear = list(PRESETS.values())[position % len(PRESETS)]
        for target, as_scan in ((typeset, False), (scanned, True)):
            parts = [
                read_pdf(pdf, folder, wear if as_scan else None),
                read_pdf(annex, folder, wear if as_scan else None),
            ]
            blank = Page(1, (), parts[0][0].origin, blank=True)
            target += [parts[0], (*parts[0], *parts[1]), (*parts[0], blank)]
    return typeset, scanned


def read_pdf(pdf: bytes, folder: Path, wear: Wear | None) -> Pages:
    """The pages of a PDF, printed and scanned with that wear before they are read, or read as they are."""
    path = folder / "in.pdf"
    if wear is None:
        path.write_bytes(pdf)
    else:
        worn = [Image.fromarray(degrade(grey(page), wear, 7)) for page in page_images(pdf, DPI)]
        worn[0].save(path, save_all=True, append_images=worn[1:], resolution=DPI)
    return read_file(path)


def read_file(path: Path) -> Pages:
    options = Options()
    with open_source(path, options.source) as source:
        return tuple(read_page(page, options) for page in source.pages)


def annex_html(header: Header, kind: int) -> str:
    """An attachment of two pages, of one of four kinds."""
    party = header.system == "party"
    issuer = escape(header.issuer or "")
    right = "<b>ĐẢNG CỘNG SẢN VIỆT NAM</b>" if party else STATE_TITLE
    head = f"<table><tr><td>{issuer}</td><td>{right}</td></tr></table>"
    form = head.replace("</td><td>", "<br>Số: ....../BC-......</td><td>").replace(
        "</td></tr>", "<br><i>......, ngày ..... tháng ..... năm ........</i></td></tr>"
    )
    source = f"{(header.type or 'Công văn').lower()} số {header.code or '12/QĐ-UBND'} của {issuer}"
    titles = (
        f"<h1>PHỤ LỤC {'I' * (kind % 3 + 1)}<br>PHÂN CÔNG NHIỆM VỤ</h1><p><i>(Kèm theo {source})</i></p>",
        f"{head}<h1>QUY CHẾ<br>Phối hợp công tác</h1><p><i>(Ban hành kèm theo {source})</i></p>",
        f"<p><b>Mẫu số {kind + 1:02}</b></p>{form}<h1>BÁO CÁO<br>Kết quả thực hiện</h1>",
        f"{head}<h1>DANH MỤC<br>Công trình trọng điểm</h1><p><i>(Kèm theo {source})</i></p>",
    )
    body = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(1, 22))
    return (
        f"<!doctype html><meta charset=utf-8><style>@page {{ size: A4; margin: 20mm }} body {{ font: 14pt {FONT} }} "
        "table { width: 100%; text-align: center } td { width: 50% } h1 { font-size: 14pt; text-align: center }</style>"
        f"{titles[kind % len(titles)]}{body}"
    )


def alone(path: Path) -> Pages:
    """The pages of a real file; every cut within is listed."""
    try:
        pages = read_file(path)
    except PipelineError as error:
        print(f"{path.name}: {error}")
        return ()
    parts = list(split_documents(pages))
    if len(parts) > 1:
        print(f"cut within one file: {path.name}, documents begin on {[part[0].number for part in parts]}")
    return pages


def report(title: str, documents: Sequence[Pages], joins: int) -> None:
    rng = random.Random(1)
    due = found = right = 0
    for _ in range(joins):
        chosen = rng.sample(documents, min(rng.randint(2, 6), len(documents)))
        truth = set(list(accumulate(map(len, chosen)))[:-1])
        cuts = set(list(accumulate(map(len, split_documents(renumbered(chosen)))))[:-1])
        due, found, right = due + len(truth), found + len(cuts), right + len(truth & cuts)
    print(
        f"| {title} | {joins} | {due} | {found} | {100 * right / max(found, 1):.2f} | {100 * right / max(due, 1):.2f} |"
    )


def renumbered(documents: Sequence[Pages]) -> Iterator[Page]:
    pages = (page for document in documents for page in document)
    return (replace(page, number=number) for number, page in enumerate(pages, 1))


if __name__ == "__main__":
    main()
