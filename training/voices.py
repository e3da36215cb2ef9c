"""Sentences that a source says and sentences that an article says itself, to learn the sound of either."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements import Scan
from stance.statements.carry_facts import voice_facts
from stance.statements.clauses import without_end_mark
from stance.types import AnnotatedArticle, Span

_SHORTEST = 3  # tokens


def voices(scan: Scan, annotated: AnnotatedArticle) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the facts of each sentence behind the headline, and whether a source says it.

    Of an annotated content, part of a sentence counts as a sentence; acts say nothing in the source's voice.
    """
    statements = [annotation.statement for annotation in annotated.annotations]
    annotated_spans = [span for s in statements for span in (s.content, s.cue) if span is not None]
    said = [s.content for s in statements if s.kind != "act" and s.content.start >= scan.title_stop]
    for content in said:
        first = scan.token_at(content.start)
        last = min(max(first, scan.token_at(content.stop) - 1), len(scan.tokens) - 1)
        for number in range(scan.sentence_of[min(first, last)], scan.sentence_of[last] + 1):
            _, opens, closes = scan.sentences[number]
            yield from _told(scan, max(opens, first), min(closes, last + 1), accept=True)
    for sentence, opens, closes in scan.sentences:
        own = sentence.span.start >= scan.title_stop and not scan.is_dropped(sentence.span.start)
        if own and not any(_touch(span, sentence.span) for span in annotated_spans):
            yield from _told(scan, opens, closes, accept=False)


def _told(scan: Scan, first: int, behind: int, *, accept: bool) -> Iterator[tuple[tuple[str, ...], bool]]:
    end = without_end_mark(scan, first, behind)
    if end - first >= _SHORTEST:
        yield tuple(dict.fromkeys(voice_facts(scan, first, end))), accept


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.stop and other.start < one.stop
