"""How well a parsed structure agrees with the truth: precision, recall and F1 by kind, and every disagreement.

Items are found by their path of labels, equal labels counted among siblings (`1./-[2]`). Texts and bodies agree at a
character similarity of 0.9, case, tone placement and closing punctuation aside; deadlines, codes and dates exactly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rapidfuzz.distance import Levenshtein

from ocr_pipeline.directives.comparison import comparable
from ocr_pipeline.document import Structure
from ocr_pipeline.vietnamese.syllable import strip_accents

AGREES = 0.9
"""Least character similarity of two texts that are taken for the same."""

KINDS = (
    *("head", "directives", "bodies", "deadlines", "references", "bases", "addressees", "recipients", "signature"),
    *("mentions", "relations", "targets", "body_ids"),
)
"""The last four are scored only against a truth that has them."""
_HEAD_EXACT = ("system", "code", "place", "date", "type", "urgency")
_HEAD_SIMILAR = ("parent_issuer", "issuer", "subject")
_SIGNATURE = ("authority", "position", "name")
_RECIPIENTS = re.compile(r"^\W{0,3}N[ơo]i\s+nh[ậâạăa]n", re.MULTILINE)
_REGARDING = re.compile(r"^(?:về việc|về|v/v)\b[:\s]*")

Record = Mapping[str, Any]
"""One object of the JSON form: a document's structure or one of its items."""


