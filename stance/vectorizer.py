"""Terms by field and their TF-IDF weights.

A `Field` turns one part of an `Instance` into terms; a `Vectorizer` weighs them. TF-IDF is
``(1 + log tf) * (1 + log((1 + n) / (1 + df)))``, scaled to unit length within each field (the
formula of scikit-learn's TfidfVectorizer with `sublinear_tf`), so that no field drowns another.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

_MEMO_LIMIT = 100_000  # word types whose n-grams are remembered

Occurrence = tuple[list[int], int, int]
Cutter = Callable[[Sequence[str]], Sequence[Sequence[str]]]


# Words and instances are made by the ten thousand, which takes frozen dataclasses three to five times as long;
# nothing sets their fields all the same.
@dataclass(slots=True, unsafe_hash=True)
class Words:
    """Normalised words and the spans they stand at (absent for words of no evidence)."""

    norms: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


_NO_WORDS = Words()


@dataclass(slots=True, unsafe_hash=True)
class Instance:
    """One statement as the classifier sees it.

    `senses` are the semantic classes of the content's words, at the same spans; `tail` is the end of the
    content, where Hindi has its predicate; `marks` are categorical facts such as `kind=act`, `pairs` such facts
    joined, `relations` what `stance.relations` finds.
    """

    content: Words = _NO_WORDS
    senses: Words = _NO_WORDS
    tail: Words = _NO_WORDS
    cue: Words = _NO_WORDS
    frame: Words = _NO_WORDS
    marks: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    @classmethod
    def of_marks(cls, marks: tuple[str, ...]) -> Instance:
        """Return an instance that has categorical facts only."""
        return cls(marks=marks)


class Batch:
    """Many instances, read a part at a time."""

    def __init__(self, instances: Sequence[Instance]) -> None:
        """Bind the instances."""
        self.instances = instances

    def __len__(self) -> int:
        """Return the number of instances."""
        return len(self.instances)

    def blocks(self, size: int) -> list[Batch]:
        """Return the instances as batches of at most so many."""
        if len(self) <= size:
            return [self] if len(self) else []
        return [self[start : start + size] for start in range(0, len(self), size)]

    def __getitem__(self, block: slice) -> Batch:
        """Return some of the instances."""
        return Batch(self.instances[block])

    def strings(self, part: str) -> tuple[list[str], list[int], Cutter | None]:
        """Return the words or marks of one part, those of all instances in turn, and how many each instance has.

        Third comes what cuts strings into words, where they are not words yet.
        """
        found = [getattr(instance, part) for instance in self.instances]
        lists = [item if isinstance(item, tuple) else item.norms for item in found]
        return list(chain.from_iterable(lists)), list(map(len, lists)), None


@dataclass(frozen=True, slots=True)
class Field:
    """One space of terms.

    `part` is the name of a part of the instance, `unit` word, char or mark; `low`-`high` the n-gram sizes.
    Character n-grams run inside a word padded with a blank on either side. A mark is weighed like a word, a fact
    counts as it is: present or not. `weight` scales the field.
    """

    part: str
    unit: str
    low: int = 1
    high: int = 1
    min_df: int = 2
    weight: float = 1.0

    @property
    def name(self) -> str:
        """Return the field's name in model files and reports."""
        return f"{self.part}.{self.unit}{self.low}-{self.high}"


def char_ngrams(word: str, low: int, high: int) -> list[str]:
    """Return the n-grams of one padded word, shorter sizes first; a word shorter than `low` is one term."""
    padded = f" {word} "
    length = len(padded)
    grams = [padded[i : i + n] for n in range(low, min(high, length) + 1) for i in range(length - n + 1)]
    return grams or [padded]


