"""What the fork server loads once for all workers: the code and the usual models, which they then share."""

from contextlib import suppress

from ocr_pipeline.batch import performing
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.pipeline import restore

with suppress(PipelineError, OSError):  # a worker whose task needs what is missing says so
    restore("Nghi quyét cua Tinh uy")

__all__ = ["performing"]
