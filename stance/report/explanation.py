"""The exact shares of all words in one decision, as a page."""

from __future__ import annotations

from string import Template

from stance.linear import Decomposition
from stance.report.html import framed
from stance.report.inert import asset, inert, isolated
from stance.report.nesting import Element, nested
from stance.types import Prediction


def explanation_page(text: str, prediction: Prediction, decomposition: Decomposition) -> str:
    """Return the page: the text with each word's share of the log-odds below it, and the sum they make."""
    elements = [
        Element(word.span.start, word.span.stop, opening, opening, f"<small>{word.weight:+.2f}</small></span>")
        for word in decomposition.words
        for opening in [f'<span class="share {"for" if word.weight > 0 else "against"}">']
        if word.weight
    ]
    rows = "".join(
        f'<tr><th scope="row" lang="hi">{isolated(word.span.text)}</th><td class="n">{word.weight:+.4f}</td></tr>'
        for word in sorted(decomposition.words, key=lambda word: -abs(word.weight))
    )
    probabilities = "".join(
        f'<tr><th scope="row">{isolated(label)}</th><td class="n">{value:.1%}</td></tr>'
        for label, value in sorted(prediction.probabilities.items(), key=lambda pair: -pair[1])
    )
    head, tail = framed(f"Why {decomposition.label}?")
    body = Template(asset("explanation.html")).substitute(
        label=isolated(decomposition.label),
        other=isolated(decomposition.other),
        task=inert(prediction.task),
        text=nested(text, elements),
        rows=rows,
        probabilities=probabilities,
        rest=f"{decomposition.rest:+.4f}",
        total=f"{decomposition.log_odds:+.4f}",
    )
    return head + body + tail
