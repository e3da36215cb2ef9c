"""Sentences that carry on a speaker's words though no cue stands in them."""

from __future__ import annotations

from collections.abc import Callable

from stance.statements.candidates import Candidate
from stance.statements.clauses import without_end_mark
from stance.statements.scan import Scan

Accepts = Callable[[Candidate, Candidate, int], bool]


def carry_on(scan: Scan, kept: list[Candidate], accepts: Accepts) -> list[Candidate]:
    """After “उन्होंने कहा कि …”: following sentences of the paragraph that `accepts` takes, as one statement.

    `accepts(candidate, said_before, distance)` decides for one sentence at a time, in text order; the first
    refusal ends the run. Sentences that hold a statement already are never asked for.
    """
    taken: dict[int, Candidate] = {}
    for candidate in kept:
        last = scan.token_at(candidate.stop - 1)
        for token in (scan.token_at(candidate.start), min(last, len(scan.tokens)) - 1):
            if token < len(scan.tokens):
                taken[scan.sentence_of[token]] = candidate
    found: list[Candidate] = []
    for number in sorted(taken):
        said = taken[number]
        run: Candidate | None = None
        following = number + 1
        while following < len(scan.sentences) and following not in taken:
            sentence = _sentence(scan, following, said)
            if sentence is None or not accepts(sentence, said, following - number):
                break
            start = run.start if run else sentence.start
            run = Candidate("indirect", start, sentence.stop, None, said.speaker, "carry_on")
            following += 1
        if run:
            found.append(run)
    return found


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


def first_person(scan: Scan) -> Accepts:
    """Return the decision of the rules alone: the sentence speaks of `हम` or `मैं` and has no cue of its own."""

    def accepts(candidate: Candidate, said: Candidate, distance: int) -> bool:
        token = scan.token_at(candidate.start)
        first, behind = scan.bounds(token)
        if said.kind == "act" or distance > 3 or scan.reports(scan.sentence_of[token]):
            return False
        pronouns = (scan.language.pronouns.get(scan.tokens.norms[index]) for index in range(first, behind))
        return any(pronoun is not None and pronoun.person == "1" for pronoun in pronouns)

    return accepts
