"""The command as users run it: a real process, its output, its messages and its exit code."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ARTICLE = Path(__file__).parent / "articles" / "canal.txt"
GOOD = {"id": "a", "text": "मंत्री ने कहा कि ये आरोप बेबुनियाद हैं।"}


def stance(*arguments, stdin=None, cwd=None):
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", "from stance.cli import main; main()", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment,
    )


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_predict_writes_jsonl_into_a_pipe():
    result = stance("predict", ARTICLE)
    assert result.returncode == 0, result.stderr
    assert {record["article_id"] for record in lines(result)} == {"canal"}
    assert result.stderr == ""


def test_predict_prints_a_table():
    result = stance("predict", ARTICLE, "--format", "table")
    assert result.returncode == 0
    assert "stance" in result.stdout
    assert "accusation" in result.stdout


def test_text_and_standard_input_give_the_same():
    text = GOOD["text"]
    assert [r["stance"] for r in lines(stance("predict", "--text", text))] == ["denial"]
    assert [r["stance"] for r in lines(stance("predict", "-", stdin=text))] == ["denial"]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet", "html"])
def test_every_format_goes_to_a_file(tmp_path, suffix):
    target = tmp_path / f"out.{suffix}"
    result = stance("predict", ARTICLE, "--output", target)
    assert result.returncode == 0, result.stderr
    assert target.stat().st_size > 500
    assert list(tmp_path.iterdir()) == [target]
    if suffix == "csv":
        rows = list(csv.DictReader(target.open(encoding="utf-8")))
        assert json.loads(rows[0]["stance_probabilities"])
    if suffix == "html":
        assert "Content-Security-Policy" in target.read_text("utf-8")


def bad_jsonl(folder):
    path = folder / "bad.jsonl"
    good = json.dumps(GOOD, ensure_ascii=False).encode()
    rows = [
        good,
        b'{"id": "b", "text": ',
        b'{"id": "c", "text": "\xff\xfe"}',
        b'{"id": "d"}',
        json.dumps({"id": "e", "text": "क\0ख"}).encode(),
        json.dumps({"id": "f", "text": "क " * 5_000_000}, ensure_ascii=False).encode(),
        json.dumps({**GOOD, "id": "z"}, ensure_ascii=False).encode(),
    ]
    path.write_bytes(b"\n".join(rows) + b"\n")
    return path


def test_bad_records_are_named_and_the_good_rest_comes_out(tmp_path):
    path = bad_jsonl(tmp_path)
    result = stance("predict", path)
    assert result.returncode == 1
    assert [r["article_id"] for r in lines(result)] == ["a", "z"]
    messages = result.stderr.splitlines()
    assert [message.split(": ")[1].rsplit(":", 1)[-1] for message in messages[:4]] == ["2", "3", "4", "5"]
    assert "Traceback" not in result.stderr


def test_strict_stops_at_the_first_bad_record_and_leaves_no_file(tmp_path):
    target = tmp_path / "out.jsonl"
    result = stance("predict", bad_jsonl(tmp_path), "--strict", "--output", target)
    assert result.returncode == 1
    assert ":2" in result.stderr
    assert not target.exists()


@pytest.mark.parametrize("name", ["missing.txt", "empty.txt", "folder"])
def test_inputs_without_articles_get_one_clear_line(tmp_path, name):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "folder").mkdir()
    result = stance("predict", tmp_path / name)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert name in result.stderr
    assert result.stdout == ""


def test_given_spans_are_labelled(tmp_path):
    path = tmp_path / "spans.jsonl"
    text = GOOD["text"]
    start = text.index("ये")
    record = {"id": "a", "text": text, "start": start, "end": start + 20}
    beyond = {"id": "b", "text": text, "start": 5, "end": 5000}
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in (record, beyond)), "utf-8")
    result = stance("predict", "--spans", path)
    assert result.returncode == 1
    (labelled,) = lines(result)
    assert (labelled["start"], labelled["stance"], labelled["rule"]) == (start, "denial", "given")
    assert ":2" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["predict", "--text", "क", "--lang", "xx"], "available: hi"),
        (["predict", "--text", "क", "--model", "nonesuch"], "stance-hi"),
        (["predict", "--text", "क", "--skip-fix", "nonesuch"], "read_also"),
    ],
)
def test_what_does_not_exist_is_answered_with_what_does(arguments, message):
    result = stance(*arguments)
    assert result.returncode in (1, 2)
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [["predict", "--nonesuch"], ["predict", "x.txt", "--text", "क"], ["nonesuch"]])
def test_wrong_usage_exits_with_2(arguments):
    assert stance(*arguments).returncode == 2


def test_extract_why_names_rule_and_cue():
    result = stance("extract", "--why", "--text", GOOD["text"])
    assert result.returncode == 0
    assert "complementizer" in result.stdout.replace("\n", "")
    assert "कहा" in result.stdout


def test_train_evaluate_and_use_a_model_of_your_own_labels(tmp_path):
    data = tmp_path / "mine.csv"
    rows = [("खेत में धान की फसल", "farm"), ("मैच में रन बने", "sport")] * 6
    data.write_text("body,topic\n" + "".join(f"{text} {i},{label}\n" for i, (text, label) in enumerate(rows)), "utf-8")
    model = tmp_path / "model"
    trained = stance("train", data, "--task", "topic", "--text", "body", "--label", "topic", "--output", model)
    assert trained.returncode == 0, trained.stderr
    measured = stance("evaluate", model, data, "--text", "body", "--label", "topic", "--report", tmp_path / "report")
    assert measured.returncode == 0, measured.stderr
    scores = json.loads((tmp_path / "report" / "scores.json").read_text("utf-8"))
    assert scores["macro_f1"] == 1.0
    assert set(scores["signature"]) == {"data_sha256", "interval", "seed"}
    explained = stance("explain", "खेत में धान", "--model", model)
    assert explained.returncode == 0
    assert "धान" in explained.stdout


def test_training_twice_gives_the_same_bytes(tmp_path):
    data = tmp_path / "mine.csv"
    data.write_text("text,label\n" + "खेत में धान,a\nमैच में रन,b\n" * 5, "utf-8")
    for name in ("one", "two"):
        assert stance("train", data, "--task", "t", "--output", tmp_path / name).returncode == 0
    one, two = ((tmp_path / n / "model.safetensors").read_bytes() for n in ("one", "two"))
    assert one == two


def test_doctor_languages_models_and_version():
    doctor = stance("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "digest fits" in doctor.stdout
    assert "hi" in stance("languages").stdout
    assert "stance-hi" in stance("models").stdout
    assert stance("--version").stdout.startswith("indic-stance 0.")


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -c 'from stance.cli import main; main()' predict {ARTICLE} | head -c 10"
    result = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert "Traceback" not in result.stderr


def test_stats_draw_a_chart(tmp_path):
    root = Path(__file__).parent.parent / "datasets" / "hi" / "articles" / "farming"
    target = tmp_path / "stances.png"
    result = stance("data", "stats", root, "--chart", target)
    assert result.returncode == 0, result.stderr
    assert target.read_bytes().startswith(b"\x89PNG")
    assert (
        "accusation" in target.with_suffix(".svg").read_text("utf-8")
        or target.with_suffix(".svg").stat().st_size > 1000
    )
