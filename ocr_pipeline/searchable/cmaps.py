"""ToUnicode maps (ISO 32000-1, 9.10.3): what the codes of a font mean when text is copied or searched."""

from __future__ import annotations

from collections.abc import Mapping

_BLOCK = 100
"""Most entries of one block."""


def unicode_map(letters: Mapping[int, str], *, code_bytes: int) -> bytes:
    """The map of codes of one or two bytes to their text."""
    digits = 2 * code_bytes
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'0' * digits}> <{'F' * digits}>\nendcodespacerange\n"
    )
    blocks = []
    ordered = sorted(letters.items())
    for start in range(0, len(ordered), _BLOCK):
        block = ordered[start : start + _BLOCK]
        entries = "".join(f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex().upper()}>\n" for code, text in block)
        blocks.append(f"{len(block)} beginbfchar\n{entries}endbfchar\n")
    tail = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    return (head + "".join(blocks) + tail).encode("ascii")
