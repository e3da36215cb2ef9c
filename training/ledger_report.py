"""Writes what was measured of the ledger: scores.json, a table, and the card of the linker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from stance.corpus.atomic import atomic_path
from training.data import ROOT

_NOTE = (
    "Links from a denial or corroboration to the accusation it answers, as annotated (answers=) in the authored "
    "articles. The weights are those of the train split, both thresholds were chosen on dev. The links have one "
    "annotation and no second one to compare with. There is no annotation of who is accused, of whose side a reply "
    "is, or of links between articles. End to end, statements and stances are those of the shipped models, which "
    "have seen dev; so only test is measured that way. Reachable are the links whose two statements were found and "
    "labelled as an accusation and a reply. Intervals are of 95 % by article. A verdict is right where the "
    "accusation is found and has the annotated verdict."
)


def ledger_table(scores: Mapping[str, Any]) -> str:
    """Return the scores as a Markdown table."""
    lines = [
        "| split | given | system | precision | recall | link F1 | interval | links | reachable | verdicts right |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for key, row in scores.items():
        low, high = row["f1_interval"]
        lines.append(
            f"| {' | '.join(key.split('/'))} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} "
            f"| {low:.3f}–{high:.3f} | {row['links']} | {row['reachable']} | {row['verdicts_right']:.3f} |"
        )
    return "\n".join(lines)


def write_ledger_report(scores: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """Write reports/<recipe>/scores.json and scores.md."""
    folder = ROOT / "reports" / about["recipe"]["name"]
    folder.mkdir(parents=True, exist_ok=True)
    whole = {"note": _NOTE, **about, "scores": scores}
    text = f"# The ledger\n\n{_NOTE}\n\n{ledger_table(scores)}\n"
    for name, content in (("scores.json", json.dumps(whole, ensure_ascii=False, indent=1) + "\n"), ("scores.md", text)):
        with atomic_path(folder / name) as path:
            path.write_text(content, "utf-8")


def ledger_card(scores: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """Return the linker's card; every figure comes from `scores`."""
    recipe = about["recipe"]
    return (
        f"# {recipe['name']}\n\n"
        "Links denials and corroborations of an article to the accusations they answer: logistic regression over\n"
        "facts of the pair (TF-IDF cosine, order, speakers, cues). It gives a hint where to read, not a finding that\n"
        "somebody was or was not asked for a reply.\n\n"
        f"- fitted on the {', '.join(recipe['fit'])} split of the authored articles; data SHA-256 "
        f"`{about['data_sha256']}`\n- limits: only links inside one article; invented articles answer more often "
        f"than real news\n\n{ledger_table(scores)}\n"
    )