def terms(instance: Instance, spec: Field) -> Iterator[tuple[str, int, int]]:
    """Yield (term, first word, word behind the last) of one field of an instance, with repetitions."""
    if spec.unit in ("mark", "fact"):
        for mark in getattr(instance, spec.part):
            yield mark, 0, 0
        return
    norms = getattr(instance, spec.part).norms
    if spec.unit == "word":
        for size in range(spec.low, spec.high + 1):
            for index in range(len(norms) - size + 1):
                yield " ".join(norms[index : index + size]), index, index + size
    else:
        for index, norm in enumerate(norms):
            for gram in char_ngrams(norm, spec.low, spec.high):
                yield gram, index, index + 1


@dataclass(eq=False)
class Vectorizer:
    """Turns instances into weighted feature ids; ids of all fields share one range.

    `vocabularies[f]` maps the terms of field f to ids, `idf[id]` is the id's weight.
    """

    fields: tuple[Field, ...]
    vocabularies: tuple[Mapping[str, int], ...]
    idf: npt.NDArray[np.float32]

    @classmethod
    def fit(cls, instances: Sequence[Instance], fields: Sequence[Field]) -> Vectorizer:
        """Count document frequencies and return the vectorizer; terms are numbered in sorted order."""
        vocabularies: list[dict[str, int]] = []
        idf: list[float] = []
        for spec in fields:
            frequencies: Counter[str] = Counter()
            for instance in instances:
                frequencies.update({term for term, _, _ in terms(instance, spec)})
            kept = sorted(term for term, count in frequencies.items() if count >= spec.min_df)
            vocabularies.append({term: len(idf) + number for number, term in enumerate(kept)})
            idf.extend(1.0 + math.log((1 + len(instances)) / (1 + frequencies[term])) for term in kept)
        return cls(tuple(fields), tuple(vocabularies), np.asarray(idf, dtype=np.float32))

    def __post_init__(self) -> None:
        """Prepare the memory of character n-grams: word -> ids, one a field."""
        self._memo: list[dict[str, list[int]]] = [{} for _ in self.fields]
        self._weights = self.idf.tolist()

    @property
    def size(self) -> int:
        """Return the number of features."""
        return len(self.idf)

    def _grams(self, norm: str, number: int) -> list[int]:
        """Return the ids of a word's character n-grams."""
        memo = self._memo[number]
        known = memo.get(norm)
        if known is None:
            spec, vocabulary = self.fields[number], self.vocabularies[number]
            known = [vocabulary[gram] for gram in char_ngrams(norm, spec.low, spec.high) if gram in vocabulary]
            if len(memo) < _MEMO_LIMIT:
                memo[norm] = known
        return known

    def occurrences(self, instance: Instance) -> Iterator[tuple[str, list[Occurrence], dict[int, float]]]:
        """Yield, for each field, its part, where its features occur, and the weight of each feature id.

        An occurrence is (ids, first word, word behind the last); marks have no words: both are 0.
        """
        for number, (spec, vocabulary) in enumerate(zip(self.fields, self.vocabularies, strict=True)):
            found: list[Occurrence]
            if spec.unit == "char":
                norms = getattr(instance, spec.part).norms
                found = [(self._grams(norm, number), index, index + 1) for index, norm in enumerate(norms)]
            else:
                found = [([vocabulary[t]], first, last) for t, first, last in terms(instance, spec) if t in vocabulary]
            counts = Counter(chain.from_iterable(ids for ids, _, _ in found))
            if spec.unit == "fact":
                yield spec.part, found, dict.fromkeys(counts, spec.weight)
                continue
            values = {i: (1.0 + math.log(n)) * self._weights[i] for i, n in counts.items()}
            norm = math.sqrt(sum(value * value for value in values.values()))
            scale = spec.weight / norm if norm else 0.0
            yield spec.part, found, {i: value * scale for i, value in values.items()}

    def row(self, instance: Instance) -> dict[int, float]:
        """Return the instance's features, id -> weight."""
        found: dict[int, float] = {}
        for _, _, values in self.occurrences(instance):
            found.update(values)
        return found
