"""Two language models on the same lines, fairly: a word that only one of them knows must not cost it more."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.vietnamese.language_model import LanguageModel, perplexity
from ocr_pipeline.vietnamese.tokens import tokens_of


def compared_perplexities(one: LanguageModel, other: LanguageModel, lines: Sequence[str]) -> tuple[float, float]:
    """The perplexities of both models."""
    return _perplexity(one, other, lines), _perplexity(other, one, lines)


def _perplexity(model: LanguageModel, other: LanguageModel, lines: Sequence[str]) -> float:
    """The perplexity of `model`, which must tell the words that it lacks and `other` knows from one another.

    The class of unknown words alone would be a cheap guess; the words in question share half of its probability.
    """
    lacking = other.index.keys() - model.index.keys()
    forms = [form for line in lines for form, _ in tokens_of(line)]
    share = sum(form in lacking for form in forms) / max(1, len(forms))
    return float(perplexity(model, list(lines)) * (2 * max(1, len(lacking))) ** share)
