"""Writes the model card from what was measured (after Mitchell et al. 2019, Model Cards for Model Reporting)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAMES = {
    "authored": "articles written for the project (held-out split)",
    "standoff": "real newspaper passages annotated by the project (held-out split)",
}


def card(recipe: Mapping[str, Any], about: Mapping[str, Any], scores: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the card as Markdown; every figure comes from `scores`."""
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    lines = [
        f"# {recipe['name']}",
        "",
        f"Linear {recipe['task']} classifier for reported statements in news ({recipe['language']}): TF-IDF of words",
        "and character n-grams of the statement, its cue and its frame, one linear support vector machine a label,",
        "scaled to probabilities by temperature.",
        "",
        f"- fitted on {about['examples']} statements (splits {', '.join(recipe['fit'])})",
        f"- data SHA-256 `{about['data_sha256']}`",
        f"- versions: {versions}",
        "- meant for: finding and sorting statements for people who then read them; not for judging persons",
        "- limits: trained on news prose; irony, long hedged chains and dialect are often wrong; the label says what",
        "  the speaker does, not whether it is true",
        "",
    ]
    for part, result in scores.items():
        low, high = result["macro_f1_interval"]
        lines += [
            f"## Measured on {_NAMES[part]}",
            "",
            f"{result['n']} statements of {result['articles']} articles, gold spans. "
            f"Macro-F1 {result['macro_f1']:.3f} (95 % interval by article {low:.3f}–{high:.3f}), "
            f"accuracy {result['accuracy']:.3f}.",
            "",
            "| label | precision | recall | F1 | support |",
            "| --- | --- | --- | --- | --- |",
        ]
        for label, row in result["per_class"].items():
            lines.append(
                f"| {label} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} | {row['support']} |"
            )
        lines.append("")
    return "\n".join(lines)
