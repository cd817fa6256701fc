"""What PDF/A forbids and a page can do without: taken out or put right, so that the page looks as before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from ocr_pipeline.searchable.objects import dictionaries

_URI = Name.URI
_DEEPEST = 20
"""Levels of a tree of names; one that goes on is a loop."""
_PRINTED = 4
"""The annotation flag `Print`."""
_OF_THE_CATALOGUE = frozenset({"/Type", "/Pages", "/OCProperties"})
_OF_PAGES = (
    "/AA",
    "/Metadata",
    "/PieceInfo",
    "/Thumb",
    "/StructParents",
    "/Tabs",
    "/B",
    "/PresSteps",
    "/Trans",
    "/Dur",
)
_OF_STREAMS = ("/OPI", "/Alternates", "/PS", "/Subtype2", "/Ref", "/Metadata", "/StructParent", "/StructParents")
_OF_GRAPHICS_STATES = ("/TR", "/HTP", "/HTO")


def attached_files(pdf: Pdf) -> tuple[str, ...]:
    """Names of the files that are attached to the PDF as a whole, in their order."""
    names = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, Dictionary) else None
    return tuple(dict.fromkeys(_names_of_files(tree, 0)))


def _names_of_files(node: Object | None, depth: int) -> Iterator[str]:
    if not isinstance(node, Dictionary) or depth > _DEEPEST:
        return
    pairs, kids = node.get("/Names"), node.get("/Kids")
    if isinstance(pairs, Array):
        for file in list(pairs)[1::2]:
            if isinstance(file, Dictionary):
                name = file.get("/UF", file.get("/F"))
                yield str(name) if isinstance(name, String) else "?"
    for kid in list(kids) if isinstance(kids, Array) else ():
        yield from _names_of_files(kid, depth + 1)


def keep_pages(pdf: Pdf, numbers: Sequence[int]) -> None:
    """Only these pages (from 1) stay, and what they show; scripts, forms, attachments and old outlines go."""
    last = len(pdf.pages)
    if not numbers or numbers[-1] > last:
        raise IndexError(f"{last} pages, not {numbers}")
    if pdf.Root.get("/AcroForm", Dictionary()).get("/NeedAppearances", False):
        pdf.generate_appearance_streams()
    kept = frozenset(numbers)
    for position in reversed(range(last)):
        if position + 1 not in kept:
            del pdf.pages[position]
    for key in set(pdf.Root.keys()) - _OF_THE_CATALOGUE:
        del pdf.Root[key]
    if layers := pdf.Root.get("/OCProperties"):
        _name_layers(layers)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _name_layers(layers: Object) -> None:
    """Layers that can be switched keep their state; PDF/A wants a name for it, and no switching by events."""
    for state in [layers.get("/D", Dictionary()), *layers.get("/Configs", Array())]:
        if "/AS" in state:
            del state["/AS"]
        if "/Name" not in state:
            state.Name = String("1")


def flatten(pdf: Pdf) -> int:
    """What annotations print becomes part of the pages, links to the web stay; the number of the others, now gone."""
    pdf.flatten_annotations("screen")
    return sum(_keep_links(page) for page in pdf.pages)


def _keep_links(page: Page) -> int:
    annotations = page.obj.get("/Annots", Array())
    kept = []
    for annotation in annotations:
        action = annotation.get("/A", Dictionary())
        if annotation.get("/Subtype") == Name.Link and action.get("/S") == _URI:
            for key in ("/AA", "/PA", "/AP", "/StructParent", "/Parent"):
                if key in annotation:
                    del annotation[key]
            if "/Next" in action:
                del action["/Next"]
            annotation.F = _PRINTED
            kept.append(annotation)
    lost = sum(annotation.get("/Subtype") not in (Name.Link, Name.Popup) for annotation in annotations)
    if kept:
        page.obj.Annots = Array(kept)
    elif "/Annots" in page.obj:
        del page.obj.Annots
    return lost


def repair(pdf: Pdf) -> None:
    """Take out of all pages, pictures, forms, fonts and graphics states what PDF/A-2 forbids and nothing needs."""
    for page in pdf.pages:
        _without(page.obj, _OF_PAGES)
    for item in dictionaries(pdf):
        kind, subtype = item.get("/Type"), item.get("/Subtype")
        if subtype in (Name.Image, Name.Form):
            _without(item, _OF_STREAMS)
            if item.get("/Interpolate", False):
                item.Interpolate = False
        elif kind == Name.ExtGState or "/TR" in item or "/TR2" in item:
            _without(item, _OF_GRAPHICS_STATES)
            if item.get("/TR2", Name.Default) != Name.Default:
                del item["/TR2"]
        elif subtype == Name.CIDFontType2:
            if "/CIDToGIDMap" not in item:
                item.CIDToGIDMap = Name.Identity
        elif kind == Name.FontDescriptor:
            _without(item, ("/CIDSet", "/CharSet"))  # optional, and most programs write them wrong


def _without(item: Object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in item:
            del item[key]
