"""What an archive wants beside the text: records by the circulars on archives, and packages to keep."""

from ocr_pipeline.archives.mets import Software
from ocr_pipeline.archives.packages import PackageOptions, Packed, write_packages
from ocr_pipeline.archives.profiles import PROFILES
from ocr_pipeline.archives.writing import FOLDER, RecordOptions, Written, write_records

__all__ = [
    "FOLDER",
    "PROFILES",
    "PackageOptions",
    "Packed",
    "RecordOptions",
    "Software",
    "Written",
    "write_packages",
    "write_records",
]
