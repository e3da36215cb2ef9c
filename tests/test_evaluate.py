"""Evaluation reports, the history and the gate: on planted predictions of a toy, and through the command."""

import dataclasses
import json
import multiprocessing
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from stance.bundle import save_model
from stance.errors import InputError
from stance.evaluation import report_files
from stance.evaluation.classification import article_counts, evaluate_predictions, f1_scores, intervals
from stance.evaluation.gate import judge, read_floors
from stance.evaluation.history import append, new_run, read
from stance.examples import Example
from stance.linear import LinearModel
from stance.vectorizer import Field, Instance, Vectorizer, Words

LABELS = ("accusation", "corroboration", "denial", "other")
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</td></table></style><svg onload=alert(1)>",
    "उलटा \u202etxt.exe\u202c पाठ \u2066x\u2069",
    "| `code` | [link](javascript:alert(1)) $x_1$ ${name}",
    "\x1b[31mred\x1b[0m\x00",
]


def toy(articles=60, each=8, seed=0):
    """Return examples and probabilities of a model that is right about five times of six."""
    random = np.random.default_rng(seed)
    truth = random.choice(4, articles * each, p=[0.25, 0.15, 0.25, 0.35])
    guess = np.where(random.random(len(truth)) < 0.8, truth, random.integers(0, 4, len(truth)))
    examples = [
        Example(Instance(), LABELS[t], f"a{i // each}", f"a{i // each}:{i % each}", f"पाठ {i}")
        for i, t in enumerate(truth)
    ]
    return examples, certain(guess, random)


def certain(guess, random):
    rows = random.dirichlet([1, 1, 1, 1], len(guess)) * 0.3
    rows[np.arange(len(guess)), guess] += 0.7
    return rows


def evaluated(examples, probabilities):
    result = evaluate_predictions(LABELS, examples, probabilities)
    return result, new_run(result, task="stance", model_sha256="f" * 64)


def planted(examples, probabilities, label="denial", points=0.05):
    """Turn right predictions of one class wrong until its F1 is `points` lower."""
    worse = probabilities.copy()
    before = evaluate_predictions(LABELS, examples, probabilities).scores["per_class"][label]["f1"]
    number = LABELS.index(label)
    for i in np.random.default_rng(5).permutation(len(examples)):
        if examples[i].label == label and worse[i].argmax() == number:
            worse[i] = np.roll(worse[i], 1)
            if evaluate_predictions(LABELS, examples, worse).scores["per_class"][label]["f1"] <= before - points:
                return worse
    raise AssertionError("no such drop")


@pytest.fixture
def gated(tmp_path):
    """Return a toy, the run that set the floors, and their file."""
    examples, probabilities = toy()
    result, run = evaluated(examples, probabilities)
    floors = tmp_path / "floors.json"
    verdict = judge(result, run, [], floors, update="first floors")
    return examples, probabilities, dataclasses.replace(run, good=verdict.passed), floors


def test_intervals_and_f1_are_those_of_the_metrics():
    examples, probabilities = toy()
    result, run = evaluated(examples, probabilities)
    truth, groups = [e.label for e in examples], [e.group for e in examples]
    macro, *classes = f1_scores(article_counts(truth, result.predicted, groups, LABELS).sum(axis=0))
    assert macro == pytest.approx(result.scores["macro_f1"], abs=1e-4)
    assert classes == pytest.approx([result.scores["per_class"][c]["f1"] for c in LABELS], abs=1e-4)
    assert intervals(result)["macro_f1"] == pytest.approx(result.scores["macro_f1_interval"], abs=0.01)
    assert all(score["low"] <= score["value"] <= score["high"] for score in run.scores.values())


def test_curves_are_those_of_scikit_learn_and_end_where_they_must():
    result, _ = evaluated(*toy())
    for number, label in enumerate(LABELS):
        truth = [e.label == label for e in result.examples]
        expected = average_precision_score(truth, result.probabilities[:, number])
        assert report_files.precision_recall(result, label)["average"] == pytest.approx(expected)
    curve = report_files.risk_coverage(result)
    assert curve["coverage"][-1] == 1
    assert curve["risk"][-1] == curve["best"][-1] == pytest.approx(1 - result.scores["accuracy"], abs=1e-4)
    calibrated = report_files.reliability_bins(result)
    assert all(row["low"] <= row["confidence"] <= row["high"] for row in calibrated)


