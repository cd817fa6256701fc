"""Whether the time that parsing takes grows with the length of a text: the same print 100, 300 and 1,000 times over.

    python benchmarks/long_texts.py

Milliseconds of processor time, the least of three; the last column is how many times as long ten times the text takes.
"""

from __future__ import annotations

from time import process_time

from ocr_pipeline.directives import parse_text

HEAD = "UBND TỈNH HÀ TĨNH\nSố: 12/KH-UBND\nHà Tĩnh, ngày 02 tháng 5 năm 2024\nKẾ HOẠCH\nvề phát triển đô thị\n"
TASK = "Sở Xây dựng chủ trì, phối hợp với Sở Tài chính rà soát quy hoạch, báo cáo trước ngày 30/6/2024."
ROWS = (
    "I. NHIỆM VỤ\n\nTT Nội dung công việc Cơ quan chủ trì Cơ quan phối hợp Thời hạn\n"
    "1 Rà soát quy hoạch đô thị Sở Xây dựng Sở Y tế Tháng 6/2024\n"
    "2 Báo cáo kết quả Sở Xây dựng Sở Y tế Tháng 7/2024\n"
)
TEXTS = {
    "items": ("", f"- {TASK}\n"),
    "paragraphs under one heading": ("I. NHIỆM VỤ\n", f"{TASK}\n"),
    "one item on one line": ("1. ", f"{TASK} "),
    "tables without cells": ("", ROWS),
}
TIMES = (100, 300, 1000)


def main() -> None:
    parse_text(HEAD + TASK)  # reads the lexicons
    print(f"{'':30}" + "".join(f"{times:>9,}" for times in TIMES) + f"{'x':>9}")
    for name, (above, repeated) in TEXTS.items():
        took = [min(seconds(HEAD + above + repeated * times) for _ in range(3)) for times in TIMES]
        print(f"{name:30}" + "".join(f"{1000 * one:>9,.0f}" for one in took) + f"{took[-1] / took[0]:>9.1f}")


def seconds(text: str) -> float:
    start = process_time()
    parse_text(text)
    return process_time() - start


if __name__ == "__main__":
    main()
