import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.vietnamese.syllable import ONSETS, TONES, canonical, is_syllable, rimes, split_tone, strip_accents

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "syllables.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
SYLLABLES = st.builds(
    lambda onset, rime, tone: unicodedata.normalize("NFC", onset + rime + tone),
    st.sampled_from(["", *ONSETS]),
    st.sampled_from(sorted(rimes())),
    st.sampled_from(["", *TONES]),
)


@pytest.mark.parametrize(("word", "syllable", "form"), ROWS, ids=[row[0] for row in ROWS])
def test_spelling_and_tone_placement(word: str, syllable: str, form: str) -> None:
    assert is_syllable(word) is (syllable == "1")
    assert canonical(word) == form


@given(SYLLABLES)
def test_canonical_changes_only_the_place_of_the_tone(word: str) -> None:
    form = canonical(word)
    assert canonical(form) == form
    assert split_tone(form) == split_tone(word)
    assert strip_accents(form) == strip_accents(word)


@given(st.text())
def test_canonical_is_composed_and_never_fails(text: str) -> None:
    assert unicodedata.is_normalized("NFC", canonical(text))


def test_both_normal_forms_are_one_word() -> None:
    assert canonical(unicodedata.normalize("NFD", "Nghị quyết")) == "Nghị quyết"
    assert is_syllable(unicodedata.normalize("NFD", "quyết"))
