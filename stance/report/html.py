"""Labelled articles as self-contained HTML: nothing is fetched, nothing from the article can run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from string import Template
from typing import Any, Protocol

from stance.corpus.writers import csv_line, json_line
from stance.report.inert import asset, data_link, digest, inert, isolated
from stance.report.nesting import Element, nested
from stance.types import Article, LabelledStatement, Prediction, Span

# Each stance is told apart by a sign too, for those who do not see the colours.
SIGNS = {"accusation": "!", "denial": "✗", "corroboration": "✓", "other": "·", "abstained": "?"}
_LINK_LIMIT = 1_500_000  # characters; browsers save no data: link much longer than this


class Labelled(Protocol):
    """An article with its labelled statements: see `stance.pipeline.Document`."""

    @property
    def article(self) -> Article:
        """The article."""

    @property
    def statements(self) -> tuple[LabelledStatement, ...]:
        """Its statements, in text order."""

    def records(self) -> list[dict[str, Any]]:
        """Return one JSON-ready record a statement."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def label_of(item: LabelledStatement) -> str:
    """Return the stance of a statement, `abstained` where the model gives none."""
    return item.stance.label or "abstained"


def speaker_of(item: LabelledStatement) -> str | None:
    """Return who said it, by name where a pronoun or role noun was resolved; `None` where nobody is named."""
    span = item.statement.resolved or item.statement.speaker
    return " ".join(span.text.split()) if span else None


def _sure(prediction: Prediction) -> str:
    return f"{max(prediction.probabilities.values()):.0%}"


def css_class(label: str) -> str:
    """Return how a label looks: a model's own labels, which may hold anything, look like `other`."""
    return label if label in SIGNS else "other"


def _words(item: LabelledStatement) -> str:
    return " ".join(
        f'<span class="{"for" if word.weight > 0 else "against"}">{isolated(word.span.text)} {word.weight:+.2f}</span>'
        for word in item.stance.evidence
    )


def _probabilities(prediction: Prediction) -> str:
    ranked = sorted(prediction.probabilities.items(), key=lambda pair: -pair[1])
    return " · ".join(f"{isolated(label)} {value:.0%}" for label, value in ranked)


def _tip(prefix: str, number: int, item: LabelledStatement) -> str:
    who = speaker_of(item)
    return (
        f'<span class="tip" id="{prefix}t{number}" role="tooltip" lang="en" hidden><b>{isolated(who or "nobody named")}'
        f"</b> <i>{_probabilities(item.stance)}</i> <i>{_words(item)}</i></span>"
    )


def _statement(prefix: str, number: int, item: LabelledStatement) -> Element:
    content, label = item.statement.content, label_of(item)
    opening = f'<mark class="{css_class(label)}" data-of="{prefix}c{number}"'
    reference = (
        f'<sup><a href="#{prefix}c{number}" aria-describedby="{prefix}t{number}" lang="en" '
        f'aria-label="statement {number}, {inert(label)}">{number}{SIGNS[css_class(label)]}</a></sup>'
    )
    first = f'{opening} id="{prefix}s{number}">{reference}{_tip(prefix, number, item)}'
    return Element(content.start, content.stop, first, f"{opening}>", "</mark>")


def _place(prefix: str, span: Span) -> str:
    return f"{prefix}p{span.start}-{span.stop}"


def _speakers(prefix: str, statements: Sequence[LabelledStatement]) -> Iterator[Element]:
    """Yield a link from each speaker in the text to the first statement that is theirs."""
    seen: set[tuple[int, int]] = set()
    for number, item in enumerate(statements, 1):
        for span in (item.statement.speaker, item.statement.resolved):
            if span and (span.start, span.stop) not in seen:
                seen.add((span.start, span.stop))
                link = f'<a class="speaker" href="#{prefix}c{number}"'
                yield Element(span.start, span.stop, f'{link} id="{_place(prefix, span)}">', f"{link}>", "</a>")


def _evidence(statements: Sequence[LabelledStatement]) -> Iterator[Element]:
    seen: set[tuple[int, int]] = set()
    for item in statements:
        for word in item.stance.evidence:
            span = word.span
            if (span.start, span.stop) not in seen:
                seen.add((span.start, span.stop))
                opening = f'<span class="word {"for" if word.weight > 0 else "against"}">'
                yield Element(span.start, span.stop, opening, opening, "</span>")


