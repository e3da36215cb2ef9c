"""The ledger as one self-contained HTML page: nothing is fetched, nothing from the article can run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources
from string import Template

from stance.ledger import VERDICTS, Accused, Entry, Ledger, Reply
from stance.report.ledger_table import SIDES
from stance.report.tables import plain
from stance.types import Span

# The colours of the stance that decides: those of `article.css`.
_CLASSES = {"answered": "denial", "confirmed": "corroboration", "no reply found": "accusation"}


def ledger_page(ledgers: Iterable[Ledger]) -> Iterator[str]:
    """Yield the parts of one page that holds all articles, so that a long run needs no memory for it."""
    folder = resources.files("stance.report")
    head, tail = folder.joinpath("ledger.html").read_text("utf-8").split("<!-- articles -->")
    yield Template(head).substitute(style=folder.joinpath("article.css").read_text("utf-8"))
    for ledger in ledgers:
        yield _article(ledger)
    yield tail


def _article(ledger: Ledger) -> str:
    counts = Counter(entry.verdict for entry in ledger.entries)
    article = ledger.article
    date = f" <small>{_safe(article.date)}</small>" if article.date else ""
    heading = f"<h2>{_safe(article.title or article.id)}{date}</h2>"
    if not ledger.entries:
        return f'<article class="stance">{heading}<p class="note">no accusations found</p></article>\n'
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
    rows = "".join(map(_row, ledger.entries))
    return (
        f'<article class="stance">{heading}<p>{summary}</p><table lang="{escape(article.lang or "hi")}"><thead><tr>'
        f"<th>accused</th><th>accusation</th><th>verdict</th><th>replies</th></tr></thead><tbody>{rows}</tbody>"
        "</table></article>\n"
    )


def _row(entry: Entry) -> str:
    statement = entry.accusation.statement
    accused = "<br>".join(map(_accused, entry.accused)) or "<i>not found</i>"
    replies = "".join(f"<li>{_reply(reply)}</li>" for reply in entry.replies)
    return (
        f"<tr><td>{accused}</td><td>{_safe(statement.content.text)}<br>{_who(statement.speaker)}</td>"
        f'<td class="verdict {_CLASSES[entry.verdict]}">{entry.verdict}</td>'
        f"<td>{f'<ul>{replies}</ul>' if replies else ''}</td></tr>"
    )


def _accused(accused: Accused) -> str:
    resolved = f' <span class="who">= {_safe(accused.resolved.text)}</span>' if accused.resolved else ""
    return _safe(accused.span.text) + resolved


def _reply(reply: Reply) -> str:
    statement, label = reply.statement.statement, escape(reply.statement.stance.label or "")
    return (
        f'<mark class="{label}">{label}</mark> {_safe(statement.content.text)}<br>{_who(statement.speaker)}, '
        f'<span class="note">{SIDES[reply.side]}, link {reply.probability:.0%}</span>'
    )


def _who(speaker: Span | None) -> str:
    return f'<span class="who">— {_safe(speaker.text) if speaker else "nobody named"}</span>'


def _safe(text: str) -> str:
    """Return text of the data as inert HTML: escaped, on one line, isolated from the direction around it."""
    return f"<bdi>{escape(plain(text))}</bdi>"
