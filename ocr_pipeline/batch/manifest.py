"""The manifest: what is known of every file and page of a tree, in SQLite, written by the driver alone."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ocr_pipeline.batch.names import restored, storable
from ocr_pipeline.errors import OutputError
from ocr_pipeline.exports.files import output_error
from ocr_pipeline.work_records import Category, Failure, FileRecord, PageRecord, SkippedRecord, State

VERSION = 1
"""Of the tables below; a manifest of a later one is not touched."""

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE files (
    path PRIMARY KEY, size INTEGER, modified_ns INTEGER, digest TEXT, settings TEXT, state TEXT, attempts INTEGER,
    started TEXT, finished TEXT, seconds REAL, documents INTEGER, confidence REAL, missing TEXT, flags INTEGER,
    outputs TEXT, remarks TEXT, same_as, category TEXT, problem TEXT, advice TEXT, stem
) WITHOUT ROWID;
CREATE INDEX files_by_state ON files (state, path);
CREATE INDEX files_by_content ON files (digest, settings);
CREATE TABLE pages (
    path, number INTEGER, state TEXT, attempts INTEGER, seconds REAL, confidence REAL, words INTEGER, changed INTEGER,
    blank INTEGER, doubtful TEXT, category TEXT, problem TEXT, advice TEXT, PRIMARY KEY (path, number)
) WITHOUT ROWID;
CREATE TABLE skipped (path PRIMARY KEY, reason TEXT) WITHOUT ROWID;
"""
_FILE = (
    "path, size, modified_ns, digest, settings, state, attempts, started, finished, seconds, documents, confidence, "
    "missing, flags, outputs, remarks, same_as, category, problem, advice, stem"
)
_PAGE = "number, state, attempts, seconds, confidence, words, changed, blank, doubtful, category, problem, advice"
_PUT_FILE = f"INSERT OR REPLACE INTO files ({_FILE}) VALUES ({', '.join('?' * 21)})"
_PUT_PAGE = f"INSERT OR REPLACE INTO pages (path, {_PAGE}) VALUES ({', '.join('?' * 13)})"
_CHUNK = 500


