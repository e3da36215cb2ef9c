"""The exchange form: what a record holds, and what is told of a bad one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stance.corpus.bracket import parse
from stance.corpus.exchange import read_annotated, write_exchange
from stance.errors import InputError
from stance.types import AnnotatedArticle, Annotation, Article, Span, Statement

CASES = Path(__file__).parent / "cases"
BAD = json.loads((CASES / "bad-exchange.json").read_text("utf-8"))
TEXT = "मोहन ने कहा कि बस देर से आई।"
STATEMENT = {"number": 1, "start": 15, "end": 27, "kind": "indirect", "stance": "other", "sentiment": "neutral"}
RECORD: dict[str, Any] = {"id": "a", "text": TEXT, "statements": [STATEMENT]}


def read(path: Path) -> tuple[list[AnnotatedArticle], list[str]]:
    problems: list[str] = []
    return list(read_annotated(path, on_problem=lambda problem: problems.append(str(problem)))), problems


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def test_the_least_a_record_needs(tmp_path: Path) -> None:
    (found,), problems = read(write(tmp_path / "a.jsonl", RECORD))
    statement = Statement("indirect", Span(15, 27, "बस देर से आई"), None, None, "gold")
    assert found == AnnotatedArticle(Article("a", TEXT), (Annotation(1, statement, "other", "neutral"),), {})
    assert problems == []


def test_a_record_as_it_is_written(tmp_path: Path) -> None:
    write_exchange([parse((CASES / "annotated.md").read_text("utf-8"))], tmp_path / "a.jsonl")
    record = json.loads((tmp_path / "a.jsonl").read_text("utf-8"))
    assert list(record) == ["id", "text", "header", "statements"]
    assert record["header"]["style"] == "regional-daily"
    second = record["statements"][1]
    said = record["text"][second.pop("start") : second.pop("end")]
    assert said == "हमने खुद देखा है।\n\n“ट्रक रात में आते थे"
    assert record["text"][second.pop("speaker_start") : second.pop("speaker_end")] == "उन्होंने"
    assert record["text"][second.pop("cue_start") : second.pop("cue_end")] == "जोड़ा"
    labels = {"kind": "direct", "stance": "corroboration", "sentiment": "negative"}
    assert second == {"number": 2, **labels, "sure": False, "speaker_resolved": "मोहन लाल", "answers": [1]}


@pytest.mark.parametrize("case", BAD, ids=[case["case"] for case in BAD])
def test_a_bad_record_is_told_at_its_line_and_passed_over(case: dict[str, Any], tmp_path: Path) -> None:
    bad = {**RECORD, "statements": [{**STATEMENT, **case.get("statement", {})}], **case.get("change", {})}
    path = write(tmp_path / "a.jsonl", RECORD, bad, RECORD)
    found, problems = read(path)
    assert len(found) == 2
    assert problems == [f"{path}:2: {case['says']}"]


def test_a_number_given_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {**RECORD, "statements": [STATEMENT, {**STATEMENT, "start": 18}]})
    assert read(path) == ([], [f"{path}:1: two statements have the number 1"])


def test_statements_come_in_text_order_with_their_numbers(tmp_path: Path) -> None:
    statements = [{**STATEMENT, "number": 5}, {**STATEMENT, "number": 2, "start": 0, "end": 4}]
    (found,), _ = read(write(tmp_path / "a.jsonl", {**RECORD, "statements": statements}))
    assert [item.number for item in found.annotations] == [2, 5]


def test_the_header_speaks_for_the_article_unless_the_record_does(tmp_path: Path) -> None:
    header = {"date": "2024-05-06", "source": "दैनिक"}
    (found,), _ = read(write(tmp_path / "a.jsonl", {**RECORD, "header": header, "source": None, "lang": "hi"}))
    assert (found.article.date, found.article.source, found.article.lang) == ("2024-05-06", None, "hi")


def test_a_folder_gives_its_md_files_sorted_and_all_below(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/1", "c", "a"):
        (tmp_path / f"{name}.md").write_text(f"---\nid: {name}\n---\nबस आई।", "utf-8")
    write(tmp_path / "standoff.jsonl", {"id": "no exchange record"})
    found, problems = read(tmp_path)
    assert ([one.article.id for one in found], problems) == (["a", "b/1", "c"], [])


def test_a_broken_md_file_is_told_at_its_column_and_the_rest_comes_out(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nid: a\n---\nबस\n[आई]{.direct", "utf-8")
    (tmp_path / "b.md").write_text("\ufeff---\r\nid: b\r\n---\r\nबस\r\nआई", "utf-8", newline="")
    (found,), (problem,) = read(tmp_path)
    assert found.article.text == "बस\nआई"
    assert problem.startswith(f"{tmp_path / 'a.md'}:5:13: ")
    with pytest.raises(InputError) as caught:
        list(read_annotated(tmp_path / "a.md", strict=True))
    assert caught.value.where == f"{tmp_path / 'a.md'}:5:13"
