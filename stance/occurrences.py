"""Where the features of many instances occur, as arrays.

`Vectorizer.row` says what the features of one instance are; here the same is worked out for a whole
batch, with numpy in place of dictionaries. Word types are numbered once and their character n-grams
remembered, so that the work for a word seen before is a look-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from stance.arrays import Expansion, Found, Ids, Numbers, Part, Phrases
from stance.vectorizer import Batch, Field, Vectorizer, char_ngrams

_MEMO_LIMIT = 100_000  # strings remembered beside the words of the vocabulary


class Rows(NamedTuple):
    """Sparse features: instance `row[i]` has feature `feature[i]` with weight `value[i]`; no pair stands twice."""

    row: Ids
    feature: Ids
    value: npt.NDArray[np.float64]


def _words(terms: Mapping[str, int]) -> list[str]:
    return " ".join(terms).split(" ") if terms else []


class Finder:
    """Finds the features of batches, field by field, and remembers the words it has met."""

    def __init__(self, vectorizer: Vectorizer) -> None:
        """Number the words of the vocabulary."""
        self.fields, self._vocabularies = vectorizer.fields, vectorizer.vocabularies
        pairs = list(zip(self.fields, self._vocabularies, strict=True))
        self.types, self._pieces = Numbers(), Numbers()
        words = [self.types.of(_words(terms)) if spec.unit == "word" else None for spec, terms in pairs]
        width = len(self.types) + 1
        self._room = width + _MEMO_LIMIT
        self._phrases = [
            None if numbers is None else Phrases(spec, terms, numbers, width)
            for (spec, terms), numbers in zip(pairs, words, strict=True)
        ]
        self.grams = [self._grams(number) if spec.unit == "char" else None for number, (spec, _) in enumerate(pairs)]
        self._words: Expansion | None = None
        self._last: tuple[Batch | None, list[tuple[int, Field, Part]]] = None, []

    @property
    def is_full(self) -> bool:
        """Whether it has met so many words that a new one should take its place."""
        return len(self.types) + len(self._pieces) > self._room

    def _grams(self, number: int) -> Expansion:
        """Return the character n-grams of every word, for one field."""
        spec, vocabulary = self.fields[number], self._vocabularies[number]

        def grams(words: list[str]) -> list[list[int]]:
            found = (map(vocabulary.get, char_ngrams(word, spec.low, spec.high)) for word in words)
            return [[feature for feature in features if feature is not None] for features in found]

        return Expansion(self.types.names, grams)

    def parts(self, batch: Batch) -> list[tuple[int, Field, Part]]:
        """Return each field with its number and its part of the batch.

        Those of the last batch are kept, for another model or the explanation of what was predicted.
        """
        last, found = self._last
        if last is not batch:
            found = list(self._parts(batch))
            self._last = batch, found
        return found

    def _parts(self, batch: Batch) -> Iterator[tuple[int, Field, Part]]:
        known: dict[str, Part] = {}
        for number, spec in enumerate(self.fields):
            if spec.unit in ("mark", "fact"):
                yield number, spec, self._marks(batch, number)
                continue
            if spec.part not in known:
                known[spec.part] = self._part(batch, spec.part)
            yield number, spec, known[spec.part]

    def _part(self, batch: Batch, name: str) -> Part:
        strings, sizes, words = batch.strings(name)
        row = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        if words is None:
            return Part(row, self.types.of(strings))
        if self._words is None:
            self._words = Expansion(
                self._pieces.names, lambda pieces: [list(map(self.types.__getitem__, cut)) for cut in words(pieces)]
            )
        each, types = self._words(self._pieces.of(strings))
        return Part(np.repeat(row, each), types)

    def _marks(self, batch: Batch, number: int) -> Part:
        """Return the marks that the vocabulary knows, by their feature."""
        strings, sizes, _ = batch.strings(self.fields[number].part)
        features = map(self._vocabularies[number].get, strings, repeat(-1))
        found = np.fromiter(features, dtype=np.int32, count=len(strings))
        known = found >= 0
        return Part(np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[known], found[known])

    def __call__(self, number: int, part: Part) -> Found:
        """Return the occurrences of the features of one field."""
        phrases, grams = self._phrases[number], self.grams[number]
        if phrases:
            return phrases(part)
        place = np.arange(len(part.row))
        if grams is None:
            return Found(part.row, part.number, place, np.zeros_like(place))
        sizes, features = grams(part.number)
        place = np.repeat(place, sizes)
        return Found(np.repeat(part.row, sizes), features, place, np.broadcast_to(1, place.shape))


_FINDERS: WeakKeyDictionary[Vectorizer, Finder] = WeakKeyDictionary()


def finder(vectorizer: Vectorizer) -> Finder:
    """Return the finder of all models that share a vectorizer; a new one where that is full."""
    found = _FINDERS.get(vectorizer)
    if found is None or found.is_full:
        found = _FINDERS[vectorizer] = Finder(vectorizer)
    return found


class Weighed(NamedTuple):
    """The features of one field: occurrence j is of feature number `of[j]` of `rows`, which occurs `times` in all."""

    spec: Field
    part: Part
    found: Found
    rows: Rows
    times: Ids
    of: Ids


def weighed(find: Finder, vectorizer: Vectorizer, batch: Batch) -> Iterator[Weighed]:
    """Yield the features of each field, each instance's to unit length, but facts, which weigh the same everywhere."""
    size, idf = max(vectorizer.size, 1), vectorizer.idf.astype(np.float64)
    for number, spec, part in find.parts(batch):
        found = find(number, part)
        keys, of, times = np.unique(
            found.row.astype(np.int64) * size + found.feature, return_inverse=True, return_counts=True
        )
        row, feature = np.divmod(keys, size)
        if spec.unit == "fact":
            value = np.full(len(row), spec.weight)
        else:
            value = (1.0 + np.log(times)) * idf[feature]
            lengths = np.sqrt(np.bincount(row, weights=value * value, minlength=len(batch)))
            value *= spec.weight / lengths[row]
        yield Weighed(spec, part, found, Rows(row, feature, value), times, of)


class BatchVectorizer:
    """Callable that turns instances into `Rows`; equal to `Vectorizer.row` of each but for rounding."""

    def __init__(self, vectorizer: Vectorizer) -> None:
        """Bind what says which features there are and what they weigh."""
        self.vectorizer = vectorizer
        self._find = finder(vectorizer)

    def __call__(self, batch: Batch) -> Rows:
        """Return the weighted features of all instances, field by field."""
        fields = [field.rows for field in weighed(self._find, self.vectorizer, batch)]
        return Rows(*(np.concatenate(column) for column in zip(*fields, strict=True)))
