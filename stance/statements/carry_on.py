"""Sentences that carry on a speaker's words though no cue stands in them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

from stance.statements.candidates import Candidate
from stance.statements.clauses import without_end_mark
from stance.statements.scan import Scan

Continues = Callable[[Candidate, Candidate, int], float]

_HALF = 0.5  # overlap of two runs, in characters, from which they count as the same statement
_LONGEST = 12  # sentences of a run
_EXACT = 0.25  # what a run that is the true one counts beyond one that overlaps it; chosen on train
_NEVER = 0.05  # chance below which no run goes on, however long it would be


def carry_on(scan: Scan, kept: list[Candidate], continues: Continues, least: float = _HALF) -> list[Candidate]:
    """After “उन्होंने कहा कि …”: following sentences of the paragraph that go on with it, as one statement.

    `continues(candidate, said_before, distance)` is the chance that a sentence goes on with what was said, given
    that those between do. The run taken is the one likeliest to overlap the true one by half, if that is as
    likely as `least`. Sentences that hold a statement already are never asked for.
    """
    taken: dict[int, Candidate] = {}
    for candidate in kept:
        first, last = scan.token_at(candidate.start), min(scan.token_at(candidate.stop - 1), len(scan.tokens)) - 1
        if first < len(scan.tokens):
            opens, closes = scan.sentence_of[first], scan.sentence_of[last]
            taken.update(dict.fromkeys({opens, *range(opens, closes + 1)}, candidate))
    found: list[Candidate] = []
    for number in sorted(taken):
        said = taken[number]
        sentences: list[Candidate] = []
        chances: list[float] = []
        following = number + 1
        while following < len(scan.sentences) and following not in taken and len(sentences) < _LONGEST:
            sentence = _sentence(scan, following, said)
            chance = continues(sentence, said, following - number) if sentence else 0.0
            if sentence is None or chance < _NEVER:
                break
            sentences.append(sentence)
            chances.append(chance)
            following += 1
        run = _likeliest(sentences, chances, least) if sentences else None
        if run:
            found.append(run)
    return found


def _likeliest(sentences: list[Candidate], chances: list[float], least: float) -> Candidate | None:
    """Return the run of sentences that is likeliest to overlap the true one by half, if it is as likely as `least`."""
    first = sentences[0]
    reached = list(accumulate(chances, operator.mul))
    exactly = [reach * (1 - after) for reach, after in zip(reached, [*chances[1:], 0.0], strict=True)]
    sizes = [sentence.stop - first.start for sentence in sentences]
    overlaps = [
        sum(
            chance for chance, other in zip(exactly, sizes, strict=True) if min(size, other) >= _HALF * max(size, other)
        )
        for size in sizes
    ]
    best = max(range(len(sizes)), key=lambda number: overlaps[number] + _EXACT * exactly[number])
    if overlaps[best] < least:
        return None
    return replace(first, stop=sentences[best].stop)


def _sentence(scan: Scan, number: int, said: Candidate) -> Candidate | None:
    """Return the sentence as a candidate if it stands in the paragraph of the one before it."""
    sentence, first, behind = scan.sentences[number]
    if scan.sentences[number - 1][0].paragraph != sentence.paragraph or scan.is_dropped(sentence.span.start):
        return None
    while first < behind and not scan.is_word(first):
        first += 1
    end = without_end_mark(scan, first, behind)
    if end - first < 2:
        return None
    return Candidate("indirect", scan.tokens.starts[first], scan.tokens.stops[end - 1], None, said.speaker, "carry_on")


def first_person(scan: Scan) -> Continues:
    """Return the decision of the rules alone: the sentence speaks of `हम` or `मैं` and has no cue of its own."""

    def continues(candidate: Candidate, said: Candidate, distance: int) -> float:
        token = scan.token_at(candidate.start)
        first, behind = scan.bounds(token)
        if said.kind == "act" or distance > 3 or scan.reports(scan.sentence_of[token]):
            return 0.0
        pronouns = (scan.language.pronouns.get(scan.tokens.norms[index]) for index in range(first, behind))
        return float(any(pronoun is not None and pronoun.person == "1" for pronoun in pronouns))

    return continues
