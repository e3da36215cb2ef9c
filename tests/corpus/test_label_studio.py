"""Label Studio: the configuration and the tasks agree, and what is foreign in a task is told."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stance.corpus.bracket import parse
from stance.corpus.interchange import read_interchange
from stance.corpus.label_studio import dumps, labelling_config, task_of
from stance.types import KINDS, SENTIMENTS, STANCES, AnnotatedArticle

ARTICLE = parse((Path(__file__).parent / "cases" / "annotated.md").read_text("utf-8"))
Change = Callable[[dict[str, Any]], object]


def read(path: Path) -> tuple[list[AnnotatedArticle], list[str]]:
    problems: list[str] = []
    found = list(read_interchange(path, "label-studio", on_problem=lambda problem: problems.append(str(problem))))
    return found, problems


def result(task: dict[str, Any], name: str, kind: str = "labels") -> dict[str, Any]:
    results = task["annotations"][0]["result"]
    found: dict[str, Any] = next(one for one in results if one.get("id") == name and one["type"] == kind)
    return found


def test_every_result_is_one_the_configuration_allows() -> None:
    root = ET.fromstring(labelling_config())
    controls = {tag.get("name"): tag for tag in root.iter() if tag.tag in ("Labels", "Choices", "TextArea")}
    choices = {name: {one.get("value") for one in tag} for name, tag in controls.items()}
    relations = {tag.get("value") for tag in root.iter("Relation")}
    text = root.find("Text")
    assert text is not None and text.get("value") == "$text"
    task = task_of(ARTICLE)
    assert task["data"]["text"] == ARTICLE.article.text
    for one in task["annotations"][0]["result"]:
        if one["type"] == "relation":
            assert set(one["labels"]) <= relations
            continue
        control = controls[one["from_name"]]
        assert (control.tag.lower(), control.get("toName"), one["to_name"]) == (one["type"], "text", text.get("name"))
        value = one["value"]
        if one["type"] == "textarea":
            assert value["text"] == ["मोहन लाल"]
        else:
            assert set(value[one["type"]]) <= choices[one["from_name"]]
        if one["type"] == "labels":
            assert value["text"] == ARTICLE.article.text[value["start"] : value["end"]]
    assert choices["span"] == {*KINDS, "speaker", "cue"}
    assert (choices["stance"], choices["sentiment"]) == (set(STANCES), set(SENTIMENTS))


def test_speakers_and_cues_are_tied_to_their_statements() -> None:
    ties = [one for one in task_of(ARTICLE)["annotations"][0]["result"] if one["type"] == "relation"]
    assert [(one["from_id"], one["to_id"], one["labels"]) for one in ties] == [
        ("speaker-1", "s1", ["speaker"]),
        ("cue-1", "s1", ["cue"]),
        ("speaker-2", "s2", ["speaker"]),
        ("cue-2", "s2", ["cue"]),
        ("s2", "s1", ["answers"]),
        ("speaker-3", "s3", ["speaker"]),
        ("cue-3", "s3", ["cue"]),
        ("s3", "s1", ["answers"]),
        ("s3", "s4", ["answers"]),
        ("speaker-1", "s4", ["speaker"]),
    ]


def test_a_prediction_is_read_where_nobody_annotated(tmp_path: Path) -> None:
    task = task_of(ARTICLE, model="stance-hi", score=0.5)
    (prediction,) = task["predictions"]
    assert "annotations" not in task
    assert (prediction["model_version"], prediction["score"]) == ("stance-hi", 0.5)
    path = tmp_path / "a.json"
    path.write_text(dumps([task, {**task, "annotations": [{"result": [], "was_cancelled": True}]}]), "utf-8")
    assert read(path) == ([ARTICLE, ARTICLE], [])
    path.write_text(dumps([{**task, "annotations": [{"result": []}]}]), "utf-8")
    (found,), _ = read(path)
    assert found.annotations == ()


def test_what_people_add_in_label_studio_is_numbered_on(tmp_path: Path) -> None:
    task = json.loads(json.dumps(task_of(ARTICLE)).replace('"s1"', '"x8Gh2"').replace('"speaker-1"', '"Qk_1"'))
    arrow = next(one for one in task["annotations"][0]["result"] if one.get("from_id") == "Qk_1")
    arrow["from_id"], arrow["to_id"] = arrow["to_id"], arrow["from_id"]  # drawn the other way
    task["annotations"][0]["result"].reverse()  # the order means nothing but for answers
    del task["data"]["id"]
    task["id"] = 51
    path = tmp_path / "a.json"
    path.write_text(dumps([task]), "utf-8")
    (found,), problems = read(path)
    assert problems == []
    assert found.article.id == "51"
    assert [item.number for item in found.annotations] == [1, 2, 3, 4]
    assert [item.statement for item in found.annotations] == [item.statement for item in ARTICLE.annotations]


def test_line_breaks_in_a_region_s_words_may_be_printed_otherwise(tmp_path: Path) -> None:
    task = task_of(ARTICLE)
    value = result(task, "s2")["value"]
    value["text"] = value["text"].replace("\n", "\\n")
    (tmp_path / "a.json").write_text(dumps([task]), "utf-8")
    assert read(tmp_path / "a.json") == ([ARTICLE], [])


def relate(task: dict[str, Any], first: str, second: str, label: str) -> None:
    tie = {"type": "relation", "from_id": first, "to_id": second, "direction": "right", "labels": [label]}
    task["annotations"][0]["result"].append(tie)


BAD: list[tuple[Change, str]] = [
    (lambda t: t.pop("data"), "a task must have an object 'data' (JSON export, not JSON_MIN)"),
    (lambda t: t["data"].pop("text"), "region 's1': 47 and 78 are no span of a text of 4 characters"),
    (lambda t: t.pop("annotations"), "the task has neither annotations nor predictions"),
    (lambda t: t["annotations"].append({"result": []}), "the task has 2 annotations; export those of one annotator"),
    (lambda t: t.update(annotations=[3]), "the field 'annotations' must be a list of objects"),
    (lambda t: t["annotations"][0].update(result=None), "the field 'result' must be a list of objects"),
    (lambda t: result(t, "s1")["value"].update(labels=["indirekt"]), "unknown label 'indirekt'; known: direct, "),
    (lambda t: result(t, "s1")["value"].update(labels=["act", "cue"]), "region 's1' must have exactly one value"),
    (lambda t: result(t, "s1")["value"].update(end=999), "region 's1': 47 and 999 are no span of a text of "),
    (lambda t: result(t, "s1")["value"].update(start=48), "region 's1': at 48-78 the text reads 'ेकेदार "),
    (lambda t: result(t, "s1").update(from_name="ner"), "region 's1' has a result of type 'labels' and no label"),
    (lambda t: result(t, "s1", "choices").update(from_name="tone"), "region 's1' has an unknown result: 'tone'"),
    (lambda t: result(t, "s1", "choices").update(type="rating"), "region 's1' must have exactly one value in 'rating'"),
    (
        lambda t: result(t, "s1", "choices")["value"].update(choices=["blame"]),
        "statement 1: the field 'stance' must be one of accusation, ",
    ),
    (lambda t: t["annotations"][0]["result"].pop(1), "the statement in region 's1' has no stance"),
    (lambda t: relate(t, "cue-1", "zz", "cue"), "a relation names the region 'zz', which is not there"),
    (lambda t: relate(t, "cue-1", "cue-2", "cue"), "a relation ties two regions of which none is a statement"),
    (lambda t: relate(t, "cue-3", "s2", "cue"), "a statement has two regions for its cue"),
    (lambda t: relate(t, "cue-3", "s4", "speaker"), "a cue can only be related by 'cue', not by 'speaker'"),
    (lambda t: relate(t, "s3", "s4", "cue"), "two statements can only be related by 'answers', not by 'cue'"),
    (
        lambda t: t["annotations"][0].update(
            result=[one for one in t["annotations"][0]["result"] if one.get("from_id") != "cue-2"]
        ),
        "the cue at 89-94 belongs to no statement",
    ),
]


@pytest.mark.parametrize(("change", "says"), BAD, ids=[says for _, says in BAD])
def test_a_foreign_task_is_told_at_its_line_and_passed_over(change: Change, says: str, tmp_path: Path) -> None:
    task = json.loads(json.dumps(task_of(ARTICLE)))
    change(task)
    path = tmp_path / "a.json"
    path.write_text(dumps([task_of(ARTICLE), task, task_of(ARTICLE)]), "utf-8")
    found, problems = read(path)
    assert found == [ARTICLE, ARTICLE]
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}:3: {says}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{}", "1: the file must be one JSON list of tasks"),
        ("[\n{}\n{}]", "3: broken JSON: a , or ] is missing"),
        ('[\n{"data": }]', "2: broken JSON: Expecting value at column 10"),
        ("[\n\n7]", "3: a task must be an object and is a number"),
        ("[]\n[]", "2: something follows the list"),
        ("[" * 100_000, "1: broken JSON: nested too deeply or a number too long"),
    ],
)
def test_a_file_that_is_no_list_of_tasks(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    assert read(path)[1][-1] == f"{path}:{says}"
