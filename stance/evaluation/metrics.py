"""Scores of labels: per class, macro, confusion, calibration, and intervals by resampling whole articles."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Labels = Sequence[str]
IntArray = npt.NDArray[np.int64]


def confusion(truth: Labels, predicted: Labels, labels: Sequence[str]) -> IntArray:
    """Return counts, (true label, predicted label), in the order of `labels`."""
    index = {label: number for number, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for true, guess in zip(truth, predicted, strict=True):
        counts[index[true], index[guess]] += 1
    return counts


def scores_from_confusion(counts: npt.NDArray[Any], labels: Sequence[str]) -> dict[str, Any]:
    """Return accuracy, macro-F1 and per-class precision, recall, F1 and support.

    A class that is neither true nor predicted has F1 0, as in scikit-learn with `zero_division=0`;
    macro-F1 is the mean over the classes that occur in the truth or among the predictions.
    """
    hits = np.diag(counts).astype(float)
    support, guessed = counts.sum(axis=1), counts.sum(axis=0)
    precision = np.divide(hits, guessed, out=np.zeros_like(hits), where=guessed > 0)
    recall = np.divide(hits, support, out=np.zeros_like(hits), where=support > 0)
    both = precision + recall
    f1 = np.divide(2 * precision * recall, both, out=np.zeros_like(hits), where=both > 0)
    present = (support + guessed) > 0
    total = counts.sum()
    return {
        "n": int(total),
        "accuracy": float(hits.sum() / total) if total else 0.0,
        "macro_f1": float(f1[present].mean()) if present.any() else 0.0,
        "per_class": {
            label: {
                "precision": float(precision[i]),
                "recall": float(recall[i]),
                "f1": float(f1[i]),
                "support": int(support[i]),
            }
            for i, label in enumerate(labels)
        },
    }


def label_scores(truth: Labels, predicted: Labels, labels: Sequence[str]) -> dict[str, Any]:
    """Return `scores_from_confusion` of two label sequences, with the confusion itself."""
    counts = confusion(truth, predicted, labels)
    return {**scores_from_confusion(counts, labels), "confusion": counts.tolist(), "labels": list(labels)}


def _grouped(groups: Sequence[Hashable]) -> list[IntArray]:
    places: dict[Hashable, list[int]] = {}
    for number, group in enumerate(groups):
        places.setdefault(group, []).append(number)
    return [np.asarray(rows, dtype=np.int64) for rows in places.values()]


def bootstrap(
    statistic: Callable[[IntArray], float],
    groups: Sequence[Hashable],
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float]:
    """Return the percentile interval of `statistic(rows)` when whole groups (articles) are resampled.

    Statements of one article are not independent, so the article is the unit (cluster bootstrap,
    Field and Welsh 2007).
    """
    clusters = _grouped(groups)
    if not clusters:
        return (0.0, 0.0)
    random = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        chosen = random.integers(0, len(clusters), len(clusters))
        values.append(statistic(np.concatenate([clusters[i] for i in chosen])))
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def macro_f1_interval(
    truth: Labels, predicted: Labels, groups: Sequence[Hashable], labels: Sequence[str], *, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of macro-F1 by article."""
    index = {label: number for number, label in enumerate(labels)}
    size = len(labels)
    cells = np.asarray([index[t] * size + index[p] for t, p in zip(truth, predicted, strict=True)], dtype=np.int64)

    def statistic(rows: IntArray) -> float:
        counts = np.bincount(cells[rows], minlength=size * size).reshape(size, size)
        return float(scores_from_confusion(counts, labels)["macro_f1"])

    return bootstrap(statistic, groups, seed=seed)


def paired_bootstrap(
    truth: Labels,
    first: Labels,
    second: Labels,
    groups: Sequence[Hashable],
    labels: Sequence[str],
    *,
    draws: int = 1000,
    seed: int = 0,
) -> dict[str, float]:
    """Compare two systems on the same items: difference of macro-F1 (first - second), its interval and p.

    `p` is the share of resampled article sets in which the difference has the other sign
    (two-sided, Efron and Tibshirani 1993, ch. 16).
    """
    index = {label: number for number, label in enumerate(labels)}
    size = len(labels)
    true = np.asarray([index[label] for label in truth], dtype=np.int64)
    cells = [true * size + np.asarray([index[label] for label in guess], dtype=np.int64) for guess in (first, second)]

    def difference(rows: IntArray) -> float:
        one, two = (
            scores_from_confusion(np.bincount(c[rows], minlength=size * size).reshape(size, size), labels)["macro_f1"]
            for c in cells
        )
        return float(one - two)

    clusters = _grouped(groups)
    random = np.random.default_rng(seed)
    values = np.asarray(
        [
            difference(np.concatenate([clusters[i] for i in random.integers(0, len(clusters), len(clusters))]))
            for _ in range(draws)
        ]
    )
    observed = difference(np.arange(len(true)))
    low, high = np.quantile(values, [0.025, 0.975])
    other_sign = float((values <= 0).mean()) if observed > 0 else float((values >= 0).mean())
    return {"difference": observed, "low": float(low), "high": float(high), "p": min(1.0, 2 * other_sign)}


def calibration_error(probabilities: npt.NDArray[np.float64], correct: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error of the top label over bins of equal size (Nguyen and O'Connor 2015)."""
    if not len(probabilities):
        return 0.0
    confidence = probabilities.max(axis=1)
    order = np.argsort(confidence, kind="stable")
    error = 0.0
    for part in np.array_split(order, min(bins, len(order))):
        error += len(part) * abs(float(confidence[part].mean()) - float(correct[part].mean()))
    return error / len(order)


def calibration_null(
    probabilities: npt.NDArray[np.float64], *, bins: int = 10, draws: int = 200, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % range of the calibration error that a perfectly calibrated model would show at this size."""
    random = np.random.default_rng(seed)
    confidence = probabilities.max(axis=1)
    errors = [calibration_error(probabilities, random.random(len(confidence)) < confidence, bins) for _ in range(draws)]
    low, high = np.quantile(errors, [0.025, 0.975])
    return float(low), float(high)


def rounded(scores: Mapping[str, Any], digits: int = 4) -> dict[str, Any]:
    """Return the scores with every float rounded, for files that are reviewed."""

    def walk(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, digits)
        if isinstance(value, Mapping):
            return {key: walk(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [walk(item) for item in value]
        return value

    return {key: walk(value) for key, value in scores.items()}
