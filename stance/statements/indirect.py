"""Rules for reported speech without marks, or with marks around a part of it (`mixed`)."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.clauses import clause_end, cue_before, without_end_mark
from stance.statements.cues import CueMatch
from stance.statements.direct import speaker_of
from stance.statements.scan import Scan
from stance.statements.speakers import at_marker, document_before, ergative_before, of_attribution, phrase_before

_SHORTEST = 3  # words of a content clause


def _candidate(
    scan: Scan, first: int, behind: int, cue: CueMatch | None, speaker: tuple[int, int] | None, rule: str
) -> Iterator[Candidate]:
    while first < behind and not scan.is_word(first) and scan.quotation_at(first) is None:
        first += 1
    if behind - first < _SHORTEST or scan.is_dropped(scan.tokens.starts[first]):
        return
    start, stop = scan.tokens.starts[first], scan.tokens.stops[behind - 1]
    inside = [q for q in scan.outer_quotations if start <= q.start < stop]
    for quotation in inside:
        if quotation.closed and quotation.double:
            stop = max(stop, quotation.stop) if quotation.start < stop <= quotation.stop else stop
    long_enough = [q for q in inside if q.inner_stop - q.inner_start >= 12 and q.double]
    kind = "mixed" if long_enough else "indirect"
    yield Candidate(kind, start, stop, cue, speaker, rule)


def _speaker(scan: Scan, cue: CueMatch, floor: int) -> tuple[int, int] | None:
    """Return the speaker of a report with a complementizer; passives speak through their document."""
    if cue.aspect == "phrase":
        return of_attribution(scan, cue, floor)
    if _is_passive(scan, cue):
        return document_before(scan, cue, floor)
    if ergative_before(scan, cue.first, floor) is None and cue.aspect == "perfective":
        return document_before(scan, cue, floor) or speaker_of(scan, cue, floor)
    return speaker_of(scan, cue, floor)


def _is_passive(scan: Scan, cue: CueMatch) -> bool:
    passive = scan.language.settings["grammar"]["passive"]
    return any(scan.tokens.norms[index] in passive for index in range(cue.verb + 1, cue.last + 1))


def _not_a_cue(scan: Scan, cue: CueMatch) -> bool:
    """Whether the cue's words are a phrase with which the writer addresses the reader: `बता दें कि`."""
    norms = scan.tokens.norms
    floor, behind = scan.bounds(cue.first)
    for phrase in scan.language.not_cues:
        for start in range(max(floor, cue.first - 1), cue.last + 1):
            if tuple(norms[start : start + len(phrase)]) == phrase:
                return True
    return False


def complementizer_clause(scan: Scan) -> Iterator[Candidate]:
    """X ने कहा कि … · X का कहना है कि … · बताया गया है कि … · आरोप है कि …."""
    norms = scan.tokens.norms
    for token, norm in enumerate(norms):
        if norm not in scan.language.complementizers or token + 1 >= len(norms):
            continue
        cue = cue_before(scan, token)
        if cue is None or cue.cue.frame == "postposition" or _not_a_cue(scan, cue):
            continue
        first, _ = scan.bounds(token)
        floor = _report_floor(scan, cue, first)
        yield from _candidate(
            scan, token + 1, clause_end(scan, token + 1), cue, _speaker(scan, cue, floor), "complementizer_clause"
        )


def _report_floor(scan: Scan, cue: CueMatch, first: int) -> int:
    """The token from which a speaker may be sought: the sentence's start."""
    return first


def comma_clause(scan: Scan) -> Iterator[Candidate]:
    """सूत्र ने कहा, उनमें से कुछ … मारे गए थे। · X ने बताया सड़क … बनेगी।."""
    for sentence in range(len(scan.sentences)):
        for cue in scan.reports(sentence):
            if cue.cue.frame not in ("clause", "both", "genitive") or _not_a_cue(scan, cue):
                continue
            first, behind = scan.bounds(cue.first)
            index = cue.last + 1
            if index >= behind or cue.aspect not in ("perfective", "phrase", "imperfective"):
                continue
            mark = scan.tokens.norms[index]
            glued = mark in (",", ":", "-", "–")
            if not glued and (cue.aspect == "phrase" or cue.cls not in ("say", "inform", "ask", "write")):
                continue
            start = index + 1 if glued else index
            if start >= behind or scan.quotation_at(start) or scan.tokens.norms[start] in scan.language.complementizers:
                continue
            if not glued and (not scan.is_word(start) or ergative_before(scan, cue.first, first) is None):
                continue
            if cue.aspect != "phrase" and ergative_before(scan, cue.first, first) is None and mark != ",":
                continue
            speaker = _speaker(scan, cue, first)
            yield from _candidate(scan, start, clause_end(scan, start), cue, speaker, "comma_clause")


