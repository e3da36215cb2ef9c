"""doccano's JSON Lines for sequence labelling with relations: entities and relations over one text a line.

doccano knows no attributes, so the label of a statement's entity is all three of its own:
`indirect/accusation/negative`, with `/unsure` where that is so. Resolved names stand in a list beside,
found again by the place of the speaker, since doccano gives entities ids of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from stance.corpus.annotated_record import document_record
from stance.corpus.jsonl import converted
from stance.corpus.regions import ROLES, Region, Relation, from_regions, to_regions
from stance.corpus.sources import Name, Source
from stance.corpus.writers import write_records
from stance.errors import InputError
from stance.types import KINDS, SENTIMENTS, STANCES, AnnotatedArticle

UNSURE = "unsure"


def labels() -> list[str]:
    """Return all labels of entities, for the project's settings."""
    sure = ["/".join(parts) for parts in product(KINDS, STANCES, SENTIMENTS)]
    return [*sure, *(f"{label}/{UNSURE}" for label in sure), *ROLES]


def record_of(annotated: AnnotatedArticle) -> dict[str, Any]:
    """Return doccano's record of an article; the id of a statement's entity is its number."""
    regions, relations = to_regions(annotated)
    following = max((region.number for region in regions.values() if region.number is not None), default=0)
    ids: dict[str, int] = {}
    entities, resolved = [], []
    for name, region in regions.items():
        if region.number is None:
            following += 1
        ids[name] = following if region.number is None else region.number
        place = {"id": ids[name], "start_offset": region.start, "end_offset": region.end}
        entities.append({**place, "label": _label(region)})
        if region.resolved is not None:
            resolved.append({**place, "name": region.resolved})
    ties = [
        {"id": count, "from_id": ids[tie.first], "to_id": ids[tie.second], "type": tie.label}
        for count, tie in enumerate(relations, 1)
    ]
    return {**document_record(annotated), "entities": entities, "relations": ties, "resolved": resolved}


def _label(region: Region) -> str:
    if region.stance is None or region.sentiment is None:
        return region.label
    return "/".join([region.label, region.stance, region.sentiment, *(() if region.sure else (UNSURE,))])


def write(articles: Iterable[AnnotatedArticle], target: Name) -> int:
    """Write the records of articles and return how many.

    Raises
    ------
    InputError
        if the target cannot be written.
    """
    return write_records(map(record_of, articles), target)


def read(source: Source) -> Iterator[AnnotatedArticle | InputError]:
    """Yield the article of each line, or why it is none."""
    return converted(source, _annotated)


def _annotated(record: Mapping[str, Any], where: str) -> AnnotatedArticle:
    # doccano numbers the texts itself where they had no id.
    document = {**record, "id": str(record["id"])} if isinstance(record.get("id"), int) else record
    regions: dict[str, Region] = {}
    for entity in _objects(record, "entities", where):
        identity, start, end = (_whole(entity, name, "entity", where) for name in ("id", "start_offset", "end_offset"))
        if str(identity) in regions:
            raise InputError(f"two entities have the id {identity}", where)
        regions[str(identity)] = _region(entity.get("label"), identity, start, end, where)
    relations = []
    for tie in _objects(record, "relations", where):
        first, second = (_whole(tie, name, "relation", where) for name in ("from_id", "to_id"))
        relations.append(Relation(str(first), str(second), str(tie.get("type")), where))
    for entry in _objects(record, "resolved", where):
        _resolve(entry, regions, where)
    return from_regions(document, regions, relations, where)


def _objects(record: Mapping[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    given = record.get(name)
    if given is None and name != "entities":
        return []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise InputError(f"the field '{name}' must be a list of objects", where)
    return given


def _whole(item: Mapping[str, Any], name: str, what: str, where: str) -> int:
    value = item.get(name)
    if type(value) is not int:
        raise InputError(f"'{name}' of {'an' if what == 'entity' else 'a'} {what} must be a whole number", where)
    return value


def _region(label: object, identity: int, start: int, end: int, where: str) -> Region:
    parts = str(label).split("/")
    if label in ROLES:
        return Region(start, end, str(label), where=where)
    sure = parts[-1] != UNSURE
    if len(parts) != (3 if sure else 4):
        known = f"{', '.join(ROLES)} or kind/stance/sentiment"
        raise InputError(f"entity {identity} has the unknown label '{label}'; known: {known}", where)
    return Region(start, end, parts[0], identity, parts[1], parts[2], sure, where=where)


def _resolve(entry: Mapping[str, Any], regions: Mapping[str, Region], where: str) -> None:
    """Enter a resolved name into the speaker at its place, of several there into the one with its id."""
    place = _whole(entry, "start_offset", "name", where), _whole(entry, "end_offset", "name", where)
    there = [i for i, one in regions.items() if one.label == ROLES[0] and (one.start, one.end) == place]
    if not there:
        raise InputError(f"the name '{entry.get('name')}' is of a speaker that is not marked", where)
    identity = str(entry.get("id"))
    regions[identity if identity in there else there[0]].resolved = entry.get("name")
