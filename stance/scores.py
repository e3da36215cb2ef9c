"""Scores of many instances under a linear model, without a row of features for each.

Most features of a text occur in it once. So what the occurrences add up to is summed first, for character
n-grams whole words at a time, and set right only where a feature occurs again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stance.arrays import Array, Found, Growing, Ids
from stance.occurrences import Finder
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
        self.find = Finder(vectorizer)
        self._size = max(vectorizer.size, 1)
        weights = vectorizer.idf.astype(np.float64)
        for spec, vocabulary in zip(vectorizer.fields, vectorizer.vocabularies, strict=True):
            if spec.unit == "fact":
                weights[np.fromiter(vocabulary.values(), dtype=np.int64, count=len(vocabulary))] = 1.0
        self._adds: Array = np.column_stack([coefficients * weights[:, None], weights**2])
        width = self._adds.shape[1]
        self._of_types = [None if grams is None else Growing(np.empty((0, width))) for grams in self.find.grams]

    def __call__(self, batch: Batch) -> Floats:
        """Return the scores, (instances, labels)."""
        count = len(batch)
        total = np.zeros((count, self._adds.shape[1] - 1))
        for number, spec, part in self.find.parts(batch):
            found = self.find(number, part)
            of_types = self._types(number)
            if of_types is None:
                sums = summed(found.row, self._adds.take(found.feature, axis=0), count)
            else:
                sums = summed(part.row, of_types.take(part.number, axis=0), count)
            sums += self._again(found, count, spec.unit == "fact")
            if spec.unit == "fact":
                total += spec.weight * sums[:, :-1]
            else:
                lengths = np.sqrt(sums[:, -1:])
                total += sums[:, :-1] * (spec.weight / np.where(lengths, lengths, 1.0))
        return total

    def _types(self, number: int) -> Array | None:
        """Return the sums over the n-grams of each word type."""
        sums, grams = self._of_types[number], self.find.grams[number]
        if sums is None or grams is None:
            return None
        new = np.arange(len(sums.rows), len(self.find.types))
        if len(new):
            sizes, features = grams(new)
            rows = np.repeat(np.arange(len(new)), sizes)
            sums.extend(summed(rows, self._adds.take(features, axis=0), len(new)))
        return sums.rows

    def _again(self, found: Found, count: int, once: bool) -> Floats:
        """Return what sets the sums right where a feature occurs n times in a row.

        It weighs 1 + log n in place of n; where all occurrences count `once`, it weighs 1.
        """
        small = count * self._size < 2**31  # then half the memory does
        keys: Array = found.row.astype(np.int32 if small else np.int64) * self._size
        keys = keys + found.feature
        keys.sort()
        same = np.flatnonzero(keys[1:] == keys[:-1])
        opens = np.flatnonzero(np.append(True, np.diff(same) > 1)) if len(same) else same
        times = np.diff(np.append(opens, len(same))) + 1
        rows, features = np.divmod(keys.take(same.take(opens)), self._size)
        weighs = np.ones(len(times)) if once else 1.0 + np.log(times)
        more: Floats = self._adds.take(features, axis=0)
        more[:, :-1] *= (weighs - times)[:, None]
        more[:, -1] *= weighs**2 - times
        return summed(rows, more, count)
