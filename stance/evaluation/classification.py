"""Measures a model on labelled examples and writes what was measured."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.corpus.atomic import atomic_path
from stance.errors import InputError
from stance.evaluation.metrics import (
    calibration_error,
    calibration_null,
    label_scores,
    macro_f1_interval,
    rounded,
)
from stance.examples import Example, digest
from stance.linear import LinearModel


@dataclass(frozen=True)
class Evaluation:
    """The scores of a model on examples, and its predictions in their order."""

    scores: dict[str, Any]
    examples: Sequence[Example]
    predicted: list[str]
    probabilities: npt.NDArray[np.float64]


def evaluate_model(model: LinearModel, examples: Sequence[Example], *, seed: int = 0) -> Evaluation:
    """Return scores per class, macro-F1 with its 95 % interval by article, and calibration.

    Raises
    ------
    InputError
        if an example has a label the model does not know.
    """
    unknown = {e.label for e in examples} - set(model.labels)
    if unknown:
        raise InputError(f"labels {sorted(unknown)} are not of this model, which knows {list(model.labels)}")
    probabilities = model.probabilities([e.instance for e in examples])
    return evaluate_predictions(model.labels, examples, probabilities, seed=seed)


def evaluate_predictions(
    labels: Sequence[str], examples: Sequence[Example], probabilities: npt.NDArray[np.float64], *, seed: int = 0
) -> Evaluation:
    """Return the same as `evaluate_model` for probabilities, (examples, labels), that are at hand."""
    truth = [e.label for e in examples]
    predicted = [labels[i] for i in probabilities.argmax(axis=1)]
    groups = [e.group for e in examples]
    correct = np.asarray([t == p for t, p in zip(truth, predicted, strict=True)])
    scores = label_scores(truth, predicted, labels)
    scores["macro_f1_interval"] = macro_f1_interval(truth, predicted, groups, labels, seed=seed)
    scores["articles"] = len(set(groups))
    scores["ece"] = calibration_error(probabilities, correct)
    scores["ece_null_interval"] = calibration_null(probabilities, seed=seed)
    scores["signature"] = {
        "data_sha256": digest(examples),
        "seed": seed,
        "interval": "95 %, bootstrap by article, 1000 draws",
    }
    return Evaluation(rounded(scores), examples, predicted, probabilities)


def write_report(result: Evaluation, folder: Path) -> None:
    """Write scores.json and errors.tsv (the wrong ones, surest first) into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_path(folder / "scores.json") as path:
        path.write_text(json.dumps(result.scores, ensure_ascii=False, indent=1) + "\n", "utf-8")
    wrong = [
        (float(result.probabilities[i].max()), e, p)
        for i, (e, p) in enumerate(zip(result.examples, result.predicted, strict=True))
        if e.label != p
    ]
    with atomic_path(folder / "errors.tsv") as path, path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["where", "label", "predicted", "probability", "text"])
        for probability, example, guess in sorted(wrong, key=lambda item: -item[0]):
            writer.writerow([example.where, example.label, guess, f"{probability:.3f}", " ".join(example.text.split())])
