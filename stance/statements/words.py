"""A word as the models see it: itself, its coarse class, and the class of a length."""

from __future__ import annotations

from bisect import bisect_right

from stance.statements.scan import Scan

_LENGTHS = (3, 5, 8, 12, 18, 26, 40, 70)


def bucket(count: int) -> int:
    """Return the class of a length in words."""
    return bisect_right(_LENGTHS, count)


def word(scan: Scan, token: int) -> str:
    """Return a normalised word as a fact; numbers are alike."""
    return scan.plain_words[token] if 0 <= token < len(scan.plain_words) else "<edge>"


def shape(scan: Scan, token: int) -> str:
    """Return a coarse class of a word: its function class, verb aspect, role or plain."""
    norms = scan.tokens.norms
    return scan.language.shape(norms[token]) if 0 <= token < len(norms) else "edge"
