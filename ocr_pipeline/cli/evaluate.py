"""`ocr-pipeline evaluate`: read text against the truth."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from ocr_pipeline.cli.messages import VietnameseCommand
from ocr_pipeline.cli.streams import fail, read_input
from ocr_pipeline.errors import PipelineError

_ROWS = {
    "wer": "Tỷ lệ lỗi từ (WER)",
    "cer": "Tỷ lệ lỗi ký tự (CER)",
    "syllable_recall": "Âm tiết đọc được (recall)",
    "syllable_precision": "Âm tiết đọc đúng (precision)",
    "accent_only_error_rate": "Âm tiết chỉ sai dấu",
}


@click.command("evaluate", cls=VietnameseCommand)
@click.argument("hypothesis", metavar="VĂN_BẢN", type=click.Path(path_type=Path, readable=False))
@click.argument("reference", metavar="BẢN_CHUẨN", type=click.Path(path_type=Path, readable=False))
@click.option("--unordered", is_flag=True, help="So sánh như hai túi âm tiết, không kể thứ tự (trang có hai cột).")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON; tỷ lệ từ 0 đến 1.")
def command(hypothesis: Path, reference: Path, unordered: bool, as_json: bool) -> None:
    """So văn bản đọc được với bản chuẩn: lỗi từ, lỗi ký tự, lỗi dấu.

    Từ là chuỗi giữa các khoảng trắng (NFC); phân biệt chữ hoa và dấu câu, chỉ coi như nhau hai cách đặt dấu thanh
    (hòa/hoà, ủy/uỷ). Một trong hai tệp có thể là `-`, tức đầu vào chuẩn.
    """
    from ocr_pipeline.evaluation.text import bag_scores, text_scores
    from ocr_pipeline.sources import decode_text

    if hypothesis == reference == Path("-"):
        raise click.UsageError("Chỉ một trong hai tệp có thể là “-”.")
    texts = []
    for path in (hypothesis, reference):
        try:
            texts.append(decode_text(read_input(path)))
        except PipelineError as error:
            fail(path, error)
            sys.exit(error.exit_code)
    scores = asdict((bag_scores if unordered else text_scores)(*texts))
    if as_json:
        click.echo(json.dumps(scores))
        return
    click.echo(
        f"Âm tiết: {scores['hypothesis_syllables']} trong văn bản, {scores['reference_syllables']} trong bản chuẩn"
    )
    for name, title in _ROWS.items():
        if name in scores:
            click.echo(f"{title:<30}{scores[name]:>8.2%}".replace(".", ","))
