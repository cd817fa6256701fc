"""Walking through the objects of a PDF."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Dictionary, Name, Object, Pdf

_HOLDERS = frozenset({"array", "dictionary", "stream"})
_DEEPEST = 8
"""Forms within forms; a file may let them go round in a ring."""


def dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary and stream that the file holds for its pages and catalogue, those within others included."""
    seen: set[tuple[int, int]] = set()
    waiting: list[object] = [pdf.Root]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Object) or item._type_name not in _HOLDERS:
            continue
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        if item._type_name == "array":
            waiting += list(item)
        else:
            yield item
            waiting += [value for _, value in item.items()]


def copied(item: Object | None) -> Dictionary:
    """A dictionary of its own with the same entries; an empty one for None."""
    return Dictionary({} if item is None else dict(item.items()))


def entries(resources: Object | None, kind: str) -> dict[str, Object]:
    """The resources of a kind (`/Font`, `/XObject`) by name."""
    found = None if resources is None else resources.get(kind)
    return {} if found is None else dict(found.items())


def contents(stream: Object, resources: Object | None, depth: int = 0) -> Iterator[tuple[Object, Object | None]]:
    """What is drawn on a page: its own stream and those of its forms, each with its resources."""
    yield stream, resources
    for drawn in entries(resources, "/XObject").values():
        if drawn.get("/Subtype") == Name.Form and depth < _DEEPEST:
            yield from contents(drawn, drawn.get("/Resources", resources), depth + 1)
