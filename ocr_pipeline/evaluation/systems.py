"""The restorers that are compared, each run in a fresh process, so that its time and memory are its own.

    python -m ocr_pipeline.evaluation.systems NAME < texts.json > run.json

What does not come with the package (the `bench` extra) is imported only in the process that runs it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from time import process_time

import numpy as np

from ocr_pipeline.lexicons import lexicon_folder
from ocr_pipeline.vietnamese.language_model import STEP
from ocr_pipeline.vietnamese.syllable import strip_accents
from ocr_pipeline.vietnamese.tokens import CLASSES

Restorer = Callable[[str], str]

EDIT_DISTANCE = 2
"""How many letters symspellpy may change in a word."""
WARM_UP = "Thue hién Nghi quyét cua Tinh uy"

_WORD = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")
"""A run of letters and digits with a letter in it."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a system made of each text, the processor seconds that each took, and the most memory it held, in MB."""

    texts: tuple[str, ...]
    seconds: tuple[float, ...]
    peak_memory: float


def ours() -> Restorer:
    """`ocr_pipeline.restore` with the shipped models."""
    from ocr_pipeline.pipeline import restore

    return lambda text: restore(text).text


def pyvi() -> Restorer:
    """`ViUtils.add_accents`, line by line; it takes plain letters only, and fails on some lines, which then stay."""
    from pyvi import ViUtils

    def accented(line: str) -> str:
        try:
            return str(ViUtils.add_accents(strip_accents(line)))
        except KeyError:
            return line

    return lambda text: "\n".join(map(accented, text.split("\n")))


def underthesea_normalize() -> Restorer:
    """`text_normalize` of each word: underthesea's repair of misplaced tone marks; it adds none."""
    from underthesea import text_normalize

    return lambda text: _WORD.sub(lambda word: str(text_normalize(word.group(), tokenizer="space")), text)


def underthesea_restore() -> Restorer:
    """`restore_diacritics`, which leaves words with any accent as they are."""
    from underthesea import restore_diacritics

    return lambda text: str(restore_diacritics(text))


def underthesea_bare() -> Restorer:
    """`restore_diacritics` of the text in plain letters: wrong accents are lost with the right ones."""
    restore = underthesea_restore()
    return lambda text: restore(strip_accents(text))


def symspell() -> Restorer:
    """`SymSpell.lookup` over the project's vocabulary, word by word; words without a neighbour in it stay."""
    from symspellpy import SymSpell, Verbosity

    speller = SymSpell(max_dictionary_edit_distance=EDIT_DISTANCE)
    for word, count in vocabulary_counts():
        speller.create_dictionary_entry(word, count)

    def corrected(word: re.Match[str]) -> str:
        found = speller.lookup(word.group(), Verbosity.TOP, EDIT_DISTANCE, include_unknown=True, transfer_casing=True)
        return str(found[0].term)

    return lambda text: _WORD.sub(corrected, text)


SYSTEMS: dict[str, tuple[str, Callable[[], Restorer]]] = {
    "pyvi": ("pyvi", pyvi),
    "underthesea-normalize": ("underthesea.pipeline.text_normalize", underthesea_normalize),
    "underthesea-restore": ("underthesea.pipeline.restore_diacritics", underthesea_restore),
    "underthesea-bare": ("underthesea.pipeline.restore_diacritics", underthesea_bare),
    "symspellpy": ("symspellpy", symspell),
    "ours": ("ocr_pipeline", ours),
}
"""The systems by name, each with the module that it needs; ours last."""


def vocabulary_counts() -> list[tuple[str, int]]:
    """The words of the shipped language model and how often its unigrams expect them in its corpora."""
    folder = lexicon_folder() / "language_model"
    words = (folder / "vocabulary.txt").read_text("utf-8").splitlines()
    tokens = json.loads((folder / "card.json").read_text("utf-8"))["tokens"]
    counts = np.rint(np.exp(-STEP * np.load(folder / "probability1.npy").astype(float)) * tokens)
    return [(word, max(1, int(count))) for word, count in zip(words, counts, strict=True)][len(CLASSES) :]


def missing(name: str) -> str | None:
    """The module that the system needs and that is not installed, if any."""
    module = SYSTEMS[name][0]
    try:
        return None if find_spec(module) else module
    except ModuleNotFoundError:
        return module


def run_system(name: str, texts: Sequence[str]) -> Run:
    """Run a system over texts in a fresh process."""
    command = [sys.executable, "-m", "ocr_pipeline.evaluation.systems", name]
    done = subprocess.run(command, input=json.dumps(texts), stdout=subprocess.PIPE, text=True, check=True)
    run = json.loads(done.stdout)
    return Run(tuple(run["texts"]), tuple(run["seconds"]), run["peak_memory"])


def main() -> None:
    """Restore the texts on standard input, a JSON list; models are loaded before the clock starts."""
    restore = SYSTEMS[sys.argv[1]][1]()
    restore(WARM_UP)
    texts, seconds = [], []
    for text in json.load(sys.stdin):
        start = process_time()
        texts.append(restore(text))
        seconds.append(process_time() - start)
    json.dump(asdict(Run(tuple(texts), tuple(seconds), _peak_memory())), sys.stdout)


def _peak_memory() -> float:
    """In MB, as Linux tells it; `getrusage` would count the parent too, whose memory a new process starts with."""
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert peak
    return int(peak[1]) / 1024


if __name__ == "__main__":
    main()
