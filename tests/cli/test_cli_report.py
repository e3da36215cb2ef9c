"""`stance report` and `stance explain` as pages, from the command line."""

import json
import re

import pytest
from typer.testing import CliRunner

from stance.cli import app
from stance.errors import InputError

TEXT = "मंत्री राम सिंह ने कहा कि ये आरोप बेबुनियाद हैं।"


def run(*arguments):
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


def test_one_article_is_the_index_itself(tmp_path):
    target = tmp_path / "out"
    result = run("report", "--text", TEXT, "--output", str(target))
    assert result.exit_code == 0, result.output
    assert {p.name for p in target.iterdir()} == {
        "index.html", "statements.csv", "statements.jsonl", ".stance-contents"
    }  # fmt: skip
    assert "बेबुनियाद" in (target / "index.html").read_text("utf-8")


def test_a_bad_record_costs_itself_alone(tmp_path):
    rows = [
        {"id": "a", "text": TEXT, "date": "2026-03-09", "source": "पत्र"},
        {"id": "b"},
        {"id": "c", "text": TEXT, "date": "yesterday"},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    result = run("report", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "in.jsonl:2" in result.stderr
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "2 articles, 2 statements" in index
    assert "2026-03" in index
    assert "पत्र" in index


def test_a_foreign_folder_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    result = run("report", "--text", TEXT, "-o", str(tmp_path))
    assert isinstance(result.exception, InputError)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_the_shares_of_an_explanation_add_up(tmp_path):
    target = tmp_path / "why.html"
    assert run("explain", "ये आरोप <b>बेबुनियाद</b> हैं", "--output", str(target)).exit_code == 0
    page = target.read_text("utf-8")
    assert "<b>बेबुनियाद" not in page
    *shares, total = [float(n) for n in re.findall(r'<td class="n">(?:<b>)?([+-][\d.]+)(?:</b>)?</td>', page)]
    assert sum(shares) == pytest.approx(total, abs=1e-3)
    first, second = sorted((float(n) for n in re.findall(r'<td class="n">([\d.]+)%', page)), reverse=True)[:2]
    assert 2.718281828**total == pytest.approx(first / second, rel=0.15)  # the page rounds to 0.1 %


def test_an_explanation_goes_to_standard_output():
    result = run("explain", "ये आरोप बेबुनियाद हैं", "--format", "html")
    assert result.stdout.startswith("<!doctype html>")
