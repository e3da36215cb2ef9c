"""A port of a well-known library's rule for direct quotations, as the baseline row of extraction.

The algorithm is that of textacy's `extract.direct_quotations` as its documentation gives it: pair quotation
marks of one kind in order; keep stretches of at least four tokens; look for a reporting verb outside the
marks, in the sentence of the quotation or the one before or behind; its subject is the speaker. Where
textacy asks a parser for the subject, this takes the phrase before ने, which marks it in Hindi.
"""

from __future__ import annotations

from stance.statements import Scan
from stance.statements.cues import CueMatch
from stance.statements.speakers import speaker_of
from stance.types import Statement

_PAIRS = (('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"))
_LEAST = 4  # tokens


def _stretches(text: str) -> list[tuple[int, int]]:
    """Return the offsets inside marks, paired in order of their occurrence."""
    found = []
    for opening, closing in _PAIRS:
        if opening == closing:
            places = [i for i, character in enumerate(text) if character == opening]
            found += [(a + 1, b) for a, b in zip(places[0::2], places[1::2], strict=False)]
            continue
        position = 0
        while (start := text.find(opening, position)) >= 0 and (stop := text.find(closing, start)) >= 0:
            found.append((start + 1, stop))
            position = stop + 1
    return sorted(found)


def _cue(scan: Scan, first: int, behind: int) -> CueMatch | None:
    """Return the reporting verb nearest to the quotation, outside it, within a sentence of it."""
    sentence = scan.sentence_of[first]
    near = [
        match
        for number in (sentence, sentence - 1, scan.sentence_of[min(behind, len(scan.tokens) - 1)])
        if 0 <= number < len(scan.sentences)
        for match in scan.reports(number)
        if match.cls in ("say", "write", "ask") and not first <= match.verb < behind
    ]
    return min(near, key=lambda match: min(abs(match.verb - first), abs(match.verb - behind)), default=None)


def direct_quotations(scan: Scan) -> tuple[Statement, ...]:
    """Return the statements that the rule finds, in text order."""
    found: list[Statement] = []
    for start, stop in _stretches(scan.article.text):
        first, behind = scan.token_at(start), scan.token_at(stop)
        if behind - first < _LEAST or first >= len(scan.tokens):
            continue
        cue = _cue(scan, first, behind)
        if cue is None:
            continue
        speaker = speaker_of(scan, cue, scan.bounds(cue.first)[0])
        found.append(
            Statement(
                "direct",
                scan.span(start, stop),
                scan.token_span(cue.first, cue.last + 1),
                scan.token_span(*speaker) if speaker else None,
                "direct_quotations",
            )
        )
    return tuple(found)
