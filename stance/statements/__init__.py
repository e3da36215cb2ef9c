"""Finds the statements of an article: rules propose, a selector decides.

Each rule is a function whose name is the `rule` of the statements it finds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

from stance.statements.acts import act
from stance.statements.candidates import Candidate
from stance.statements.carry_on import carry_on, first_person
from stance.statements.closing import closing_report, passive_behind, report_of_sentence_before
from stance.statements.direct import (
    quotation_after_cue,
    quotation_after_speaker,
    quotation_alone,
    quotation_before_cue,
    quotation_without_cue,
)
from stance.statements.elision import with_elided_speakers
from stance.statements.headlines import (
    headline_colon,
    headline_noun,
    interview_turn,
    signed_paragraph,
    verbless_headline,
)
from stance.statements.indirect import attribution, comma_clause, complementizer_clause, unlisted_report
from stance.statements.resolution import with_resolved_speakers
from stance.statements.scan import Reader, Scan
from stance.statements.selector import Selector
from stance.statements.speaker_ranker import SpeakerRanker
from stance.types import Statement

Rule = Callable[[Scan], Iterator[Candidate]]

# Without a selector earlier rules win: a later candidate that overlaps an accepted one is dropped.
RULES: tuple[Rule, ...] = (
    quotation_after_cue,
    quotation_after_speaker,
    quotation_before_cue,
    complementizer_clause,
    comma_clause,
    attribution,
    interview_turn,
    quotation_alone,
    closing_report,
    report_of_sentence_before,
    headline_colon,
    act,
    passive_behind,
    verbless_headline,
    headline_noun,
    signed_paragraph,
    unlisted_report,
    quotation_without_cue,
)

_LAST_RESORT = quotation_without_cue.__name__


def propose(scan: Scan) -> list[Candidate]:
    """Return what every rule proposes, in the order of the rules; quotations without a cue where none has one."""
    proposed = [candidate for rule in RULES for candidate in rule(scan)]
    found = {(candidate.start, candidate.stop) for candidate in proposed if candidate.rule != _LAST_RESORT}
    return [c for c in proposed if c.rule != _LAST_RESORT or (c.start, c.stop) not in found]


def without_overlaps(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the first of candidates that overlap or share a cue, in text order."""
    kept: list[Candidate] = []  # in text order, none touching another
    used: set[int] = set()
    for candidate in candidates:
        if candidate.cue is not None and candidate.cue.verb in used:
            continue
        place = bisect_left(kept, candidate.stop, key=lambda other: other.start)
        if place and candidate.start < kept[place - 1].stop:
            continue
        kept.insert(place, candidate)
        if candidate.cue is not None:
            used.add(candidate.cue.verb)
    return kept


def extract(scan: Scan, selector: Selector | None = None) -> tuple[Statement, ...]:
    """Return the statements of one article in text order; without a selector the rules decide alone."""
    proposed = propose(scan)
    if selector is None:
        kept = without_overlaps([candidate for candidate in proposed if not candidate.weak])
        kept = with_elided_speakers(scan, kept)
        continues, least = first_person(scan), 0.5
    else:
        kept = selector.speakers.with_speakers(scan, without_overlaps(selector.accepted(scan, proposed)))
        continues, least = selector.carries_on(scan), selector.carry_threshold
    kept = sorted([*kept, *carry_on(scan, kept, continues, least)], key=lambda candidate: candidate.start)
    return with_resolved_speakers(scan, tuple(_statement(scan, candidate) for candidate in kept))


def _statement(scan: Scan, candidate: Candidate) -> Statement:
    cue = candidate.cue
    return Statement(
        kind=candidate.kind,
        content=scan.span(candidate.start, candidate.stop),
        cue=scan.token_span(cue.first, cue.behind) if cue else None,
        speaker=scan.token_span(*candidate.speaker) if candidate.speaker else None,
        rule=candidate.rule,
        in_title=candidate.start < scan.title_stop,
    )


__all__ = ["RULES", "Reader", "Scan", "Selector", "SpeakerRanker", "extract", "propose", "without_overlaps"]
