"""An archive's pairs of read and printed words: what is bad in them, and what becomes of the good ones."""

import lzma
from pathlib import Path

import pytest

from ocr_pipeline.errors import DamagedInputError, InputError
from ocr_pipeline.lexicons import lexicon_folder
from ocr_pipeline.restoration.misreadings import read_confusions
from ocr_pipeline.training.confusion_tables import adapt_confusions
from ocr_pipeline.training.pair_tables import read_pairs
from ocr_pipeline.training.texts import Text

WRONG = "confusions-wrong-language.tsv"


def test_bad_lines_are_told_by_number_and_good_ones_used() -> None:
    lines = [
        "\ufeffsb\tsố".encode(),
        b"# read\tprinted",
        b"",
        b"thue",
        b"a\tb\tc",
        b"\tb",
        b"a\t ",
        b"\xff\tb",
        "thuế\u2028x\ty".encode(),
        f"{'a' * 200}\t{'b' * 200}".encode(),
        "tir\ttừ\r".encode(),
    ]
    for content in (b"\n".join(lines), lzma.compress(b"\n".join(lines))):
        pairs, bad = read_pairs(Text("a.tsv", content))
        assert pairs == [("sb", "số"), ("tir", "từ")]
        assert [line.number for line in bad] == [4, 5, 6, 7, 8, 9, 10]
        assert all(line.name == "a.tsv" and line.problem for line in bad)


def test_a_cut_off_archive_is_told() -> None:
    content = lzma.compress("sb\tsố\n".encode() * 5000)
    for damaged in (content[:-20], content[:20] + bytes(20) + content[40:]):
        with pytest.raises(DamagedInputError, match=r"a\.xz"):
            read_pairs(Text("a.xz", damaged))


def test_pairs_are_added_to_the_shipped_table(tmp_path: Path) -> None:
    shipped = read_confusions(lexicon_folder() / WRONG)
    pairs = [("s§", "số")] * 5
    groups = adapt_confusions(pairs, 3, tmp_path / WRONG, from_scratch=False)
    added = read_confusions(tmp_path / WRONG) - shipped
    assert added == {("s", "s", ""): 15, ("ố", "§", "s"): 15}
    assert groups == len({step[:2] for step in read_confusions(tmp_path / WRONG)})
    adapt_confusions(pairs, 1, tmp_path / WRONG, from_scratch=True)
    assert read_confusions(tmp_path / WRONG) == {("s", "s", ""): 5, ("ố", "§", "s"): 5}


@pytest.mark.parametrize("pairs", [[], [("x" * 70, "y")], [("#", "ố")]])
def test_nothing_learned_is_told(tmp_path: Path, pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(InputError, match="không học được gì"):
        adapt_confusions(pairs, 1, tmp_path / WRONG, from_scratch=False)
    assert not (tmp_path / WRONG).exists()


def test_words_taken_for_others_as_a_whole_are_learned_where_the_right_language_was_read(tmp_path: Path) -> None:
    pairs = [("chỉ", "chi")] * 3 + [("chi", "chi")] * 4
    for name, words in (
        ("confusions-right-language.tsv", {("chi", "chỉ", "="): 6, ("chi", "chi", "="): 8}),
        (WRONG, {}),
    ):
        adapt_confusions(pairs, 2, tmp_path / name, from_scratch=True)
        table = read_confusions(tmp_path / name)
        assert {step: count for step, count in table.items() if step[2] == "="} == words
