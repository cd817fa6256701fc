"""How well pages were read, whatever the order of head and foot: syllables as bags, lines where they match best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from ocr_pipeline.directives import parse_text
from ocr_pipeline.document import LineRole
from ocr_pipeline.evaluation.text import words_of

_HEAD = {
    *(LineRole.NATIONAL_TITLE, LineRole.ISSUER, LineRole.NUMBER, LineRole.PLACE_DATE, LineRole.TYPE),
    *(LineRole.SUBJECT, LineRole.ADDRESSEE),
}
_FOOT = {LineRole.RECIPIENTS, LineRole.SIGNATURE, LineRole.E_SIGNATURE}


@dataclass(frozen=True, slots=True)
class PageScore:
    """Syllables in truth, read, and in both; characters of the true lines, and the edits that they need.

    A line is held against the stretch of the read text that matches it best (semi-global).
    """

    wanted: int = 0
    read: int = 0
    common: int = 0
    characters: int = 0
    errors: int = 0

    def __add__(self, other: PageScore) -> PageScore:
        return PageScore(
            self.wanted + other.wanted,
            self.read + other.read,
            self.common + other.common,
            self.characters + other.characters,
            self.errors + other.errors,
        )

    @property
    def recall(self) -> float:
        """Share of the true syllables that were read."""
        return self.common / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """Share of the syllables read that are true."""
        return self.common / self.read if self.read else 1.0

    @property
    def line_cer(self) -> float:
        """Edits over the characters of the true lines."""
        return self.errors / self.characters if self.characters else 0.0


def page_score(text: str, truth: str) -> PageScore:
    """The score of the text read from a page.

    >>> page_score("Nghị quyêt", "Nghị quyết").line_cer
    0.1
    """
    found, wanted = Counter(words_of(text)), Counter(words_of(truth))
    lines = list(_lines(truth.splitlines()))
    errors = sum(line_errors(line, " ".join(words_of(text))) for line in lines)
    return PageScore(wanted.total(), found.total(), (found & wanted).total(), sum(map(len, lines)), errors)


def zone_scores(text: str, truth: str) -> Mapping[str, PageScore]:
    """The same for the lines of the head, body and foot of the truth; what was read too much is in none of them.

    Which line is which is parsed from the truth: `Nơi nhận` and signature are the foot.
    """
    printed = [line for line in truth.splitlines() if line.strip()]
    roles = parse_text("\n".join(printed)).roles
    zones: dict[str, list[str]] = {"head": [], "body": [], "foot": []}
    for role, line in zip(roles, printed, strict=True):
        zones["head" if role in _HEAD else "foot" if role in _FOOT else "body"].append(line)
    read = " ".join(words_of(text))
    return {zone: _matched(_lines(lines), read) for zone, lines in zones.items()}


def _matched(lines: Iterable[str], read: str) -> PageScore:
    score = PageScore()
    for line in lines:
        errors, stretch = _best_match(line, read)
        wanted, found = Counter(line.split()), Counter(stretch.split())
        common = (wanted & found).total()
        score += PageScore(wanted.total(), found.total(), common, len(line), errors)
    return score


def line_errors(line: str, text: str) -> int:
    """Edits between a true line and the stretch of the text that matches it best (semi-global)."""
    return _best_match(line, text)[0]


def _best_match(line: str, text: str) -> tuple[int, str]:
    match = partial_ratio_alignment(line, text)
    if match is None or len(line) > len(text):  # the alignment is then of the text in the line
        return Levenshtein.distance(line, text), text
    # The stretch has the length of the line; a few characters more or less on either side may match better.
    ends = range(-3, 4)
    stretches = (text[max(match.dest_start + left, 0) : match.dest_end + right] for left in ends for right in ends)
    return min((Levenshtein.distance(line, stretch), stretch) for stretch in stretches)


def _lines(lines: Iterable[str]) -> Iterator[str]:
    return filter(None, (" ".join(words_of(line)) for line in lines))
