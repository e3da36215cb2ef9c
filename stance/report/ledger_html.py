"""The ledger as one self-contained HTML page: nothing is fetched, nothing from the article can run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from string import Template

from stance.ledger import VERDICTS, Accused, Entry, Ledger, Reply
from stance.report.inert import asset, isolated
from stance.report.ledger_table import SIDES
from stance.types import Span

# The colours of the stance that decides: those of `article.css`.
_CLASSES = {"answered": "denial", "confirmed": "corroboration", "no reply found": "accusation"}


def ledger_page(ledgers: Iterable[Ledger]) -> Iterator[str]:
    """Yield the parts of one page that holds all articles, so that a long run needs no memory for it."""
    head, tail = asset("ledger.html").split("<!-- articles -->")
    yield Template(head).substitute(style=asset("article.css"))
    for ledger in ledgers:
        yield _article(ledger)
    yield tail


def _article(ledger: Ledger) -> str:
    counts = Counter(entry.verdict for entry in ledger.entries)
    article = ledger.article
    date = f" <small>{isolated(article.date)}</small>" if article.date else ""
    heading = f"<h2>{isolated(article.title or article.id)}{date}</h2>"
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
        f"<tr><td>{accused}</td><td>{isolated(statement.content.text)}<br>{_who(statement.speaker)}</td>"
        f'<td class="verdict {_CLASSES[entry.verdict]}">{entry.verdict}</td>'
        f"<td>{f'<ul>{replies}</ul>' if replies else ''}</td></tr>"
    )


def _accused(accused: Accused) -> str:
    resolved = f' <span class="who">= {isolated(accused.resolved.text)}</span>' if accused.resolved else ""
    return isolated(accused.span.text) + resolved


def _reply(reply: Reply) -> str:
    statement, label = reply.statement.statement, escape(reply.statement.stance.label or "")
    return (
        f'<mark class="{label}">{label}</mark> {isolated(statement.content.text)}<br>{_who(statement.speaker)}, '
        f'<span class="note">{SIDES[reply.side]}, link {reply.probability:.0%}</span>'
    )


def _who(speaker: Span | None) -> str:
    return f'<span class="who">— {isolated(speaker.text) if speaker else "nobody named"}</span>'
