"""Look-ups of many strings at once, as arrays: numbers of words, what stands for each, their n-grams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.vectorizer import Field

Ids = npt.NDArray[np.signedinteger[Any]]
Array = npt.NDArray[Any]


class Part(NamedTuple):
    """One part of a batch: its entry `i` belongs to instance `row[i]` and holds word type or mark `number[i]`.

    Rows and features are 32 bits wide here and below, since there are many of them.
    """

    row: Ids
    number: Ids


class Found(NamedTuple):
    """Occurrences: instance `row[i]` has `feature[i]` at entries `place[i]` to `place[i] + size[i]` of the part."""

    row: Ids
    feature: Ids
    place: Ids
    size: Ids


class Numbers(dict[str, int]):
    """Strings numbered in the order in which they are first asked for; `names` holds them in that order."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Number some strings beforehand."""
        self.names = list(names)
        super().__init__(zip(self.names, range(len(self.names)), strict=True))

    def __missing__(self, name: str) -> int:
        """Number a string not met before."""
        self[name] = number = len(self.names)
        self.names.append(name)
        return number

    def of(self, strings: Sequence[str]) -> Ids:
        """Return the numbers of many strings."""
        return np.fromiter(map(self.__getitem__, strings), dtype=np.int64, count=len(strings))


class Growing:
    """An array to whose end rows are added; its memory doubles, so that a row is copied twice or so."""

    def __init__(self, first: Array) -> None:
        """Begin with some rows."""
        self._memory, self._size = first, len(first)

    @property
    def rows(self) -> Array:
        """All rows so far."""
        return self._memory[: self._size]

    def extend(self, rows: Array) -> None:
        """Add rows at the end."""
        behind = self._size + len(rows)
        if behind > len(self._memory):
            self._memory = np.concatenate([self.rows, np.empty((behind, *rows.shape[1:]), self._memory.dtype)])
        self._memory[self._size : behind] = rows
        self._size = behind


class Expansion:
    """Callable from numbered strings to what stands for each: n-grams for a word, words for a piece of text."""

    def __init__(self, names: Sequence[str], parts: Callable[[list[str]], Sequence[Sequence[int]]]) -> None:
        """`parts` says what stands for each of some strings.

        `names` are all strings, in the order of their numbers, and grow.
        """
        self._names, self._parts = names, parts
        self._slots = Growing(np.empty(0, dtype=np.int64))  # of the strings met so far, -1 for those not met
        self._values, self._bounds = Growing(np.empty(0, dtype=np.int32)), Growing(np.zeros(1, dtype=np.int64))

    def __call__(self, numbers: Ids) -> tuple[Ids, Ids]:
        """Return how many values stand for each string, and the values of all strings one behind the other."""
        return self.of_slots(self.slots(numbers))

    def slots(self, numbers: Ids) -> Ids:
        """Return the places at which the strings are kept, 0 for the one met first and so on."""
        self._slots.extend(np.full(len(self._names) - len(self._slots.rows), -1))
        found: Ids = self._slots.rows.take(numbers)
        if len(found) and found.min() < 0:
            new = distinct(numbers[found < 0])
            lists = self._parts([self._names[number] for number in new.tolist()])
            self._slots.rows[new] = np.arange(len(new)) + len(self._bounds.rows) - 1
            self._values.extend(np.array(list(chain(*lists)), dtype=np.int32))
            self._bounds.extend(self._bounds.rows[-1] + np.cumsum(list(map(len, lists))))
            found = self._slots.rows.take(numbers)
        return found

    def __len__(self) -> int:
        """Return how many strings were met."""
        return len(self._bounds.rows) - 1

    def of_slots(self, slots: Ids) -> tuple[Ids, Ids]:
        """Return how many values are kept at each place, and the values of all places one behind the other."""
        starts = self._bounds.rows.take(slots)
        sizes = self._bounds.rows.take(slots + 1) - starts
        behind = np.cumsum(sizes)
        shift = np.repeat(starts - behind + sizes, sizes)
        return sizes, self._values.rows.take(np.arange(len(shift)) + shift)


def distinct(keys: Ids) -> Ids:
    """Return the different keys in order: `np.unique` imports masked arrays, which takes longer than most sorts."""
    keys = np.sort(keys)
    found: Ids = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    return found


def _sorted(keys: Ids, places: Ids) -> tuple[Ids, Ids]:
    """Return both in the order of the keys, among which a search then goes four times as fast."""
    bits = int(places.max(initial=0)).bit_length()
    both = np.sort(keys << bits | places)  # quicker than an argsort
    return both >> bits, both & ((1 << bits) - 1)


class Phrases:
    """Callable that finds the word n-grams of one field, which it holds as a trie in arrays.

    Level n holds, sorted, ``index of the prefix * width + last word`` of every n-gram and prefix of one, and
    the feature id of each, -1 for a mere prefix. Words of no vocabulary all have the number before `width`.
    """

    def __init__(self, spec: Field, vocabulary: Mapping[str, int], words: Ids, width: int) -> None:
        """Build the trie of the terms, whose words have the numbers `words`, one term behind the other."""
        self._width = width
        sizes = np.fromiter((term.count(" ") + 1 for term in vocabulary), dtype=np.int64, count=len(vocabulary))
        terms = np.flatnonzero(sizes <= spec.high)  # only a made-up model has a longer one, and no text can
        features = np.fromiter(vocabulary.values(), dtype=np.int64, count=len(vocabulary))[terms]
        first, sizes = (np.cumsum(sizes) - sizes)[terms], sizes[terms]
        self._keys: list[Ids] = []
        self._features: list[Ids] = []
        prefix = np.zeros(len(terms), dtype=np.int64)
        for offset in range(spec.high):
            goes_on = sizes > offset
            features, first, sizes = features[goes_on], first[goes_on], sizes[goes_on]
            key = prefix[goes_on] * self._width + words[first + offset]
            self._keys.append(distinct(key))
            prefix = np.searchsorted(self._keys[-1], key)
            level = np.full(len(self._keys[-1]), -1, dtype=np.int32)
            level[prefix[sizes == offset + 1]] = features[sizes == offset + 1]
            self._features.append(level)
        self._first = np.full(self._width, -1)  # the first level by word: nothing to search
        self._first[self._keys[0]] = np.arange(len(self._keys[0]))

    def __call__(self, part: Part) -> Found:
        """Return the n-grams of the words of a part; none spans two instances."""
        words = np.minimum(part.number, self._width - 1)
        goes_on = np.append(part.row[1:] == part.row[:-1], False)
        index = self._first.take(words)
        place = np.flatnonzero(index >= 0)
        index = index.take(place)
        found = []
        for offset, (keys, features) in enumerate(zip(self._keys, self._features, strict=True)):
            if offset:
                inside = goes_on.take(place + offset - 1)
                place = place[inside]
                key = index[inside] * self._width + words.take(place + offset)
                key, place = _sorted(key, place)
                index = np.searchsorted(keys, key)
                listed = keys.take(index, mode="clip") == key if len(keys) else np.zeros(len(key), dtype=bool)
                place, index = place[listed], index[listed]
            feature = features.take(index)
            complete = feature >= 0
            found.append((place[complete], feature[complete], np.full(np.count_nonzero(complete), offset + 1)))
        place, feature, size = (np.concatenate(column) for column in zip(*found, strict=True))
        return Found(part.row.take(place), feature, place, size)
