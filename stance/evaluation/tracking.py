"""Evaluations as runs of an MLflow tracking store. The only importer of mlflow."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stance.errors import InputError, MissingExtraError
from stance.evaluation.gate import Verdict
from stance.evaluation.history import Run

EXPERIMENT = "stance"  # unless MLflow's own variable MLFLOW_EXPERIMENT_NAME says another
_NAME = re.compile(r"[\w.\- ]{1,200}")  # what MLflow takes in the name of a metric, with room for the rest
_SECRET = re.compile(r"(?<=//)[^/@\s]*@")


def require() -> Any:
    """Return the module mlflow: it sends nothing but the runs, logs no more than warnings, and soon gives up.

    Raises
    ------
    MissingExtraError
        if it is not installed.
    """
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # read at the import
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3")  # of 7, which keep a dead server for 4 minutes
    try:
        import mlflow
    except ImportError:
        raise MissingExtraError("logging to MLflow", "mlflow") from None
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return mlflow


def log(uri: str, run: Run, *, model: str, report: Path | None = None, verdict: Verdict | None = None) -> str:
    """Add a run to the tracking store at `uri` and return its id.

    Parameters are what was measured (the digests of model and data, task, numbers), metrics each score with
    its bounds as `NAME.low` and `NAME.high`; the files of the folder `report` are its artifacts, and what the
    gate says is the tag `gate` and the description.

    Raises
    ------
    MissingExtraError
        if mlflow is not installed.
    InputError
        if the store cannot be reached or refuses the run; a password in `uri` is not repeated.
    """
    mlflow = require()
    from mlflow.entities import Metric, Param, RunTag

    names, params = _names(run)
    params |= {"model": model, "task": run.task, "model_sha256": run.model_sha256, "data_sha256": run.data_sha256}
    params |= {"statements": str(run.n), "articles": str(run.articles)}
    tags = {"mlflow.source.name": "stance evaluate"}
    if verdict is not None:
        tags["gate"] = "passed" if verdict.passed else "failed"
        tags["mlflow.note.content"] = "\n".join(run.why)
    when = int(run.when.timestamp() * 1000)
    try:
        client = mlflow.MlflowClient(tracking_uri=uri)
        name = os.environ.get("MLFLOW_EXPERIMENT_NAME") or EXPERIMENT
        experiment = client.get_experiment_by_name(name)
        number = experiment.experiment_id if experiment else client.create_experiment(name)
        identity: str = client.create_run(number, start_time=when, run_name=run.run).info.run_id
        client.log_batch(
            identity,
            metrics=[Metric(key, value, when, 0) for key, value in _metrics(run, names)],
            params=[Param(key, value) for key, value in params.items()],
            tags=[RunTag(key, value) for key, value in tags.items()],
        )
        if report is not None:
            client.log_artifacts(identity, str(report), "report")
        client.set_terminated(identity)
    except (mlflow.exceptions.MlflowException, OSError) as error:
        reason = _SECRET.sub("", " ".join(str(error).split()))
        raise InputError(f"MLflow did not take the run: {reason}", _SECRET.sub("", uri)) from None
    return identity


def _names(run: Run) -> tuple[dict[str, str], dict[str, str]]:
    """Return the name of each score in MLflow, and the labels that it cannot name, as `label-NUMBER`."""
    names, params = {name: name for name in run.scores}, {}
    for number, label in enumerate(run.labels):
        if not _NAME.fullmatch(label):  # MLflow knows no vowel signs
            names[f"per_class.{label}"] = f"per_class.label-{number}"
            params[f"label-{number}"] = label
    return names, params


def _metrics(run: Run, names: dict[str, str]) -> Iterator[tuple[str, float]]:
    for name, score in run.scores.items():
        yield names[name], score["value"]
        yield f"{names[name]}.low", score["low"]
        yield f"{names[name]}.high", score["high"]
