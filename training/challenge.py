"""`python -m training challenge`: the shipped stance model on minimal pairs, by phenomenon."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from stance.bundle import load_model, model_path
from stance.corpus.pairs import Side
from stance.evaluation.metrics import rounded
from stance.features import from_statement
from stance.languages import load_language
from stance.statements import Reader
from training.data import ROOT, pairs


def measure() -> dict[str, Any]:
    """Return accuracy, pair accuracy (both of a pair right) and flips of invariant pairs, in all and by phenomenon."""
    model = load_model(model_path("stance-hi"))
    reader = Reader(load_language("hi"))
    found: dict[tuple[str, str], list[tuple[Side, str]]] = defaultdict(list)
    for side in pairs("challenge"):
        statement = side.annotated.annotations[0].statement
        label = model.predict([from_statement(reader(side.annotated.article), statement)])[0].label
        found[side.phenomenon, side.pair].append((side, label or ""))

    def summary(chosen: list[list[tuple[Side, str]]]) -> dict[str, Any]:
        right = [[side.annotated.annotations[0].stance == label for side, label in pair] for pair in chosen]
        invariant = [pair for pair in chosen if pair[0][0].invariant]
        return {
            "pairs": len(chosen),
            "accuracy": sum(map(sum, right)) / sum(map(len, right)),
            "pair_accuracy": sum(map(all, right)) / len(right),
            "invariant_pairs": len(invariant),
            "flips": sum(len({label for _, label in pair}) > 1 for pair in invariant) / len(invariant)
            if invariant
            else 0.0,
        }

    names = sorted({phenomenon for phenomenon, _ in found})
    return {
        "all": summary(list(found.values())),
        "by_phenomenon": {name: summary([p for (own, _), p in found.items() if own == name]) for name in names},
    }


def report() -> None:
    """Write reports/stance-hi/challenge.json and print its table."""
    result = rounded(measure())
    path = ROOT / "reports" / "stance-hi" / "challenge.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for name, row in {"all": result["all"], **result["by_phenomenon"]}.items():
        print(f"{name:28} pairs {row['pairs']:3}  pair accuracy {row['pair_accuracy']:.2f}  flips {row['flips']:.2f}")