def test_a_planted_drop_of_one_class_fails_and_names_what_flipped(gated):
    examples, probabilities, good, floors = gated
    result, run = evaluated(examples, planted(examples, probabilities))
    verdict = judge(result, run, [good], floors)
    assert not verdict.passed
    (drop,) = [line for line in verdict.failures if "drop: denial F1" in line]
    assert re.search(r"-0\.05\d \(97\.5% interval -0\.\d+ to -0\.\d+\)", drop), drop
    assert good.run in drop
    assert 0 < len(verdict.flips) <= 20
    assert all(flip.label == flip.before == "denial" != flip.after for flip in verdict.flips)
    assert verdict.flipped == sum(LABELS[i] != p for i, p in zip(good.predicted, result.predicted, strict=True))


def test_a_drop_hidden_by_gains_elsewhere_is_found(gated):
    examples, probabilities, good, floors = gated
    better = planted(examples, probabilities, points=0.12)
    for i, example in enumerate(examples):
        if example.label != "denial" and better[i].argmax() != LABELS.index("denial"):
            better[i] = np.eye(4)[LABELS.index(example.label)]
    result, run = evaluated(examples, better)
    assert run.scores["macro_f1"]["value"] > good.scores["macro_f1"]["value"]
    assert any("drop: denial F1" in line for line in judge(result, run, [good], floors).failures)


def test_an_unchanged_model_raises_no_alarm(gated):
    examples, probabilities, good, floors = gated
    result, run = evaluated(examples, probabilities)
    verdict = judge(result, run, [good], floors)
    assert (verdict.passed, verdict.flipped, verdict.against) == (True, 0, good.run)


@pytest.mark.parametrize("seed", range(5))
def test_resampled_data_raise_no_more_than_one_alarm_in_twenty(tmp_path, seed):
    examples, probabilities = toy(seed=seed)
    result, good = evaluated(examples, probabilities)
    floors = tmp_path / "floors.json"
    judge(result, good, [], floors, update="first floors")
    random = np.random.default_rng([seed, 1])
    runs, alarms = [dataclasses.replace(good, good=True)], 0
    for _ in range(20):
        drawn, rows = [], []
        for copy, article in enumerate(random.integers(0, 60, 60)):
            for i in range(article * 8, article * 8 + 8):
                drawn.append(dataclasses.replace(examples[i], group=f"{copy}"))
                rows.append(i)
        result, run = evaluated(drawn, probabilities[rows])
        verdict = judge(result, run, runs, floors)
        alarms += not verdict.passed
        runs.append(dataclasses.replace(run, good=verdict.passed))
    assert alarms <= 1


