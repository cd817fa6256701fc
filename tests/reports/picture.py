"""Draw the picture of the report in the docs anew, of a made-up run: `python -m tests.reports.picture`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

from ocr_pipeline.batch.reporting import link_to
from ocr_pipeline.batch.storage import Disk
from ocr_pipeline.reports import ReportOptions, write_quality_report
from ocr_pipeline.work_records import SkippedRecord

from .runs import ROOT, large_run

TARGET = ROOT / "docs" / "report.png"
FILES, SIZE = 2400, "1180,2330"
SCANS = ("quyet-dinh.pdf", "ket-luan.pdf", "thong-bao.pdf")
LEFT_OUT = (
    SkippedRecord("phông 03/Thumbs.db", "tệp ẩn hoặc tệp tạm."),
    SkippedRecord("phông 07/bảng kê.docx", "đây là tệp Word, Excel hoặc tệp nén, chưa đọc được."),
)


def joined(target: Path) -> Path:
    """The samples as one file, of as many pages as the files of the run have at most."""
    with pikepdf.new() as pdf:
        for name in SCANS:
            with pikepdf.open(ROOT / "samples" / name) as sample:
                pdf.pages.extend(sample.pages)
        pdf.save(target)
    return target


def main() -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name:
        source, out = Path(name) / "quét", Path(name) / "ra"
        out.mkdir()
        scan = joined(Path(name) / "scan.pdf")
        for file in large_run(FILES):
            original = source / file.path
            original.parent.mkdir(parents=True, exist_ok=True)
            original.symlink_to(scan)
        originals, results = Disk(source, source), Disk(out, out)
        options = ReportOptions(originals=link_to(originals, results), rows=4)
        page = out / write_quality_report(lambda: large_run(FILES), originals, results, options, lambda: LEFT_OUT)
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--user-data-dir={name}/profile", f"--window-size={SIZE}", f"--screenshot={TARGET}"]
        subprocess.run([*command, page.as_uri()], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
