"""Functions of PDFium that compiled code calls, so that thousands of letters and paths are asked for in one go."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import llvmlite.binding
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numba import types

place, number = types.intp, types.int32
"""The types of handles and addresses, and of numbers and truth values."""


def of_pdfium(name: str, result: types.Type, *arguments: types.Type) -> Callable[..., Any]:
    """A function of PDFium that compiled code calls; it is known by its name, so that the code can be kept."""
    llvmlite.binding.add_symbol(name, ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value)
    function: Callable[..., Any] = types.ExternalFunction(name, result(*arguments))
    return function


def address_of(handle: pdfium.PdfPage | pdfium.PdfTextPage) -> int:
    """Where PDFium keeps a page or its text."""
    address = ctypes.cast(handle.raw, ctypes.c_void_p).value
    assert address is not None
    return address
