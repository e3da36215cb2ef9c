"""doccano: what its records look like, ids it gives anew, and what is told of a foreign record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stance.corpus.bracket import parse
from stance.corpus.doccano import labels, record_of
from stance.corpus.interchange import read_interchange
from stance.types import AnnotatedArticle

ARTICLE = parse((Path(__file__).parent / "cases" / "annotated.md").read_text("utf-8"))


def read(path: Path, *records: dict[str, Any]) -> tuple[list[AnnotatedArticle], list[str]]:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    problems: list[str] = []
    found = list(read_interchange(path, "doccano", on_problem=lambda problem: problems.append(str(problem))))
    return found, problems


def test_entities_and_relations() -> None:
    record = record_of(ARTICLE)
    entities = {
        one["id"]: (one["label"], record["text"][one["start_offset"] : one["end_offset"]]) for one in record["entities"]
    }
    assert entities[2] == ("direct/corroboration/negative/unsure", "हमने खुद देखा है।\n\n“ट्रक रात में आते थे")
    assert entities[5] == ("speaker", "किसान मोहन लाल")
    assert {label for label, _ in entities.values()} <= set(labels())
    assert [(one["from_id"], one["to_id"], one["type"]) for one in record["relations"]][:2] == [
        (5, 1, "speaker"),
        (6, 1, "cue"),
    ]
    (name,) = record["resolved"]
    assert (entities[name["id"]], name["name"]) == (("speaker", "उन्होंने"), "मोहन लाल")


def test_ids_that_doccano_gives_anew_change_numbers_alone(tmp_path: Path) -> None:
    record = record_of(ARTICLE)
    for one in record["entities"]:
        one["id"] += 500
    for one in record["relations"]:
        one["from_id"] += 500
        one["to_id"] += 500
    record["id"] = 12
    (found,), problems = read(tmp_path / "a.jsonl", record)
    assert (problems, found.article.id) == ([], "12")
    for new, old in zip(found.annotations, ARTICLE.annotations, strict=True):
        assert (new.number, new.answers) == (old.number + 500, tuple(number + 500 for number in old.answers))
        assert (new.statement, new.stance, new.sentiment, new.sure) == (
            old.statement,
            old.stance,
            old.sentiment,
            old.sure,
        )
        assert new.resolved == old.resolved


BAD: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda r: r.pop("entities"), "the field 'entities' must be a list of objects"),
    (lambda r: r.update(relations=[1]), "the field 'relations' must be a list of objects"),
    (lambda r: r["entities"][0].update(label="claim"), "entity 1 has the unknown label 'claim'; known: speaker, cue"),
    (lambda r: r["entities"][0].update(label="act/claim/neutral"), "statement 1: the field 'stance' must be one of "),
    (lambda r: r["entities"][0].update(label="news/denial/neutral"), "unknown label 'news'; known: direct, "),
    (lambda r: r["entities"][0].pop("start_offset"), "'start_offset' of an entity must be a whole number"),
    (lambda r: r["entities"][0].update(end_offset=999), "statement 1: 'start' 47 and 'end' 999 are no span of a "),
    (lambda r: r["entities"][1].update(id=1), "two entities have the id 1"),
    (lambda r: r["relations"][0].update(to_id=77), "a relation names the region '77', which is not there"),
    (lambda r: r["relations"][0].pop("from_id"), "'from_id' of a relation must be a whole number"),
    (lambda r: r["resolved"][0].update(start_offset=0), "the name 'मोहन लाल' is of a speaker that is not marked"),
]


@pytest.mark.parametrize(("change", "says"), BAD, ids=[says for _, says in BAD])
def test_a_foreign_record_is_told_at_its_line(
    change: Callable[[dict[str, Any]], object], says: str, tmp_path: Path
) -> None:
    record = json.loads(json.dumps(record_of(ARTICLE)))
    change(record)
    path = tmp_path / "a.jsonl"
    found, problems = read(path, record_of(ARTICLE), record)
    assert found == [ARTICLE]
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}:2: {says}")
