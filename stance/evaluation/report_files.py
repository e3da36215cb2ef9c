"""The report of an evaluation: scores.json, errors.tsv, report.md, report.html and figures, in one folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from stance.corpus.atomic import atomic_path
from stance.evaluation.classification import Evaluation, write_report
from stance.evaluation.gate import Verdict
from stance.evaluation.history import Run
from stance.linear import LinearModel
from stance.report.evaluation_html import CAPTIONS, Row, evaluation_page
from stance.report.tables import plain

_CLASSES = 12  # drawn at most, the ones with the most examples
_TERMS = 10  # of a class
_RUNS = 30  # of the history


def write_evaluation(
    folder: Path,
    result: Evaluation,
    model: LinearModel,
    run: Run,
    *,
    name: str,
    runs: Sequence[Run] = (),
    verdict: Verdict | None = None,
) -> None:
    """Write the report of a run into a folder, which is made; `name` is the model's, `runs` the history to draw.

    The same arguments give the same bytes.

    Raises
    ------
    InputError
        if a file cannot be written.
    """
    write_report(result, folder)
    drawn = _draw(folder, result, model, runs)
    figures = [(figure, (folder / f"{figure}.svg").read_bytes()) for figure in drawn]
    rows = [
        Row(example.where, example.label, guess, float(row.max()), example.text)
        for example, guess, row in zip(result.examples, result.predicted, result.probabilities, strict=True)
        if example.label != guess
    ]
    rows.sort(key=lambda row: -row.probability)
    against = [] if verdict is None else _against(verdict)
    page = evaluation_page(
        name, run, result.scores, figures, rows, None if verdict is None else verdict.passed, against
    )
    for target, text in (
        ("report.html", page),
        ("report.md", _markdown(name, run, result.scores, drawn, verdict, against)),
    ):
        with atomic_path(folder / target) as path:
            path.write_text(text, "utf-8")


def _draw(folder: Path, result: Evaluation, model: LinearModel, runs: Sequence[Run]) -> list[str]:
    """Write each figure as PNG and SVG and return their names in the order of the report."""
    from stance.report import charts  # 0.4 s that an evaluation without a report need not wait for

    scores = result.scores
    classes = scores["per_class"]
    shown = sorted((c for c in classes if classes[c]["support"]), key=lambda c: -int(classes[c]["support"]))[:_CLASSES]
    shown.sort(key=list(classes).index)
    figures = {
        "confusion": charts.confusion_matrix(scores["confusion"], scores["labels"]),
        "precision-recall": charts.precision_recall({label: precision_recall(result, label) for label in shown}),
        "reliability": charts.reliability(reliability_bins(result)),
        "risk-coverage": charts.risk_coverage(risk_coverage(result)),
        "top-terms": charts.top_terms({label: top_terms(model, label) for label in shown}),
    }
    if runs:
        figures["history"] = charts.history([_point(run) for run in runs[-_RUNS:]])
    for name, figure in figures.items():
        charts.save(figure, folder / name)
    return list(figures)


def _point(run: Run) -> dict[str, Any]:
    score = run.scores["macro_f1"]
    return {
        "when": f"{run.when:%Y-%m-%d %H:%M}",
        "score": score["value"],
        "low": score["low"],
        "high": score["high"],
        "good": run.good,
        "series": f"data {run.data_sha256[:8]}",
    }


def _correct(result: Evaluation) -> Any:
    return np.asarray([e.label == p for e, p in zip(result.examples, result.predicted, strict=True)])


def precision_recall(result: Evaluation, label: str) -> dict[str, Any]:
    """Return `recall` and `precision` at each threshold of one class, their `average`, and where the model decides.

    Average precision is the sum over thresholds of precision times gain in recall, as in scikit-learn.
    """
    probability = result.probabilities[:, result.scores["labels"].index(label)]
    truth = np.asarray([example.label == label for example in result.examples])
    order = np.argsort(-probability, kind="stable")
    last = np.flatnonzero(np.append(np.diff(probability[order]) != 0, True))  # equal probabilities go together
    hits = np.cumsum(truth[order])[last]
    precision, recall = hits / (last + 1), hits / truth.sum()
    average = float(np.sum(np.diff(recall, prepend=0.0) * precision))
    row = result.scores["per_class"][label]
    return {
        "recall": [0.0, *recall.tolist()],
        "precision": [float(precision[0]), *precision.tolist()],
        "average": average,
        "point": (row["recall"], row["precision"]),
    }


def reliability_bins(result: Evaluation, *, bins: int = 10, draws: int = 1000, seed: int = 0) -> list[dict[str, float]]:
    """Return confidence and accuracy of bins of equal size, and `low`–`high`: the null band of a calibrated model."""
    random = np.random.default_rng(seed)
    confidence, correct = result.probabilities.max(axis=1), _correct(result)
    found = []
    for part in np.array_split(np.argsort(confidence, kind="stable"), min(bins, len(confidence))):
        chances = confidence[part]
        null = [float((random.random(len(part)) < chances).mean()) for _ in range(draws)]
        low, high = np.quantile(null, [0.025, 0.975])
        accuracy = float(correct[part].mean())
        found.append(
            {"confidence": float(chances.mean()), "accuracy": accuracy, "low": float(low), "high": float(high)}
        )
    return found


def risk_coverage(result: Evaluation) -> dict[str, list[float]]:
    """Return the share of errors (`risk`) among the surest examples at each `coverage`, and the `best` possible."""
    confidence, wrong = result.probabilities.max(axis=1), ~_correct(result)
    order = np.argsort(-confidence, kind="stable")
    last = np.flatnonzero(np.append(np.diff(confidence[order]) != 0, True))
    counts = last + 1
    best = np.maximum(0, counts - (~wrong).sum()) / counts
    return {
        "coverage": (counts / len(wrong)).tolist(),
        "risk": (np.cumsum(wrong[order])[last] / counts).tolist(),
        "best": best.tolist(),
    }


def top_terms(model: LinearModel, label: str, most: int = _TERMS) -> list[tuple[str, str, float]]:
    """Return (term, part of the statement, weight) of the terms that speak most for a class.

    The weight is the coefficient above the mean of all classes. Character n-grams are left out: half an
    akshara says nothing to a reader; so are numbers, punctuation and, unless the model has no words, marks.
    """
    own = model.coefficients[:, model.labels.index(label)] - model.coefficients.mean(axis=1)
    fields = list(zip(model.vectorizer.fields, model.vectorizer.vocabularies, strict=True))
    words = [(spec, vocabulary) for spec, vocabulary in fields if spec.unit == "word"]
    found = [
        (term, spec.part, float(own[number]) * spec.weight)
        for spec, vocabulary in words or [field for field in fields if field[0].unit != "char"]
        for term, number in vocabulary.items()
        if any(c.isalpha() for c in term)
    ]
    return sorted((item for item in found if item[2] > 0), key=lambda item: (-item[2], item[0]))[:most]


def _against(verdict: Verdict) -> list[str]:
    accepted = [f"accepted: {verdict.accepted}"] if verdict.accepted else []
    return [*verdict.failures, *accepted, *map(str, verdict.flips)]


def _md(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no HTML, no cell boundary."""
    return re.sub(r"([\\`*_\[\]|~$#])", r"\\\1", escape(plain(text), quote=False))


