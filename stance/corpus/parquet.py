"""Parquet with the string columns `id` and `text`, read and written in batches of rows.

This module is the only importer of pyarrow.
"""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BufferedReader, FileIO
from itertools import islice
from typing import Any

from stance.corpus.jsonl import OPTIONAL, REQUIRED, article_of
from stance.corpus.sources import Source, listed
from stance.corpus.text import MEBIBYTE
from stance.errors import InputError, MissingExtraError
from stance.types import Article

_ROWS_READ = 256
_ROWS_WRITTEN = 1024
_UNFOLDED = 64 * MEBIBYTE  # bytes up to which any compression is believed
_MOST_FOLD = 200


def _pyarrow(purpose: str) -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError(purpose, "parquet") from None
    return pyarrow, pyarrow.parquet


def _columns(schema: Any, pa: Any, name: str) -> list[str]:
    """Return the columns to read; a wrong type is one problem of the file, not one a row."""
    present = [column for column in (*REQUIRED, *OPTIONAL) if column in schema.names]
    for column in REQUIRED:
        if schema.names.count(column) != 1:
            raise InputError(f"must hold the column '{column}' once; it has: {listed(schema.names)}", name)
    for column in present:
        kind = schema.field(column).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        fits = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)
        if not fits and not (column == "date" and (pa.types.is_date(kind) or pa.types.is_timestamp(kind))):
            raise InputError(f"the column '{column}' must hold strings and holds {kind}", name)
    return present


def _refuse_bomb(metadata: Any, size: int, name: str) -> None:
    """Refuse a file that would unfold to a multiple of its size that no text reaches, before unfolding it.

    By the sizes of row groups: those of columns end the process where pyarrow meets a damaged footer.
    """
    unfolded = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if unfolded > _UNFOLDED and unfolded > _MOST_FOLD * size:
        raise InputError(f"would unfold from {size:,} to {unfolded:,} bytes, which is refused", name)


def _value(scalar: Any) -> object:
    value = scalar.as_py()
    # pandas gives dates as such; an Article holds the text.
    return value.isoformat() if isinstance(value, datetime.date) else value


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each row, or why it is none; the place is file:row, rows counted from 1.

    Raises
    ------
    InputError
        if the file is empty or damaged, has no row, or lacks a column of strings `id` or `text`.
    MissingExtraError
        if pyarrow is not installed.
    """
    pa, parquet = _pyarrow("reading Parquet")
    number = 0
    with source.open() as stream:
        if not stream.read(1):
            raise InputError("the file is empty", source.name)
        try:
            file = parquet.ParquetFile(stream)
            schema = file.schema_arrow
            columns = _columns(schema, pa, source.name)
            _refuse_bomb(file.metadata, stream.seek(0, os.SEEK_END), source.name)
            # As dictionaries, or one long text that many rows share would be copied for each of them.
            texts = [name for name in columns if pa.types.is_string(schema.field(name).type)]
            file = parquet.ParquetFile(stream, metadata=file.metadata, buffer_size=2**20, read_dictionary=texts)
            for batch in file.iter_batches(batch_size=_ROWS_READ, columns=columns, use_threads=False):
                for row in range(batch.num_rows):
                    number += 1
                    yield _article(batch, row, f"{source.name}:{number}")
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            # Arrow's messages run over several lines; the first says what is wrong.
            detail = (str(error).splitlines() or [type(error).__name__])[0]
            raise InputError(f"damaged or no Parquet: {detail}", f"{source.name}:{number + 1}") from None
    if not number:
        raise InputError("the file holds no record", source.name)


def _article(batch: Any, row: int, where: str) -> Article | InputError:
    try:
        names = batch.schema.names
        return article_of({name: _value(batch.column(i)[row]) for i, name in enumerate(names)}, where)
    except InputError as error:
        return error
    except UnicodeDecodeError:
        return InputError("invalid UTF-8", where)


def write(
    records: Iterable[Mapping[str, Any]], columns: Sequence[str], target: Any, *, like: Mapping[str, Any] | None = None
) -> int:
    """Write records as Parquet to a binary file and return how many; the column types fit all of them.

    Where `like` is a record with every field filled the types are at least its own, so that files
    of other records, or of none, agree with this one.

    The types are known only after the last record, so the records wait in a temporary file.

    Raises
    ------
    InputError
        if the values of a column fit no common type.
    MissingExtraError
        if pyarrow is not installed.
    """
    pa, parquet = _pyarrow("writing Parquet")
    count = 0
    schema = pa.schema([pa.field(name, pa.null()) for name in columns])
    # Without a buffer, for that would be flushed on leaving and fail once more on a full disk.
    with tempfile.TemporaryFile(buffering=0) as waiting:
        try:
            if like is not None:
                schema = pa.Table.from_pylist([{name: like[name] for name in columns}]).schema
            for batch in _batches(records):
                found = pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in batch]).schema
                schema = pa.unify_schemas([schema, found], promote_options="permissive")
                _write_all(waiting, "".join(json.dumps(row) + "\n" for row in batch).encode("ascii"))
                count += len(batch)
            waiting.seek(0)
            # A column without one value has Arrow's null type, which few other readers know.
            schema = pa.schema([f.with_type(pa.string()) if pa.types.is_null(f.type) else f for f in schema])
            with BufferedReader(waiting) as lines, parquet.ParquetWriter(target, schema) as writer:
                for batch in _batches(json.loads(line) for line in lines):
                    writer.write_table(pa.Table.from_pylist(batch, schema=schema))
        except (pa.ArrowException, OverflowError) as error:
            raise InputError(f"Parquet cannot hold these records: {error}") from error
    return count


def _write_all(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError as error:
        message = f"the temporary file cannot be written: {error.strerror}"
        raise InputError(message, tempfile.gettempdir()) from error


def _batches(records: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    rest = iter(records)
    while batch := list(islice(rest, _ROWS_WRITTEN)):
        yield batch
