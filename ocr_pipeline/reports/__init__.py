"""The quality report of a run: what was done, what needs a look, and a sample to be checked by hand."""

from ocr_pipeline.reports.options import ReportOptions
from ocr_pipeline.reports.writing import PAGE, write_quality_report

__all__ = ["PAGE", "ReportOptions", "write_quality_report"]
