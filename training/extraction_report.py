"""Measures extraction by system, kind and style, and lists its errors by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from stance.evaluation.extraction import Extractor, evaluate_extraction
from stance.evaluation.metrics import rounded
from stance.evaluation.spans import match, overlap, trimmed
from stance.languages import Language
from stance.statements import Reader, Selector, extract, propose
from stance.statements.resolution import with_resolved_speakers
from stance.text.clean import clean
from stance.types import KINDS, AnnotatedArticle, Span, Statement
from training.data import PARTS, select
from training.quotation_rule import direct_quotations

ERROR_FIELDS = ("part", "article", "error", "kind", "start", "end", "fired", "closest")


def extraction_scores(selector: Selector, language: Language) -> dict[str, Any]:
    """Return the scores of each test split: by system, by kind, by house style, and of resolution."""
    scores: dict[str, Any] = {}
    systems: dict[str, Extractor] = {
        "selector": lambda scan: extract(scan, selector),
        "rules": lambda scan: extract(scan),
        "direct_quotations": direct_quotations,
    }
    for part in PARTS:
        articles = list(select(part, "test"))
        if not articles:
            continue
        for name, system in systems.items():
            scores[f"{part}-test/{name}"] = rounded(evaluate_extraction(articles, language, system))
            for kind in KINDS if name == "selector" else ("direct",):
                alone = evaluate_extraction(articles, language, system, kinds=(kind,))
                scores[f"{part}-test/{name}, {kind} alone"] = rounded(alone)
        for style in sorted({_style(article) for article in articles}):
            chosen = [article for article in articles if _style(article) == style]
            scores[f"{part}-test/selector, {style}"] = rounded(
                evaluate_extraction(chosen, language, systems["selector"])
            )
        scores[f"{part}-test/resolution"] = rounded(resolution(articles, language))
    return scores


def _style(article: AnnotatedArticle) -> str:
    """Return the house style of an authored article, the source of a real one."""
    if "style" in article.header:
        return f"style {article.header['style']}"
    return f"source {article.header['source']}"


def resolution(articles: Iterable[AnnotatedArticle], language: Language) -> dict[str, Any]:
    """Return how often the name that an annotator gave for a pronoun or role is the one resolution finds.

    The statements are the annotated ones; a name counts when it and the annotated one share their last word.
    """
    reader = Reader(language)
    counts = {"pronouns": [0, 0], "roles_and_names": [0, 0]}
    for annotated in articles:
        scan = reader(annotated.article, clean(annotated.article, language))
        found = with_resolved_speakers(scan, tuple(a.statement for a in annotated.annotations))
        for annotation, statement in zip(annotated.annotations, found, strict=True):
            if annotation.resolved and statement.speaker:
                words = statement.speaker.text.split()
                pronoun = len(words) == 1 and language.fold(words[0]) in language.pronouns
                row = counts["pronouns" if pronoun else "roles_and_names"]
                row[1] += 1
                row[0] += statement.resolved is not None and (
                    statement.resolved.text.split()[-1] == annotation.resolved.split()[-1]
                )
    return {name: {"accuracy": hits / total if total else 0.0, "n": total} for name, (hits, total) in counts.items()}


def error_rows(selector: Selector, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield one row of `ERROR_FIELDS` for each error on the dev splits; no text, since real text stays outside.

    `fired` is the rule that found the statement, `closest` the rule whose proposal is closest to an annotated
    one that was missed; `-` where there is none.
    """
    reader = Reader(language)
    for part in PARTS:
        for annotated in select(part, "dev"):
            scan = reader(annotated.article, clean(annotated.article, language))
            gold = [annotation.statement for annotation in annotated.annotations]
            proposed = [(scan.span(c.start, c.stop), c.rule) for c in propose(scan)]
            for error, statement, fired in _errors(gold, extract(scan, selector)):
                closest = _closest(statement.content, proposed) if fired == "-" else "-"
                start, stop = str(statement.content.start), str(statement.content.stop)
                yield part, annotated.article.id, error, statement.kind, start, stop, fired, closest


def _errors(gold: Sequence[Statement], found: Sequence[Statement]) -> Iterator[tuple[str, Statement, str]]:
    """Yield (error, the statement it is about, rule that fired) in the order missed, spurious, wrong."""
    pairs = match(gold, found)
    right, used = {pair.gold for pair in pairs}, {pair.found for pair in pairs}
    yield from (("missed", item, "-") for number, item in enumerate(gold) if number not in right)
    yield from (("spurious", item, item.rule) for number, item in enumerate(found) if number not in used)
    for pair in pairs:
        true, guess = gold[pair.gold], found[pair.found]
        if trimmed(true.content) != trimmed(guess.content):
            yield "boundary", true, guess.rule
        if true.kind != guess.kind:
            yield "kind", true, guess.rule
        if (true.speaker and trimmed(true.speaker)) != (guess.speaker and trimmed(guess.speaker)):
            yield "speaker", true, guess.rule


def _closest(content: Span, proposed: Sequence[tuple[Span, str]]) -> str:
    best = max(((overlap(span, content), rule) for span, rule in proposed), default=(0.0, "-"))
    return best[1] if best[0] >= 0.5 else "-"
