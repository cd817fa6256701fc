"""What the fork server loads once for all workers: the code and the usual models, which they then share."""

import logging
import sys
from contextlib import suppress

from ocr_pipeline.batch import performing
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.pipeline import restore

_OWN_LINE = "\r\033[2K%(message)s"
"""The driver's progress bar goes from the line on which the message is put, and is drawn again under it."""

if sys.stderr.isatty():
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_OWN_LINE))
    logging.getLogger("ocr_pipeline").addHandler(handler)

with suppress(PipelineError, OSError):  # a worker whose task needs what is missing says so
    restore("Nghi quyét cua Tinh uy")

__all__ = ["performing"]
