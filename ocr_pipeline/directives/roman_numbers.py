"""Roman numbers, as headings and quarters have them."""

from __future__ import annotations

_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman_value(text: str) -> int | None:
    """The value of a Roman number in small letters, or None where it is none.

    >>> roman_value("xiv"), roman_value("iix")
    (14, None)
    """
    values = [_VALUES.get(letter, 0) for letter in text]
    if not text or 0 in values:
        return None
    total = sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    return total if roman_number(total).lower() == text else None


def roman_number(value: int) -> str:
    """The Roman number of 1 to 399."""
    parts = zip((100, 90, 50, 40, 10, 9, 5, 4, 1), ["C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"], strict=True)
    written = ""
    for size, sign in parts:
        written += sign * (value // size)
        value %= size
    return written
