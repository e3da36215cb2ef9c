"""Trains the ranker of speakers: where the speaker of a statement ends, and where it begins."""

from __future__ import annotations

from collections.abc import Iterable

from stance.evaluation.spans import overlap, trimmed
from stance.languages import Language
from stance.statements import Reader, Scan, propose
from stance.statements.candidates import Candidate
from stance.statements.speaker_options import NOBODY, Option, beginnings, options
from stance.statements.speaker_ranker import EndFacts, SpeakerRanker, ranked, start_facts
from stance.statements.speakers import phrase_before
from stance.text.clean import clean
from stance.types import AnnotatedArticle, Span, Statement
from training.decisions import Decisions

_LEAST = 0.5  # overlap from which a candidate stands for an annotated statement


def speaker_decisions(
    articles: Iterable[tuple[AnnotatedArticle, float]], language: Language
) -> tuple[Decisions, Decisions]:
    """Return the decisions on ends and on beginnings of speakers, of articles with their weights."""
    reader = Reader(language)
    ends, starts = Decisions(), Decisions()
    for annotated, weight in articles:
        scan = reader(annotated.article, clean(annotated.article, language))
        candidates = propose(scan)
        said: Candidate | None = None
        for annotation in annotated.annotations:
            candidate = _closest(scan, candidates, annotation.statement)
            if candidate is None:
                continue
            _add(scan, candidate, said, annotation.statement.speaker, annotated.article.id, weight, ends, starts)
            said = _with_speaker(scan, candidate, annotation.statement.speaker)
    return ends, starts


def _closest(scan: Scan, candidates: list[Candidate], statement: Statement) -> Candidate | None:
    """Return the candidate that overlaps a statement most; among equals one whose cue is the annotated one."""

    def fit(candidate: Candidate) -> tuple[float, bool]:
        span = Span(candidate.start, candidate.stop, scan.article.text[candidate.start : candidate.stop])
        same = (
            candidate.cue is not None
            and statement.cue is not None
            and statement.cue.start < scan.tokens.stops[candidate.cue.last]
            and scan.tokens.starts[candidate.cue.first] < statement.cue.stop
        )
        return round(overlap(span, statement.content), 2), same

    best = max(candidates, key=fit, default=None)
    return best if best is not None and fit(best)[0] >= _LEAST else None


def _tokens(scan: Scan, span: Span) -> tuple[int, int]:
    """Return the tokens of a span without the punctuation at its ends."""
    start, stop = trimmed(span)
    first = scan.token_at(start)
    if first and scan.tokens.stops[first - 1] > start:
        first -= 1
    return first, max(first + 1, scan.token_at(stop))


def _with_speaker(scan: Scan, candidate: Candidate, speaker: Span | None) -> Candidate:
    return Candidate(
        candidate.kind,
        candidate.start,
        candidate.stop,
        candidate.cue,
        _tokens(scan, speaker) if speaker else None,
        candidate.rule,
        candidate.weak,
    )


def _add(
    scan: Scan,
    candidate: Candidate,
    said: Candidate | None,
    speaker: Span | None,
    group: str,
    weight: float,
    ends: Decisions,
    starts: Decisions,
) -> None:
    listed, others = ranked(options(scan, candidate, said), candidate, scan)
    right = [_is_right(scan, option, speaker) for option, _ in listed]
    if speaker is not None and not any(right):  # annotated at another mention of the same words
        right = [_says_the_same(scan, option, speaker) for option, _ in listed]
    if not any(right):
        return
    tell = EndFacts(scan, candidate, others, said)
    for (option, rank), accept in zip(listed, right, strict=True):
        ends.add(tell(option, rank), accept, group, weight)
    for (option, _), accept in zip(listed, right, strict=True):
        if accept and speaker is not None and option.first is None:
            first, behind = _tokens(scan, speaker)
            begin = first if _is_right(scan, option, speaker) else option.end - (behind - first)
            ruled = phrase_before(scan, option.end, scan.bounds(option.end - 1)[0])
            places = beginnings(scan, option.end)
            if begin in places:
                for place in places:
                    found = start_facts(scan, candidate, option, place, ruled[0] if ruled else None)
                    starts.add(found, place == begin, group, weight)
            break


def _is_right(scan: Scan, option: Option, speaker: Span | None) -> bool:
    if speaker is None or option is NOBODY:
        return speaker is None and option is NOBODY
    first, behind = _tokens(scan, speaker)
    if option.first is not None:
        return option.first < behind and first < option.end
    return _last_word(scan, option.end) == _last_word(scan, behind)


def _last_word(scan: Scan, behind: int) -> int:
    """Return the token behind the last word: marks at the end of a speaker count for nothing."""
    while behind and not scan.is_word(behind - 1):
        behind -= 1
    return behind


def _says_the_same(scan: Scan, option: Option, speaker: Span) -> bool:
    if option is NOBODY:
        return False
    first, behind = _tokens(scan, speaker)
    size = behind - first
    norms = scan.tokens.norms
    return option.end >= size and norms[option.end - size : option.end] == norms[first:behind]


def fit_ranker(
    articles: Iterable[tuple[AnnotatedArticle, float]], language: Language, *, strength: float
) -> SpeakerRanker:
    """Return the ranker fitted on articles with their weights."""
    ends, starts = speaker_decisions(articles, language)
    return SpeakerRanker(ends.fit(strength), starts.fit(strength))
