"""Scores of found statements against annotated ones: strict, exact, partial and kind, speaker and cue.

The names follow nervaluate (SemEval-2013 task 9.1): strict = same boundaries and kind, exact = same
boundaries, partial = overlap (here: intersection over union of at least 0.5), kind = partial and same kind.
Final punctuation and white space never count: whether a danda stands inside is the house's habit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stance.types import Span, Statement

_EDGES = " \t\n।.,;:!?\"'“”‘’-–—"


@dataclass(frozen=True, slots=True)
class Match:
    """A pair of gold and found statement (by position) and their intersection over union."""

    gold: int
    found: int
    overlap: float


def overlap(first: Span, second: Span) -> float:
    """Return the intersection over union of two spans, 0 to 1."""
    shared = min(first.stop, second.stop) - max(first.start, second.start)
    if shared <= 0:
        return 0.0
    return shared / (first.stop - first.start + second.stop - second.start - shared)


def trimmed(span: Span) -> tuple[int, int]:
    """Return the offsets without punctuation and white space at either end."""
    start = span.start + len(span.text) - len(span.text.lstrip(_EDGES))
    return start, start + len(span.text.strip(_EDGES))


def match(gold: Sequence[Statement], found: Sequence[Statement], least: float = 0.5) -> list[Match]:
    """Pair statements one to one, closest first, with an overlap of at least `least`."""
    pairs = sorted(
        (
            (overlap(g.content, f.content), -i, -j)
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
            if g.content.start < f.content.stop and f.content.start < g.content.stop
        ),
        reverse=True,
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    matches = []
    for value, i, j in pairs:
        if value < least:
            break
        if -i not in used_gold and -j not in used_found:
            used_gold.add(-i)
            used_found.add(-j)
            matches.append(Match(-i, -j, value))
    return sorted(matches, key=lambda m: m.gold)


def _same(first: Span | None, second: Span | None) -> bool:
    if first is None or second is None:
        return first is second
    return trimmed(first) == trimmed(second)


def _touch(first: Span | None, second: Span | None) -> bool:
    if first is None or second is None:
        return first is second
    return first.start < second.stop and second.start < first.stop


def count(gold: Sequence[Statement], found: Sequence[Statement]) -> Counter[str]:
    """Return the counts of one article; counters of articles add up."""
    counts: Counter[str] = Counter(gold=len(gold), found=len(found))
    for pair in match(gold, found):
        true, guess = gold[pair.gold], found[pair.found]
        exact = trimmed(true.content) == trimmed(guess.content)
        counts["partial"] += 1
        counts["exact"] += exact
        counts["kind"] += true.kind == guess.kind
        counts["strict"] += exact and true.kind == guess.kind
        counts["speaker_exact"] += _same(true.speaker, guess.speaker)
        counts["speaker_overlap"] += _touch(true.speaker, guess.speaker)
        if true.cue or guess.cue:
            counts["cues"] += 1
            counts["cue_overlap"] += _touch(true.cue, guess.cue)
    return counts


def span_scores(counts: Counter[str]) -> dict[str, float]:
    """Return F1 (strict, exact, partial), precision and recall at overlap, and accuracies among the matched."""

    def f1(hits: int) -> float:
        total = counts["gold"] + counts["found"]
        return 2 * hits / total if total else 0.0

    matched = counts["partial"]
    return {
        "gold": counts["gold"],
        "found": counts["found"],
        "precision": matched / counts["found"] if counts["found"] else 0.0,
        "recall": matched / counts["gold"] if counts["gold"] else 0.0,
        "partial_f1": f1(matched),
        "exact_f1": f1(counts["exact"]),
        "strict_f1": f1(counts["strict"]),
        "kind_accuracy": counts["kind"] / matched if matched else 0.0,
        "speaker_exact": counts["speaker_exact"] / matched if matched else 0.0,
        "speaker_overlap": counts["speaker_overlap"] / matched if matched else 0.0,
        "cue_overlap": counts["cue_overlap"] / counts["cues"] if counts["cues"] else 0.0,
    }
