"""Noisy channel: what was printed, given what was read; every change is an Edit with its reason."""

from ocr_pipeline.restoration.pages import RestoredPages, decided_otherwise, restore_pages
from ocr_pipeline.restoration.restore import Restoration, replay, restore_text

__all__ = ["Restoration", "RestoredPages", "decided_otherwise", "replay", "restore_pages", "restore_text"]
