"""Answers about words, remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

# A newspaper year has fewer word types, and no word is longer: hostile input cannot grow a memory further.
_MOST, LONGEST_WORD = 200_000, 60


class Memo(dict[str, T]):
    """What a function says of words, each asked for once; the first `_MOST` are remembered."""

    def __init__(self, function: Callable[[str], T]) -> None:
        """Begin with no word."""
        self._function = function

    def __missing__(self, word: str) -> T:
        """Ask the function."""
        value = self._function(word)
        self.learn([(word, value)])
        return value

    def learn(self, answers: Iterable[tuple[str, T]]) -> None:
        """Remember answers that were found elsewhere."""
        for word, value in answers:
            if len(self) < _MOST and len(word) <= LONGEST_WORD:
                self[word] = value


def remembered(function: Callable[[str], T]) -> Callable[[str], T]:
    """Return the function with a memory; a word met before costs one look-up."""
    return Memo(function).__getitem__
