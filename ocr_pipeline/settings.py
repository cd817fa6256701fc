"""One small frozen options class per stage; the defaults are what `ocr-pipeline run` does."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How inputs are opened; `max_pixels` guards memory (an A3 page at 600 dpi has 70 million pixels)."""

    password: str | None = None
    max_pixels: int = 120_000_000


@dataclass(frozen=True, slots=True)
class ImagingOptions:
    """How pages are made ready; `pictures` is a folder for a picture of each step of each page (None: no pictures)."""

    pictures: Path | None = None


@dataclass(frozen=True, slots=True)
class RecognitionOptions:
    """How Tesseract is called; `timeout` is in seconds a page."""

    language: str = "vie"
    timeout: float = 120.0


@dataclass(frozen=True, slots=True)
class RestorationOptions:
    """How the noisy channel decides.

    `models` is the folder with the language and error models (None: the user's own; see `models.model_paths`). In text
    read from an image, or plainly misread, an edit is made where its natural log-odds against keeping the text reach
    `threshold`; right text asks for more, wrong-language text for none (see `restoration.thresholds`). What is not made
    is told as a suggestion from `suggestion` on.
    """

    models: Path | None = None
    threshold: float = 0.7
    suggestion: float = -2.5


@dataclass(frozen=True, slots=True)
class Options:
    """The options of every stage, as one call takes them."""

    source: SourceOptions = field(default_factory=SourceOptions)
    imaging: ImagingOptions = field(default_factory=ImagingOptions)
    recognition: RecognitionOptions = field(default_factory=RecognitionOptions)
    restoration: RestorationOptions = field(default_factory=RestorationOptions)
