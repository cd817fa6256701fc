"""`ocr-pipeline records`: archive records, and packages to keep, of the documents in an output folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from ocr_pipeline.cli.messages import Folder, VietnameseCommand
from ocr_pipeline.cli.progress import report
from ocr_pipeline.cli.streams import fail, shown
from ocr_pipeline.errors import InputError, MissingInputError

if TYPE_CHECKING:
    from ocr_pipeline.archives import RecordOptions, Written


Command = TypeVar("Command", bound=Callable[..., object])


def records_options(command: Command) -> Command:
    """The options `--sidecar`, `--profile` and `--packages`."""
    options = (
        click.option(
            "--packages",
            metavar="THƯ_MỤC",
            type=click.Path(path_type=Path),
            help="Đóng gói mỗi hồ sơ (METS, PREMIS, bản gốc, bản tìm được chữ) vào THƯ_MỤC.",
        ),
        click.option(
            "--profile",
            default="tt05-2025",
            type=click.Choice(["tt05-2025", "tt02-2019"]),
            help="Theo Thông tư 05/2025/TT-BNV hay 02/2019/TT-BNV; mặc định tt05-2025.",
        ),
        click.option(
            "--sidecar",
            metavar="BẢNG",
            type=click.Path(path_type=Path),
            help="Bảng CSV (UTF-8) các trường do người điền: cột path, các cột khác là tên trường hay tên tiếng Việt; "
            "cột “hồ sơ” xếp tài liệu, hay cả thư mục, vào một hồ sơ khác.",
        ),
    )
    return reduce(lambda decorated, option: option(decorated), options, command)


@click.command("records", cls=VietnameseCommand)
@click.argument("out", metavar="THƯ_MỤC", type=Folder())
@records_options
@click.option(
    "--originals",
    metavar="THƯ_MỤC",
    type=Folder(),
    help="Thư mục của các tệp gốc đã xử lý; tệp gốc chỉ được chép, không bị sửa.",
)
def command(out: Path, sidecar: Path | None, profile: str, packages: Path | None, originals: Path | None) -> None:
    """Lập thông tin hồ sơ, tài liệu lưu trữ từ các kết quả (JSON) trong THƯ_MỤC.

    Ghi vào THƯ_MỤC/records: bảng CSV và XLSX, một tệp XML cho mỗi tài liệu và hồ sơ, và danh sách trường còn thiếu.
    Mỗi thư mục là một hồ sơ, nếu bảng --sidecar không nói khác.
    """
    from ocr_pipeline.archives.results import results_in

    if packages is not None and originals is None:
        raise click.UsageError("--packages cần --originals THƯ_MỤC: nơi có các tệp gốc")
    if next(results_in(out), None) is None:  # another folder than was meant, perhaps: nothing is written there
        fail(out, _nothing_there())
        sys.exit(1)
    sys.exit(1 if write_all(out, profile, sidecar, packages, originals) else 0)


def _nothing_there() -> MissingInputError:
    return MissingInputError(
        "không có kết quả JSON nào trong thư mục này.",
        "Hãy chọn thư mục RA của ocr-pipeline batch, hoặc thư mục sau -o của ocr-pipeline run.",
    )


def write_all(out: Path, profile: str, sidecar: Path | None, packages: Path | None, originals: Path | None) -> bool:
    """Write records and packages and tell of them; whether something is missing there."""
    from ocr_pipeline.archives import RecordOptions, write_records

    options = RecordOptions(profile, sidecar, (packages,) if packages is not None else ())
    try:
        written = write_records(out, options)
    except InputError as error:
        fail(sidecar or out, error)
        return True
    failed = tell(written, sidecar or out, written.folder)
    if packages is not None and originals is not None:
        failed |= _pack(out, options, packages, originals)
    return failed


def tell(written: Written, about: Path | str, folder: Path | str) -> bool:
    """Say what was written to the folder, and what was odd in `about`, sidecar or output; whether something failed."""
    for warning in written.warnings:
        report(f"{shown(about)}: {warning}", always=True)
    for path, failure in written.failures:
        fail(path, failure)
    report(
        f"{written.documents} tài liệu, {written.files} hồ sơ; còn {written.missing} trường phải điền"
        f" (xem {shown(f'{folder}/missing.csv')})",
        always=True,
    )
    return bool(written.failures)


def _pack(out: Path, options: RecordOptions, packages: Path, originals: Path) -> bool:
    """Write the packages; whether something was left out."""
    from ocr_pipeline.archives import PackageOptions, write_packages
    from ocr_pipeline.batch.history import with_history

    with with_history(PackageOptions(packages, originals), out) as plan:
        packed = write_packages(out, options, plan)
    for name, error in packed.failures:
        report(f"hồ sơ “{shown(name)}” chưa được đóng gói: {error}", always=True)
    for path in packed.left_out:
        why = "không mở được thư mục này, những gì ở trong" if path.endswith("/") else "chưa có kết quả,"
        report(f"{shown(path)}: {why} không nằm trong gói nào.", always=True)
    for name in packed.earlier:
        report(
            f"{shown(packages / name)}: gói của lần trước, hồ sơ ấy nay đã khác hoặc không còn; hãy xem rồi tự xóa.",
            always=True,
        )
    report(f"{len(packed.packages)} gói trong {shown(packages)}", always=True)
    return bool(packed.failures or packed.left_out)
