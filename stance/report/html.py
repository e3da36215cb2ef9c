"""Labelled articles as self-contained HTML: nothing is fetched, nothing from the article can run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from string import Template

from stance.types import Article, LabelledStatement

# Bidirectional overrides could show a statement in another order than it has; they are shown as a mark instead.
_BIDI = dict.fromkeys((*range(8234, 8239), *range(8294, 8298)), "�")


def _safe(text: str) -> str:
    return escape(
        "".join(
            c if c.isprintable() or c in "\n\t\u200c\u200d" else "\N{REPLACEMENT CHARACTER}" for c in text
        ).translate(_BIDI)
    )


def _tooltip(item: LabelledStatement) -> str:
    parts = [f"{label} {value:.0%}" for label, value in item.stance.probabilities.items()]
    speaker = item.statement.speaker
    words = ", ".join(f"{word.span.text} {word.weight:+.2f}" for word in item.stance.evidence[:5])
    return f"{speaker.text if speaker else 'nobody named'} — {' · '.join(parts)} — {words}"


def _marked(article: Article, statements: Sequence[LabelledStatement]) -> str:
    """Return the article's text with a <mark> around each statement that does not lie in another."""
    text = article.text
    out: list[str] = []
    position = 0
    for number, item in enumerate(statements, 1):
        content = item.statement.content
        if content.start < position:
            continue
        label = item.stance.label or "abstained"
        out.append(_safe(text[position : content.start]))
        out.append(
            f'<mark class="{escape(label)}" tabindex="0" id="s{number}" title="{_safe(_tooltip(item))}">'
            f"{_safe(content.text)}<sup>{number}</sup></mark>"
        )
        position = content.stop
    out.append(_safe(text[position:]))
    return "".join(out)


def _row(number: int, item: LabelledStatement) -> str:
    statement, stance, sentiment = item.statement, item.stance, item.sentiment
    top = max(stance.probabilities.values())
    who = _safe(statement.speaker.text) if statement.speaker else "<i>nobody named</i>"
    words = ", ".join(_safe(word.span.text) for word in stance.evidence if word.weight > 0)
    return (
        f'<tr><td><a href="#s{number}">{number}</a></td><td>{who}</td><td>{_safe(statement.content.text)}</td>'
        f'<td class="{escape(stance.label or "abstained")}">{escape(stance.label or "abstained")} {top:.0%}</td>'
        f"<td>{escape(sentiment.label or '')}</td><td>{words}</td></tr>"
    )


def _style() -> str:
    return resources.files("stance.report").joinpath("article.css").read_text("utf-8")


def highlighted(article: Article, statements: Sequence[LabelledStatement]) -> str:
    """Return a fragment with the statements highlighted in the text, for notebooks."""
    marked = _marked(article, statements)
    return f'<div class="stance"><style>{_style()}</style><div class="text" lang="hi">{marked}</div></div>'


def page(labelled: Iterable[tuple[Article, Sequence[LabelledStatement]]]) -> Iterable[str]:
    """Yield the parts of one HTML page that holds all articles, so that a long run needs no memory for it."""
    template = resources.files("stance.report").joinpath("page.html").read_text("utf-8")
    head, tail = template.split("<!-- articles -->")
    yield Template(head).substitute(style=_style())
    for article, statements in labelled:
        rows = "".join(_row(number, item) for number, item in enumerate(statements, 1))
        title = _safe(article.title or article.id)
        yield (
            f'<article class="stance"><h2>{title}</h2><div class="text" lang="{escape(article.lang or "hi")}">'
            f"{_marked(article, statements)}</div><table><thead><tr><th>#</th><th>who</th><th>what</th><th>stance</th>"
            f"<th>tone</th><th>deciding words</th></tr></thead><tbody>{rows}</tbody></table></article>\n"
        )
    yield tail