class Manifest:
    """An open manifest; what is written is safe after `commit`, and all of it or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fact(self, name: str) -> str | None:
        """What was noted under this name."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else restored(row[0])

    def note(self, name: str, value: str) -> None:
        """Keep something that concerns the whole tree."""
        self._write("INSERT OR REPLACE INTO facts VALUES (?, ?)", [(name, storable(value))])

    def known(self, path: str, *, with_pages: bool = False) -> FileRecord | None:
        """What is known of a file."""
        row = self._connection.execute(f"SELECT {_FILE} FROM files WHERE path = ?", (storable(path),)).fetchone()
        return None if row is None else self._file(row, with_pages)

    def records(self) -> Iterator[FileRecord]:
        """Every file with its pages, in the order of paths."""
        for row in self._connection.execute(f"SELECT {_FILE} FROM files ORDER BY path"):
            yield self._file(row, with_pages=True)

    def in_state(self, state: State) -> Iterator[FileRecord]:
        """The files that are in the state when they are reached, in the order of paths, without pages."""
        after: str | bytes = ""
        while True:
            query = f"SELECT {_FILE} FROM files WHERE state = ? AND path > ? ORDER BY path LIMIT {_CHUNK}"
            rows = self._connection.execute(query, (state, after)).fetchall()
            for row in rows:
                yield self._file(row, with_pages=False)
            if len(rows) < _CHUNK:
                return
            after = rows[-1][0]

    def of_content(self, digest: str, settings: str) -> list[FileRecord]:
        """The files of this content that were met with these settings, without pages."""
        query = f"SELECT {_FILE} FROM files WHERE digest = ? AND settings = ? ORDER BY path"
        rows = self._connection.execute(query, (digest, settings)).fetchall()
        return [self._file(row, with_pages=False) for row in rows]

    def counts(self) -> dict[State, int]:
        """How many files are in which state."""
        rows = self._connection.execute("SELECT state, count(*) FROM files GROUP BY state")
        return dict.fromkeys(State, 0) | {State(state): count for state, count in rows}

    def save(self, records: Iterable[FileRecord]) -> None:
        """Write files without their pages."""
        self._write(_PUT_FILE, map(_file_row, records))

    def save_pages(self, path: str, pages: Iterable[PageRecord]) -> None:
        """Write pages of a file."""
        key = storable(path)
        self._write(_PUT_PAGE, ((key, *_page_row(page)) for page in pages))

    def retry_pages(self, path: str) -> None:
        """Pages of a file that failed wait again."""
        self._write("DELETE FROM pages WHERE path = ? AND state = ?", [(storable(path), State.FAILED)])

    def forget_pages(self, path: str) -> None:
        """Take out all pages of a file."""
        self._write("DELETE FROM pages WHERE path = ?", [(storable(path),)])

    def forget(self, path: str) -> None:
        """Take out a file, which is no longer there, and its pages."""
        self.forget_pages(path)
        self._write("DELETE FROM files WHERE path = ?", [(storable(path),)])

    def skip(self, skipped: Iterable[SkippedRecord]) -> None:
        """What is no input, instead of what was noted of an earlier walk."""
        self._write("DELETE FROM skipped", [()])
        self._write(
            "INSERT OR REPLACE INTO skipped VALUES (?, ?)", ((storable(item.path), item.reason) for item in skipped)
        )

    def skipped(self) -> Iterator[SkippedRecord]:
        """What is no input, in the order of paths."""
        for path, reason in self._connection.execute("SELECT path, reason FROM skipped ORDER BY path"):
            yield SkippedRecord(restored(path), reason)

    def commit(self) -> None:
        """What was written until now stays, whatever happens from now on."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def snapshot(self, target: Path) -> None:
        """A copy of the manifest as of now at `target`."""
        target.unlink(missing_ok=True)
        copy = sqlite3.connect(target)
        try:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file that needs no other
        finally:
            copy.close()

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")
        self._connection.executemany(statement, rows)

    def _file(self, row: tuple[Any, ...], with_pages: bool) -> FileRecord:
        pages: tuple[PageRecord, ...] = ()
        if with_pages:
            query = f"SELECT {_PAGE} FROM pages WHERE path = ? ORDER BY number"
            pages = tuple(map(_page_of, self._connection.execute(query, (row[0],))))
        return _file_of(row, pages)


@contextmanager
def open_manifest(path: Path, *, read_only: bool = False) -> Iterator[Manifest]:
    """The manifest at `path`, a new one where there is none; OutputError where it cannot be used or written."""
    try:
        target = f"{path.absolute().as_uri()}?mode=ro" if read_only else os.fspath(path)
        connection = sqlite3.connect(target, isolation_level=None, uri=read_only)
        try:
            if not read_only:
                _prepare(connection)
            _check_version(connection, path)
            yield Manifest(connection)
        finally:
            if connection.in_transaction:
                connection.execute("COMMIT")
            connection.close()
    except sqlite3.DatabaseError as error:
        raise _in_words(error, path) from error


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a done mark that power loss cannot take back
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise OutputError(
            f"sổ theo dõi {path} do một bản ocr-pipeline mới hơn ghi (bản {version}, bản này đọc được {VERSION}).",
            "Hãy nâng cấp ocr-pipeline, hoặc chọn sổ khác với --manifest.",
        )


def _in_words(error: sqlite3.DatabaseError, path: Path) -> OutputError:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_FULL:
        return output_error(OSError(28, "disk full"), path)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return OutputError(
            f"sổ theo dõi {path} bị hỏng ({error}).",
            "Hãy đổi tên tệp ấy rồi chạy lại (mọi tệp sẽ được làm lại), hoặc chọn sổ khác với --manifest.",
        )
    return OutputError(f"không dùng được sổ theo dõi {path} ({error}).", "Hãy chọn sổ khác với --manifest.")


def _file_row(record: FileRecord) -> tuple[object, ...]:
    return (
        storable(record.path),
        record.size,
        record.modified_ns,
        record.digest,
        record.settings,
        record.state,
        record.attempts,
        record.started,
        record.finished,
        record.seconds,
        record.documents,
        record.confidence,
        json.dumps(record.missing),
        record.flags,
        json.dumps(record.outputs),  # ASCII: names that are no text too
        json.dumps(record.remarks, ensure_ascii=False),
        None if record.same_as is None else storable(record.same_as),
        *_failure_row(record.failure),
        storable(record.stem),
    )


def _page_row(page: PageRecord) -> tuple[object, ...]:
    return (
        page.number,
        page.state,
        page.attempts,
        page.seconds,
        page.confidence,
        page.words,
        page.changed,
        page.blank,
        json.dumps(page.doubtful, ensure_ascii=False),
        *_failure_row(page.failure),
    )


def _failure_row(failure: Failure | None) -> tuple[str | None, str | None, str | None]:
    return (None, None, None) if failure is None else (failure.category, failure.problem, failure.advice)


def _file_of(row: tuple[Any, ...], pages: tuple[PageRecord, ...]) -> FileRecord:
    path, size, modified_ns, digest, settings, state, attempts, started, finished, seconds, *others = row
    documents, confidence, missing, flags, outputs, remarks, same_as, category, problem, advice, stem = others
    return FileRecord(
        path=restored(path),
        size=size,
        modified=modified_ns / 1e9,
        digest=digest,
        settings=settings,
        state=State(state),
        attempts=attempts,
        started=started,
        finished=finished,
        seconds=seconds,
        documents=documents,
        confidence=confidence,
        missing=tuple(json.loads(missing)),
        flags=flags,
        outputs=tuple(json.loads(outputs)),
        remarks=tuple(json.loads(remarks)),
        same_as=None if same_as is None else restored(same_as),
        failure=_failure_of(category, problem, advice),
        pages=pages,
        modified_ns=modified_ns,
        stem=restored(stem),
    )


def _page_of(row: tuple[Any, ...]) -> PageRecord:
    number, state, attempts, seconds, confidence, words, changed, blank, doubtful, category, problem, advice = row
    return PageRecord(
        number,
        State(state),
        attempts,
        seconds,
        confidence,
        words,
        changed,
        bool(blank),
        tuple(json.loads(doubtful)),
        _failure_of(category, problem, advice),
    )


def _failure_of(category: str | None, problem: str | None, advice: str | None) -> Failure | None:
    return None if category is None else Failure(Category(category), problem or "", advice or "")
