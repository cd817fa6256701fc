"""The command `ocr-pipeline`: one thin module per command, loaded only when it is called."""

from ocr_pipeline.cli.group import main

__all__ = ["main"]
