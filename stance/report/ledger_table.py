"""The ledger as a table for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from stance.ledger import Accused, Entry, Ledger, Reply
from stance.report.tables import COLOURS, plain

VERDICT_COLOURS = {
    "answered": COLOURS["denial"],
    "confirmed": COLOURS["corroboration"],
    "no reply found": COLOURS["accusation"],
}
SIDES = {"accused": "the accused side", "other": "somebody else", "unknown": "side unknown"}


def ledger_table(ledger: Ledger) -> RenderableType:
    """Return the table of one article: a row an accusation with accuser, accused, verdict and replies."""
    heading = Text(plain(ledger.article.title or ledger.article.id), style="bold")
    if not ledger.entries:
        return Group(heading, Text("no accusations found", style="dim"))
    table = Table(show_lines=True, expand=True)
    table.add_column("#", justify="right", style="dim")
    table.add_column("accused", ratio=3)
    table.add_column("accusation", ratio=6)
    table.add_column("verdict", min_width=9)
    table.add_column("replies", ratio=6)
    for entry in ledger.entries:
        table.add_row(
            str(entry.number),
            "\n".join(map(_accused, entry.accused)) or "[dim]not found[/]",
            _accusation(entry),
            f"[{VERDICT_COLOURS[entry.verdict]}]{entry.verdict}[/]",
            "\n".join(map(_reply, entry.replies)),
        )
    return Group(heading, table)


def _accused(accused: Accused) -> str:
    name = escape(plain(accused.span.text))
    return f"{name} [dim]= {escape(plain(accused.resolved.text))}[/]" if accused.resolved else name


def _accusation(entry: Entry) -> str:
    statement = entry.accusation.statement
    who = escape(plain(statement.speaker.text)) if statement.speaker else "nobody named"
    return f"{escape(plain(statement.content.text))}\n[dim]— {who}[/]"


def _reply(reply: Reply) -> str:
    statement, label = reply.statement.statement, reply.statement.stance.label or ""
    who = escape(plain(statement.speaker.text)) if statement.speaker else "nobody named"
    return (
        f"[dim]{reply.number}[/] [{COLOURS[label]}]{label}[/] {escape(plain(statement.content.text))}\n"
        f"[dim]— {who}, {SIDES[reply.side]}, link {reply.probability:.0%}[/]"
    )
