"""Annotations as labelling tools keep them: labelled regions of the text, and relations between regions.

A statement is a region labelled with its kind, a speaker or cue a region related to its statement;
a relation between two statements says that the first answers the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stance.corpus.annotated_record import annotated_of
from stance.errors import InputError
from stance.types import KINDS, AnnotatedArticle

ROLES = ("speaker", "cue")
ANSWERS = "answers"
LABELS = (*KINDS, *ROLES)


@dataclass(slots=True)
class Region:
    """A labelled stretch of the text; stance and what follows is set for statements, `resolved` for speakers.

    A statement without a `number` is given the next that is free.
    """

    start: int
    end: int
    label: str
    number: int | None = None
    stance: str | None = None
    sentiment: str | None = None
    sure: bool = True
    resolved: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie between two regions by their ids, with the name the tool gives it."""

    first: str
    second: str
    label: str
    where: str = ""


@dataclass(slots=True)
class _Tied:
    """A statement under way: its region, its speaker and cue, and the ids of the statements it answers."""

    region: Region
    roles: dict[str, Region] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)


def to_regions(annotated: AnnotatedArticle) -> tuple[dict[str, Region], list[Relation]]:
    """Return regions by id (`s3`, `speaker-3`, `cue-3`) and their relations.

    A speaker or cue that several statements share is one region, named after the first of them.
    """
    statements: dict[str, Region] = {}
    roles: dict[str, Region] = {}
    relations: list[Relation] = []
    shared: dict[tuple[str, int, int, str | None], str] = {}
    for item in annotated.annotations:
        identity, content = f"s{item.number}", item.statement.content
        statements[identity] = Region(
            start=content.start,
            end=content.stop,
            label=item.statement.kind,
            number=item.number,
            stance=item.stance,
            sentiment=item.sentiment,
            sure=item.sure,
        )
        for role, span, resolved in (
            ("speaker", item.statement.speaker, item.resolved),
            ("cue", item.statement.cue, None),
        ):
            if span:
                name = shared.setdefault((role, span.start, span.stop, resolved), f"{role}-{item.number}")
                roles.setdefault(name, Region(span.start, span.stop, role, resolved=resolved))
                relations.append(Relation(name, identity, role))
        relations += [Relation(identity, f"s{number}", ANSWERS) for number in item.answers]
    return {**statements, **roles}, relations


def from_regions(
    document: Mapping[str, Any], regions: Mapping[str, Region], relations: Iterable[Relation], where: str
) -> AnnotatedArticle:
    """Return the article of `document` (a record without statements) with what the regions and relations say.

    Raises
    ------
    InputError
        at the place of the region or relation, for an unknown label, a speaker or cue without a
        statement, a statement with two of them, or a relation that ties nothing; and as `annotated_of`.
    """
    for region in regions.values():
        if region.label not in LABELS:
            raise InputError(f"unknown label '{region.label}'; known: {', '.join(LABELS)}", region.where or where)
    tied = {name: _Tied(region) for name, region in regions.items() if region.label in KINDS}
    used: set[str] = set()
    for relation in relations:
        used.add(_tie(relation, regions, tied, relation.where or where))
    for name, region in regions.items():
        if name not in tied and name not in used:
            raise InputError(
                f"the {region.label} at {region.start}-{region.end} belongs to no statement", region.where or where
            )
    numbers = _numbers(tied)
    statements = [_statement(name, item, numbers) for name, item in tied.items()]
    places = [item.region.where or where for item in tied.values()]
    return annotated_of({**document, "statements": statements}, where, places)


def _tie(relation: Relation, regions: Mapping[str, Region], tied: Mapping[str, _Tied], where: str) -> str:
    """Enter a relation into its statement and return the id of the speaker or cue it used (or of the answer)."""
    for end in (relation.first, relation.second):
        if end not in regions:
            raise InputError(f"a relation names the region '{end}', which is not there", where)
    first, second = relation.first, relation.second
    if first in tied and second in tied:
        if relation.label != ANSWERS:
            raise InputError(f"two statements can only be related by '{ANSWERS}', not by '{relation.label}'", where)
        tied[first].answers.append(second)
        return first
    # Which end is the statement follows from the labels: in a tool an arrow is soon drawn the wrong way.
    role, statement = (second, first) if first in tied else (first, second)
    if statement not in tied:
        raise InputError("a relation ties two regions of which none is a statement", where)
    label = regions[role].label
    if relation.label != label:
        raise InputError(f"a {label} can only be related by '{label}', not by '{relation.label}'", where)
    if label in tied[statement].roles:
        raise InputError(f"a statement has two regions for its {label}", where)
    tied[statement].roles[label] = regions[role]
    return role


def _numbers(tied: Mapping[str, _Tied]) -> dict[str, int]:
    """Return the number of each statement: its own, or the next that is free, in text order."""
    taken = {item.region.number for item in tied.values()}
    numbers: dict[str, int] = {}
    following = 1
    for name, item in sorted(tied.items(), key=lambda pair: (pair[1].region.start, -pair[1].region.end)):
        if item.region.number is not None:
            numbers[name] = item.region.number
            continue
        while following in taken:
            following += 1
        numbers[name] = following
        following += 1
    return numbers


def _statement(name: str, item: _Tied, numbers: Mapping[str, int]) -> dict[str, Any]:
    region, speaker, cue = item.region, item.roles.get("speaker"), item.roles.get("cue")
    return {
        "number": numbers[name],
        "start": region.start,
        "end": region.end,
        "kind": region.label,
        "stance": region.stance,
        "sentiment": region.sentiment,
        "sure": region.sure,
        "speaker_start": speaker.start if speaker else None,
        "speaker_end": speaker.end if speaker else None,
        "speaker_resolved": speaker.resolved if speaker else None,
        "cue_start": cue.start if cue else None,
        "cue_end": cue.end if cue else None,
        "answers": [numbers[other] for other in item.answers],
    }
