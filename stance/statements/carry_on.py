"""Rule for sentences that plainly carry on a speaker's words though no cue stands in them."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.clauses import without_end_mark
from stance.statements.scan import Scan


def carry_on(scan: Scan, taken: list[Candidate]) -> Iterator[Candidate]:
    """After “उन्होंने कहा कि …”: a sentence of the same paragraph with `हम`, `मैं` and no cue of its own."""
    ends = {}
    for candidate in taken:
        if candidate.kind != "act" and candidate.stop > candidate.start:
            ends[scan.sentence_of[min(scan.token_at(candidate.stop - 1), len(scan.tokens)) - 1]] = candidate
    for number in range(1, len(scan.sentences)):
        sentence, first, behind = scan.sentences[number]
        before = ends.get(number - 1)
        if before is None or scan.sentences[number - 1][0].paragraph != sentence.paragraph:
            continue
        if number in ends or scan.reports(number) or scan.is_dropped(sentence.span.start):
            continue
        if not any(_first_person(scan, index) for index in range(first, behind)):
            continue
        candidate = Candidate(
            "indirect",
            scan.tokens.starts[first],
            scan.tokens.stops[without_end_mark(scan, first, behind) - 1],
            None,
            before.speaker,
            "carry_on",
        )
        ends[number] = candidate
        yield candidate


def _first_person(scan: Scan, token: int) -> bool:
    pronoun = scan.language.pronouns.get(scan.tokens.norms[token])
    return pronoun is not None and pronoun.person == "1"
