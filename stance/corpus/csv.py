"""CSV with a header that names at least `id` and `text`; fields are taken exactly as they decode."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from stance.corpus.jsonl import REQUIRED, article_of
from stance.corpus.sources import Source, listed
from stance.corpus.text import LINE_LIMIT, MEBIBYTE, decode_utf8, lines
from stance.errors import InputError
from stance.types import Article

_MEANINGS = {
    "unexpected end of data": "a quoted field that opens in this record is never closed",
    "new-line character seen": "a carriage return outside quotes; end lines with LF or CRLF",
}


class _Feed:
    """The decoded lines of a file, for csv.reader.

    An iterator and no generator: it raises on a bad line and gives the next one when asked again.
    `start` is the line at which the record in progress begins.
    """

    def __init__(self, source: Source) -> None:
        self._lines = lines(source)
        self._name = source.name
        self._size = 0
        self._number = 0
        self.start = 1

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        self._number += 1
        line = next(self._lines)
        if isinstance(line, InputError):
            raise line
        self._size += len(line.data)
        if self._size > LINE_LIMIT:
            message = f"the record is longer than {LINE_LIMIT // MEBIBYTE} MiB; is a quote never closed?"
            raise InputError(message, self.where)
        return decode_utf8(line.data, self._name, line.number, line.offset)

    @property
    def where(self) -> str:
        return f"{self._name}:{self.start}"

    def begin(self) -> None:
        """Count from here: the next line opens a record."""
        self.start = self._number + 1
        self._size = 0


def _rows(source: Source) -> Iterator[tuple[str, list[str]] | InputError]:
    """Yield each row that is not blank with its place."""
    # The limit belongs to the whole process: only ever raise it.
    csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))
    feed = _Feed(source)
    # Strict, or an unclosed quote would take the rest of the file for one field without a word.
    reader = csv.reader(feed, strict=True)
    while True:
        feed.begin()
        try:
            row = next(reader)
        except StopIteration:
            return
        except InputError as error:
            yield error
        except csv.Error as error:
            message = next((m for start, m in _MEANINGS.items() if str(error).startswith(start)), str(error))
            yield InputError(f"broken CSV: {message}", feed.where)
        else:
            if row:
                yield feed.where, row


def _header(row: list[str], where: str) -> list[str]:
    names = [name.strip() for name in row]
    for name in REQUIRED:
        if names.count(name) != 1:
            raise InputError(f"the header must name the column '{name}' once; it has: {listed(names)}", where)
    return names


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each row, or why it is none; the place is the line at which the row begins.

    Raises
    ------
    InputError
        if the header is missing or does not name `id` and `text`, or no row follows it.
    """
    rows = _rows(source)
    first = next(rows, None)
    if first is None:
        raise InputError("the file holds no header", source.name)
    if isinstance(first, InputError):
        raise first
    names = _header(first[1], first[0])
    empty = True
    for item in rows:
        empty = False
        if isinstance(item, InputError):
            yield item
            continue
        where, row = item
        try:
            if len(row) != len(names):
                raise InputError(f"the row has {len(row)} fields and the header {len(names)}", where)
            yield article_of(dict(zip(names, row, strict=True)), where)
        except InputError as error:
            yield error
    if empty:
        raise InputError("the file holds no record", source.name)
