"""Each word's exact share in a log-odds, for many instances at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stance.arrays import Ids
from stance.occurrences import Finder, weighed
from stance.vectorizer import Batch, Vectorizer


class Shares(NamedTuple):
    """Shares by the span of a word, and what no word carries: facts such as the kind."""

    words: dict[tuple[int, int], float]
    rest: float


def shares(
    find: Finder, vectorizer: Vectorizer, coefficients: npt.NDArray[np.float32], batch: Batch, labels: Ids, others: Ids
) -> list[Shares]:
    """Return the shares in ``score[labels[i]] - score[others[i]]`` of each instance i.

    A feature's share is split evenly over its occurrences, an occurrence's over its words.
    """
    rest = np.zeros(len(batch))
    of_parts: dict[str, npt.NDArray[np.float64]] = {}
    for spec, part, found, rows, times, of in weighed(find, vectorizer, batch):
        chosen = coefficients[rows.feature, labels[rows.row]].astype(np.float64)
        odds = chosen - coefficients[rows.feature, others[rows.row]]
        each = (rows.value * odds / times)[of]
        if spec.unit in ("mark", "fact"):
            rest += np.bincount(found.row, weights=each, minlength=len(batch))
            continue
        words = of_parts.setdefault(spec.part, np.zeros(len(part.row)))
        each /= found.size
        for offset in range(int(found.size.max(initial=0))):
            inside = found.size > offset
            words += np.bincount(found.place[inside] + offset, weights=each[inside], minlength=len(words))
    return _by_span(batch, {part: weights.tolist() for part, weights in of_parts.items()}, rest.tolist())


def _by_span(batch: Batch, of_parts: dict[str, list[float]], rest: list[float]) -> list[Shares]:
    """Add up the shares of the words at one span; words without a span belong to the rest."""
    found: list[dict[tuple[int, int], float]] = [{} for _ in rest]
    for part, weights in of_parts.items():
        first = 0
        for number, instance in enumerate(batch.instances):
            words = getattr(instance, part)
            mine = weights[first : first + len(words.norms)]
            first += len(mine)
            if not words.spans:
                rest[number] += sum(mine)
                continue
            spans = found[number]
            for span, weight in zip(words.spans, mine, strict=True):
                if weight:
                    spans[span] = spans.get(span, 0.0) + weight
    return list(map(Shares, found, rest))
