"""Spans of a text as properly nested elements, whatever way they overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stance.report.inert import inert


@dataclass(frozen=True, slots=True)
class Element:
    """What to put around a stretch of the text: `opening` at its first piece, `again` at the others."""

    start: int
    stop: int
    opening: str
    again: str
    closing: str


def nested(text: str, elements: Sequence[Element]) -> str:
    """Return the text as HTML with the elements around their stretches.

    An element is cut in pieces at the edges of those before it in the sequence, so all nest: what
    must stay whole comes first.
    """
    edges: list[int] = []
    pieces: list[tuple[int, int, int, str, str]] = []
    for rank, element in enumerate(elements):
        inner = edges[bisect_right(edges, element.start) : bisect_left(edges, element.stop)]
        cuts = [element.start, *dict.fromkeys(inner), element.stop]
        for start, stop in pairwise(cuts):
            if start < stop:
                opening = element.opening if start == element.start else element.again
                pieces.append((start, -stop, rank, opening, element.closing))
        insort(edges, element.start)
        insort(edges, element.stop)
    out: list[str] = []
    position = 0
    open_pieces: list[tuple[int, str]] = []

    def advance(to: int) -> None:
        nonlocal position
        out.append(inert(text[position:to]))
        position = to

    for start, negative_stop, _, opening, closing in sorted(pieces):
        while open_pieces and open_pieces[-1][0] <= start:
            stop, end = open_pieces.pop()
            advance(stop)
            out.append(end)
        advance(start)
        out.append(opening)
        open_pieces.append((-negative_stop, closing))
    while open_pieces:
        stop, end = open_pieces.pop()
        advance(stop)
        out.append(end)
    advance(len(text))
    return "".join(out)
