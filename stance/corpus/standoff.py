"""Annotations of real text, which itself stays where it is: one passage a line, offsets into its file.

    {"id": "P0001", "source": "dailies", "file": "2020/april-21.txt", "sha256": "…", "start": 3985, "end": 5018,
     "random": false, "statements": [{"start": 4051, "end": 4145, "kind": "indirect", "stance": "other", …}]}

`sha256` is that of the passage's text as our reader yields the file. A statement has the fields of
the exchange form save `number` and `answers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from stance.corpus.jsonl import records
from stance.corpus.sources import Source, listed
from stance.errors import InputError
from stance.types import KINDS, SENTIMENTS, STANCES

_LABELS = {"kind": KINDS, "stance": STANCES, "sentiment": SENTIMENTS}
_PASSAGE = ("id", "source", "file", "sha256", "start", "end", "random", "statements")
_SPANS = (("start", "end"), ("speaker_start", "speaker_end"), ("cue_start", "cue_end"))
_STATEMENT = (*_LABELS, "sure", "speaker_resolved", *(name for pair in _SPANS for name in pair))

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A statement by its offsets; speaker and cue are `None` where the text has none."""

    content: Offsets
    kind: str
    stance: str
    sentiment: str
    sure: bool
    speaker: Offsets | None
    cue: Offsets | None
    resolved: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a file of a source with its statements; `where` is the line it was read from."""

    id: str
    source: str
    file: str
    sha256: str
    start: int
    end: int
    random: bool
    statements: tuple[Marked, ...]
    where: str


def read_passages(source: Source) -> Iterator[Passage | InputError]:
    """Yield the passage of each line; in the place of one with faults, each of its faults.

    Raises
    ------
    InputError
        if the file holds no record.
    """
    for item in records(source):
        if isinstance(item, InputError):
            yield item
            continue
        where, record = item
        if faults := list(_faults(record)):
            yield from (InputError(fault, where) for fault in faults)
        else:
            yield _passage(record, where)


def _passage(record: Mapping[str, Any], where: str) -> Passage:
    fields = {name: record[name] for name in _PASSAGE if name != "statements"}
    return Passage(**fields, statements=tuple(map(_marked, record["statements"])), where=where)


def _marked(item: Mapping[str, Any]) -> Marked:
    content, speaker, cue = (
        (item[first], item[last]) if item.get(first) is not None else None for first, last in _SPANS
    )
    assert content is not None
    labels = {name: item[name] for name in _LABELS}
    resolved = item.get("speaker_resolved")
    return Marked(content, **labels, sure=item["sure"], speaker=speaker, cue=cue, resolved=resolved)


def _faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a record; the fields that others depend on come first and end it."""
    if unknown := [name for name in record if name not in _PASSAGE]:
        yield f"unknown field {listed(unknown)}; known: {', '.join(_PASSAGE)}"
    wrong = [name for name in ("id", "source", "file") if not isinstance(record.get(name), str) or not record[name]]
    if wrong:
        yield f"the field '{wrong[0]}' must be a string with something in it"
    digest = record.get("sha256")
    if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
        yield "the field 'sha256' must be 64 hexadecimal digits in lower case"
    if not isinstance(record.get("random"), bool):
        yield "the field 'random' must be true or false"
    start, end, statements = record.get("start"), record.get("end"), record.get("statements")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        yield "'start' and 'end' must be whole numbers, the first smaller than the second"
        return
    if not isinstance(statements, list) or not all(isinstance(item, dict) for item in statements):
        yield "the field 'statements' must be a list of objects"
        return
    good = True
    for count, item in enumerate(statements, 1):
        for fault in _statement_faults(item, start, end):
            good = False
            yield f"statement {count}: {fault}"
    if good:
        yield from _order_faults(statements)


def _statement_faults(item: Mapping[str, Any], start: int, end: int) -> Iterator[str]:
    if unknown := [name for name in item if name not in _STATEMENT]:
        yield f"unknown field {listed(unknown)}; known: {', '.join(_STATEMENT)}"
    for name, allowed in _LABELS.items():
        if item.get(name) not in allowed:
            yield f"the field '{name}' must be one of {', '.join(allowed)}"
    if not isinstance(item.get("sure"), bool):
        yield "the field 'sure' must be true or false"
    for first, last in _SPANS:
        given = item.get(first), item.get(last)
        if given == (None, None) and first != "start":
            continue
        if any(type(value) is not int for value in given) or not start <= item[first] < item[last] <= end:
            yield f"'{first}' {given[0]} and '{last}' {given[1]} are no span within {start}-{end}"
    resolved = item.get("speaker_resolved")
    if resolved is not None:
        if not isinstance(resolved, str) or not resolved.strip():
            yield "the field 'speaker_resolved' must be a name or null"
        if item.get("speaker_start") is None:
            yield "'speaker_resolved' names a speaker and no speaker is marked"


def _order_faults(statements: list[dict[str, Any]]) -> Iterator[str]:
    """Yield statements out of order or given twice, and spans that cross."""
    for count, (one, two) in enumerate(pairwise(statements), 2):
        if two["start"] < one["start"]:
            yield f"statement {count} begins before the one it follows"
    seen: dict[Offsets, int] = {}
    for count, item in enumerate(statements, 1):
        place = item["start"], item["end"]
        if place in seen:
            yield f"statement {count} stands at {place[0]}-{place[1]}, and so does statement {seen[place]}"
        seen.setdefault(place, count)
    marked = {(item[a], item[b]) for item in statements for a, b in _SPANS if item.get(a) is not None}
    open_spans: list[Offsets] = []
    for first, last in sorted(marked, key=lambda span: (span[0], -span[1])):
        while open_spans and open_spans[-1][1] <= first:
            open_spans.pop()
        if open_spans and last > open_spans[-1][1]:
            yield f"the spans {open_spans[-1][0]}-{open_spans[-1][1]} and {first}-{last} cross"
            continue
        open_spans.append((first, last))