def test_floors_fall_only_with_a_reason(gated, tmp_path):
    examples, probabilities, good, floors = gated
    before = read_floors(floors).values
    assert before["macro_f1"] <= good.scores["macro_f1"]["low"]
    worse, bad_run = evaluated(examples, planted(examples, probabilities, points=0.3))
    assert any("floor broken: denial F1" in line for line in judge(worse, bad_run, [], floors).failures)
    judge(worse, bad_run, [good], floors, update=" ")
    assert read_floors(floors).values == before

    content = json.loads(floors.read_text("utf-8"))
    content["per_class"]["denial"] = 0.1
    by_hand = tmp_path / "by-hand.json"
    by_hand.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputError, match=r"denial F1 was lowered by hand.*--update-floors REASON"):
        judge(worse, bad_run, [good], by_hand)

    verdict = judge(worse, bad_run, [good], floors, update="new guidelines for denials")
    assert verdict.passed
    assert verdict.failures
    after = read_floors(floors)
    assert after.values["per_class.denial"] < before["per_class.denial"]
    assert [update["reason"] for update in after.updates] == ["first floors", "new guidelines for denials"]
    assert after.updates[-1]["date"] == f"{datetime.now(UTC):%Y-%m-%d}"

    perfect, perfect_run = evaluated(examples, np.eye(4)[[LABELS.index(e.label) for e in examples]])
    judge(perfect, perfect_run, [], floors, update="")
    assert read_floors(floors).values["macro_f1"] == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "floors look like"),
        ('{"macro": 0.5}', "unknown floor 'macro'; there are macro_f1"),
        ('{"macro_f1": "high"}', "not a number from 0 to 1"),
        ('{"macro_f1": NaN}', "not a number from 0 to 1"),
        ('{"per_class": {"denail": 0.5}}', "denail F1 has a floor, but the model's labels are accusation"),
        ('{"updates": 3}', "'updates' is not"),
        ('{"updates": [{}]}', "floors look like"),
        (None, "--update-floors REASON writes them"),
    ],
)
def test_broken_floors_are_one_clear_line(tmp_path, content, message):
    path = tmp_path / "floors.json"
    if content is not None:
        path.write_text(content, "utf-8")
    result, run = evaluated(*toy(articles=4))
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        judge(result, run, [], path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_a_run_comes_back_from_the_history_as_it_went_in(tmp_path):
    _, run = evaluated(*toy(articles=4))
    path = tmp_path / "new" / "history.jsonl"
    append(path, run)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    append(path, dataclasses.replace(run, good=True))
    assert read(path) == [run, dataclasses.replace(run, good=True)]


@pytest.mark.parametrize("line", ['{"run": ', "[1]", "{}", '{"run": "x"}', "[" * 100_000])
def test_broken_history_names_the_line(tmp_path, line):
    _, run = evaluated(*toy(articles=4))
    path = tmp_path / "history.jsonl"
    append(path, run)
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(InputError, match=r"history\.jsonl:2: is not") as caught:
        read(path)
    assert "\n" not in str(caught.value)


def _write_many(path, start, run):
    start.wait()
    for _ in range(20):
        append(path, run)


def test_two_writers_lose_and_mix_nothing(tmp_path):
    _, run = evaluated(*toy(articles=400))
    path = tmp_path / "history.jsonl"
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    start = context.Barrier(2)
    runs = [dataclasses.replace(run, task=task) for task in ("one", "two")]
    writers = [context.Process(target=_write_many, args=(path, start, each)) for each in runs]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=30)
        assert writer.exitcode == 0
    assert sorted(found.task for found in read(path)) == ["one"] * 20 + ["two"] * 20


class Inert(HTMLParser):
    """Fails on whatever could run, load or leave."""

    def handle_starttag(self, tag, attrs):
        assert tag not in ("script", "svg", "iframe", "object", "embed", "link", "base", "form", "a"), tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name != "src" or value.startswith("data:image/svg+xml;base64,")
            assert name not in ("href", "srcdoc", "action", "style"), name


@pytest.mark.filterwarnings("ignore:Glyph:UserWarning")
def test_hostile_data_come_out_inert(tmp_path):
    instances = [Instance(content=Words((text, "नहीं"), ((0, 1), (1, 2)))) for text in HOSTILE] * 4
    vectorizer = Vectorizer.fit(instances, [Field("content", "word")])
    random = np.random.default_rng(0)
    weights = random.normal(size=(vectorizer.size, len(HOSTILE))).astype(np.float32)
    model = LinearModel("<b>task", tuple(HOSTILE), vectorizer, weights, np.zeros(len(HOSTILE), np.float32))
    examples = [
        Example(instance, HOSTILE[i % 5], f"{HOSTILE[i % 6]}{i}", f"{HOSTILE[i % 6]}{i}", HOSTILE[i % 6])
        for i, instance in enumerate(instances)
    ]
    result = evaluate_predictions(HOSTILE, examples, model.probabilities(instances))
    run = new_run(result, task=model.task, model_sha256="0" * 64)
    other = evaluate_predictions(HOSTILE, examples, np.eye(6)[[i % 5 for i in range(len(examples))]])
    good = dataclasses.replace(new_run(other, task=model.task, model_sha256="1" * 64), good=True)
    verdict = judge(other, good, [], tmp_path / "floors.json", update="</script><script>")
    verdict = judge(result, run, [good], tmp_path / "floors.json")
    assert verdict.flips
    report_files.write_evaluation(
        tmp_path, result, model, run, name="<i>model</i>${x}", runs=[good, run], verdict=verdict
    )
    page = (tmp_path / "report.html").read_text("utf-8")
    Inert().feed(page)
    assert "default-src 'none'" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "http:" not in page
    assert "https:" not in page
    markdown = (tmp_path / "report.md").read_text("utf-8")
    for text in (page, markdown):
        assert all(c.isprintable() or c in "\n\u200c\u200d" for c in text)
        assert "<script" not in text.lower()
    assert not re.search(r"(?<!\\)[|`\[\]]", markdown.split("## Confusion")[0].split("Gate:")[1].split("| label |")[0])
    assert (tmp_path / "top-terms.svg").stat().st_size > 1000


