"""Where a content clause begins and ends, and which cue introduces it."""

from __future__ import annotations

from stance.statements.cues import CueMatch
from stance.statements.scan import Scan

_FINAL = frozenset(("।", "॥", ".", '"', "'", "”", "’", ",", "-", "–", "—", ":", ";", "''", "!", "?", "…"))
_ASKS = frozenset("?!")
_MOST_ENDS = 5  # of one clause; the selector weighs each, and further ones are lists and no clauses


def clause_ends(scan: Scan, first: int) -> list[int]:
    """Return the tokens behind which the content clause that begins at `first` may end, likeliest first.

    The likeliest: before a coordinated report (`और कहा कि …`), else the end of the sentence. A clause that
    comments on it (`, जिससे …`, `, जबकि …`) belongs to it more often than not, so its start is a later choice.
    """
    _, behind = scan.bounds(first)
    norms = scan.tokens.norms
    whole = without_end_mark(scan, first, behind)
    likeliest = whole
    other: list[int] = []
    for index in range(first + 2, behind - 1):
        if norms[index] != "," and not scan.has(index, "conjunction"):
            continue
        if _report_follows(scan, index + 1, behind):
            likeliest = min(likeliest, index)
            break
        joins = scan.has(index, "conjunction") and norms[index - 1] in scan.language.auxiliaries
        if joins or (norms[index] == "," and scan.has(index + 1, "subordinator")):
            other.append(index)
    ends = [likeliest, *([whole] if whole != likeliest else []), *(end for end in other if end < likeliest)]
    return [end for end in ends if end > first][:_MOST_ENDS]


def behind_finite(scan: Scan, index: int) -> bool:
    """Whether a token is a comma or conjunction behind a finite verb, where one clause ends and another begins."""
    norms = scan.tokens.norms
    joins = norms[index] == "," or scan.has(index, "conjunction")
    return joins and norms[index - 1] in scan.language.auxiliaries


def without_end_mark(scan: Scan, first: int, behind: int) -> int:
    """Return the token behind the last word of a range: final stops and closing marks stay outside."""
    while behind > first + 1 and scan.tokens.norms[behind - 1] in _FINAL:
        if scan.tokens.norms[behind - 1] in _ASKS:
            break
        behind -= 1
    return behind


def _report_follows(scan: Scan, first: int, behind: int) -> bool:
    """Whether within a few tokens a reporting verb with its own complementizer follows: `और कहा कि`."""
    for match in scan.reports(scan.sentence_of[first]):
        if first <= match.first <= first + 7 and match.last + 1 < behind:
            if scan.tokens.norms[match.last + 1] in scan.language.complementizers:
                return True
    return False


def cue_before(scan: Scan, token: int, reach: int = 5) -> CueMatch | None:
    """Return the cue that ends right before `token`; marks and particles may stand between."""
    first, _ = scan.bounds(token)
    floor = max(first, token - reach)
    best: CueMatch | None = None
    for match in scan.reports(scan.sentence_of[token]):
        if not floor <= match.last + 1 <= token or not all(
            _may_stand_between(scan, index) for index in range(match.last + 1, token)
        ):
            continue
        if best is None or (match.last, match.last - match.first) > (best.last, best.last - best.first):
            best = match
    return best


def _may_stand_between(scan: Scan, token: int) -> bool:
    return (
        not scan.is_word(token)
        or scan.has(token, "particle")
        or scan.has(token, "determiner")
        or scan.tokens.norms[token] in scan.language.complementizers
    )


def addresses_reader(scan: Scan, cue: CueMatch) -> bool:
    """Whether the cue's words are a phrase with which the writer addresses the reader: `बता दें कि`."""
    norms = scan.tokens.norms
    floor, _ = scan.bounds(cue.first)
    return any(
        tuple(norms[start : start + len(phrase)]) == phrase
        for start in range(max(floor, cue.first - 1), cue.last + 1)
        for phrase in scan.language.not_cues.get(norms[start], ())
    )


def is_passive(scan: Scan, cue: CueMatch) -> bool:
    """Whether auxiliaries make the cue a passive: `कहा गया है`, `बताया जा रहा है`."""
    passive = scan.language.settings["grammar"]["passive"]
    return any(scan.tokens.norms[index] in passive for index in range(cue.verb + 1, cue.last + 1))