def _markdown(
    name: str,
    run: Run,
    scores: dict[str, Any],
    figures: Sequence[str],
    verdict: Verdict | None,
    against: Sequence[str],
) -> str:
    def value(key: str) -> str:
        score = run.scores[key]
        return f"{score['value']:.3f} ({score['low']:.3f}–{score['high']:.3f})"

    null_low, null_high = scores["ece_null_interval"]
    lines = [
        f"# {_md(name)}: {_md(run.task)}",
        "",
        f"macro-F1 **{value('macro_f1')}**, accuracy {value('accuracy')},",
        f"{run.n} statements of {run.articles} articles;",
        f"calibration error {scores['ece']:.3f}, a perfectly calibrated model {null_low:.3f}–{null_high:.3f}.",
        "Intervals: 95 %, bootstrap by article.",
        "",
    ]
    if verdict is not None:
        lines += [f"Gate: **{'passed' if verdict.passed else 'failed'}**", "", *(f"- {_md(x)}" for x in against), ""]
    lines += ["| label | precision | recall | F1 | support |", "| --- | ---: | ---: | ---: | ---: |"]
    for label, row in scores["per_class"].items():
        lines.append(
            f"| {_md(label)} | {row['precision']:.3f} | {row['recall']:.3f} | {value(f'per_class.{label}')} "
            f"| {row['support']} |"
        )
    for figure in figures:
        title, caption = CAPTIONS[figure]
        lines += ["", f"## {title}", "", f"![{title}]({figure}.svg)", "", caption]
    lines += ["", f"Data SHA-256 `{run.data_sha256}`, model SHA-256 `{run.model_sha256}`."]
    return "\n".join(lines) + "\n"
