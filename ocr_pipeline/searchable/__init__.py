"""Searchable PDF/A-2b: the original pages with the restored text under them; the record of digital signatures."""

from __future__ import annotations

from ocr_pipeline.searchable.faults import pdf_a_faults
from ocr_pipeline.searchable.signatures import DigitalSignature, signatures_of, signers_of
from ocr_pipeline.searchable.writing import SearchablePdf, write_searchable_pdf

__all__ = ["DigitalSignature", "SearchablePdf", "pdf_a_faults", "signatures_of", "signers_of", "write_searchable_pdf"]
