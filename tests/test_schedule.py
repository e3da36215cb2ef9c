"""Scheduled evaluation: the files for cron, systemd and CI are valid and do what the README says."""

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from stance.bundle import load_model, model_path, save_model
from stance.corpus.exchange import write_exchange
from stance.evaluation.classification import evaluate_predictions
from stance.evaluation.gate import judge
from stance.evaluation.history import new_run
from stance.evaluation.metrics import label_scores
from stance.examples import from_articles
from stance.languages import load_language
from tests.test_evaluate import stance
from training.data import select

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "training" / "schedule").glob("stance-*"))
CRONTAB = ROOT / "training" / "schedule" / "crontab"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCHEMA = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows")


def run(*command, **more):
    return subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", **more)


def test_workflows_are_valid(tmp_path):
    checked = run(*SCHEMA, *WORKFLOWS)
    assert checked.returncode == 0, checked.stdout
    broken = tmp_path / "evaluate.yml"
    broken.write_text(WORKFLOWS[-1].read_text("utf-8").replace("runs-on:", "runs-in:"), "utf-8")
    assert run(*SCHEMA, broken).returncode == 1


@pytest.mark.skipif(not shutil.which("actionlint"), reason="no actionlint here: its package downloads a binary")
def test_workflows_have_no_fault_that_actionlint_knows():
    checked = run("actionlint", *WORKFLOWS)
    assert checked.returncode == 0, checked.stdout


def executable(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_units_are_valid(tmp_path):
    executable(tmp_path / "stance" / ".venv" / "bin" / "stance", "#!/bin/sh\n")
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}

    def said(*units):
        """It warns of an unknown key and exits with 0 all the same."""
        checked = run("systemd-analyze", "--user", "verify", *units, env=environment)
        return checked.stdout + checked.stderr, checked.returncode

    assert said(*UNITS) == ("", 0)
    broken = tmp_path / UNITS[0].name
    broken.write_text(UNITS[0].read_text("utf-8").replace("Nice=", "Nicer="), "utf-8")
    assert "Nicer" in said(broken)[0]
    (timer,) = (unit for unit in UNITS if unit.suffix == ".timer")
    when = re.search(r"^OnCalendar=(.*)$", timer.read_text("utf-8"), re.M)[1]
    assert run("systemd-analyze", "calendar", when).returncode == 0


def cron_line():
    (line,) = (line for line in CRONTAB.read_text("utf-8").splitlines() if re.match(r"[\d*]", line))
    when, command = re.match(r"((?:[\d*/,-]+ ){5})(.*)", line).groups()
    assert "%" not in command  # a line break to cron
    return when, command


@pytest.mark.parametrize(
    ("evaluated", "drifted", "mail"), [(0, 0, ""), (3, 0, "evaluate\n"), (0, 3, "evaluate\ndrift\n")]
)
def test_cron_mails_an_alarm_and_nothing_else(tmp_path, evaluated, drifted, mail):
    codes = f"evaluate) exit {evaluated};; drift) exit {drifted};;"
    executable(tmp_path / "stance/.venv/bin/stance", f'#!/bin/sh\necho "$1"\ncase $1 in {codes} esac\n')
    _, command = cron_line()
    assert run("/bin/sh", "-c", command, env={"HOME": str(tmp_path), "PATH": os.defpath}).stdout == mail


def commands():
    texts = [path.read_text("utf-8").replace("\\\n", " ") for path in (*UNITS, CRONTAB, *WORKFLOWS)]
    return sorted({found for text in texts for found in re.findall(r"bin/stance ((?:evaluate|drift)[^;&\n]*)", text)})


@pytest.mark.parametrize("command", commands())
def test_scheduled_commands_have_their_options(command):
    text = stance(command.split()[0], "--help").stdout
    for option in re.findall(r"--[a-z-]+", command):
        assert option in text


