"""Annotations as CSV: what a row holds, what spreadsheets may do to it, and what is told of a bad one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from stance.corpus import annotation_csv
from stance.corpus.bracket import parse
from stance.corpus.interchange import read_interchange
from stance.types import AnnotatedArticle, Article

ARTICLE = parse((Path(__file__).parent / "cases" / "annotated.md").read_text("utf-8"))
Rows = list[dict[str, str]]


def written(path: Path) -> Rows:
    annotation_csv.write([ARTICLE], path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(path: Path, rows: Rows) -> tuple[list[AnnotatedArticle], list[str]]:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    problems: list[str] = []
    found = list(read_interchange(path, "csv", on_problem=lambda problem: problems.append(str(problem))))
    return found, problems


def test_a_row_is_a_statement_for_people_to_read(tmp_path: Path) -> None:
    rows = written(tmp_path / "a.csv")
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert [bool(row["text"]) for row in rows] == [True, False, False, False]
    third = rows[2]
    assert (third["statement"], third["speaker"], third["cue"]) == ("बात को सिरे से नकारा", "ठेकेदार", "सिरे से नकारा")
    assert (third["stance"], third["answers"], third["sure"]) == ("denial", "1 4", "true")
    assert rows[1]["speaker_resolved"] == "मोहन लाल"


def test_rows_may_be_sorted_and_truth_values_shouted(tmp_path: Path) -> None:
    rows = [{**row, "sure": row["sure"].upper()} for row in reversed(written(tmp_path / "a.csv"))]
    assert read(tmp_path / "b.csv", rows) == ([ARTICLE], [])


def test_nothing_in_a_cell_is_a_formula(tmp_path: Path) -> None:
    article = AnnotatedArticle(Article("=a", "=SUM(A1)\n'=b"), (), {"id": "=a"})
    annotation_csv.write([article], tmp_path / "a.csv")
    assert "\n'=a," in (tmp_path / "a.csv").read_text("utf-8")
    assert list(read_interchange(tmp_path / "a.csv", "csv", strict=True)) == [article]


def test_texts_beside(tmp_path: Path) -> None:
    annotation_csv.write_beside([ARTICLE], tmp_path / "a.csv")
    assert "text" not in (tmp_path / "a.csv").read_text("utf-8").split("\n")[0].split(",")
    (tmp_path / "a.texts.jsonl").unlink()
    problems: list[str] = []
    assert list(read_interchange(tmp_path / "a.csv", "csv", on_problem=lambda p: problems.append(str(p)))) == []
    assert problems == [f"{tmp_path / 'a.csv'}: has no column 'text', and there is no a.texts.jsonl beside it"]


BAD: list[tuple[Callable[[Rows], object], str]] = [
    (lambda rows: rows[0].update(stance="acusation"), "2: statement 1: the field 'stance' must be one of accusation, "),
    (lambda rows: rows[0].update(end="seven"), "2: the column 'end' must be a whole number and is 'seven'"),
    (lambda rows: rows[0].update(end="77"), "2: the column 'statement' is not what stands at its offsets: 'ठेकेदार "),
    (lambda rows: rows[0].update(cue="बोला"), "2: the column 'cue' is not what stands at its offsets: 'कहा'"),
    (lambda rows: rows[0].update(sure="maybe"), "2: the column 'sure' must be true or false and is 'maybe'"),
    (lambda rows: rows[0].update(text=""), "2: the text of the article 'canal-7' is in none of its rows"),
    # The text in the first row has five line breaks.
    (lambda rows: rows[1].update(text="और"), "8: the article 'canal-7' has another text at "),
    (lambda rows: rows[1].update(number="1"), "8: two statements have the number 1"),
    (lambda rows: rows[0].update(document="[]"), "2: must be a JSON object and is a list"),
    (lambda rows: [row.pop("kind") for row in rows], "1: the header lacks the column 'kind'"),
]


@pytest.mark.parametrize(("change", "says"), BAD, ids=[says for _, says in BAD])
def test_a_bad_row_is_told_at_its_line(change: Callable[[Rows], object], says: str, tmp_path: Path) -> None:
    rows = written(tmp_path / "a.csv")
    change(rows)
    found, problems = read(tmp_path / "b.csv", rows)
    assert found == []
    assert len(problems) == 1
    assert problems[0].startswith(f"{tmp_path / 'b.csv'}:{says}")


def test_broken_quoting_is_told_at_the_line_of_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(annotation_csv.COLUMNS) + '\n"a"b\n', "utf-8")
    problems: list[str] = []
    assert list(read_interchange(path, "csv", on_problem=lambda problem: problems.append(str(problem)))) == []
    assert problems[0].startswith(f"{path}:2: broken CSV: ")
