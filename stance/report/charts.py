"""Charts for evaluation reports. The only importer of matplotlib.

Figures are readable in print and for colour-blind readers (Okabe and Ito's palette, and shapes besides
colours), and Devanagari is shaped by a packaged font.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import category, combining

import matplotlib

matplotlib.use("Agg")

import fontpkg_noto_sans_devanagari
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

_HATCHES = ("", "//", "..", "xx", "\\\\", "++")
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#555555", "#cc79a7", "#e69f00")
_MARKERS = ("o", "s", "^", "D", "v", "P")
_DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)))
_LONGEST = 28  # characters of a label
_JOINERS = "\u200c\u200d"
_LEAST_COVERAGE = 0.05


def _fonts() -> None:
    """Use the packaged Devanagari font beside matplotlib's own."""
    for path in Path(fontpkg_noto_sans_devanagari.__file__).parent.rglob("*.ttf"):
        font_manager.fontManager.addfont(path)
    plt.rcParams.update(
        {
            "font.family": ["DejaVu Sans", "Noto Sans Devanagari"],
            "svg.hashsalt": "stance",
            "text.parse_math": False,  # a label with two dollar signs is a label
            "axes.spines.top": False,
            "axes.spines.right": False,
            "figure.constrained_layout.use": True,
        }
    )


def _shown(text: str) -> str:
    """Return a label on one line, without control characters (SVG cannot hold them), cut where it is long."""
    line = " ".join("".join(c if c.isprintable() or c in _JOINERS else " " for c in text).split())
    cut = _LONGEST - 1
    if len(line) <= _LONGEST:
        return line
    # Never between a letter and its signs, nor inside a conjunct (a virama has combining class 9).
    while cut > 1 and (category(line[cut])[0] in "MC" or combining(line[cut - 1]) == 9 or line[cut - 1] in _JOINERS):
        cut -= 1
    return f"{line[:cut]}…"


