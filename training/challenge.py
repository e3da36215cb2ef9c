"""`python -m training challenge`: the shipped stance model on minimal pairs, by phenomenon."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from stance.bundle import load_model, model_path
from stance.evaluation.metrics import rounded
from stance.features import from_statement
from stance.languages import load_language
from stance.statements import Reader
from stance.types import Article, Span, Statement
from training.data import DATA, ROOT


def records() -> list[dict[str, Any]]:
    """Return the challenge statements of all phenomena, in file order."""
    files = sorted((DATA / "challenge").glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]


def statement_of(record: dict[str, Any]) -> tuple[Article, Statement]:
    """Return a challenge record as an article of its own with its statement."""
    text = record["sentence"]

    def span(start: str, end: str) -> Span | None:
        return Span(record[start], record[end], text[record[start] : record[end]]) if start in record else None

    content = span("start", "end")
    assert content is not None
    statement = Statement(
        record["kind"], content, span("cue_start", "cue_end"), span("speaker_start", "speaker_end"), "challenge"
    )
    return Article(record["id"], text), statement


def measure() -> dict[str, Any]:
    """Return accuracy, pair accuracy (both of a pair right) and flips of invariant pairs, in all and by phenomenon."""
    model = load_model(model_path("stance-hi"))
    reader = Reader(load_language("hi"))
    pairs: dict[tuple[str, str], list[tuple[dict[str, Any], str]]] = defaultdict(list)
    for record in records():
        article, statement = statement_of(record)
        label = model.predict([from_statement(reader(article), statement)])[0].label
        pairs[record["phenomenon"], record["pair"]].append((record, label or ""))

    def summary(chosen: list[list[tuple[dict[str, Any], str]]]) -> dict[str, Any]:
        right = [[record["stance"] == label for record, label in pair] for pair in chosen]
        invariant = [pair for pair in chosen if pair[0][0]["invariant"]]
        return {
            "pairs": len(chosen),
            "accuracy": sum(map(sum, right)) / sum(map(len, right)),
            "pair_accuracy": sum(map(all, right)) / len(right),
            "invariant_pairs": len(invariant),
            "flips": sum(len({label for _, label in pair}) > 1 for pair in invariant) / len(invariant)
            if invariant
            else 0.0,
        }

    names = sorted({phenomenon for phenomenon, _ in pairs})
    return {
        "all": summary(list(pairs.values())),
        "by_phenomenon": {name: summary([p for (own, _), p in pairs.items() if own == name]) for name in names},
    }


def report() -> None:
    """Write reports/stance-hi/challenge.json and print its table."""
    result = rounded(measure())
    path = ROOT / "reports" / "stance-hi" / "challenge.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for name, row in {"all": result["all"], **result["by_phenomenon"]}.items():
        print(f"{name:28} pairs {row['pairs']:3}  pair accuracy {row['pair_accuracy']:.2f}  flips {row['flips']:.2f}")
