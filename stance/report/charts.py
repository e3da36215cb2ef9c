"""Charts for evaluation reports. The only importer of matplotlib.

Figures are readable in print and for colour-blind readers (Okabe and Ito's palette, and shapes besides
colours), and Devanagari is shaped by a packaged font.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import fontpkg_noto_sans_devanagari
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#555555", "#cc79a7", "#e69f00")
_MARKERS = ("o", "s", "^", "D", "v", "P")


def _fonts() -> None:
    """Use the packaged Devanagari font beside matplotlib's own."""
    for path in Path(fontpkg_noto_sans_devanagari.__file__).parent.rglob("*.ttf"):
        font_manager.fontManager.addfont(path)
    plt.rcParams.update(
        {
            "font.family": ["DejaVu Sans", "Noto Sans Devanagari"],
            "svg.hashsalt": "stance",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "figure.constrained_layout.use": True,
        }
    )


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
    figure, axes = plt.subplots(figsize=(4.8, 4.2))
    totals = [max(sum(row), 1) for row in counts]
    shares = [[value / total for value in row] for row, total in zip(counts, totals, strict=True)]
    axes.imshow(shares, cmap="Greys", vmin=0, vmax=1)
    for i, row in enumerate(counts):
        for j, value in enumerate(row):
            colour = "white" if shares[i][j] > 0.5 else "black"
            axes.text(j, i, f"{value}\n{shares[i][j]:.0%}", ha="center", va="center", color=colour, fontsize=9)
    axes.set_xticks(range(len(labels)), labels, rotation=30, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure


def reliability(bins: Sequence[Mapping[str, float]]) -> Figure:
    """Draw accuracy against confidence; each bin holds `confidence`, `accuracy`, `low`, `high`.

    `low`–`high` is where a perfectly calibrated model of this size would fall 95 times of 100.
    """
    _fonts()
    figure, axes = plt.subplots(figsize=(4.8, 4.2))
    confidence = [b["confidence"] for b in bins]
    axes.fill_between(
        confidence, [b["low"] for b in bins], [b["high"] for b in bins], color="#999999", alpha=0.3, linewidth=0
    )
    axes.plot([0, 1], [0, 1], color="#999999", linestyle="--", linewidth=1)
    axes.plot(confidence, [b["accuracy"] for b in bins], marker="o", color=_COLOURS[0])
    least = min([*confidence, *(b["accuracy"] for b in bins)])
    axes.set_xlim(max(0.0, least - 0.05), 1.01)
    axes.set_ylim(max(0.0, least - 0.05), 1.01)
    axes.set_xlabel("confidence")
    axes.set_ylabel("accuracy")
    return figure
