"""Answers about words, remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_LIMIT = 200_000  # word types; a newspaper year has fewer, and hostile input cannot grow a memo further


class _Memo(dict[str, T]):
    def __init__(self, function: Callable[[str], T]) -> None:
        self._function = function

    def __missing__(self, word: str) -> T:
        value = self._function(word)
        if len(self) < _LIMIT:
            self[word] = value
        return value


def remembered(function: Callable[[str], T]) -> Callable[[str], T]:
    """Return the function with a memory of the first `_LIMIT` words; a word met before costs one look-up."""
    return _Memo(function).__getitem__