def attribution(scan: Scan) -> Iterator[Candidate]:
    """X के मुताबिक, … · … X के अनुसार … · X के हवाले से …."""
    for cue in scan.attributions:
        if cue.cue.frame != "postposition":
            continue
        first, behind = scan.bounds(cue.first)
        speaker = of_attribution(scan, cue, first)
        if speaker is None:
            continue
        rest = [index for index in scan.words(cue.last + 1, behind)]
        if len(rest) >= _SHORTEST:
            start = cue.last + 1
            yield from _candidate(scan, start, clause_end(scan, start), cue, speaker, "attribution")
        elif speaker[0] - first >= _SHORTEST:
            yield from _candidate(scan, first, without_end_mark(scan, first, speaker[0]), cue, speaker, "attribution")


def closing_report(scan: Scan) -> Iterator[Candidate]:
    """…, X ने कहा। · …, ऐसा X ने बताया। · …। यह जानकारी X ने दी।."""
    anaphors = scan.language.settings["grammar"]["anaphors"]
    for sentence, (_, first, behind) in enumerate(scan.sentences):
        for cue in scan.reports(sentence):
            if cue.aspect not in ("perfective", "phrase") or cue.cue.frame == "act" or cue.cue.frame == "postposition":
                continue
            if any(True for _ in scan.words(cue.last + 1, behind)):
                continue
            marker = ergative_before(scan, cue.first, first)
            speaker = at_marker(scan, marker, first) if marker is not None else None
            if cue.aspect == "phrase":
                speaker = of_attribution(scan, cue, first)
            opens = speaker[0] if speaker else cue.first
            lead = opens
            while lead > first and (not scan.is_word(lead - 1) or scan.tokens.norms[lead - 1] in anaphors):
                lead -= 1
            anaphor = any(scan.tokens.norms[i] in anaphors for i in range(first, min(first + 3, behind))) or (
                cue.first > first and scan.tokens.norms[cue.first - 1] in anaphors
            )
            if anaphor and lead - first <= 1 and sentence and cue.cls in ("inform", "say", "confirm", "claim"):
                _, before, end = scan.sentences[sentence - 1]
                yield from _candidate(scan, before, without_end_mark(scan, before, end), cue, speaker, "closing_report")
            elif speaker and lead - first >= _SHORTEST and scan.tokens.norms[lead] == ",":
                yield from _candidate(scan, first, without_end_mark(scan, first, lead), cue, speaker, "closing_report")


def headline_colon(scan: Scan) -> Iterator[Candidate]:
    """मंत्री : … · …: मंत्री: headlines that name the speaker beside a colon."""
    for _, first, behind in scan.sentences:
        if scan.tokens.starts[first] >= scan.title_stop:
            break
        for index in range(first + 1, behind - 1):
            if scan.tokens.norms[index] != ":":
                continue
            left, right = (first, index), (index + 1, behind)
            if _names_speaker(scan, *left) and right[1] - right[0] >= _SHORTEST:
                yield from _candidate(scan, right[0], without_end_mark(scan, *right), None, left, "headline_colon")
            elif _names_speaker(scan, *right) and left[1] - left[0] >= _SHORTEST:
                speaker = (right[0], without_end_mark(scan, *right))
                yield from _candidate(scan, *left, None, speaker, "headline_colon")
            break


def _names_speaker(scan: Scan, first: int, behind: int) -> bool:
    """Whether a short stretch holds a role or title word and no verb."""
    words = [scan.tokens.norms[index] for index in scan.words(first, behind)]
    return 1 <= len(words) <= 6 and any(word in scan.language.speakers for word in words)


def interview_turn(scan: Scan) -> Iterator[Candidate]:
    """जवाब: … : an answer of a printed interview, up to the end of its paragraph."""
    answerer = scan.language.settings["grammar"]["answerer"]
    for number, (sentence, first, behind) in enumerate(scan.sentences):
        if scan.tokens.norms[first] not in answerer or first + 1 >= behind:
            continue
        colon = first + 1
        if scan.tokens.norms[colon] not in (":", "-", "–", "."):
            continue
        last = number
        while last + 1 < len(scan.sentences) and scan.sentences[last + 1][0].paragraph == sentence.paragraph:
            last += 1
        span = scan.token_span(colon + 1, scan.sentences[last][2]) if colon + 1 < scan.sentences[last][2] else None
        if span and len(span.text) > 8:
            yield Candidate("direct", span.start, span.stop, None, None, "interview_turn")


__all__ = [
    "attribution",
    "closing_report",
    "comma_clause",
    "complementizer_clause",
    "headline_colon",
    "interview_turn",
    "phrase_before",
]
