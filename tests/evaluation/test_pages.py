from ocr_pipeline.evaluation.pages import PageScore, page_score, zone_scores

TRUTH = """ỦY BAN NHÂN DÂN
TỈNH KHÁNH HÒA
Số: 15/QĐ-UBND
QUYẾT ĐỊNH
Về việc phê duyệt quy hoạch
Điều 1. Phê duyệt quy hoạch đô thị.
Điều 2. Sở Xây dựng chịu trách nhiệm thi hành.
Nơi nhận:
- Như Điều 2;
- Lưu: VT.
"""


def test_columns_read_in_another_order_are_read() -> None:
    lines = TRUTH.splitlines()
    assert page_score("\n".join(lines[5:] + lines[:5]), TRUTH) == page_score(TRUTH, TRUTH)
    assert page_score(TRUTH, TRUTH).line_cer == 0


def test_zones_tell_where_the_errors_are() -> None:
    zones = zone_scores(TRUTH.replace("Lưu: VT", "Luu: VT").replace("quy hoạch đô thị", "quy hoạch"), TRUTH)
    assert zones["head"].recall == 1
    assert zones["body"].errors == len(" đô thị")
    assert (zones["foot"].wanted - zones["foot"].common, zones["foot"].errors) == (1, 1)


def test_scores_are_pooled() -> None:
    one, other = page_score("a b", "a b c d"), page_score("a b c x", "a b c d")
    assert one + other == PageScore(wanted=8, read=6, common=5, characters=14, errors=one.errors + other.errors)
    assert PageScore().recall == 1
    assert PageScore().line_cer == 0


def test_a_line_longer_than_what_was_read() -> None:
    assert page_score("Nghị", "Nghị quyết số").errors == len(" quyết số")
