"""The record of an annotated article, in which every interchange format is read and written.

    {"id": "farm-017", "text": "…", "header": {"topic": "farming"}, "statements": [
        {"number": 1, "start": 15, "end": 27, "kind": "indirect", "stance": "accusation", "sentiment": "negative",
         "sure": true, "speaker_start": 0, "speaker_end": 4, "speaker_resolved": null,
         "cue_start": 8, "cue_end": 11, "answers": []}]}

Offsets count Unicode code points into `text`. `date`, `source` and `lang` are what the header says
unless the record gives them itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from stance.corpus.jsonl import OPTIONAL, article_of, json_name
from stance.corpus.spans import span_of
from stance.corpus.text import fault
from stance.errors import InputError
from stance.types import KINDS, SENTIMENTS, STANCES, AnnotatedArticle, Annotation, Article, Statement

GOLD = "gold"
STATEMENT_FIELDS = (
    *("number", "start", "end", "kind", "stance", "sentiment", "sure"),
    *("speaker_start", "speaker_end", "speaker_resolved", "cue_start", "cue_end", "answers"),
)
_LABELS = {"kind": KINDS, "stance": STANCES, "sentiment": SENTIMENTS}
_FROM_HEADER = ("date", "source", "lang")


def statement_record(item: Annotation) -> dict[str, Any]:
    """Return the record of one annotated statement, with all of `STATEMENT_FIELDS`."""
    statement = item.statement
    speaker, cue = statement.speaker, statement.cue
    return {
        "number": item.number,
        "start": statement.content.start,
        "end": statement.content.stop,
        "kind": statement.kind,
        "stance": item.stance,
        "sentiment": item.sentiment,
        "sure": item.sure,
        "speaker_start": speaker.start if speaker else None,
        "speaker_end": speaker.stop if speaker else None,
        "speaker_resolved": item.resolved,
        "cue_start": cue.start if cue else None,
        "cue_end": cue.stop if cue else None,
        "answers": list(item.answers),
    }


def document_record(annotated: AnnotatedArticle) -> dict[str, Any]:
    """Return the record of an article without its statements."""
    article, header = annotated.article, annotated.header
    said = {name: header.get(name) if name in _FROM_HEADER else None for name in OPTIONAL}
    own = {name: getattr(article, name) for name in OPTIONAL if getattr(article, name) != said[name]}
    return {"id": article.id, "text": article.text, **own, "header": dict(header)}


def record_of(annotated: AnnotatedArticle) -> dict[str, Any]:
    """Return the exchange record of an article; `annotated_of` gives the article back."""
    return {**document_record(annotated), "statements": [statement_record(item) for item in annotated.annotations]}


def annotated_of(record: Mapping[str, Any], where: str, places: Sequence[str] = ()) -> AnnotatedArticle:
    """Return the article a record holds, its annotations in text order and their rule named `gold`.

    `places` says where each statement stands, if that is not all in one place.

    Raises
    ------
    InputError
        at its place, for a field that is missing, unknown or of another type, offsets that are no
        span of the text, an unknown label, a number given twice or an answer to no statement.
    """
    given = article_of(record, where)
    header = _header(record, where)
    said = {name: getattr(given, name) if name in record else header.get(name) for name in _FROM_HEADER}
    statements = record.get("statements")
    if not isinstance(statements, list):
        what = "is missing" if statements is None else f"must be a list and is {json_name(statements)}"
        raise InputError(f"the field 'statements' {what}", where)
    found: list[Annotation] = []
    wheres = places or [where] * len(statements)
    for count, (item, place) in enumerate(zip(statements, wheres, strict=True), 1):
        try:
            found.append(_annotation(item, given.text))
        except InputError as error:
            raise InputError(f"statement {count}: {error}", place) from None
    _check_numbers(found, wheres)
    article = Article(given.id, given.text, given.title, **said)
    return AnnotatedArticle(article, tuple(sorted(found, key=_text_order)), header)


def _text_order(item: Annotation) -> tuple[int, int, int]:
    return item.statement.content.start, -item.statement.content.stop, item.number


def _header(record: Mapping[str, Any], where: str) -> dict[str, str]:
    header = record.get("header")
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise InputError(f"the field 'header' must be an object and is {json_name(header)}", where)
    for name, value in header.items():
        if not isinstance(value, str):
            raise InputError(f"the header's '{name}' must be a string and is {json_name(value)}", where)
        if problem := fault(name) or fault(value):
            raise InputError(f"the header {problem}", where)
    return header


def _annotation(item: object, text: str) -> Annotation:
    """Return one annotation; the errors bear no place, which the caller knows."""
    if not isinstance(item, dict):
        raise InputError(f"must be an object and is {json_name(item)}")
    if unknown := [name for name in item if name not in STATEMENT_FIELDS]:
        raise InputError(f"unknown field '{unknown[0]}'; known: {', '.join(STATEMENT_FIELDS)}")
    for name, allowed in _LABELS.items():
        if item.get(name) not in allowed:
            raise InputError(f"the field '{name}' must be one of {', '.join(allowed)}")
    content = span_of(item, "start", "end", text, "")
    if content is None:
        raise InputError("the fields 'start' and 'end' are missing")
    number, answers = item.get("number"), item.get("answers")
    if not _is_number(number):
        raise InputError("the field 'number' must be a whole number of 0 or more")
    if not isinstance(answers, list | None) or not all(map(_is_number, answers or ())):
        raise InputError("the field 'answers' must be a list of statement numbers")
    sure = item.get("sure")
    if not isinstance(sure, bool | None):
        raise InputError("the field 'sure' must be true or false")
    speaker = span_of(item, "speaker_start", "speaker_end", text, "")
    resolved = item.get("speaker_resolved")
    if resolved is not None:
        if not isinstance(resolved, str) or not resolved.strip() or fault(resolved):
            raise InputError("the field 'speaker_resolved' must be a name or null")
        if re.search(r"[\r\n\t]", resolved):
            raise InputError("the field 'speaker_resolved' must be one line")
        if speaker is None:
            raise InputError("'speaker_resolved' names a speaker and no speaker is marked")
    statement = Statement(item["kind"], content, span_of(item, "cue_start", "cue_end", text, ""), speaker, GOLD)
    return Annotation(
        number=item["number"],
        statement=statement,
        stance=item["stance"],
        sentiment=item["sentiment"],
        sure=sure is not False,
        resolved=resolved,
        answers=tuple(answers or ()),
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _check_numbers(found: Sequence[Annotation], wheres: Sequence[str]) -> None:
    known: set[int] = set()
    for item, where in zip(found, wheres, strict=True):
        if item.number in known:
            raise InputError(f"two statements have the number {item.number}", where)
        known.add(item.number)
    for item, where in zip(found, wheres, strict=True):
        if missing := [number for number in item.answers if number not in known]:
            raise InputError(f"statement {item.number} answers {missing[0]}, which names no statement", where)
