"""Writes the scores of `reports/` into the README, between its markers."""

from __future__ import annotations

import json
from typing import Any

from training.data import ROOT

_START, _END = "<!-- scores -->", "<!-- /scores -->"
_PARTS = {"standoff": "real newspaper passages", "authored": "articles written for the project"}


def _read(*parts: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(ROOT.joinpath("reports", *parts).read_text("utf-8"))
    return loaded


def table() -> str:
    """Return the table of test scores, every figure from a scores.json under `reports/`."""
    lines = [
        "Held-out test splits, 95 % intervals by article; from `reports/`, which `python -m training` writes.",
        "",
        "| what | on | score | interval | n |",
        "| --- | --- | --- | --- | --- |",
    ]
    extraction = _read("extraction-hi", "scores.json")
    for part, name in _PARTS.items():
        row = extraction.get(f"{part}-test/selector")
        if row:
            low, high = row["interval"]
            lines.append(
                f"| statements found, F1 (overlap ≥ 0.5) | {name} | {row['partial_f1']:.3f} | {low:.3f}–{high:.3f} "
                f"| {row['gold']} |"
            )
    for task in ("stance", "sentiment"):
        for part, name in _PARTS.items():
            row = _read(f"{task}-hi", f"{part}-test", "scores.json")
            low, high = row["macro_f1_interval"]
            lines.append(
                f"| {task}, macro-F1, statements given | {name} | {row['macro_f1']:.3f} | {low:.3f}–{high:.3f} "
                f"| {row['n']} |"
            )
        for part, name in _PARTS.items():
            row = _read(f"{task}-hi", "end-to-end.json")[f"{part}-test"]
            low, high = row["macro_f1"]["interval"]
            lines.append(
                f"| {task}, macro-F1, statements found by itself | {name} | {row['macro_f1']['f1']:.3f} "
                f"| {low:.3f}–{high:.3f} | {row['statements']} |"
            )
    linking = _read("ledger-hi", "scores.json")["scores"]
    for given in ("statements and stances given", "end to end"):
        row = linking[f"authored-test/{given}/linker"]
        low, high = row["f1_interval"]
        lines.append(
            f"| replies linked to accusations, F1, {given} | {_PARTS['authored']} | {row['f1']:.3f} "
            f"| {low:.3f}–{high:.3f} | {row['links']} |"
        )
    return "\n".join(lines)


def refresh() -> None:
    """Put the table into README.md."""
    path = ROOT / "README.md"
    before, rest = path.read_text("utf-8").split(_START)
    _, after = rest.split(_END)
    path.write_text(f"{before}{_START}\n{table()}\n{_END}{after}", "utf-8")
