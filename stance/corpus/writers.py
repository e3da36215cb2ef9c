"""Records out as JSON Lines, CSV or Parquet, to a file that is written whole or to standard output."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any, BinaryIO, Literal, get_args

from stance.corpus import parquet
from stance.corpus.atomic import atomic_path
from stance.corpus.sources import Name
from stance.errors import InputError, shown

Record = Mapping[str, Any]
OutputFormat = Literal["jsonl", "csv", "parquet"]
OUTPUT_FORMATS: tuple[OutputFormat, ...] = get_args(OutputFormat)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_records(
    records: Iterable[Record],
    target: Name | None = None,
    format: OutputFormat = "jsonl",
    *,
    columns: Sequence[str] | None = None,
) -> int:
    """Write records in their order and return how many; to standard output if `target` is `None`.

    CSV and Parquet have the `columns` given or else the fields of the first record. In CSV a
    missing value is an empty cell, lists and objects are JSON, and a text that a spreadsheet would
    run as a formula gets an apostrophe before it.

    Raises
    ------
    InputError
        if the target cannot be written, the format is unknown, or a record has a field that is no
        column. The target is then as it was before.
    MissingExtraError
        for Parquet without pyarrow.
    """
    if format not in OUTPUT_FORMATS:
        raise InputError(f"unknown output format '{format}'; known: {', '.join(OUTPUT_FORMATS)}")
    with _sink(target) as sink:
        if format == "jsonl":
            return _write_lines(map(json_line, records), sink)
        names, rows = _tabular(records, columns)
        if format == "csv":
            return _write_lines(map(csv_line, chain([names], rows)), sink) - 1
        if target is None and sys.stdout.isatty():
            raise InputError("Parquet is not for a terminal; name a file")
        return parquet.write((dict(zip(names, row, strict=True)) for row in rows), names, sink)


def write_bytes(pieces: Iterable[bytes], target: Name | None = None) -> None:
    """Write what is finished, piece by piece; to standard output if `target` is `None`.

    Raises
    ------
    InputError
        if the target cannot be written; it is then as it was before.
    """
    with _sink(target) as sink:
        for piece in pieces:
            sink.write(piece)


class _Sink:
    """A file whose failures carry its name, and cannot be taken for those of the records' own source."""

    closed = False

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name

    def write(self, data: Any) -> int:
        with self._named():
            return self._file.write(data)

    def flush(self) -> None:
        with self._named():
            self._file.flush()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise  # the reader has had enough, which is no fault of the output
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror or error}", self._name) from error


@contextmanager
def _sink(target: Name | None) -> Iterator[_Sink]:
    if target is None:
        sys.stdout.flush()  # what was printed comes before
        sink = _Sink(sys.stdout.buffer, "standard output")
        try:
            yield sink
        finally:
            sink.flush()
        return
    with atomic_path(target) as temporary:
        file = temporary.open("wb")
        try:
            sink = _Sink(file, shown(os.fspath(target)))
            yield sink
            sink.flush()
        finally:
            with suppress(OSError):  # all is flushed; or the block failed, and that is the error to tell
                file.close()


def _write_lines(lines: Iterable[str], sink: _Sink) -> int:
    count = 0
    for line in lines:
        sink.write(line.encode("utf-8"))
        count += 1
    return count


def json_line(record: Record) -> str:
    """Return a record as one line of JSON Lines, with its line end."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def _tabular(records: Iterable[Record], columns: Sequence[str] | None) -> tuple[list[str], Iterator[list[Any]]]:
    """Return the columns and each record's values in their order."""
    rest = iter(records)
    if columns is None:
        first = next(rest, None)
        columns = list(first or ())
        rest = iter(()) if first is None else chain([first], rest)
    names = list(columns)
    known = set(names)

    def rows() -> Iterator[list[Any]]:
        for number, record in enumerate(rest, 1):
            if unknown := [name for name in record if name not in known]:
                raise InputError(
                    f"record {number} has the field '{unknown[0]}', which is no column: {', '.join(names)}"
                )
            yield [record.get(name) for name in names]

    return names, rows()


def csv_line(row: Sequence[Any]) -> str:
    """Return values as one line of CSV, with its line end; no cell of it is a formula (see `write_records`)."""
    if not row:
        return ""
    line = io.StringIO()
    # With its standard line end the writer quotes a lone carriage return, which it would not with \n.
    csv.writer(line).writerow([_cell(value) for value in row])
    return line.getvalue().removesuffix("\r\n") + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    # A number is never a formula, whatever its sign; truth values, lists and objects are JSON.
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
