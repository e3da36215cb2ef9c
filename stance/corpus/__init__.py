"""Reading articles: one module a format, behind one registry.

A reader is a generator of ``Article | InputError``: a record that cannot be read stands in its
place as the error that says why, so it ends neither its file nor the run. `gather` strings the
readers of all files together, `settle` parts the good from the bad.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from stance.corpus import csv, html, jsonl, parquet, text
from stance.corpus.sources import Name, Source, find, unreadable
from stance.errors import InputError, shown
from stance.types import Article

__all__ = ["FORMATS", "Format", "OnProblem", "gather", "read_articles", "settle"]

T = TypeVar("T")
OnProblem = Callable[[InputError], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format articles are read from; `extra` names the optional dependency it needs."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Source], Iterator[Article | InputError]]
    holds: str
    extra: str | None = None


FORMATS = (
    Format("text", (".txt",), text.read, "one article a file"),
    Format("HTML", (".html", ".htm"), html.read, "one article a page, its main text", extra="html"),
    Format("JSON Lines", (".jsonl", ".ndjson"), jsonl.read, "one article a line"),
    Format("CSV", (".csv",), csv.read, "one article a row below a header"),
    Format("Parquet", (".parquet",), parquet.read, "one article a row", extra="parquet"),
)
_READERS = {suffix: known.read for known in FORMATS for suffix in known.suffixes}


def read_articles(
    inputs: Name | Iterable[Name], *, strict: bool = False, on_problem: OnProblem | None = None
) -> Iterator[Article]:
    """Yield the articles of files, folders (with all below), globs and, for '-', of standard input.

    The format goes by the suffix; standard input is JSON Lines if it opens with `{` and else one
    text. Files are opened one after another and read as articles are asked for. What cannot be
    read goes to `on_problem`, or becomes a warning without it, and the rest comes out.

    Raises
    ------
    InputError
        at the first problem, if `strict`; its `where` is the file or file:line.
    MissingExtraError
        at the first HTML or Parquet file whose extra is not installed.
    """
    # A string is an iterable too, of letters.
    several = [inputs] if isinstance(inputs, str | os.PathLike) else inputs
    return settle(gather(several, _READERS), strict, on_problem)


def gather(
    inputs: Iterable[Name], readers: Mapping[str, Callable[[Source], Iterator[T | InputError]]]
) -> Iterator[T | InputError]:
    """Yield what the reader of each file's suffix yields; what ends a file or an input is its last problem."""
    for given in inputs:
        for source in _guard(find(given, readers), shown(os.fspath(given))):
            if isinstance(source, InputError):
                yield source
            else:
                yield from _guard(readers[source.suffix](source), source.name)


def _guard(items: Iterable[T | InputError], name: str) -> Iterator[T | InputError]:
    try:
        yield from items
    except InputError as error:
        yield error
    except OSError as error:
        yield unreadable(error, name)


def settle(items: Iterable[T | InputError], strict: bool, on_problem: OnProblem | None) -> Iterator[T]:
    """Yield the good items and hand each problem to `on_problem`; without one it becomes a warning.

    Raises
    ------
    InputError
        at the first problem, if `strict`.
    """
    for item in items:
        if not isinstance(item, InputError):
            yield item
        elif strict:
            raise item
        elif on_problem is None:
            warnings.warn(str(item), stacklevel=2)
        else:
            on_problem(item)
