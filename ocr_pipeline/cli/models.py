"""The option `--models` of the commands that restore."""

from __future__ import annotations

from pathlib import Path

import click

models_option = click.option(
    "--models",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    help="Thư mục mô hình khác: language_model/, các tệp confusions-*.tsv; mặc định là mô hình do bạn học bằng "
    "ocr-pipeline train, phần nào không có thì dùng mô hình đi kèm.",
)
"""Where the language and error models are, if not the user's own or those shipped."""
