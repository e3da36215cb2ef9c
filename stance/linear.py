"""The trained model itself: a linear softmax over weighted features, on numpy alone.

Prediction and explanation both read this object, whether it was just fitted or loaded from a folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.types import Evidence, Prediction, Span
from stance.vectorizer import Instance, Vectorizer

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

    def logits(self, instances: Iterable[Instance]) -> npt.NDArray[np.float64]:
        """Return the scores, (instances, labels), before the softmax."""
        rows = []
        for instance in instances:
            row = self.vectorizer.row(instance)
            score = self.intercepts.astype(np.float64)
            if row:
                ids = np.fromiter(row.keys(), dtype=np.intp, count=len(row))
                values = np.fromiter(row.values(), dtype=np.float64, count=len(row))
                score = score + values @ self.coefficients[ids].astype(np.float64)
            rows.append(score / self.temperature)
        return np.asarray(rows).reshape(len(rows), len(self.labels))

    def probabilities(self, instances: Iterable[Instance]) -> npt.NDArray[np.float64]:
        """Return the probabilities, (instances, labels); each row sums to 1."""
        return softmax(self.logits(instances))

    def predict(self, instances: Sequence[Instance], max_risk: float | None = None) -> list[Prediction]:
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

    def explain(self, instance: Instance, text: str, most: int = _MOST_EVIDENCE) -> tuple[Evidence, ...]:
        """Return the words that decided, strongest first.

        A word's weight is its exact share of the log-odds of the likeliest label against the runner-up:
        the weights of all words and marks, of the categorical facts and of the intercept add up to those odds.
        `text` is the text that the instance's spans index.
        """
        order = np.argsort(-self.logits([instance])[0], kind="stable")
        shares = self.word_shares(instance, int(order[0]), int(order[1]))
        words = [(span, weight) for span, weight in shares.items() if any(map(str.isalnum, text[slice(*span)]))]
        ranked = sorted(words, key=lambda item: (-abs(item[1]), item[0]))[:most]
        return tuple(Evidence(Span(a, b, text[a:b]), weight) for (a, b), weight in ranked if weight)

    def decompose(self, instance: Instance, text: str) -> Decomposition:
        """Return all shares in the log-odds of the likeliest label against the runner-up, words in text order."""
        first, second = (int(i) for i in np.argsort(-self.logits([instance])[0], kind="stable")[:2])
        shares = sorted(self.word_shares(instance, first, second).items())
        words = tuple(Evidence(Span(a, b, text[a:b]), weight) for (a, b), weight in shares)
        rest = self.constant_share(instance, first, second)
        return Decomposition(self.labels[first], self.labels[second], words, rest)

    def word_shares(self, instance: Instance, label: int, other: int) -> dict[tuple[int, int], float]:
        """Return the share of each word's span in ``logit[label] - logit[other]``.

        What no word carries (facts such as the kind, the intercept) is left out: see `constant_share`.
        """
        difference = (self.coefficients[:, label] - self.coefficients[:, other]).astype(np.float64) / self.temperature
        shares: dict[tuple[int, int], float] = {}
        for identity, value, spans in self.vectorizer.shares(instance):
            for span in spans:
                shares[span] = shares.get(span, 0.0) + float(difference[identity]) * value / len(spans)
        return shares

    def constant_share(self, instance: Instance, label: int, other: int) -> float:
        """Return the part of the log-odds that no word carries."""
        difference = (self.coefficients[:, label] - self.coefficients[:, other]).astype(np.float64) / self.temperature
        total = float(self.intercepts[label] - self.intercepts[other]) / self.temperature
        for identity, value, spans in self.vectorizer.shares(instance):
            if not spans:
                total += float(difference[identity]) * value
        return total


def softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the softmax of each row."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: npt.NDArray[np.float64] = shifted / shifted.sum(axis=1, keepdims=True)
    return result
