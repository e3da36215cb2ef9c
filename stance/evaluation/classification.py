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
    IntArray,
    calibration_error,
    calibration_null,
    label_scores,
    macro_f1_interval,
    rounded,
)
from stance.examples import Example, digest
from stance.linear import LinearModel

_CELLS = 4_000_000  # numbers held at once while resampling


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


def article_counts(
    truth: Sequence[str], predicted: Sequence[str], groups: Sequence[str], labels: Sequence[str]
) -> IntArray:
    """Return a confusion matrix for each article, (articles, true label, predicted label), in order of appearance."""
    index = {label: number for number, label in enumerate(labels)}
    article = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    counts = np.zeros((len(article), len(labels), len(labels)), dtype=np.int64)
    rows = ([article[g] for g in groups], [index[t] for t in truth], [index[p] for p in predicted])
    np.add.at(counts, rows, 1)
    return counts


def resampled(counts: IntArray, *, draws: int, seed: int) -> IntArray:
    """Return the sums of `counts` over articles drawn with replacement, (draws, …).

    What belongs together, such as the confusions of two systems, stays paired along the further axes.
    """
    random = np.random.default_rng(seed)
    flat = counts.reshape(len(counts), -1)
    chances = np.full(len(flat), 1 / len(flat))
    step = max(1, _CELLS // len(flat))  # so that a million articles do not need all draws in memory at once
    sums = [random.multinomial(len(flat), chances, size=min(step, draws - at)) @ flat for at in range(0, draws, step)]
    result: IntArray = np.concatenate(sums).reshape(draws, *counts.shape[1:])
    return result


def f1_scores(counts: IntArray) -> npt.NDArray[np.float64]:
    """Return macro-F1 and the F1 of each class, (…, 1 + labels), as `scores_from_confusion` defines them."""
    hits = np.diagonal(counts, axis1=-2, axis2=-1).astype(np.float64)
    total = (counts.sum(axis=-1) + counts.sum(axis=-2)).astype(np.float64)
    f1 = np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0)
    macro = f1.sum(axis=-1) / np.maximum((total > 0).sum(axis=-1), 1)
    return np.concatenate([macro[..., None], f1], axis=-1)


def intervals(
    result: Evaluation, *, level: float = 0.95, draws: int = 1000, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Return the interval by article of `macro_f1`, `accuracy` and `per_class.LABEL` (the F1 of each class)."""
    labels = result.scores["labels"]
    truth, groups = [e.label for e in result.examples], [e.group for e in result.examples]
    sums = resampled(article_counts(truth, result.predicted, groups, labels), draws=draws, seed=seed)
    accuracy = np.trace(sums, axis1=-2, axis2=-1) / sums.sum(axis=(-2, -1))
    values = np.column_stack([f1_scores(sums), accuracy])
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    names = ["macro_f1", *(f"per_class.{label}" for label in labels), "accuracy"]
    return {name: (float(low[i]), float(high[i])) for i, name in enumerate(names)}


def write_report(result: Evaluation, folder: Path, *, texts: bool = True) -> None:
    """Write scores.json and errors.tsv (the wrong ones, surest first) into a folder.

    Without `texts` the errors are named by their place alone, for data whose text is not ours to show.
    """
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
            writer.writerow(
                [
                    example.where,
                    example.label,
                    guess,
                    f"{probability:.3f}",
                    " ".join(example.text.split()) if texts else "",
                ]
            )