def _marked(prefix: str, article: Article, statements: Sequence[LabelledStatement]) -> str:
    """Return the article's text with its statements, speakers and deciding words marked."""
    marks = [_statement(prefix, number, item) for number, item in enumerate(statements, 1)]
    marks.sort(key=lambda mark: (mark.start, -mark.stop))
    return nested(article.text, [*marks, *_speakers(prefix, statements), *_evidence(statements)])


def _who(prefix: str, item: LabelledStatement) -> str:
    speaker, resolved = item.statement.speaker, item.statement.resolved
    if speaker is None:
        return "<i>nobody named</i>"
    who = f'<a href="#{_place(prefix, speaker)}" lang="hi">{isolated(speaker.text)}</a>'
    return f'{who} = <a href="#{_place(prefix, resolved)}" lang="hi">{isolated(resolved.text)}</a>' if resolved else who


def _card(prefix: str, number: int, item: LabelledStatement) -> str:
    label, statement = label_of(item), item.statement
    tone = f" · {isolated(item.sentiment.label)}" if item.sentiment.label else ""
    return (
        f'<li class="{css_class(label)}" id="{prefix}c{number}" data-stance="{inert(label)}" '
        f'data-kind="{inert(statement.kind)}" data-speaker="{inert(speaker_of(item) or "")}">'
        f'<p class="label"><a href="#{prefix}s{number}" aria-label="statement {number} in the text">{number}</a> '
        f'<b>{SIGNS[css_class(label)]} {isolated(label)} {_sure(item.stance)}</b> <span class="facts">'
        f"{isolated(statement.kind)}{tone}</span></p>"
        f'<p class="who">{_who(prefix, item)}</p>'
        f'<blockquote lang="hi">{isolated(statement.content.text)}</blockquote>'
        f'<p class="why">{_probabilities(item.stance)}</p><p class="why">{_words(item)}</p></li>'
    )


def _downloads(records: Sequence[Mapping[str, Any]]) -> str:
    if not records:
        return ""
    table = csv_line(list(records[0])) + "".join(csv_line(list(record.values())) for record in records)
    lines = "".join(json_line(record) for record in records)
    links = [
        f'<a download="statements.{suffix}" href="{link}">{suffix.upper()}</a>'
        for suffix, link in (
            ("csv", data_link(table, "text/csv")),
            ("jsonl", data_link(lines, "application/jsonl")),
        )
        if len(link) <= _LINK_LIMIT
    ]
    return f'<p class="save">Save these statements: {" · ".join(links)}</p>' if links else ""


def _article(number: int, document: Labelled) -> str:
    article, statements, prefix = document.article, document.statements, f"a{number}"
    facts = [
        counted(len(statements), "statement"),
        *(isolated(fact) for fact in (article.source, article.date) if fact),
    ]
    cards = "".join(_card(prefix, index, item) for index, item in enumerate(statements, 1))
    language = escape(article.lang or "hi")
    return (
        f'<article class="stance"><header><h2 lang="{language}">{isolated(article.title or article.id)}</h2>'
        f'<p class="facts">{" · ".join(facts)}</p></header><div class="columns">'
        f'<div class="text" lang="{language}">{_marked(prefix, article, statements)}</div>'
        f'<section aria-label="Statements"><ol class="cards">{cards}</ol>{_downloads(document.records())}</section>'
        "</div></article>\n"
    )


def framed(title: str, navigation: str = "") -> tuple[str, str]:
    """Return what stands before and behind the content of a page; `title` is escaped, `navigation` is HTML."""
    style, script = asset("article.css") + asset("page.css"), asset("page.js")
    head, tail = asset("page.html").split("<!-- content -->")
    values = {
        "title": inert(title),
        "navigation": navigation,
        "style": style,
        "style_digest": digest(style),
        "script": script,
        "script_digest": digest(script),
    }
    return Template(head).substitute(values), Template(tail).substitute(values)


def highlighted(article: Article, statements: Sequence[LabelledStatement]) -> str:
    """Return a fragment with the statements highlighted in the text, for notebooks."""
    marked = _marked("a1", article, statements)
    return f'<div class="stance"><style>{asset("article.css")}</style><div class="text" lang="hi">{marked}</div></div>'


def page(documents: Iterable[Labelled], title: str = "Statements", navigation: str = "") -> Iterator[str]:
    """Yield the parts of one HTML page that holds all articles, so that a long run needs no memory for it."""
    head, tail = framed(title, navigation)
    yield head + Template(asset("filters.html")).substitute(legend=asset("legend.html"))
    for number, document in enumerate(documents, 1):
        yield _article(number, document)
    yield tail
