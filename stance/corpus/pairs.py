"""Minimal pairs: sentences that differ in one point, one record a line.

    {"id": "irony-07a", "pair": "irony-07", "phenomenon": "irony", "sentence": "…", "start": 23, "end": 71,
     "kind": "indirect", "stance": "accusation", "sentiment": "negative", "invariant": false}

A record has the spans and labels of one statement of the exchange form. The two records of a pair
follow each other; an `invariant` pair differs in what must not change the label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from stance.corpus.annotated_record import STATEMENT_FIELDS, annotated_of
from stance.corpus.jsonl import converted, json_name
from stance.corpus.likeness import likest
from stance.corpus.sources import Source
from stance.errors import InputError
from stance.types import AnnotatedArticle

LIKE = 0.5  # Jaccard of character 5-grams from which two sentences of different pairs are one


@dataclass(frozen=True, slots=True)
class Side:
    """One sentence of a pair with its one annotation; `where` is the line it was read from."""

    pair: str
    phenomenon: str
    invariant: bool
    annotated: AnnotatedArticle
    where: str


def read_pairs(source: Source) -> Iterator[Side | InputError]:
    """Yield the side of a pair that each line holds, or why it holds none."""
    return converted(source, _side)


def _side(record: dict[str, Any], where: str) -> Side:
    for name in ("pair", "phenomenon"):
        if not isinstance(record.get(name), str):
            raise InputError(f"the field '{name}' must be a string and is {json_name(record.get(name))}", where)
    invariant = record.get("invariant", False)
    if not isinstance(invariant, bool):
        raise InputError("the field 'invariant' must be true or false", where)
    statement = {name: record[name] for name in STATEMENT_FIELDS if name in record} | {"number": 1}
    article = {"id": record.get("id"), "text": record.get("sentence"), "statements": [statement]}
    return Side(record["pair"], record["phenomenon"], invariant, annotated_of(article, where), where)


def pair_faults(sides: Sequence[Side]) -> Iterator[InputError]:
    """Yield pairs that are not two sentences, and sentences of two pairs that are nearly one."""
    for name, found in groupby(sides, key=lambda side: side.pair):
        members = list(found)
        if len(members) != 2:
            message = f"the pair '{name}' has {len(members)} sentences in a row, not 2"
            yield InputError(message, members[0].where)
    for like in likest([side.annotated.article.text for side in sides], LIKE)[0]:
        one, other = sides[like.second], sides[like.first]
        if one.pair != other.pair:
            message = (
                f"the sentence is too like that of {other.where} (5-gram Jaccard {like.likeness:.2f}, bound {LIKE})"
            )
            yield InputError(message, one.where)
