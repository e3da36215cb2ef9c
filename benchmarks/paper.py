"""A billion articles, computed from the measured rate; what is assumed is said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.corpus.atomic import atomic_path

ARTICLES = 10**9
DOLLARS_PER_CORE_HOUR = 0.04  # an assumption: about what general-purpose cores cost on demand; spot is a third
CORES = 1000
README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- paper: begin (made by `python -m benchmarks`) -->", "<!-- paper: end -->"


def estimate(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return core-hours, wall-clock hours and dollars for `ARTICLES` at a measured rate of one core."""
    core_hours = ARTICLES / whole["articles_per_second"] / 3600
    return {
        "articles": ARTICLES,
        "terabytes_of_text": round(ARTICLES * whole["bytes_per_article"] / 1e12, 2),
        "core_hours": round(core_hours),
        "hours_on_1000_cores": round(core_hours / CORES, 1),
        "dollars": round(core_hours * DOLLARS_PER_CORE_HOUR),
        "assumed_dollars_per_core_hour": DOLLARS_PER_CORE_HOUR,
    }


def table(estimates: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the estimates as a Markdown table."""
    lines = ["| on | text | core-hours | on 1,000 cores | at $0.04 a core-hour |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {name} | {one['terabytes_of_text']} TB | {one['core_hours']:,} | {one['hours_on_1000_cores']} h "
        f"| ${one['dollars']:,} |"
        for name, one in estimates.items()
    ]
    return "\n".join(lines)


def refresh(estimates: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the table into the README between its marks."""
    before, rest = README.read_text("utf-8").split(BEGIN)
    made = f"{before}{BEGIN}\n{table(estimates)}\n{END}{rest.split(END)[1]}"
    with atomic_path(README) as temporary:
        temporary.write_text(made, encoding="utf-8", newline="\n")
