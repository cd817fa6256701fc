"""A PDF that is written page by page, so that none of its pictures stay in memory."""

from __future__ import annotations

from typing import BinaryIO

from pikepdf import Array, Object, Page

_OF_PAGES = ("/MediaBox", "/Contents", "/Resources", "/Rotate")
_CATALOGUE, _TREE = 1, 2
"""Object numbers that are known before anything is written."""


class Draft:
    """A plain PDF under way; pages of other files are copied into it, and nothing else of those."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._next = _TREE + 1
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, page: Page) -> None:
        """Write a page with all that it shows."""
        entries = {key: self._told(page.obj[key]) for key in _OF_PAGES if key in page.obj}
        body = b"".join(key.encode("ascii") + b" " + value + b" " for key, value in entries.items())
        self._pages.append(self._write(b"<< /Type /Page /Parent %d 0 R " % _TREE + body + b">>"))

    def finish(self) -> None:
        """Write the page tree and the table of places; the file is a PDF from here on."""
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        self._write(b"<< /Type /Catalog /Pages %d 0 R >>" % _TREE, _CATALOGUE)
        self._write(b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(self._pages), kids), _TREE)
        start = self._file.tell()
        rows = b"".join(b"%010d 00000 n \n" % self._places[number] for number in range(1, self._next))
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next + rows)
        self._file.write(b"trailer << /Size %d /Root %d 0 R >>\n" % (self._next, _CATALOGUE))
        self._file.write(b"startxref\n%d\n%%%%EOF\n" % start)
        self._file.flush()  # pikepdf may read it past Python's buffer

    def _told(self, item: object) -> bytes:
        """A value as PDF; streams become objects of their own."""
        if not isinstance(item, Object):
            return Array([item]).unparse().strip()[1:-1]
        match item._type_name:
            case "stream":
                head = b"<< " + self._dictionary(item) + b">>\nstream\n"
                return b"%d 0 R" % self._write(head + item.read_raw_bytes() + b"\nendstream")
            case "dictionary":
                return b"<< " + self._dictionary(item) + b">>"
            case "array":
                return b"[ " + b" ".join(map(self._told, item)) + b" ]"
        return item.unparse()

    def _dictionary(self, item: Object) -> bytes:
        return b"".join(key.encode("utf-8") + b" " + self._told(value) + b" " for key, value in item.items())

    def _write(self, body: bytes, number: int | None = None) -> int:
        """Write an object, under the next free number where none is given."""
        if number is None:
            number, self._next = self._next, self._next + 1
        self._places[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        return number