def stance(*arguments):
    return subprocess.run(
        [sys.executable, "-c", "from stance.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
    )


def test_the_command_from_first_floors_to_a_failed_gate(tmp_path):
    words = {"accusation": "धोखा", "denial": "बेबुनियाद", "other": "बारिश"}
    rows = [(f"{word} {i}", label, f"a{i}") for i in range(40) for label, word in words.items()]
    data, report, history, floors = (tmp_path / name for name in ("d.csv", "report", "h.jsonl", "floors.json"))
    data.write_text("text,label,article\n" + "".join(f"{','.join(row)}\n" for row in rows), "utf-8")
    terms = {word: number for number, word in enumerate(sorted(words.values()))}
    labels = tuple(sorted(words))
    vectorizer = Vectorizer((Field("content", "word"),), (terms,), np.ones(3, np.float32))
    for name, wrong in (("good", 0), ("bad", 1)):
        weights = np.zeros((3, 3), np.float32)
        for label, word in words.items():
            weights[terms[word], (labels.index(label) + (wrong and label == "denial")) % 3] = 5
        model = LinearModel("topic", labels, vectorizer, weights, np.zeros(3, np.float32))
        save_model(model, tmp_path / name, language="hi", about={}, card="# toy\n")

    def run(model, *more):
        options = ("--group", "article", "--history", history, "--gate", floors, "--report", report)
        return stance("evaluate", tmp_path / model, data, *options, *more)

    missing = run("good")
    assert (missing.returncode, len(missing.stderr.splitlines())) == (1, 1)
    assert not history.exists()
    assert run("good", "--update-floors", "first floors").returncode == 0
    passed = run("good")
    assert passed.returncode == 0, passed.stderr
    assert "gate: passed, compared with" in passed.stdout
    failed = run("bad")
    assert failed.returncode == 3, failed.stderr
    assert "Traceback" not in failed.stderr
    assert "floor broken: denial F1 0.000 is below 1.000" in failed.stderr
    assert "significant drop: macro-F1 1.000 → " in failed.stderr
    assert failed.stderr.count(": true denial, predicted denial → other") == 20
    assert [r.good for r in read(history)] == [True, True, False]
    assert read(history)[-1].why
    figures = {"confusion", "precision-recall", "reliability", "risk-coverage", "top-terms", "history"}
    expected = {f"{name}.{suffix}" for name in figures for suffix in ("png", "svg")}
    assert {p.name for p in report.iterdir()} == expected | {"scores.json", "errors.tsv", "report.md", "report.html"}
    assert "Gate: failed" in (report / "report.html").read_text("utf-8")
    assert "true denial, predicted denial → other" in (report / "report.md").read_text("utf-8")
    history.write_text("{broken\n", "utf-8")
    broken = run("good")
    assert (broken.returncode, len(broken.stderr.splitlines())) == (1, 1)
    assert "h.jsonl:1" in broken.stderr
    assert stance("evaluate", tmp_path / "good", data, "--update-floors", "x").returncode == 2
