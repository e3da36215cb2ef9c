"""The features of many instances at once, as arrays.

`Vectorizer.row` says what the features of one instance are; here the same is worked out for a whole
batch, with numpy in place of dictionaries. Word types are numbered once and their character n-grams
remembered, so that the work for a word seen before is a look-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stance.vectorizer import Field, Instance, Vectorizer, char_ngrams

_MEMO_LIMIT = 100_000  # word types remembered beside those of the vocabulary

Ids = npt.NDArray[np.int64]


class Rows(NamedTuple):
    """Sparse features: instance `row[i]` has feature `feature[i]` with weight `value[i]`; no pair stands twice."""

    row: Ids
    feature: Ids
    value: npt.NDArray[np.float64]


class _Phrases:
    """Word n-grams of one field as a trie in arrays.

    Level n holds, sorted, ``index of the prefix * types + last word`` of every n-gram and prefix of one, and
    the feature id of each, -1 for a mere prefix.
    """

    def __init__(self, spec: Field, vocabulary: Mapping[str, int], types: Mapping[str, int]) -> None:
        self.spec = spec
        self.types = len(types)
        levels: list[dict[tuple[int, ...], int]] = [{} for _ in range(spec.high)]
        for term, feature in vocabulary.items():
            path = tuple(types[word] for word in term.split(" "))
            if len(path) > spec.high:
                continue  # only a made-up model has such a term, and no text can
            for size in range(1, len(path)):
                levels[size - 1].setdefault(path[:size], -1)
            levels[len(path) - 1][path] = feature
        self.keys: list[Ids] = []
        self.features: list[Ids] = []
        index: dict[tuple[int, ...], int] = {(): 0}
        for level in levels:
            # Paths in sorted order have keys in sorted order, since the index of the prefix rises with the prefix.
            paths = sorted(level)
            self.keys.append(np.array([index[p[:-1]] * self.types + p[-1] for p in paths], dtype=np.int64))
            self.features.append(np.array([level[p] for p in paths], dtype=np.int64))
            index = {path: number for number, path in enumerate(paths)}

    def find(self, words: Ids, rows: Ids) -> tuple[Ids, Ids]:
        """Return the rows and features of all n-grams of a sequence of word types; none spans two rows."""
        found_rows, found = [], []
        place = np.flatnonzero((words >= 0) & (words < self.types))
        prefix = np.zeros(len(place), dtype=np.int64)
        for offset, (keys, features) in enumerate(zip(self.keys, self.features, strict=True)):
            if not len(keys) or not len(place):
                break
            key = prefix * self.types + words[place + offset]
            index = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            known = keys[index] == key
            place, index = place[known], index[known]
            feature = features[index]
            complete = feature >= 0
            found_rows.append(rows[place[complete]])
            found.append(feature[complete])
            behind = place + offset + 1
            inside = behind < len(words)
            inside[inside] &= rows[behind[inside]] == rows[place[inside]]
            inside[inside] &= words[behind[inside]] < self.types
            place, prefix = place[inside], index[inside]
        none = np.empty(0, dtype=np.int64)
        return np.concatenate([none, *found_rows]), np.concatenate([none, *found])


class BatchVectorizer:
    """Callable that turns instances into `Rows`; equal to `Vectorizer.row` of each but for rounding."""

    def __init__(self, vectorizer: Vectorizer) -> None:
        """Number the words of the vocabulary."""
        self.vectorizer = vectorizer
        pairs = list(zip(vectorizer.fields, vectorizer.vocabularies, strict=True))
        words = {word for spec, terms in pairs if spec.unit == "word" for term in terms for word in term.split(" ")}
        self._types = {word: number for number, word in enumerate(sorted(words))}
        self._known = len(self._types)
        self._phrases = [_Phrases(spec, terms, self._types) if spec.unit == "word" else None for spec, terms in pairs]
        self._grams: list[list[Ids | None]] = [[] for _ in pairs]
        self._idf = vectorizer.idf.astype(np.float64)

    def __call__(self, instances: Sequence[Instance]) -> Rows:
        """Return the weighted features of all instances, field by field."""
        if len(self._types) > self._known + _MEMO_LIMIT:
            self._types = dict(list(self._types.items())[: self._known])
            self._grams = [grams[: self._known] for grams in self._grams]
        parts: dict[str, tuple[Ids, Ids]] = {}
        fields = []
        for number, spec in enumerate(self.vectorizer.fields):
            if spec.unit in ("mark", "fact"):
                rows, ids = self._marks(instances, number)
            else:
                if spec.part not in parts:
                    parts[spec.part] = self._words(instances, spec.part)
                words, rows = parts[spec.part]
                phrases = self._phrases[number]
                rows, ids = phrases.find(words, rows) if phrases else self._characters(words, rows, number)
            fields.append(self._weighed(spec, rows, ids, len(instances)))
        return Rows(*(np.concatenate(column) for column in zip(*fields, strict=True)))

    def _words(self, instances: Sequence[Instance], part: str) -> tuple[Ids, Ids]:
        """Return the word types of one part of all instances and the row of each."""
        types = self._types
        norms = [getattr(instance, part).norms for instance in instances]
        sizes = np.fromiter(map(len, norms), dtype=np.int64, count=len(norms))
        ids = [types[norm] if norm in types else types.setdefault(norm, len(types)) for norm in chain(*norms)]
        return np.array(ids, dtype=np.int64), np.repeat(np.arange(len(norms)), sizes)

    def _characters(self, words: Ids, rows: Ids, number: int) -> tuple[Ids, Ids]:
        spec, vocabulary, grams = (
            self.vectorizer.fields[number],
            self.vectorizer.vocabularies[number],
            self._grams[number],
        )
        grams.extend([None] * (len(self._types) - len(grams)))
        distinct, inverse = np.unique(words, return_inverse=True)
        missing = [kind for kind in distinct.tolist() if grams[kind] is None]
        if missing:
            names = list(self._types)
            for kind in missing:
                parts = char_ngrams(names[kind], spec.low, spec.high)
                grams[kind] = np.array([vocabulary[gram] for gram in parts if gram in vocabulary], dtype=np.int64)
        own = [grams[kind] for kind in distinct.tolist()]
        sizes = np.fromiter(map(len, own), dtype=np.int64, count=len(own))
        flat = np.concatenate([np.empty(0, dtype=np.int64), *own])
        starts = np.cumsum(sizes) - sizes
        lengths = sizes[inverse]
        # The n-grams of word i stand at flat[starts[i] : starts[i] + lengths[i]].
        shift = np.repeat(starts[inverse] - (np.cumsum(lengths) - lengths), lengths)
        return np.repeat(rows, lengths), flat[np.arange(len(shift)) + shift]

    def _marks(self, instances: Sequence[Instance], number: int) -> tuple[Ids, Ids]:
        part, vocabulary = self.vectorizer.fields[number].part, self.vectorizer.vocabularies[number]
        found: list[list[int]] = [
            [vocabulary[mark] for mark in getattr(instance, part) if mark in vocabulary] for instance in instances
        ]
        sizes = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        return np.repeat(np.arange(len(found)), sizes), np.array(list(chain(*found)), dtype=np.int64)

    def _weighed(self, spec: Field, rows: Ids, ids: Ids, count: int) -> tuple[Ids, Ids, npt.NDArray[np.float64]]:
        """Count equal features of a row and weigh them, each row of the field to unit length."""
        size = max(self.vectorizer.size, 1)
        keys = np.sort(rows * size + ids)
        opens = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else keys
        rows, ids = np.divmod(keys[opens], size)
        if spec.unit == "fact":
            return rows, ids, np.full(len(ids), spec.weight)
        counts = np.diff(np.append(opens, len(keys)))
        values = (1.0 + np.log(counts)) * self._idf[ids]
        norms = np.sqrt(np.bincount(rows, weights=values * values, minlength=count))
        return rows, ids, values * (spec.weight / norms[rows])


def scores(rows: Rows, coefficients: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.float64]:
    """Return the products of `count` rows with the coefficients, (rows, labels)."""
    weights = coefficients[rows.feature]
    columns = [np.bincount(rows.row, rows.value * column, count) for column in weights.T]
    result: npt.NDArray[np.float64] = np.stack(columns, axis=1)
    return result
