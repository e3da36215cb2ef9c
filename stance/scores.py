"""Scores of many instances under a linear model, without a row of features for each.

Most features of a text occur in it once. So what the occurrences add up to is summed first, for character
n-grams whole words at a time, and set right only where a feature occurs again.
"""

from __future__ import annotations

from itertools import repeat

import numpy as np
import numpy.typing as npt

from stance.arrays import Array, Expansion, Growing, Ids
from stance.occurrences import finder
from stance.vectorizer import Batch, Vectorizer

Floats = npt.NDArray[np.float64]


def summed(rows: Ids, values: Floats, count: int) -> Floats:
    """Return the sums of the values of each row, (count, columns)."""
    columns = [np.bincount(rows, weights=column, minlength=count) for column in values.T]
    return np.stack(columns, axis=1)


class Scorer:
    """Callable that returns the product of the features of instances with the coefficients."""

    def __init__(self, vectorizer: Vectorizer, coefficients: npt.NDArray[np.float32]) -> None:
        """Lay out what one occurrence of each feature adds: to each label's score, and to the squared length."""
        self.find = finder(vectorizer)
        self._facts = np.array([spec.unit == "fact" for spec in vectorizer.fields])
        self._weights = np.array([spec.weight for spec in vectorizer.fields])
        self._field = np.repeat(np.arange(len(self._facts)), list(map(len, vectorizer.vocabularies)))
        idf = np.where(self._facts[self._field], 1.0, vectorizer.idf.astype(np.float64))
        self._adds: Array = np.column_stack([coefficients * idf[:, None], idf**2])
        width = self._adds.shape[1]
        self._sums = [None if grams is None else Growing(np.empty((0, width))) for grams in self.find.grams]

    def __call__(self, batch: Batch) -> Floats:
        """Return the scores, (instances, labels)."""
        fields = len(self._facts)
        rows, features, adds = [], [], []
        for number, _, part in self.find.parts(batch):
            grams, sums = self.find.grams[number], self._sums[number]
            if grams is None or sums is None:
                found = self.find(number, part)
                row, feature = found.row, found.feature
                adds.append((row * fields + number, self._adds.take(feature, axis=0)))
            else:
                slots = grams.slots(part.number)
                self._learn(grams, sums)
                sizes, feature = grams.of_slots(slots)
                row = np.repeat(part.row, sizes)
                adds.append((part.row * fields + number, sums.rows.take(slots, axis=0)))
            rows.append(row)
            features.append(feature)
        adds.append(self._again(np.concatenate(rows), np.concatenate(features), len(batch)))
        spaces, values = (np.concatenate(column) for column in zip(*adds, strict=True))
        totals = summed(spaces, values, len(batch) * fields).reshape(len(batch), fields, self._adds.shape[1])
        lengths = np.where(self._facts | (totals[:, :, -1] <= 0), 1.0, np.sqrt(totals[:, :, -1]))
        scores: Floats = (totals[:, :, :-1] * (self._weights / lengths)[:, :, None]).sum(axis=1)
        return scores

    def _learn(self, grams: Expansion, sums: Growing) -> None:
        """Sum over the character n-grams of words met for the first time."""
        new = np.arange(len(sums.rows), len(grams))
        sizes, features = grams.of_slots(new)
        rows = np.repeat(np.arange(len(new)), sizes)
        sums.extend(summed(rows, self._adds.take(features, axis=0), len(new)))

    def _again(self, rows: Ids, features: Ids, count: int) -> tuple[Ids, Floats]:
        """Return what sets the sums right where a feature occurs n times in an instance, and in which.

        It weighs 1 + log n in place of n; a fact weighs 1.
        """
        size = max(len(self._adds), 1)
        small = count * size < 2**31  # then half the memory does
        keys: Array = rows.astype(np.int32 if small else np.int64) * size
        keys += features
        keys.sort()
        same = np.flatnonzero(keys[1:] == keys[:-1])
        opens = np.flatnonzero(np.append(True, np.diff(same) > 1)) if len(same) else same
        times = np.diff(np.append(opens, len(same))) + 1
        row, feature = np.divmod(keys.take(same.take(opens)), size)
        field = self._field.take(feature)
        weighs = np.where(self._facts.take(field), 1.0, 1.0 + np.log(times))
        more: Floats = self._adds.take(feature, axis=0)
        more[:, :-1] *= (weighs - times)[:, None]
        more[:, -1] *= weighs**2 - times
        return row * len(self._facts) + field, more


class FactScorer:
    """The same for a model of facts alone, whose batches are small: dictionaries in place of arrays."""

    def __init__(self, vectorizer: Vectorizer, coefficients: npt.NDArray[np.float32]) -> None:
        """Lay out the weights of the facts by label; a second label that mirrors the first needs none of its own."""
        self.find = finder(vectorizer)
        (spec,), (vocabulary,) = vectorizer.fields, vectorizer.vocabularies
        self._part = spec.part
        columns = (coefficients.astype(np.float64) * spec.weight).T
        self._mirrored = len(columns) == 2 and np.array_equal(columns[0], -columns[1])
        kept = columns[:1] if self._mirrored else columns
        self._weights = [dict(zip(vocabulary, column.tolist(), strict=True)) for column in kept]

    def __call__(self, batch: Batch) -> Floats:
        """Return the scores, (instances, labels)."""
        rows = []
        for instance in batch.instances:
            facts = dict.fromkeys(getattr(instance, self._part))
            rows.append([sum(map(weights.get, facts, repeat(0.0))) for weights in self._weights])
        scores = np.array(rows, dtype=np.float64).reshape(len(rows), len(self._weights))
        return np.hstack([scores, -scores]) if self._mirrored else scores


def scorer(vectorizer: Vectorizer, coefficients: npt.NDArray[np.float32]) -> Scorer | FactScorer:
    """Return what scores instances under a model."""
    facts_alone = [spec.unit for spec in vectorizer.fields] == ["fact"]
    return (FactScorer if facts_alone else Scorer)(vectorizer, coefficients)
