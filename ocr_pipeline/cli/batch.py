"""`ocr-pipeline batch`: a folder tree of scans, mirrored as text and directives; what is done is not done again."""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from ocr_pipeline.cli.messages import Folder, VietnameseCommand
from ocr_pipeline.cli.models import models_option
from ocr_pipeline.cli.outputs import KNOWN, USUAL, formats_help, formats_option
from ocr_pipeline.cli.records import records_options
from ocr_pipeline.cli.streams import shown
from ocr_pipeline.errors import InputError, OutputError, StorageError

if TYPE_CHECKING:
    from ocr_pipeline.batch.options import BatchOptions
    from ocr_pipeline.batch.places import Places
    from ocr_pipeline.batch.running import Outcome

_INTERRUPTED = 130
_MEGABYTE = 1 << 20


def _since(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
    """The beginning of the day, or the moment, in local time."""
    if value is None:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(value, form).astimezone().timestamp()
        except ValueError:
            continue
    raise click.BadParameter("ngày viết là 2025-12-31 hoặc 31/12/2025")


class _Source(Folder):
    """A folder, or the URL of a store, which stays text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from ocr_pipeline.batch.storage import is_url

        if isinstance(value, str) and is_url(value):
            return value
        if Path(value).is_file():
            self.fail(f"{value} là một tệp: hãy dùng ocr-pipeline run, hoặc chọn thư mục chứa nó", param, ctx)
        return super().convert(value, param, ctx)


class _Output(click.Path):
    """A folder that is there or will be made, or the URL of a store, which stays text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from ocr_pipeline.batch.storage import is_url

        if isinstance(value, str) and is_url(value):
            return value
        if Path(value).exists() and not Path(value).is_dir():
            self.fail(f"{value} không phải thư mục", param, ctx)
        return super().convert(value, param, ctx)


@click.command("batch", cls=VietnameseCommand, epilog=formats_help(KNOWN))
@click.argument("source", metavar="VÀO", type=_Source())
@click.argument("output", metavar="RA", type=_Output(path_type=Path))
@formats_option("mặc định là pdf, json, md, txt, csv, tables.csv", KNOWN)
@click.option(
    "-j", "--jobs", metavar="SỐ", type=click.IntRange(1, 1024), help="Số trang đọc cùng lúc; mặc định là số nhân."
)
@click.option("--no-split", is_flag=True, help="Coi mỗi tệp là một văn bản, không tách các văn bản quét chung.")
@click.option("--password", metavar="MẬT_KHẨU", help="Mật khẩu của các tệp PDF có khóa.")
@click.option("--retry-failed", is_flag=True, help="Làm lại cả những tệp, những trang lần trước đã hỏng.")
@click.option(
    "--redo",
    metavar="TỆP",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Làm lại từ đầu tệp này, hay mọi tệp trong thư mục này; có thể lặp lại.",
)
@click.option("--since", metavar="NGÀY", callback=_since, help="Chỉ xét các tệp được sửa từ NGÀY trở đi.")
@click.option("--timeout", metavar="GIÂY", type=click.FloatRange(1), default=300.0, help="Mỗi trang; mặc định 300.")
@click.option("--memory", metavar="MB", type=click.IntRange(256), help="Bộ nhớ cho mỗi tiến trình; mặc định theo máy.")
@click.option(
    "--manifest",
    metavar="TỆP",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Sổ theo dõi (SQLite); mặc định trong RA, hoặc trong thư mục trạng thái của bạn nếu RA là ổ đĩa mạng.",
)
@click.option("--dry-run", is_flag=True, help="Chỉ đếm tệp, trang, và đọc thử để ước tính thời gian, chỗ trống.")
@click.option("--watch", is_flag=True, help="Chạy mãi: nhận tệp mới khi tệp ngừng lớn; dừng bằng Ctrl-C, SIGTERM.")
@click.option(
    "--cluster",
    metavar="[ĐỊA_CHỈ]",
    is_flag=False,
    flag_value="auto",
    help="Chia việc cho các máy của một cụm Ray (viết sau VÀO, RA); local: mở Ray ngay trên máy này để thử.",
)
@click.option("--records", is_flag=True, help="Xong thì lập thông tin hồ sơ, tài liệu lưu trữ trong RA/records.")
@records_options
@models_option
def command(source: Path | str, output: Path | str, **given: Any) -> None:
    """Cả một cây thư mục: VÀO được soi lại trong RA, tệp nào xong rồi thì lần sau bỏ qua.

    a/b.pdf trong VÀO cho a/b.pdf.json, a/b.pdf.md... trong RA. Dừng lúc nào cũng được, kể cả mất điện: lần chạy sau
    làm tiếp, không làm lại trang đã đọc. Trang hỏng, treo, hay ngốn bộ nhớ chỉ mất trang đó: văn bản vẫn ra, đánh dấu
    là chưa trọn. VÀO và RA cũng có thể là s3://kho/đường-dẫn.

    Mã thoát: 0 mọi tệp đều trọn, 1 có tệp hỏng hoặc chưa trọn, 2 gọi sai cách, 130 bị dừng giữa chừng.
    """
    from ocr_pipeline.batch.places import places_of
    from ocr_pipeline.batch.reporting import report_on
    from ocr_pipeline.batch.running import run_batch, watch_batch
    from ocr_pipeline.cli.batch_view import print_outcome, shown_view

    options = _options(source, given)
    start = perf_counter()
    try:
        places = places_of(source, output, options.manifest)
    except StorageError:
        raise
    except OutputError as error:
        raise click.UsageError(str(error)) from error
    _check_records(places, given)
    if given["dry_run"] and given["cluster"]:
        raise click.UsageError("--dry-run chỉ ước tính cho một máy: hãy bỏ --cluster")
    if given["dry_run"] and given["watch"]:
        raise click.UsageError("--dry-run chỉ ước tính rồi dừng, --watch thì chạy mãi: hãy bỏ một trong hai")
    if given["dry_run"]:
        _estimate(source, output, options)
        return
    stopped = _Stop()

    def report(so_far: Outcome) -> None:
        report_on(places, options, perf_counter() - start, so_far.tally.pages)

    if given["watch"]:
        click.echo("Đang theo dõi thư mục: tệp mới được làm khi đã ngừng lớn; dừng bằng Ctrl-C.", err=True)
    with shown_view() as view:
        if given["watch"]:
            outcome = watch_batch(source, output, options, view, stopped, report)
        else:
            outcome = run_batch(source, output, options, view, stopped)
    print_outcome(outcome, output)
    failed = outcome.imperfect
    if outcome.tally.files or outcome.surveyed.forgotten:
        report_on(places, options, perf_counter() - start, outcome.tally.pages)
    _show_report(places)
    if given["records"]:
        failed |= _records(places, given)
    if stopped():
        click.echo("Đã dừng theo yêu cầu; chạy lại lệnh này để làm tiếp.", err=True)
        sys.exit(_INTERRUPTED)
    sys.exit(1 if failed else 0)


def _check_records(places: Places, given: dict[str, Any]) -> None:
    """UsageError where the records at the end cannot be made; better now than after a night."""
    from ocr_pipeline.archives.sidecar import read_sidecar
    from ocr_pipeline.batch.storage import Disk

    sidecar = given["sidecar"]
    if not given["records"] and (sidecar or given["packages"]):
        raise click.UsageError("--sidecar và --packages đi cùng --records: hãy thêm --records")
    if given["packages"] and not (isinstance(places.source, Disk) and isinstance(places.output, Disk)):
        raise click.UsageError("--packages chỉ làm được giữa hai thư mục: hãy chép về rồi chạy ocr-pipeline records")
    if given["records"] and given["formats"] and "json" not in given["formats"]:
        raise click.UsageError("--records đọc các kết quả JSON: hãy thêm json vào -f")
    if sidecar is None:
        return
    if not sidecar.is_file():
        raise click.UsageError(f"--sidecar: không có tệp {shown(sidecar)}")
    try:
        read_sidecar(sidecar)
    except InputError as error:
        raise click.UsageError(f"--sidecar: {shown(sidecar)}: {error}") from error


def _records(places: Places, given: dict[str, Any]) -> bool:
    """Records and packages of a whole tree when its files are done; whether something failed."""
    from ocr_pipeline.archives import FOLDER, RecordOptions
    from ocr_pipeline.batch.remote_records import write_remote_records
    from ocr_pipeline.batch.storage import Disk
    from ocr_pipeline.cli.records import tell, write_all

    profile, sidecar = given["profile"], given["sidecar"]
    if isinstance(places.output, Disk):
        originals = places.source.root if isinstance(places.source, Disk) else None
        return write_all(places.output.root, profile, sidecar, given["packages"], originals)
    written = write_remote_records(places, RecordOptions(profile, sidecar))
    return tell(written, sidecar or str(places.output), f"{places.output}/{FOLDER}")


def _show_report(places: Places) -> None:
    """Say where the report is, of this run or an earlier one."""
    from ocr_pipeline.reports import PAGE

    if places.output.state(PAGE) is not None:
        click.echo(f"Báo cáo: {shown(f'{places.output}/{PAGE}')}")


class _Stop:
    """Whether the user or the system has asked for an end; what is in hand is dropped, what is done is noted."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self._asked = True

    def __call__(self) -> bool:
        return self._asked


def _options(source: Path | str, given: dict[str, Any]) -> BatchOptions:
    """The options of the command line; UsageError where they do not go together."""
    from ocr_pipeline.batch.options import BatchOptions, usable_cores
    from ocr_pipeline.settings import Options, RestorationOptions, SourceOptions

    memory = given["memory"]
    return BatchOptions(
        formats=given["formats"] or ("pdf", *USUAL),
        jobs=given["jobs"] or (0 if given["cluster"] else usable_cores()),
        cluster=given["cluster"],
        split=not given["no_split"],
        pipeline=Options(
            source=SourceOptions(password=given["password"]),
            restoration=RestorationOptions(models=given["models"]),
        ),
        timeout=given["timeout"],
        memory=memory * _MEGABYTE if isinstance(memory, int) else None,
        manifest=given["manifest"],
        retry_failed=bool(given["retry_failed"]),
        redo=frozenset(_in_tree(source, path) for path in given["redo"]),
        since=given["since"],
    )


def _in_tree(source: Path | str, path: Path) -> str:
    """A file or folder of the tree as its manifest calls it, whether it was named from here or from the tree."""
    if isinstance(source, str):  # a store: the name below it
        return str(path)
    for candidate in (source / path, path):
        if candidate.exists() and candidate.absolute().is_relative_to(source.absolute()):
            return str(candidate.absolute().relative_to(source.absolute()))
    raise click.UsageError(f"--redo: không có tệp hay thư mục {shown(path)} trong {shown(source)}")


def _estimate(source: Path | str, output: Path | str, options: BatchOptions) -> None:
    from ocr_pipeline.batch.estimate import estimate
    from ocr_pipeline.cli.batch_view import print_estimate
    from ocr_pipeline.cli.progress import page_progress

    with page_progress("đếm trang", "") as progress:
        print_estimate(estimate(source, output, options, progress or (lambda *_: None)), options.jobs)
