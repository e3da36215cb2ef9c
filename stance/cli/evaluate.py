"""`stance evaluate`: how good a model is, what it gets wrong, and whether it got worse."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import Lang, Problems
from stance.cli.train import Data, GroupColumn, LabelColumn, TextColumn, read_examples

if TYPE_CHECKING:
    from stance.evaluation.gate import Verdict

_GATE_FAILED = 3


def evaluate(
    model: Annotated[str, typer.Argument(help="A shipped name or a model folder.")],
    data: Data,
    lang: Lang = "hi",
    text: TextColumn = None,
    label: LabelColumn = "label",
    group: GroupColumn = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write scores, errors, figures and an HTML page into this folder.")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option("--history", help="Add this run to a JSON Lines file and compare with its last good one."),
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option("--gate", help="JSON of the least scores; exit with 3 below one or at a significant drop."),
    ] = None,
    update_floors: Annotated[
        str | None,
        typer.Option(
            "--update-floors",
            metavar="REASON",
            help="Set the floors to the lower bounds of this run and accept it; an empty reason only raises them.",
        ),
    ] = None,
    mlflow: Annotated[
        str | None,
        typer.Option(
            "--mlflow", metavar="URI", help="Log the run to this MLflow tracking store: sqlite:///mlflow.db, https://…"
        ),
    ] = None,
) -> None:
    """Measure a model on labelled data: per class, macro-F1 with its interval by article, calibration."""
    from dataclasses import replace

    from rich.console import Console

    from stance.bundle import load_model, model_path, read_config
    from stance.errors import InputError
    from stance.evaluation import tracking
    from stance.evaluation.classification import evaluate_model
    from stance.evaluation.gate import judge
    from stance.evaluation.history import append, new_run, read, same_task
    from stance.evaluation.report_files import write_evaluation
    from stance.report.tables import score_table

    if update_floors is not None and gate is None:
        raise typer.BadParameter("--update-floors needs --gate, the file of the floors")
    if mlflow is not None:
        tracking.require()  # before the work
    problems = Problems()
    folder = model_path(model)
    loaded, sha256 = load_model(folder), read_config(folder)["weights_sha256"]
    runs = read(history) if history else []
    examples = read_examples(data, loaded.task, lang, text, label, group, problems)
    result = evaluate_model(loaded, examples)
    Console().print(score_table(result.scores))
    run = new_run(result, task=loaded.task, model_sha256=sha256)
    verdict = judge(result, run, runs, gate, update=update_floors) if gate else None
    if verdict is not None:
        accepted = [f"accepted: {verdict.accepted}"] if verdict.accepted else []
        run = replace(run, good=verdict.passed, why=[*verdict.failures, *accepted])
    if history is not None:
        append(history, run)
    if report is not None:
        drawn = same_task(runs, run) if history else []
        write_evaluation(report, result, loaded, run, name=folder.resolve().name, runs=drawn, verdict=verdict)
        print(f"report: {report}")
    if mlflow is not None:
        try:
            tracking.log(mlflow, run, model=folder.resolve().name, report=report, verdict=verdict)
        except InputError as error:  # what the gate says matters more
            problems(error)
    if verdict is not None:
        _tell(verdict)
        if not verdict.passed:
            raise typer.Exit(_GATE_FAILED)
    problems.finish()


def _tell(verdict: Verdict) -> None:
    """Print what the gate says: a pass on standard output, each failure and flip on standard error."""
    from stance.report.tables import plain

    for line in verdict.failures:
        print(f"gate: {plain(line)}", file=sys.stderr)
    if verdict.failures and verdict.against:
        print(f"gate: {verdict.flipped} predictions flipped since {verdict.against}", file=sys.stderr)
        for flip in verdict.flips:
            print(f"  {plain(str(flip))}", file=sys.stderr)
    if verdict.passed:
        against = f"compared with {verdict.against}" if verdict.against else "no good run of this data to compare with"
        print(f"gate: {'accepted' if verdict.failures else 'passed'}, {against}")
