"""The evaluation report as one HTML page: nothing is fetched, nothing from the data can run."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from string import Template
from typing import Any, Protocol

from stance.report.inert import asset, isolated, one_line

_ERRORS = 50  # shown in the page; errors.tsv has them all
CAPTIONS = {
    "confusion": (
        "Confusion",
        "Rows are the true labels, columns the predicted ones; the shade is the share of the row.",
    ),
    "precision-recall": (
        "Precision and recall",
        "Each class against all others at every threshold; the marker is where the model decides.",
    ),
    "reliability": (
        "Reliability",
        "Accuracy in ten bins of equal size, by confidence. Where the line leaves the grey band, the model is more "
        "(above) or less (below) often right than it says, by more than chance.",
    ),
    "risk-coverage": (
        "Risk and coverage",
        "How many errors remain if only the surest part is labelled and the model abstains from the rest. Drawn from "
        "5 % on.",
    ),
    "top-terms": (
        "Strongest words",
        "The words that speak most for each class, and the part of the statement they stand in. The bar is the "
        "coefficient above the mean of all classes.",
    ),
    "history": (
        "History",
        "Macro-F1 of each run with its 95 % interval; only runs on the same data are joined. A cross is a run that "
        "failed its gate.",
    ),
}


@dataclass(frozen=True)
class Row:
    """An example that the model got wrong."""

    where: str
    label: str
    predicted: str
    probability: float
    text: str


class Measured(Protocol):
    """What the page needs to know of a run: see `stance.evaluation.history.Run`."""

    @property
    def task(self) -> str:
        """The task of the model."""

    @property
    def model_sha256(self) -> str:
        """The digest of its weights."""

    @property
    def data_sha256(self) -> str:
        """The digest of the data."""

    @property
    def scores(self) -> dict[str, dict[str, float]]:
        """The scores with their intervals."""


def _cell(text: str, attributes: str = "") -> str:
    # Right-to-left words keep their order inside the cell and cannot reorder what follows.
    return f"<td{attributes}>{isolated(text)}</td>"


def _with_interval(score: dict[str, float]) -> str:
    return f"{score['value']:.3f} <small>{score['low']:.3f}–{score['high']:.3f}</small>"


def _class_row(label: str, row: dict[str, Any], f1: dict[str, float]) -> str:
    return (
        f'<tr><th scope="row">{isolated(label)}</th><td>{row["precision"]:.3f}</td>'
        f"<td>{row['recall']:.3f}</td><td>{_with_interval(f1)}</td><td>{row['support']}</td></tr>"
    )


def _figure(name: str, svg: bytes) -> str:
    title, caption = CAPTIONS[name]
    data = base64.b64encode(svg).decode()
    return (
        f'<figure id="{name}"><h2>{title}</h2><img alt="Chart: {title}. {caption}" src="data:image/svg+xml;base64,'
        f'{data}"><figcaption>{caption}</figcaption></figure>'
    )


def _error(row: Row) -> str:
    return (
        f"<tr>{_cell(row.label)}{_cell(row.predicted)}<td>{row.probability:.2f}</td>"
        f"{_cell(row.text, ' lang=hi class=text')}{_cell(row.where, ' class=where')}</tr>"
    )


def _gate(passed: bool | None, against: Sequence[str]) -> str:
    if passed is None:
        return ""
    items = "".join(f"<li>{isolated(line)}</li>" for line in against)
    word = "passed" if passed else "failed"
    return f'<section class="gate {word}"><h2>Gate: {word}</h2>{f"<ul>{items}</ul>" if items else ""}</section>'


def evaluation_page(
    name: str,
    run: Measured,
    scores: dict[str, Any],
    figures: Sequence[tuple[str, bytes]],
    errors: Sequence[Row],
    passed: bool | None,
    against: Sequence[str],
) -> str:
    """Return the page; `figures` are names of `CAPTIONS` with their SVG, `against` what the gate lists."""
    template = asset("evaluation.html")
    null_low, null_high = scores["ece_null_interval"]
    return Template(template).substitute(
        name=one_line(name),
        task=one_line(run.task),
        macro=_with_interval(run.scores["macro_f1"]),
        accuracy=_with_interval(run.scores["accuracy"]),
        ece=f"{scores['ece']:.3f} <small>calibrated: {null_low:.3f}–{null_high:.3f}</small>",
        size=f"{scores['n']} <small>of {scores['articles']} articles</small>",
        gate=_gate(passed, against),
        classes="".join(
            _class_row(label, row, run.scores[f"per_class.{label}"]) for label, row in scores["per_class"].items()
        ),
        figures="".join(_figure(*figure) for figure in figures),
        errors="".join(_error(row) for row in errors[:_ERRORS]),
        shown=min(_ERRORS, len(errors)),
        total=len(errors),
        data=one_line(run.data_sha256),
        model=one_line(run.model_sha256),
    )