@dataclass(slots=True)
class Score:
    """Counts of one kind: what the truth holds, what was found, what of it is right."""

    truth: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right (1 where nothing was found)."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the truth that was found (1 where there is nothing to find)."""
        return self.right / self.truth if self.truth else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; for deadlines the share that is exact."""
        return 2 * self.right / (self.truth + self.found) if self.truth + self.found else 1.0

    def add(self, other: Score) -> None:
        """Take in the counts of another document."""
        self.truth += other.truth
        self.found += other.found
        self.right += other.right


@dataclass(slots=True)
class Comparison:
    """Scores by kind, the disagreements, and the truth whose words the input does not hold (listed, not counted)."""

    scores: dict[str, Score] = field(default_factory=lambda: {kind: Score() for kind in KINDS})
    mismatches: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def compare_structure(result: Structure, truth: Record, source: str | None = None) -> Comparison:
    r"""Compare what was parsed with the truth in its JSON form; `source` is the input text, if absent fields matter.

    >>> from ocr_pipeline.directives import parse_text
    >>> truth = {"header": {"code": "06-NQ/TU"}, "directives": [{"label": "1.", "text": "Sở Y tế"}]}
    >>> compared = compare_structure(parse_text("Số 06-NQ/TU\nNGHỊ QUYẾT\nvề y tế\n1. Sở Y tế."), truth)
    >>> compared.scores["directives"].f1
    1.0
    """
    outcome = Comparison()
    judge = _Judge(outcome, None if source is None else _plain_words(source))
    foot = None if source is None else _Judge(outcome, _plain_words(_foot_of(source), cased=True), cased=True)
    found = asdict(result)
    judge.compare_head(found["header"], truth.get("header", {}))
    judge.compare_items(dict(_paths(found["directives"])), dict(_paths(truth.get("directives", []))))
    judge.compare_mentions(found["citations"], truth.get("citations"))
    codes = [one["code"] for one in found["references"]], [one["code"] for one in truth.get("references", [])]
    judge.compare_lists("references", *codes, exact=True)
    for kind, name in (("bases", "legal_bases"), ("addressees", "addressees"), ("recipients", "recipients")):
        judge.compare_lists(kind, found[name], truth.get(name, []))
    signed, signed_truth = found["signature"] or {}, truth.get("signature") or {}
    for name in _SIGNATURE:
        (foot or judge).compare_field("signature", name, signed.get(name), signed_truth.get(name))
    return outcome


def _paths(items: Sequence[Record], above: str = "") -> Iterator[tuple[str, Record]]:
    """Items with their paths of labels, in document order."""
    seen: Counter[str] = Counter()
    for item in items:
        label = item["label"].replace(" ", "")
        seen[label] += 1
        path = f"{above}{label}" + (f"[{seen[label]}]" if seen[label] > 1 else "")
        yield path, item
        yield from _paths(item.get("children", ()), path + "/")


def normal(text: str) -> str:
    """The text as it is compared: case, tone placement, runs of blanks and closing punctuation aside."""
    return " ".join(comparable(text).split()).rstrip(" .;,:/")


def agree(left: str, right: str) -> bool:
    """Whether two texts are the same for the purpose of scoring."""
    return Levenshtein.normalized_similarity(normal(left), normal(right)) >= AGREES


def _plain_words(text: str, *, cased: bool = False) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", strip_accents(text if cased else text.lower())))


def _foot_of(source: str) -> str:
    """The text from the last `Nơi nhận` on, where position and name stand in print; else its last third."""
    starts = [found.start() for found in _RECIPIENTS.finditer(source)]
    return source[starts[-1] :] if starts else source[2 * len(source) // 3 :]


@dataclass(slots=True)
class _Judge:
    """Compares part by part and writes down the outcome."""

    outcome: Comparison
    source: frozenset[str] | None
    cased: bool = False

    def is_absent(self, text: str) -> bool:
        """Whether the input holds no more than half of the words."""
        words = _plain_words(text, cased=self.cased)
        return self.source is not None and 2 * len(words & self.source) <= len(words)

    def compare_field(self, kind: str, name: str, found: str | None, truth: str | None, *, exact: bool = False) -> None:
        """One field: counted where the truth or the result has it."""
        if truth and not found and self.is_absent(truth):
            self.outcome.absent.append(f"{kind}.{name}: {truth}")
            return
        same = found == truth or bool(
            found and truth and (normal(found) == normal(truth) if exact else agree(found, truth))
        )
        self._count(kind, bool(truth), bool(found), right=same)
        if not same:
            self.outcome.mismatches.append(f"{kind}.{name}: {found!r} instead of {truth!r}")

    def _count(self, kind: str, truth: bool, found: bool, *, right: bool) -> None:
        self.outcome.scores[kind].add(Score(truth, found, right and truth and found))

    def compare_head(self, found: Record, truth: Record) -> None:
        """The fields of the header; the subject without its leading `về`, `về việc`, `V/v`."""
        for name in _HEAD_EXACT:
            self.compare_field("head", name, found.get(name), truth.get(name), exact=True)
        for name in _HEAD_SIMILAR:
            pair = (found.get(name), truth.get(name))
            if name == "subject":
                pair = (_subject(pair[0]), _subject(pair[1]))
            self.compare_field("head", name, *pair)

    def compare_lists(
        self, kind: str, found: Sequence[str], truth: Sequence[str], *, exact: bool = False, where: str = ""
    ) -> None:
        """Two lists, each entry matched at most once."""
        left = list(truth)
        for entry in found:
            match = next((one for one in left if (entry == one if exact else agree(entry, one))), None)
            self._count(kind, False, True, right=False)
            if match is None:
                self.outcome.mismatches.append(f"{kind}{where}: {entry!r} is not in the truth")
            else:
                left.remove(match)
                self.outcome.scores[kind].add(Score(1, 0, 1))
        for entry in left:
            if self.is_absent(entry):
                self.outcome.absent.append(f"{kind}{where}: {entry}")
            else:
                self._count(kind, True, False, right=False)
                self.outcome.mismatches.append(f"{kind}{where}: {entry!r} is missing")

    def compare_mentions(self, found: Sequence[Record], truth: Sequence[Record] | None) -> None:
        """Every mention by its code, or by its words where it has none; and what is done to the documents."""
        if truth is None:
            return
        self.compare_lists("mentions", *([one.get("code") or one["text"] for one in side] for side in (found, truth)))
        done = (
            [f"{what} {one.get('code') or one['text']}" for one in side for what in one.get("relations", ())]
            for side in (found, truth)
        )
        self.compare_lists("relations", *done)

    def compare_items(self, found: Mapping[str, Record], truth: Mapping[str, Record]) -> None:
        """Items by path: their texts, bodies and deadlines."""
        empty: Record = {}
        for path in [*truth, *(path for path in found if path not in truth)]:
            one, other = found.get(path, empty), truth.get(path, empty)
            if one and other:
                self.compare_field("directives", path, one["text"] or "-", other["text"] or "-")
            else:
                self._count("directives", bool(other), bool(one), right=False)
                what = f"{other['text'][:60]!r} is missing" if other else f"{one['text'][:60]!r} is not in the truth"
                self.outcome.mismatches.append(f"directives.{path}: {what}")
            for role in ("lead", "coordinate"):
                self.compare_lists("bodies", one.get(role, ()), other.get(role, ()), where=f".{path} ({role})")
            for name, written in (("targets", _figure), ("body_ids", str)):
                if name in other:
                    pair = [[written(value) for value in side.get(name, ())] for side in (one, other)]
                    self.compare_lists(name, *pair, exact=True, where=f".{path}")
            self.compare_deadline(path, one.get("deadline"), other.get("deadline"))

    def compare_deadline(self, path: str, found: str | None, truth: str | None) -> None:
        """Exactly, over items where truth or result has one: each counts once on either side."""
        if not found and not truth:
            return
        self.outcome.scores["deadlines"].add(Score(1, 1, int(found == truth)))
        if found != truth:
            self.outcome.mismatches.append(f"deadlines.{path}: {found} instead of {truth}")


def _figure(target: Record) -> str:
    return f"{target['quantity']:g} {target['unit']} {target.get('year') or ''}".strip()


def _subject(text: str | None) -> str | None:
    return text and _REGARDING.sub("", normal(text))
