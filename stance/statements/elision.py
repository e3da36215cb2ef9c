"""Subjects left out: `कहा कि …` after a sentence that names the speaker."""

from __future__ import annotations

from dataclasses import replace

from stance.statements.candidates import Candidate
from stance.statements.clauses import is_passive
from stance.statements.scan import Scan
from stance.statements.speakers import ergative_before

_SENTENCES = 2  # how far back the speaker may stand


def with_elided_speakers(scan: Scan, kept: list[Candidate]) -> list[Candidate]:
    """Return the candidates, in their order, an active cue without a subject taking the speaker before it.

    `साथ ही कहा कि …` goes on with the speaker of the statement before, in the same paragraph and at most
    `_SENTENCES` sentences back.
    """
    found: list[Candidate] = []
    for candidate in kept:
        if found and candidate.speaker is None and _lacks_subject(scan, candidate):
            before = found[-1]
            here = scan.sentence_of[min(scan.token_at(candidate.start), len(scan.tokens) - 1)]
            there = scan.sentence_of[min(scan.token_at(before.start), len(scan.tokens) - 1)]
            same = scan.sentences[here][0].paragraph == scan.sentences[there][0].paragraph
            if same and here - there <= _SENTENCES and before.speaker is not None:
                candidate = replace(candidate, speaker=before.speaker)
        found.append(candidate)
    return found


def _lacks_subject(scan: Scan, candidate: Candidate) -> bool:
    cue = candidate.cue
    if cue is None or cue.aspect not in ("perfective", "conjunctive") or is_passive(scan, cue):
        return False
    first, _ = scan.bounds(cue.first)
    return ergative_before(scan, cue.first, first) is None
