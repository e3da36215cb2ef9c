"""Label Studio's JSON: one task an article, with annotations, or with predictions for people to correct.

Kinds, `speaker` and `cue` are labelled regions; stance, sentiment and doubt are choices of a
statement's region, the resolved name is a text of a speaker's; relations tie speakers and cues to
statements and an answer to what it answers. `labelling_config` is the project's configuration.
The id of a statement's region is `s` and its number; regions drawn in Label Studio are numbered on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stance.corpus.annotated_record import document_record
from stance.corpus.atomic import atomic_path
from stance.corpus.bracket_files import file_text
from stance.corpus.json_list import elements
from stance.corpus.label_studio_config import DOUBT, RESOLVED, SENTIMENT, SPAN, STANCE, TEXT, UNSURE, labelling_config
from stance.corpus.regions import Region, Relation, from_regions, to_regions
from stance.corpus.sources import Name, Source
from stance.errors import InputError
from stance.types import KINDS, AnnotatedArticle

__all__ = ["dumps", "labelling_config", "read", "task_of", "write", "write_tasks"]


def task_of(annotated: AnnotatedArticle, *, model: str | None = None, score: float | None = None) -> dict[str, Any]:
    """Return the task of an article: annotated, or where a `model` is named predicted by it with `score`."""
    result = _results(annotated)
    task: dict[str, Any] = {"data": document_record(annotated)}
    if model is None:
        task["annotations"] = [{"result": result}]
    else:
        task["predictions"] = [{"model_version": model, "score": score, "result": result}]
    return task


def _results(annotated: AnnotatedArticle) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    regions, relations = to_regions(annotated)
    for name, region in regions.items():

        def add(tag: str, kind: str, value: Mapping[str, Any], name: str = name, region: Region = region) -> None:
            place = {"start": region.start, "end": region.end}
            results.append({"id": name, "from_name": tag, "to_name": TEXT, "type": kind, "value": {**place, **value}})

        add(SPAN, "labels", {"text": annotated.article.text[region.start : region.end], "labels": [region.label]})
        if region.stance is not None:
            add(STANCE, "choices", {"choices": [region.stance]})
        if region.sentiment is not None:
            add(SENTIMENT, "choices", {"choices": [region.sentiment]})
        if not region.sure:
            add(DOUBT, "choices", {"choices": [UNSURE]})
        if region.resolved is not None:
            add(RESOLVED, "textarea", {"text": [region.resolved]})
    results += [
        {"type": "relation", "from_id": tie.first, "to_id": tie.second, "direction": "right", "labels": [tie.label]}
        for tie in relations
    ]
    return results


def dumps(tasks: Iterable[Mapping[str, Any]]) -> str:
    """Return tasks as the text of a file that Label Studio imports, one task a line."""
    return "[\n" + ",\n".join(json.dumps(task, ensure_ascii=False, allow_nan=False) for task in tasks) + "\n]\n"


def write_tasks(tasks: Iterable[Mapping[str, Any]], target: Name) -> int:
    """Write tasks to a file and return how many.

    Raises
    ------
    InputError
        if the target cannot be written.
    """
    listed = list(tasks)
    with atomic_path(target) as temporary:
        temporary.write_text(dumps(listed), encoding="utf-8", newline="\n")
    return len(listed)


def write(articles: Iterable[AnnotatedArticle], target: Name) -> int:
    """Write articles as annotated tasks and return how many; raises as `write_tasks`."""
    return write_tasks(map(task_of, articles), target)


def read(source: Source) -> Iterator[AnnotatedArticle | InputError]:
    """Yield the article of each task, or why it is none; the place is the line at which the task begins.

    A task's one annotation counts, or without any its one prediction.

    Raises
    ------
    InputError
        if the file is no JSON list of objects.
    """
    for where, task in elements(file_text(source), source.name):
        try:
            yield _annotated(task, where)
        except InputError as error:
            yield error


def _annotated(task: Mapping[str, Any], where: str) -> AnnotatedArticle:
    data = task.get("data")
    if not isinstance(data, dict):
        raise InputError("a task must have an object 'data' (JSON export, not JSON_MIN)", where)
    # Tasks made elsewhere have only Label Studio's own number.
    document = {"id": str(task["id"]), **data} if "id" in task else data
    regions: dict[str, Region] = {}
    relations: list[Relation] = []
    results = _chosen(task, where)
    for result in sorted(results, key=lambda one: one.get("type") != "labels"):  # regions before their choices
        if result.get("type") == "relation":
            relations.append(_relation(result, where))
        else:
            _enter(result, regions, document, where)
    for name, region in regions.items():
        for tag, value in ((STANCE, region.stance), (SENTIMENT, region.sentiment)):
            if region.label in KINDS and value is None:
                raise InputError(f"the statement in region '{name}' has no {tag}", where)
    return from_regions(document, regions, relations, where)


def _chosen(task: Mapping[str, Any], where: str) -> list[dict[str, Any]]:
    """Return the results of the annotation, or of the prediction where nobody has annotated."""
    for kind in ("annotations", "predictions"):
        listed = task.get(kind) or []
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise InputError(f"the field '{kind}' must be a list of objects", where)
        given = [one for one in listed if not one.get("was_cancelled")]
        if len(given) > 1:
            raise InputError(f"the task has {len(given)} {kind}; export those of one annotator at a time", where)
        if given:
            results = given[0].get("result")
            if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
                raise InputError("the field 'result' must be a list of objects", where)
            return results
    raise InputError("the task has neither annotations nor predictions", where)


def _relation(result: Mapping[str, Any], where: str) -> Relation:
    first, second = str(result.get("from_id")), str(result.get("to_id"))
    labels = result.get("labels") or [""]
    if not isinstance(labels, list) or len(labels) > 1:
        raise InputError(f"the relation of '{first}' and '{second}' must have one label", where)
    if result.get("direction") == "left":
        first, second = second, first
    return Relation(first, second, str(labels[0]), where)


def _enter(result: Mapping[str, Any], regions: dict[str, Region], document: Mapping[str, Any], where: str) -> None:
    """Enter one result into the region it is of."""
    name, kind, tag, value = (result.get(key) for key in ("id", "type", "from_name", "value"))
    place = f"region '{name!s}'"
    if not isinstance(value, dict) or not isinstance(kind, str):
        raise InputError(f"{place} has no string 'type' or no object 'value'", where)
    given = value.get(kind if kind != "textarea" else "text")
    if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], str):
        raise InputError(f"{place} must have exactly one value in '{kind}'", where)
    if kind == "labels" and tag == SPAN:
        if str(name) in regions:
            raise InputError(f"{place} has more than one label", where)
        number = re.fullmatch("s(0|[1-9][0-9]{0,8})", str(name))
        start, end = _span(value, str(document.get("text")), place, where)
        regions[str(name)] = Region(start, end, given[0], int(number[1]) if number and given[0] in KINDS else None)
        return
    region = regions.get(str(name))
    if region is None:
        raise InputError(f"{place} has a result of type '{kind}' and no label", where)
    if kind == "choices" and tag == STANCE:
        region.stance = given[0]
    elif kind == "choices" and tag == SENTIMENT:
        region.sentiment = given[0]
    elif kind == "choices" and tag == DOUBT and given[0] == UNSURE:
        region.sure = False
    elif kind == "textarea" and tag == RESOLVED:
        region.resolved = given[0]
    else:
        raise InputError(f"{place} has an unknown result: '{tag}' of type '{kind}'", where)


def _span(value: Mapping[str, Any], text: str, place: str, where: str) -> tuple[int, int]:
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise InputError(f"{place}: {start} and {end} are no span of a text of {len(text)} characters", where)
    # Label Studio prints line breaks in its own ways; other differences mean that the offsets count something else.
    said = value.get("text")
    if isinstance(said, str) and _bare(said) != _bare(text[start:end]):
        raise InputError(f"{place}: at {start}-{end} the text reads '{text[start:end][:40]}'", where)
    return start, end


def _bare(text: str) -> str:
    return re.sub(r"\s|\\n", "", text)
