"""Quotation marks as newspapers print them: straight, curly, doubled, mixed, spaced, lost.

`quotations` pairs them by what stands beside each mark rather than by its shape, because papers open
with ” and close with “ often enough. A paragraph that ends inside a quotation whose next paragraph
opens with a mark again is one quotation that goes on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from stance.languages import Language

_OPENS_AFTER = frozenset(" \t([{–—-:,।|/…'\"‘“")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A pair of marks: `start:stop` with them, `inner_start:inner_stop` the words inside.

    `closed` is false where the closing mark is lost and the paragraph's end stands in for it.
    """

    start: int
    stop: int
    inner_start: int
    inner_stop: int
    double: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    stop: int
    double: bool
    opens: bool
    closes: bool


class QuotationFinder:
    """Callable that yields the quotations of a text in order of their start."""

    def __init__(self, language: Language) -> None:
        """Compile the marks of the language."""
        marks = language.settings["quotes"]
        single = "".join(map(re.escape, marks["single"]))
        double = "".join(map(re.escape, marks["double"]))
        self._marks = re.compile(f"[{single}]{{2}}|[{double}]|[{single}]")
        self._double = frozenset(marks["double"])

    def _read_marks(self, text: str, start: int, stop: int) -> Iterator[_Mark]:
        for match in self._marks.finditer(text, start, stop):
            left = text[match.start() - 1] if match.start() > start else " "
            right = text[match.end()] if match.end() < stop else " "
            symbol = match.group()
            double = len(symbol) == 2 or symbol in self._double
            left_word, right_word = _is_word(left), _is_word(right)
            if not double and left_word and right_word:
                continue  # an apostrophe
            opens = not right.isspace() and (left in _OPENS_AFTER or not left_word)
            closes = not left.isspace() and not (right_word and left in _OPENS_AFTER)
            if left.isspace() and right.isspace():
                opens, closes = symbol[0] in "“‘", True
            elif symbol[0] in "“‘" and right_word and not left_word:
                closes = False
            elif symbol[0] in "”’" and not right_word:
                opens = False
            yield _Mark(match.start(), match.end(), double, opens, closes)

    def __call__(self, text: str) -> list[Quotation]:
        """Return all quotations, outer ones before those inside them; never fails on unbalanced marks."""
        found: list[Quotation] = []
        paragraphs = [match.span() for match in re.finditer(r"[^\n]+", text)]
        waiting: dict[bool, _Mark] = {}  # open marks that may go on in the next paragraph
        for start, stop in paragraphs:
            marks = self._read_marks(text, start, stop)
            opened = dict(waiting)
            waiting = {}
            first = next(marks, None)
            lead = len(text[start:stop]) - len(text[start:stop].lstrip())
            for double, mark in list(opened.items()):
                goes_on = first and first.double == double and first.opens and first.start == start + lead
                if not goes_on:
                    found.extend(_unclosed(text, mark))
                    del opened[double]
                else:
                    first = None  # it only repeats the open one
            for mark in chain([first] if first else [], marks):
                earlier = opened.get(mark.double)
                if earlier and mark.closes and mark.start > earlier.stop:
                    found.append(Quotation(earlier.start, mark.stop, earlier.stop, mark.start, mark.double, True))
                    del opened[mark.double]
                elif mark.opens:
                    if earlier and mark.double:
                        found.extend(_unclosed(text, earlier, mark.start))
                    opened[mark.double] = mark
            waiting = {double: mark for double, mark in opened.items() if double}
        found.extend(chain.from_iterable(_unclosed(text, mark) for mark in waiting.values()))
        return sorted(found, key=lambda q: (q.start, -q.stop))


def _is_word(character: str) -> bool:
    """Letters, digits and the vowel signs that `str.isalnum` does not know."""
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc") or character in "\u200c\u200d"


def _unclosed(text: str, mark: _Mark, limit: int | None = None) -> Iterator[Quotation]:
    """A quotation whose closing mark is lost: it ends with its paragraph, or before the next opening mark.

    Where nothing stands behind the mark it is none.
    """
    limit = len(text) if limit is None else limit
    end = text.find("\n", mark.stop, limit)
    end = limit if end < 0 else end
    end = mark.stop + len(text[mark.stop : end].rstrip())
    if end > mark.stop:
        yield Quotation(mark.start, end, mark.stop, end, mark.double, False)
