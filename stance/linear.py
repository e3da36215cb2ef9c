"""The trained model itself: a linear softmax over weighted features, on numpy alone.

Prediction and explanation both read this object, whether it was just fitted or loaded from a folder.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from stance.scores import FactScorer, Scorer, scorer
from stance.shares import Shares, shares
from stance.types import Evidence, Prediction, Span
from stance.vectorizer import Batch, Instance, Vectorizer

_BLOCK = 512  # instances worked on at once: more would not stay in the processor's cache
_MOST_EVIDENCE = 8  # words shown of one prediction


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The log-odds of `label` against `other` as a sum: a share for each word, and the `rest` that no word carries."""

    label: str
    other: str
    words: tuple[Evidence, ...]
    rest: float

    @property
    def log_odds(self) -> float:
        """The sum, in natural logarithms."""
        return sum(word.weight for word in self.words) + self.rest


@dataclass
class LinearModel:
    """`coefficients` is (features, labels), `intercepts` (labels,); logits are divided by `temperature`."""

    task: str
    labels: tuple[str, ...]
    vectorizer: Vectorizer
    coefficients: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]
    temperature: float = 1.0

    def logits(self, instances: Batch | Sequence[Instance]) -> npt.NDArray[np.float64]:
        """Return the scores, (instances, labels), before the softmax."""
        batch = instances if isinstance(instances, Batch) else Batch(instances)
        blocks = [self._scorer(block) for block in batch.blocks(_BLOCK)]
        if self._scorer.find.is_full:
            del self._scorer
        found = blocks[0] if len(blocks) == 1 else np.concatenate([np.empty((0, len(self.labels))), *blocks])
        return np.asarray((found + self.intercepts) / self.temperature, dtype=np.float64)

    @functools.cached_property
    def _scorer(self) -> Scorer | FactScorer:
        return scorer(self.vectorizer, self.coefficients)

    def __getstate__(self) -> dict[str, object]:
        """Return what is pickled: not the scorer, whose memory of words is made again."""
        return {name: value for name, value in vars(self).items() if name != "_scorer"}

    def probabilities(self, instances: Batch | Sequence[Instance]) -> npt.NDArray[np.float64]:
        """Return the probabilities, (instances, labels); each row sums to 1."""
        return softmax(self.logits(instances))

    def predict(self, instances: Batch | Sequence[Instance], max_risk: float | None = None) -> list[Prediction]:
        """Return a prediction for each instance.

        With `max_risk` the label is `None` where the calibrated chance of error is above it.
        """
        predictions = []
        for row in self.probabilities(instances):
            best = int(row.argmax())
            abstains = max_risk is not None and 1.0 - float(row[best]) > max_risk
            probabilities = dict(zip(self.labels, row.tolist(), strict=True))
            predictions.append(Prediction(self.task, None if abstains else self.labels[best], probabilities))
        return predictions

    def explain(
        self,
        instances: Batch | Sequence[Instance],
        texts: Sequence[str],
        predictions: Sequence[Prediction],
        most: int = _MOST_EVIDENCE,
    ) -> list[tuple[Evidence, ...]]:
        """Return the words that decided each prediction, strongest first.

        A word's weight is its exact share of the log-odds of the likeliest label against the runner-up:
        the weights of all words and marks, of the categorical facts and of the intercept add up to those odds.
        The spans of each instance index its text in `texts`.
        """
        probabilities = [[prediction.probabilities[label] for label in self.labels] for prediction in predictions]
        found = self.shares(instances, np.reshape(probabilities, (-1, len(self.labels))))
        explained = []
        for (spans, _), text in zip(found, texts, strict=True):
            ranked = sorted(spans.items(), key=lambda item: (-abs(item[1]), item[0]))
            words = (Evidence(Span(a, b, text[a:b]), weight) for (a, b), weight in ranked)
            explained.append(tuple(islice((w for w in words if any(map(str.isalnum, w.span.text))), most)))
        return explained

    def decompose(self, instance: Instance, text: str) -> Decomposition:
        """Return all shares in the log-odds of the likeliest label against the runner-up, words in text order."""
        logits = self.logits([instance])
        ((spans, rest),) = self.shares([instance], logits)
        words = tuple(Evidence(Span(a, b, text[a:b]), weight) for (a, b), weight in sorted(spans.items()))
        first, second = np.argsort(-logits[0], kind="stable")[:2]
        return Decomposition(self.labels[first], self.labels[second], words, rest)

    def shares(self, instances: Batch | Sequence[Instance], ranks: npt.NDArray[np.float64]) -> list[Shares]:
        """Return each word's share in the log-odds of the first label against the second, and the share of all else.

        `ranks` puts the labels of each instance in order, greatest first: their logits or probabilities. All else
        is what no word carries: facts such as the kind, and the intercept.
        """
        first, second = np.argsort(-ranks, axis=1, kind="stable")[:, :2].T
        batch = instances if isinstance(instances, Batch) else Batch(instances)
        found = shares(self._scorer.find, self.vectorizer, self.coefficients, batch, first, second)
        intercepts = (self.intercepts[first] - self.intercepts[second]).tolist()
        return [
            Shares(
                {span: weight / self.temperature for span, weight in words.items()}, (rest + more) / self.temperature
            )
            for (words, rest), more in zip(found, intercepts, strict=True)
        ]


def softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the softmax of each row."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: npt.NDArray[np.float64] = shifted / shifted.sum(axis=1, keepdims=True)
    return result