def test_the_workflow_evaluates_the_shipped_model(tmp_path):
    """Its steps run as they stand, up to the gate: the floors in reports/ hold."""
    steps = yaml.safe_load((ROOT / ".github/workflows/evaluate.yml").read_text("utf-8"))["jobs"]["evaluate"]["steps"]
    python = f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} "$@"\n'
    executable(tmp_path / ".venv/bin/python", python)
    executable(tmp_path / ".venv/bin/stance", python.replace('"$@"', "-c 'from stance.cli import main; main()' \"$@\""))
    (tmp_path / "reports").symlink_to(ROOT / "reports")
    summary = tmp_path / "summary.md"
    for step in steps:
        if "run" in step and step["run"] != "make setup":
            environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary)}
            done = run("/bin/sh", "-ec", step["run"], cwd=tmp_path, env=environment)
            assert done.returncode == 0, f"{done.stderr}\na new model needs new floors: --update-floors REASON"
    assert "Gate: **passed**" in summary.read_text("utf-8")
    assert len((tmp_path / "history.jsonl").read_text("utf-8").splitlines()) == 1


@pytest.fixture(scope="module")
def held_out():
    """Return the shipped model, the authored test split and the probabilities on it."""
    model = load_model(model_path("stance-hi"))
    examples = list(from_articles(select("authored", "test"), load_language("hi"), "stance"))
    return model, examples, model.probabilities([example.instance for example in examples])


def test_five_points_less_on_denials_of_the_shipped_model_exit_with_three(tmp_path, held_out):
    model, examples, probabilities = held_out
    truth, denial = [example.label for example in examples], model.labels.index("denial")

    def denial_f1(by):
        chances = probabilities * np.exp([-by if label == "denial" else 0 for label in model.labels])
        scores = label_scores(truth, [model.labels[i] for i in chances.argmax(axis=1)], model.labels)
        return scores["per_class"]["denial"]["f1"]

    by = next(by for by in np.arange(0.02, 9, 0.02) if denial_f1(by) <= denial_f1(0) - 0.05)
    assert denial_f1(by) > denial_f1(0) - 0.06
    intercepts = model.intercepts.copy()
    intercepts[denial] -= by * model.temperature
    worse = dataclasses.replace(model, intercepts=intercepts)
    save_model(worse, tmp_path / "worse", language="hi", about={}, card="# worse\n")
    data = tmp_path / "held-out.jsonl"
    write_exchange(select("authored", "test"), data)
    options = ("--history", tmp_path / "history.jsonl", "--gate", tmp_path / "floors.json")
    first = stance("evaluate", "stance-hi", data, *options, "--update-floors", "first floors")
    assert first.returncode == 0, first.stderr
    failed = stance("evaluate", tmp_path / "worse", data, *options)
    assert failed.returncode == 3
    assert "significant drop: denial F1" in failed.stderr
    flips = re.findall(r"^  (\S+:\d+-\d+): true denial, predicted denial → \w+$", failed.stderr, re.M)
    assert flips
    assert {example.where for example in examples} >= set(flips)


def test_twenty_evaluations_of_resampled_articles_raise_one_alarm_at_most(tmp_path, held_out):
    model, examples, probabilities = held_out

    def evaluated(rows, groups):
        chosen = [dataclasses.replace(examples[i], group=group) for i, group in zip(rows, groups, strict=True)]
        result = evaluate_predictions(model.labels, chosen, probabilities[rows])
        return result, new_run(result, task="stance", model_sha256="f" * 64)

    groups = [example.group for example in examples]
    result, first = evaluated(range(len(examples)), groups)
    floors = tmp_path / "floors.json"
    judge(result, first, [], floors, update="first floors")
    articles = [[i for i, group in enumerate(groups) if group == name] for name in dict.fromkeys(groups)]
    runs, alarms = [dataclasses.replace(first, good=True)], 0
    random = np.random.default_rng(0)
    for _ in range(20):
        drawn = [articles[i] for i in random.integers(0, len(articles), len(articles))]
        rows, names = zip(*((i, str(copy)) for copy, part in enumerate(drawn) for i in part), strict=True)
        result, new = evaluated(list(rows), names)
        verdict = judge(result, new, runs, floors)
        alarms += not verdict.passed
        runs.append(dataclasses.replace(new, good=verdict.passed))
    assert alarms <= 1
