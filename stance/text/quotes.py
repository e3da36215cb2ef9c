"""Quotation marks as newspapers print them: straight, curly, doubled, mixed, spaced, lost.

`quotations` pairs them by what stands beside each mark rather than by its shape, because papers open
with ” and close with “ often enough. A mark that may open and may close (`कहा, ' हम … हैं। '`) closes what is
open. A paragraph that ends inside a quotation whose next paragraph opens with a mark again is one quotation
that goes on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from stance.languages import Language

_OPENS_AFTER = frozenset(" \t([{–—-:,।|/…'\"‘“")
_INTRODUCES = frozenset(",:–—-")  # what stands before the mark that opens somebody's words
_ENDS_WORDS = frozenset("।.,?!…")  # what stands before a mark that closes them, whatever its shape
_LONGEST_NAME = 4  # words in marks inside a quotation whose marks have the same shape
_ENDS_SENTENCE = "।?!"
_SHORTEST_UNCLOSED = 4  # words behind a single mark that is never closed; fewer are a stray apostrophe


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
    introduced: bool  # a comma, colon or dash stands before it
    ends_words: bool  # a final mark stands before it


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
            before = text[start : match.start()].rstrip()[-1:]
            introduced = before in _INTRODUCES and before != ""
            opens = not right.isspace() and (left in _OPENS_AFTER or not left_word)
            closes = not left.isspace() and not (right_word and left in _OPENS_AFTER)
            if left.isspace() and right.isspace():
                opens, closes = symbol[0] in "“‘" or introduced, True
            elif introduced and (right.isspace() or (symbol[0] in "”’" and left == ",")):
                opens = closes = True  # `कहा,' हम` or `हम हैं,' उसने`
            elif left_word and right_word:
                opens = closes = True  # `लिखा"मैं` or `मैं हूं"उसने`
            elif symbol[0] in "”’" and left in _ENDS_WORDS:
                opens, closes = False, True  # `… है।’उसने`
            elif symbol[0] in "“‘" and right_word and not left_word:
                closes = False
            elif symbol[0] in "”’" and not right_word:
                opens = False
            yield _Mark(match.start(), match.end(), double, opens, closes, introduced, before in _ENDS_WORDS)

    def __call__(self, text: str) -> list[Quotation]:
        """Return all quotations, outer ones before those inside them; never fails on unbalanced marks."""
        found: list[Quotation] = []
        paragraphs = [match.span() for match in re.finditer(r"[^\n]+", text)]
        waiting: dict[bool, _Mark] = {}  # open marks that may go on in the next paragraph
        for start, stop in paragraphs:
            marks = list(self._read_marks(text, start, stop))
            opened = dict(waiting)
            first = marks[0] if marks else None
            lead = len(text[start:stop]) - len(text[start:stop].lstrip())
            for double, mark in list(opened.items()):
                goes_on = first and first.double == double and first.opens and first.start == start + lead
                if not goes_on:
                    found.extend(_unclosed(text, mark))
                    del opened[double]
                else:
                    del marks[0]  # it only repeats the open one
            found.extend(_paired(text, marks, opened))
            waiting = {double: mark for double, mark in opened.items() if double}
            if False in opened:
                found.extend(_unclosed(text, opened[False]))
        found.extend(chain.from_iterable(_unclosed(text, mark) for mark in waiting.values()))
        return sorted(found, key=lambda q: (q.start, -q.stop))


def _paired(text: str, marks: list[_Mark], opened: dict[bool, _Mark]) -> Iterator[Quotation]:
    """Yield the quotations that end in a paragraph with these marks; `opened` is left with what stays open."""
    inside: set[int] = set()
    for number, mark in enumerate(marks):
        if number in inside:
            continue
        earlier = opened.get(mark.double)
        if earlier and mark.closes and mark.start > earlier.stop:
            yield _closed(earlier, mark)
            del opened[mark.double]
        elif not earlier and (odd := _odd_opening(mark, opened)):
            yield _closed(odd, mark)
            del opened[odd.double]
        elif mark.opens:
            if earlier and (end := _name_inside(text, marks, number, earlier)):
                yield _closed(mark, marks[end])
                inside.add(end)
                continue
            if earlier:
                yield from _unclosed(text, earlier, mark.start)
            opened[mark.double] = mark


def _closed(opening: _Mark, closing: _Mark) -> Quotation:
    return Quotation(opening.start, closing.stop, opening.stop, closing.start, opening.double, True)


def _name_inside(text: str, marks: list[_Mark], number: int, earlier: _Mark) -> int | None:
    """Return the mark that closes a few words in marks of the same shape: `कहा, 'हम 'दोस्त' चलाते हैं।'`."""
    mark = marks[number]
    end = next((i for i in range(number + 1, len(marks)) if marks[i].double == mark.double), None)
    if end is None or not earlier.introduced or mark.introduced or marks[end].ends_words or not marks[end].closes:
        return None
    return end if 0 < len(text[mark.stop : marks[end].start].split()) <= _LONGEST_NAME else None


def _is_word(character: str) -> bool:
    """Letters, digits and the vowel signs that `str.isalnum` does not know."""
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc") or character in "\u200c\u200d"


def _odd_opening(mark: _Mark, opened: Mapping[bool, _Mark]) -> _Mark | None:
    """Return what a mark closes though its shape is the other one: `कहा, "हम … हैं।'`."""
    odd = opened.get(not mark.double)
    closes = mark.closes and not mark.opens and mark.ends_words
    return odd if closes and odd is not None and odd.introduced and mark.start > odd.stop else None


def _unclosed(text: str, mark: _Mark, limit: int | None = None) -> Iterator[Quotation]:
    """A quotation whose closing mark is lost: it ends with its paragraph, or with the sentence before the next mark.

    Where nothing stands behind the mark it is none. A single one must be introduced and be more than a few
    words: `किसानों ' ने` opens nothing.
    """
    end = text.find("\n", mark.stop)
    end = len(text) if end < 0 else end
    if limit is not None and limit < end:
        end = max(text.rfind(stop, mark.stop, limit) + 1 for stop in _ENDS_SENTENCE) or limit
    end = mark.stop + len(text[mark.stop : end].rstrip())
    long_enough = mark.double or (mark.introduced and len(text[mark.stop : end].split()) >= _SHORTEST_UNCLOSED)
    if end > mark.stop and long_enough:
        yield Quotation(mark.start, end, mark.stop, end, mark.double, False)
