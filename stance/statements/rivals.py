"""What else is proposed at the place of a candidate: other ends of its clause, and statements that overlap it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from stance.statements.candidates import Candidate
from stance.statements.facts import FactWriter, token_range
from stance.statements.scan import Scan

_MOST = 60  # candidates around one that are compared with it; more stand in lists only


def facts_of_all(scan: Scan, candidates: Sequence[Candidate]) -> list[tuple[str, ...]]:
    """Return the facts of each candidate among all that are proposed in an article."""
    by_sentence: dict[int, list[Candidate]] = defaultdict(list)
    places = []
    for candidate in candidates:
        first, behind = token_range(scan, candidate)
        place = {scan.sentence_of[first], scan.sentence_of[min(behind, len(scan.tokens)) - 1]}
        places.append(place)
        for number in place:
            by_sentence[number].append(candidate)
    found, write = [], FactWriter(scan)
    for candidate, place in zip(candidates, places, strict=True):
        others = {id(other): other for number in place for other in by_sentence[number][:_MOST]}
        others.pop(id(candidate), None)
        about = dict.fromkeys(rival_facts(scan, candidate, tuple(others.values()), min(place)))
        found.append(write(candidate, about))
    return found


def rival_facts(scan: Scan, candidate: Candidate, others: Sequence[Candidate], sentence: int) -> Iterator[str]:
    """Yield how a candidate of a sentence stands to the other ones at its place and to the reports beside its cue."""
    size = candidate.stop - candidate.start
    own = [other for other in others if _same_cue(candidate, other)]
    yield f"ends={min(len(own), 4)}"
    yield from (f"end-of={rule}" for rule in {other.rule: None for other in own})
    yield f"longest={all(other.stop - other.start <= size for other in own)}"
    yield f"shortest={all(other.stop - other.start >= size for other in own)}"
    for other in others:
        if other.start < candidate.stop and candidate.start < other.stop and not _same_cue(candidate, other):
            holds = other.start <= candidate.start and candidate.stop <= other.stop
            cls = other.cue.cls if other.cue else "none"
            yield f"{'inside' if holds else 'beside'}={other.rule}/{other.weak}/{cls}"
    cue = candidate.cue
    for report in scan.reports(sentence):
        if cue is not None and report.verb == cue.verb:
            continue
        place = scan.tokens.starts[report.verb]
        inside = candidate.start <= place < candidate.stop
        side = "inside" if inside else "before" if cue is not None and report.verb < cue.verb else "behind"
        yield f"report-{side}={report.cls}"
        yield f"report-{side}-aspect={report.aspect}"
        closes = scan.bounds(report.last)[1]
        if report.last + 1 < closes and scan.tokens.norms[report.last + 1] in scan.language.complementizers:
            yield f"report-{side}-opens-clause"


def _same_cue(candidate: Candidate, other: Candidate) -> bool:
    return candidate.cue is not None and other.cue is not None and candidate.cue.verb == other.cue.verb