def _style(number: int) -> dict[str, Any]:
    """Colour, marker and dashes of a line: each tells it apart without the others."""
    return {
        "color": _COLOURS[number % len(_COLOURS)],
        "marker": _MARKERS[number % len(_MARKERS)],
        "linestyle": _DASHES[(number + number // len(_DASHES)) % len(_DASHES)],
    }


def save(figure: Figure, target: Path) -> None:
    """Write a figure as PNG and SVG beside each other; the same figure gives the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target.with_suffix(".png"), dpi=150, metadata={"Software": None})
    figure.savefig(target.with_suffix(".svg"), metadata={"Date": None})
    plt.close(figure)


def learning_curve(curves: Mapping[str, Sequence[Mapping[str, Any]]], ylabel: str) -> Figure:
    """Draw score against the number of training statements, one line a part, with intervals.

    Each point holds `n`, `score`, `low` and `high`.
    """
    _fonts()
    figure, axes = plt.subplots(figsize=(6.4, 4))
    for number, (name, points) in enumerate(curves.items()):
        sizes = [point["n"] for point in points]
        axes.fill_between(
            sizes,
            [point["low"] for point in points],
            [point["high"] for point in points],
            color=_COLOURS[number],
            alpha=0.15,
            linewidth=0,
        )
        axes.plot(sizes, [p["score"] for p in points], marker=_MARKERS[number], color=_COLOURS[number], label=name)
    axes.set_xscale("log", base=2)
    axes.set_xticks([point["n"] for points in curves.values() for point in points])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.tick_params(axis="x", rotation=60)
    axes.minorticks_off()
    axes.set_xlabel("training statements")
    axes.set_ylabel(ylabel)
    axes.legend(frameon=False)
    return figure


def confusion_matrix(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> Figure:
    """Draw a confusion matrix with its counts; shades are shares of the true label."""
    _fonts()
    size = max(0.0, len(labels) - 4) * 0.7
    figure, axes = plt.subplots(figsize=(4.8 + size, 4.2 + size))
    totals = [max(sum(row), 1) for row in counts]
    shares = [[value / total for value in row] for row, total in zip(counts, totals, strict=True)]
    axes.imshow(shares, cmap="Greys", vmin=0, vmax=1)
    for i, row in enumerate(counts):
        for j, value in enumerate(row):
            colour = "white" if shares[i][j] > 0.5 else "black"
            axes.text(j, i, f"{value}\n{shares[i][j]:.0%}", ha="center", va="center", color=colour, fontsize=9)
    names = [_shown(label) for label in labels]
    axes.set_xticks(range(len(labels)), names, rotation=30, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(labels)), names)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    for spine in axes.spines.values():
        spine.set(visible=True, color="#999999", linewidth=0.8)
    return figure


def reliability(bins: Sequence[Mapping[str, float]]) -> Figure:
    """Draw accuracy against confidence; each bin holds `confidence`, `accuracy`, `low`, `high`.

    `low`–`high` is where a perfectly calibrated model of this size would fall 95 times of 100.
    """
    _fonts()
    figure, axes = plt.subplots(figsize=(4.8, 4.2))
    confidence = [b["confidence"] for b in bins]
    axes.fill_between(
        confidence,
        [b["low"] for b in bins],
        [b["high"] for b in bins],
        color="#999999",
        alpha=0.3,
        linewidth=0,
        label="calibrated: 95 of 100",
    )
    axes.plot([0, 1], [0, 1], color="#777777", linestyle="--", linewidth=1)
    axes.plot(confidence, [b["accuracy"] for b in bins], marker="o", color=_COLOURS[0], label="this model")
    least = min([*confidence, *(b["accuracy"] for b in bins)])
    axes.set_xlim(max(0.0, least - 0.05), 1.01)
    axes.set_ylim(max(0.0, least - 0.05), 1.01)
    axes.set_xlabel("confidence")
    axes.set_ylabel("accuracy")
    axes.legend(frameon=False, loc="upper left")
    return figure


def label_shares(counts: Mapping[str, Mapping[str, int]]) -> Figure:
    """Draw one bar a data set, cut into the shares of its labels; the numbers in it are counts."""
    _fonts()
    labels = list(dict.fromkeys(label for row in counts.values() for label in row))
    figure, axes = plt.subplots(figsize=(7, 1.4 + 0.6 * len(counts)))
    for place, row in enumerate(counts.values()):
        left, total = 0.0, sum(row.values())
        for number, label in enumerate(labels):
            share = row.get(label, 0) / total
            bar: dict[str, Any] = {"color": _COLOURS[number % len(_COLOURS)], "hatch": _HATCHES[number % len(_HATCHES)]}
            axes.barh(place, share, left=left, edgecolor="white", label=label if not place else None, **bar)
            if share > 0.04:
                box: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                axes.text(left + share / 2, place, f"{row[label]:,}", ha="center", va="center", fontsize=9, bbox=box)
            left += share
    axes.set_yticks(range(len(counts)), [_shown(name) for name in counts])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    figure.legend(frameon=False, ncols=4, loc="outside lower center")
    return figure


def precision_recall(curves: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Draw precision against recall, one line a class; its marker stands where the model decides.

    Each curve holds `recall` and `precision` (sequences), `average` and `point` (recall, precision).
    """
    _fonts()
    beside = len(curves) > len(_COLOURS)  # a long legend would hide the curves
    figure, axes = plt.subplots(figsize=(8.6 if beside else 5.6, 4.4))
    for number, (label, curve) in enumerate(curves.items()):
        style = _style(number)
        marker = style.pop("marker")
        name = f"{_shown(label)} ({curve['average']:.2f})"
        axes.step(curve["recall"], curve["precision"], where="pre", linewidth=1.6, **style)
        axes.plot(*curve["point"], marker=marker, markersize=8, label=name, **style)
    least = min((float(min(curve["precision"])) for curve in curves.values()), default=0.0)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(max(0.0, least - 0.05), 1.02)
    axes.set_xlabel("recall")
    axes.set_ylabel("precision")
    place = {"loc": "center left", "bbox_to_anchor": (1.02, 0.5)} if beside else {"loc": "lower left"}
    axes.legend(frameon=False, title="class (average precision)", **place)
    return figure


def risk_coverage(curve: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the share of errors among the surest part against the size of that part.

    `coverage` and `risk` belong to the model, `best` to one that is least sure of exactly its errors.
    """
    _fonts()
    figure, axes = plt.subplots(figsize=(5.2, 3.8))
    # Among the first few a single error is a peak that would flatten all the rest.
    first = next(i for i, coverage in enumerate(curve["coverage"]) if coverage >= _LEAST_COVERAGE)
    coverage, risk, best = (curve[name][first:] for name in ("coverage", "risk", "best"))
    axes.plot(coverage, risk, color=_COLOURS[0], linewidth=2, label="this model")
    axes.plot(coverage, best, color="#555555", linestyle=":", label="best possible order")
    axes.axhline(risk[-1], color="#999999", linestyle="--", linewidth=1, label="without abstaining")
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, max(0.02, *risk) * 1.4)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.1%}")
    axes.set_xlabel("share that is labelled, the surest first")
    axes.set_ylabel("errors among them")
    axes.legend(frameon=False, loc="upper left")
    return figure


def top_terms(terms: Mapping[str, Sequence[tuple[str, str, float]]]) -> Figure:
    """Draw the strongest terms of each class as bars; a term is (text, field, weight)."""
    _fonts()
    columns = min(2, len(terms))
    rows = -(-len(terms) // columns)
    longest = max((len(row) for row in terms.values()), default=1)
    figure, grid = plt.subplots(rows, columns, figsize=(4.6 * columns, rows * (0.9 + 0.3 * longest)), squeeze=False)
    widest = max((weight for row in terms.values() for _, _, weight in row), default=1.0)
    for axes in grid.flat[len(terms) :]:
        axes.set_visible(False)
    for number, (axes, (label, row)) in enumerate(zip(grid.flat, terms.items(), strict=False)):
        axes.barh(range(len(row)), [weight for _, _, weight in row], color=_COLOURS[number % len(_COLOURS)], height=0.6)
        axes.set_yticks(range(len(row)), [f"{_shown(text)}  · {_shown(field)}" for text, field, _ in row], fontsize=10)
        axes.invert_yaxis()
        axes.set_xlim(0, widest * 1.05)
        axes.set_title(_shown(label), loc="left", fontsize=11)
        axes.tick_params(axis="y", length=0)
    return figure


def history(points: Sequence[Mapping[str, Any]]) -> Figure:
    """Draw a score over the runs, oldest first, with intervals; a cross is a run that failed its gate.

    Each point holds `when` (text), `score`, `low`, `high`, `good` (or `None`) and `series`, the data it was
    measured on: a line joins what may be compared.
    """
    _fonts()
    figure, axes = plt.subplots(figsize=(6.4, 3.8))
    series = list(dict.fromkeys(point["series"] for point in points))
    for number, name in enumerate(series):
        places = [i for i, point in enumerate(points) if point["series"] == name]
        chosen = [points[i] for i in places]
        bars = [[max(0.0, p["score"] - p["low"]), max(0.0, p["high"] - p["score"])] for p in chosen]
        style = _style(number)
        axes.errorbar(
            places, [p["score"] for p in chosen], list(zip(*bars, strict=True)), capsize=3, label=name, **style
        )
        failed = [i for i in places if points[i]["good"] is False]
        axes.plot(failed, [points[i]["score"] for i in failed], "x", color="black", markersize=11, markeredgewidth=2)
    axes.set_xticks(range(len(points)), [point["when"] for point in points], rotation=45, ha="right", fontsize=8)
    axes.margins(x=0.08, y=0.15)
    axes.set_ylabel("macro-F1")
    axes.legend(frameon=False, fontsize=8)
    return figure


def rates(rows: Mapping[str, Mapping[str, float]], xlabel: str) -> Figure:
    """Draw a group of bars for each row, one bar a competitor; the number beside it is its rate."""
    _fonts()
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    height = 0.8 / len(names)
    figure, axes = plt.subplots(figsize=(7, 1.2 + 0.45 * len(names) * len(rows)))
    for number, name in enumerate(names):
        places = [group + (number - (len(names) - 1) / 2) * height for group in range(len(rows))]
        values = [row.get(name, 0) for row in rows.values()]
        style: dict[str, Any] = {"color": _COLOURS[number % len(_COLOURS)], "hatch": _HATCHES[number % len(_HATCHES)]}
        bars = axes.barh(places, values, height * 0.9, edgecolor="white", label=name, **style)
        axes.bar_label(bars, [f"{value:,.0f}" for value in values], padding=3, fontsize=9)
    axes.set_yticks(range(len(rows)), [_wrapped(name) for name in rows])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel(xlabel)
    figure.legend(frameon=False, ncols=len(names), loc="outside lower center")
    return figure


def _wrapped(text: str) -> str:
    """Break a label of several words in two lines of about the same length."""
    words = text.split()
    cut = min(range(1, len(words) + 1), key=lambda n: abs(len(" ".join(words[:n])) - len(text) / 2))
    return "\n".join(filter(None, (" ".join(words[:cut]), " ".join(words[cut:]))))
