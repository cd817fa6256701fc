from ocr_pipeline.restoration.misreadings import read_confusions
from ocr_pipeline.training.confusions import learn_confusions, write_confusions
from ocr_pipeline.training.pairs import align


def test_groups_of_letters_are_learned_across_lengths() -> None:
    pairs = [("dugc", "được"), ("nudc", "nước"), ("chitc", "chức"), ("tir", "từ"), ("ban", "ban"), ("chung", "chung")]
    steps = learn_confusions(pairs * 20)
    assert steps["ứ", "it", "h"] == 20
    assert steps["ừ", "ir", "t"] == 20
    assert steps["b", "b", ""] == 20
    assert not any(printed == "" for printed, _, _ in steps)


def test_every_letter_of_a_pair_is_accounted_for() -> None:
    for read, printed in (("huwéng", "hướng"), ("lanh", "lãnh"), ("d@)ng", "đồng")):
        steps = learn_confusions([(read, printed)])
        assert sum(len(step[0]) for step in steps.elements()) == len(printed)
        assert sum(len(step[1]) for step in steps.elements()) == len(read)


def test_the_table_survives_writing_and_reading(tmp_path) -> None:
    steps = learn_confusions([("sb", "số"), ("#1", "#1"), ("tinh", "tỉnh")] * 3)
    write_confusions(steps, tmp_path / "table.tsv")
    assert read_confusions(tmp_path / "table.tsv") == steps


def test_alignment_pairs_lost_and_added_spaces_and_drops_what_has_nothing_in_common() -> None:
    assert align("cac vi¢c", "các việc") == [("cac", "các"), ("vi¢c", "việc")]
    assert align("thuchién ngay", "thực hiện ngay") == [("thuchién", "thực hiện"), ("ngay", "ngay")]
    assert align("b an hanh", "ban hành") == [("b an", "ban"), ("hanh", "hành")]
    assert ("|||~~", "Nguyễn") not in align("ong |||~~ nay", "ông Nguyễn nay")
