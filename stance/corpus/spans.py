"""Statements that are given and only need their labels: JSON Lines, one statement a line.

A record holds the article's `id` and `text` with the offsets `start` and `end` of the statement,
and may hold `kind`, `speaker_start`, `speaker_end`, `cue_start` and `cue_end`. Offsets count
Unicode code points; `end` is the first position behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stance.corpus import OnProblem, gather, settle
from stance.corpus.jsonl import article_of, converted, json_name
from stance.corpus.sources import Name, Source
from stance.errors import InputError
from stance.types import KINDS, Article, Span, Statement

GIVEN = "given"
DEFAULT_KIND = "indirect"


def read_spans(
    path: Name, *, strict: bool = False, on_problem: OnProblem | None = None
) -> Iterator[tuple[Article, Statement]]:
    """Yield each given statement with its article; '-' reads standard input.

    Problems go to `on_problem`, or become warnings without it.

    Raises
    ------
    InputError
        at the first problem, if `strict`.
    """
    return settle(gather([path], {".jsonl": _statements, ".ndjson": _statements}), strict, on_problem)


def _statements(source: Source) -> Iterator[tuple[Article, Statement] | InputError]:
    def convert(record: Mapping[str, Any], where: str) -> tuple[Article, Statement]:
        article = article_of(record, where)
        return article, _statement(record, article.text, where)

    return converted(source, convert)


def _statement(record: Mapping[str, Any], text: str, where: str) -> Statement:
    content = span_of(record, "start", "end", text, where)
    if content is None:
        raise InputError("the fields 'start' and 'end' are missing", where)
    kind = record.get("kind")
    kind = DEFAULT_KIND if kind is None else kind
    if kind not in KINDS:
        raise InputError(f"the field 'kind' must be one of {', '.join(KINDS)}", where)
    return Statement(
        kind=kind,
        content=content,
        cue=span_of(record, "cue_start", "cue_end", text, where),
        speaker=span_of(record, "speaker_start", "speaker_end", text, where),
        rule=GIVEN,
    )


def span_of(record: Mapping[str, Any], first: str, last: str, text: str, where: str) -> Span | None:
    """Return the span two fields give, `None` where both are absent or null."""
    if record.get(first) is None and record.get(last) is None:
        return None
    start, stop = _offset(record, first, where), _offset(record, last, where)
    if not 0 <= start < stop <= len(text):
        message = f"'{first}' {start} and '{last}' {stop} are no span of a text of {len(text)} characters"
        raise InputError(message, where)
    return Span(start, stop, text[start:stop])


def _offset(record: Mapping[str, Any], name: str, where: str) -> int:
    value = record.get(name)
    if value is None:
        raise InputError(f"the field '{name}' is missing", where)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"the field '{name}' must be a whole number and is {json_name(value)}", where)
    return value
