import subprocess

import pytest

from ocr_pipeline import restore
from ocr_pipeline.evaluation.systems import SYSTEMS, missing, run_system, vocabulary_counts

GARBLED = "thue hién Nghi quyét sb 06-NQ/TU\ncua Tinh uy"


def test_ours_in_a_process_of_its_own_is_ours() -> None:
    ballast = b"x" * 2_000_000_000
    run = run_system("ours", [GARBLED, ""])
    assert run.texts == (restore(GARBLED).text, "")
    assert len(run.seconds) == 2
    assert 50 < run.peak_memory < len(ballast) / 2_000_000, "the memory of the calling process is counted"


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name != "ours"])
def test_other_systems_keep_lines_and_numbers(name: str) -> None:
    if module := missing(name):
        pytest.skip(f"{module} is not installed")
    (text,) = run_system(name, ["Nghi quyet 06\n\n- cua Tinh uy, nam 2021"]).texts
    assert [line.split()[-1] if line else "" for line in text.split("\n")] == ["06", "", "2021"]


def test_what_is_not_installed_is_named() -> None:
    names = {name: missing(name) for name in SYSTEMS}
    assert names["ours"] is None
    for name, module in names.items():
        if module:
            with pytest.raises(subprocess.CalledProcessError):
                run_system(name, [])


def test_vocabulary_is_counted_most_frequent_first() -> None:
    counts = dict(vocabulary_counts())
    assert counts["của"] > counts["tỉnh"] > counts["truyển"] > 0
    assert not any(word.startswith("<") for word in counts)
