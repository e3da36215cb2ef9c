"""Answers about words, remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# A newspaper year has fewer word types, and no word is longer: hostile input cannot grow a memory further.
_MOST, _LONGEST = 200_000, 60


class _Memo(dict[str, T]):
    def __init__(self, function: Callable[[str], T]) -> None:
        self._function = function

    def __missing__(self, word: str) -> T:
        value = self._function(word)
        if len(self) < _MOST and len(word) <= _LONGEST:
            self[word] = value
        return value


def remembered(function: Callable[[str], T]) -> Callable[[str], T]:
    """Return the function with a memory of the first `_MOST` words; a word met before costs one look-up."""
    return _Memo(function).__getitem__
