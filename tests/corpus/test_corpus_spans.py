"""Given statements: offsets, kinds and what is told of a bad record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.spans import read_spans
from stance.errors import InputError
from stance.types import KINDS, Article, Span, Statement

Write = Callable[..., Path]

TEXT = "मोहन ने कहा कि बस देर से आई"
GOOD = json.dumps({"id": "a", "text": TEXT, "start": 15, "end": 27})


def read(path: Path) -> tuple[list[tuple[Article, Statement]], list[str]]:
    problems: list[str] = []
    return list(read_spans(path, on_problem=lambda problem: problems.append(str(problem)))), problems


def test_a_record_with_all_fields(jsonl: Write) -> None:
    offsets = {"start": 15, "end": 27, "speaker_start": 0, "speaker_end": 4, "cue_start": 8, "cue_end": 11}
    record = {"id": "a", "text": TEXT, "kind": "mixed", "title": "बस", **offsets}
    expected = Statement("mixed", Span(15, 27, "बस देर से आई"), Span(8, 11, "कहा"), Span(0, 4, "मोहन"), "given")
    assert read(jsonl(json.dumps(record))) == ([(Article("a", TEXT, "बस"), expected)], [])


def test_what_is_left_out(jsonl: Write) -> None:
    record = {**json.loads(GOOD), "kind": None, "speaker_start": None, "speaker_end": None}
    expected = Statement("indirect", Span(15, 27, "बस देर से आई"), None, None, "given")
    found, problems = read(jsonl(GOOD, json.dumps(record)))
    assert [statement for _, statement in found] == [expected, expected]
    assert problems == []


def test_a_bad_span_is_told_and_passed_over(jsonl: Write, bad_span: dict[str, Any]) -> None:
    path = jsonl(GOOD, json.dumps({"id": "a", "text": TEXT, **bad_span["fields"]}), GOOD)
    found, problems = read(path)
    assert len(found) == 2
    assert problems == [f"{path}:2: {bad_span['says']}"]
    with pytest.raises(InputError):
        list(read_spans(path, strict=True))


def test_a_bad_record_is_told_and_passed_over(jsonl: Write, bad_record: dict[str, Any]) -> None:
    path = jsonl(GOOD, bad_record["line"], GOOD)
    found, problems = read(path)
    assert len(found) == 2
    assert problems == [f"{path}:2: {bad_record['says']}"]


def test_other_formats_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\na,b\n", encoding="utf-8")
    assert read(path) == ([], [f"{path}: the suffix names no known format (looked for .jsonl .ndjson)"])


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip),
    data=st.data(),
    kind=st.sampled_from(KINDS),
)
def test_every_span_indexes_its_text(
    text: str, data: st.DataObject, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    path = tmp_path_factory.mktemp("spans") / "a.jsonl"
    path.write_text(
        json.dumps({"id": "a", "text": text, "start": start, "end": end, "kind": kind}, ensure_ascii=False),
        encoding="utf-8",
        newline="\n",
    )
    ((article, statement),) = read_spans(path, strict=True)
    assert article.text == text
    assert statement == Statement(kind, Span(start, end, text[start:end]), None, None, "given")
