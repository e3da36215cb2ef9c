"""Labelled statements as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from stance.types import Article, LabelledStatement, Prediction, Statement

COLOURS = {"accusation": "red", "denial": "blue", "corroboration": "green", "other": "bright_black"}
_MOVED = 2  # categories shown of a shift
TONES = {"negative": "−", "neutral": "·", "positive": "+"}


def plain(text: str) -> str:
    """One line, without control characters that could drive the terminal."""
    return " ".join("".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text).split())


def _label(prediction: Prediction, colour: str = "") -> str:
    top = max(prediction.probabilities, key=lambda label: prediction.probabilities[label])
    sure = f"{prediction.probabilities[top]:.0%}"
    if prediction.label is None:
        return f"[dim]abstains[/]\n[dim]{escape(top)} {sure}[/]"
    return f"[{colour or 'default'}]{escape(prediction.label)}[/]\n[dim]{sure}[/]"


def _who(statement: Statement) -> str:
    if statement.speaker is None:
        return "[dim]nobody named[/]"
    who = escape(plain(statement.speaker.text))
    return f"{who}\n[dim]= {escape(plain(statement.resolved.text))}[/]" if statement.resolved else who


def _why(item: LabelledStatement) -> str:
    words = [escape(plain(word.span.text)) for word in item.stance.evidence if word.weight > 0][:4]
    return "[dim]" + " · ".join(words) + "[/]" if words else ""


def document_table(article: Article, statements: Sequence[LabelledStatement]) -> RenderableType:
    """Return the table of one article: a row a statement with speaker, stance, sentiment and deciding words."""
    heading = Text(plain(article.title or article.id), style="bold")
    if not statements:
        return Group(heading, Text("no statements found", style="dim"))
    table = Table(show_lines=True, expand=True)
    table.add_column("#", justify="right", style="dim")
    table.add_column("who", ratio=3)
    table.add_column("what", ratio=8)
    table.add_column("stance", min_width=13)
    table.add_column("tone", min_width=8)
    for number, item in enumerate(statements, 1):
        statement, stance = item.statement, item.stance
        why = _why(item)
        table.add_row(
            str(number),
            _who(statement),
            escape(plain(statement.content.text)) + (f"\n{why}" if why else ""),
            _label(stance, COLOURS.get(stance.label or "", "")),
            f"{TONES.get(item.sentiment.label or '', '')} {item.sentiment.label or ''}",
        )
    return Group(heading, table)


def statement_table(statements: Iterable[Statement], *, why: bool) -> RenderableType:
    """Return the table of extraction alone; with `why` it names the rule and the cue."""
    table = Table(show_lines=True, expand=True)
    ratios = {"#": None, "kind": None, "who": 3, "what": 6} | ({"rule": 3, "cue": 2} if why else {})
    for name, ratio in ratios.items():
        table.add_column(name, ratio=ratio, overflow="fold")
    for number, statement in enumerate(statements, 1):
        cue = escape(plain(statement.cue.text)) if statement.cue else "[dim]none[/]"
        row = [str(number), statement.kind, _who(statement), escape(plain(statement.content.text))]
        table.add_row(*row, *((statement.rule, cue) if why else ()))
    return table


def score_table(scores: dict[str, Any]) -> RenderableType:
    """Return the scores of an evaluation: a row a class, macro-F1 with its interval and calibration below."""
    table = Table("label", "precision", "recall", "F1", "support")
    for label, row in scores["per_class"].items():
        table.add_row(escape(label), *(f"{row[key]:.3f}" for key in ("precision", "recall", "f1")), str(row["support"]))
    low, high = scores["macro_f1_interval"]
    null_low, null_high = scores["ece_null_interval"]
    return Group(
        table,
        Text(f"macro-F1 {scores['macro_f1']:.3f} (95 % interval by article {low:.3f}–{high:.3f})"),
        Text(f"accuracy {scores['accuracy']:.3f}"),
        Text(f"calibration error {scores['ece']:.3f}; a perfectly calibrated model: {null_low:.3f}–{null_high:.3f}"),
        Text(f"{scores['n']} statements of {scores['articles']} articles"),
    )


def drift_table(shifts: Iterable[Mapping[str, Any]]) -> RenderableType:
    """Return the table of a drift: what moved most in each measure, the effect, and whether chance is ruled out.

    A row is `stance.evaluation.drift.Shift.record`.
    """
    table = Table("measure", "reference → texts", "effect", "p (Holm)", "shift")
    for row in shifts:
        old, new = row["reference"], row["texts"]
        moved = sorted(old, key=lambda name: -abs(new[name] - old[name]))[:_MOVED]
        table.add_row(
            row["measure"],
            Text("\n".join(_moved(plain(name), old[name], new[name]) for name in moved)),
            f"{row['symbol']} = {row['effect']:.2f}",
            f"{row['p_holm']:.3f}",
            f"[bold]{row['size']}[/]" if row["significant"] else "[dim]none shown[/]",
        )
    return table


def _moved(name: str, old: float, new: float) -> str:
    if name == "mean":
        return f"mean {old:.1f} → {new:.1f}"
    return f"{name} {old:.1%} → {new:.1%}"
