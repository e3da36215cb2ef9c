"""Annotated articles as JSON Lines, the exchange form (see `stance.corpus.annotated_record`), one article a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from stance.corpus import OnProblem, gather, settle
from stance.corpus.annotated_record import annotated_of, record_of
from stance.corpus.bracket_files import read_bracket
from stance.corpus.jsonl import converted
from stance.corpus.sources import Name, Source
from stance.corpus.writers import write_records
from stance.errors import InputError
from stance.types import AnnotatedArticle


def read_exchange(source: Source) -> Iterator[AnnotatedArticle | InputError]:
    """Yield the article of each line, or why it is none."""
    return converted(source, annotated_of)


AnnotatedReader = Callable[[Source], Iterator[AnnotatedArticle | InputError]]
_READERS: Mapping[str, AnnotatedReader] = {".md": read_bracket, ".jsonl": read_exchange, ".ndjson": read_exchange}


def read_annotated(
    path: Name, *, strict: bool = False, on_problem: OnProblem | None = None
) -> Iterator[AnnotatedArticle]:
    """Yield the articles of a folder of `.md` files (with all below, sorted), of one `.md` or of exchange `.jsonl`.

    Problems go to `on_problem`, or become warnings without it.

    Raises
    ------
    InputError
        at the first problem, if `strict`; its `where` is file:line or file:line:column.
    """
    # In a folder other JSON Lines lie beside the articles, such as annotations without text.
    readers = {".md": read_bracket} if Path(path).is_dir() else _READERS
    return settle(gather([path], readers), strict, on_problem)


def write_exchange(articles: Iterable[AnnotatedArticle], target: Name | None = None) -> int:
    """Write exchange records to a file, or to standard output, and return how many.

    Raises
    ------
    InputError
        if the target cannot be written.
    """
    return write_records(map(record_of, articles), target)
