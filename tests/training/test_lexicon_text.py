import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ocr_pipeline.directives.signing import is_name
from ocr_pipeline.lexicons import read_rows
from ocr_pipeline.training.__main__ import main
from ocr_pipeline.training.lexicon_text import lexicon_lines, read_bodies, read_places
from ocr_pipeline.training.person_names import PersonNames
from ocr_pipeline.vietnamese.tokens import tokens_of


@pytest.fixture(scope="module")
def lines() -> tuple[str, ...]:
    return lexicon_lines(seed=1)


def test_the_same_seed_makes_the_same_lines_and_another_one_others(lines: tuple[str, ...]) -> None:
    assert lexicon_lines(seed=1) == lines
    assert lexicon_lines(seed=2) != lines


def test_there_are_about_sixty_thousand_lines_each_once_and_filled(lines: tuple[str, ...]) -> None:
    assert 55_000 < len(lines) < 70_000
    assert len(set(lines)) == len(lines)
    assert not [line for line in lines if re.search(r"[{}]|  |^\s|\s$|, ,|,$", line)]


def test_every_place_is_named_with_its_kind(lines: tuple[str, ...]) -> None:
    text = "\n".join(lines).lower()
    named = {place.unit.lower() for place in read_places() if place.unit.lower() in text}
    units = {place.unit.lower() for place in read_places()}
    assert len(named) > 0.9 * len(units)
    assert {unit for unit in units if unit.startswith(("tỉnh", "huyện", "quận", "thị xã"))} <= named


def test_places_stand_in_their_province(lines: tuple[str, ...]) -> None:
    tuy_an = [place for place in read_places() if place.unit == "huyện Tuy An"]
    assert [place.above for place in tuy_an] == [("tỉnh Phú Yên",)]
    assert any("huyện Tuy An, tỉnh Phú Yên" in line for line in lines)
    communes = {place.above for place in read_places() if place.unit == "xã Ea Ly"}
    assert communes == {("huyện Sông Hinh", "tỉnh Phú Yên"), ("tỉnh Đắk Lắk",)}


def test_heads_are_capitals_through_and_through(lines: tuple[str, ...]) -> None:
    heads = [line for line in lines if line.startswith("ỦY BAN NHÂN DÂN ")]
    assert len(heads) > 300
    assert all(line.isupper() for line in heads)
    assert any(line.startswith("- UBND huyện ") for line in lines)


def test_central_bodies_party_bodies_and_codes_are_there(lines: tuple[str, ...]) -> None:
    text = "\n".join(lines)
    for words in (
        "Ban Tổ chức Tỉnh ủy ",
        "Phó Bí thư Huyện ủy ",
        "Giám đốc Sở Nội vụ tỉnh ",
        "Chánh Văn phòng Tỉnh ủy ",
    ):
        assert words in text
    assert re.search(r"Quyết định số \d+/QĐ-UBND ", text)
    assert re.search(r"Kết luận số \d+-KL/TU", text)
    assert not re.search(r"Nghị định số [^ ]+ [^\n]* của (?!Chính phủ)", text)
    assert all(body.name in text for body in read_bodies() if body.level == "central")


def test_names_are_of_all_peoples_and_the_parser_knows_their_surnames() -> None:
    names = PersonNames(random.Random(3))
    made = [names.make() for _ in range(3000)]
    women = [name for name, is_woman in made if is_woman]
    assert 0.2 < len(women) / len(made) < 0.5
    assert not [name for name in women if " Văn " in name]
    kinh = [name for name, _ in made if name.startswith(("Nguyễn ", "Trần ", "Lê "))]
    assert len(kinh) > 450
    assert all(is_name(name) for name in kinh)
    for beginning in ("Giàng ", "Y ", "H'", "Ksor ", "K'", "Alăng "):
        assert any(name.startswith(beginning) or f" {beginning}" in name for name, _ in made)


def test_tokens_of_the_lines_are_words(lines: tuple[str, ...]) -> None:
    """What is no syllable, number or mark is a name of another people, and rare."""
    sample = random.Random(1).sample(lines, 2000)
    forms = [form for line in sample for form, _ in tokens_of(line)]
    assert sum(form == "<unk>" for form in forms) == 0
    assert forms.count("<code>") > 50


def test_the_command_writes_the_text(tmp_path: Path, lines: tuple[str, ...]) -> None:
    file = tmp_path / "lexicon.txt"
    done = CliRunner().invoke(main, ["lexicon-text", "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert file.read_text("utf-8").splitlines() == list(lines)


def test_provinces_number_as_the_law_says() -> None:
    after = {
        name
        for period, province, *_, names in read_rows("places.tsv")
        if period == "after" and not province
        for name in names.split(", ")
    }
    assert len(after) == 34
