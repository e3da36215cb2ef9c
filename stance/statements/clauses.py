"""Where a content clause begins and ends."""

from __future__ import annotations

from stance.statements.cues import CueMatch
from stance.statements.scan import Scan


def clause_end(scan: Scan, first: int) -> int:
    """Return the token behind the content clause that begins at token `first`.

    It ends with its sentence, or before a clause that comments on it (`, जिससे …`, `, जबकि …`), or
    before a coordinated report (`और कहा कि …`).
    """
    _, behind = scan.bounds(first)
    commenting = scan.language.settings["grammar"]["commenting"]
    norms = scan.tokens.norms
    for index in range(first + 2, behind):
        if norms[index] in commenting and norms[index - 1] == ",":
            return index - 1
        if (scan.has(index, "conjunction") or norms[index] == ",") and _report_follows(scan, index + 1, behind):
            return index
    return without_end_mark(scan, first, behind)


def without_end_mark(scan: Scan, first: int, behind: int) -> int:
    """Return the token behind the last word of a range: final stops and closing marks stay outside."""
    while behind > first + 1 and scan.tokens.norms[behind - 1] in _FINAL:
        behind -= 1
    return behind


def _report_follows(scan: Scan, first: int, behind: int) -> bool:
    """Whether within a few tokens a reporting verb with its own complementizer follows: `और कहा कि`."""
    for match in scan.reports(scan.sentence_of[first]) if first < behind else ():
        if not first <= match.first <= first + 6:
            continue
        index = match.last + 1
        if index < behind and scan.tokens.norms[index] in scan.language.complementizers:
            return True
    return False


def cue_before(scan: Scan, token: int, reach: int = 4) -> CueMatch | None:
    """Return the cue that ends right before `token`; marks and particles may stand between."""
    first, _ = scan.bounds(token)
    floor = max(first, token - reach)
    best: CueMatch | None = None
    for match in scan.reports(scan.sentence_of[token]):
        if floor <= match.last + 1 <= token and all(
            not scan.is_word(i)
            or scan.has(i, "particle")
            or scan.has(i, "determiner")
            or scan.tokens.norms[i] in scan.language.complementizers
            for i in range(match.last + 1, token)
        ):
            if best is None or (match.last, match.last - match.first) > (best.last, best.last - best.first):
                best = match
    return best


_FINAL = frozenset(("।", "॥", ".", '"', "'", "”", "’", ",", "-", "–", "—", ":", ";", "''"))
