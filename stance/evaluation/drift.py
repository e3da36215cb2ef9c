"""Whether text without labels is still like a reference: effect sizes, tested by permuting whole articles.

The labels of two collections may differ, or the words, the cues or how sure the model is, and each is a
warning that scores measured on the one no longer hold on the other. Several univariate tests with a
correction do as well as multivariate ones at that (Rabanser, Günnemann and Lipton 2019, "Failing Loudly").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.errors import InputError
from stance.evaluation.profile import Profile

LEVEL = 0.05  # of all tests together
SIZES = ("negligible", "small", "medium", "large")
_DRAWS = 2000
_CELLS = 4_000_000  # numbers held at once while permuting

FloatArray = npt.NDArray[np.float64]


def cramers_v(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return Cramér's V, 0 to 1, of shares (…, categories), both collections weighed alike.

    With the counts as they are, V would shrink as one collection outgrows the other.
    """
    total = first + second
    terms = np.divide((first - second) ** 2, total, out=np.zeros_like(total), where=total > 0)
    result: FloatArray = np.sqrt(0.5 * terms.sum(axis=-1))
    return result


def cohens_h(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return Cohen's h, 0 to pi, of two shares (…, 2), its sign left out."""
    angles = [2 * np.arcsin(np.sqrt(np.clip(shares[..., 1], 0.0, 1.0))) for shares in (first, second)]
    result: FloatArray = np.abs(angles[0] - angles[1])
    return result


def kolmogorov_smirnov(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the largest distance of two cumulative distributions, 0 to 1, of shares (…, values in order)."""
    result: FloatArray = np.abs(np.cumsum(first - second, axis=-1)).max(axis=-1)
    return result


@dataclass(frozen=True)
class Measure:
    """What is compared; from `bounds` on an effect is small, medium and large."""

    name: str
    symbol: str
    effect: Callable[[FloatArray, FloatArray], FloatArray]
    bounds: tuple[float, float, float]


# Conventions of Cohen (1988, ch. 6 and 7); D is that of two normal distributions that lie 0.2, 0.5, 0.8 apart.
_V, _H, _D = (0.1, 0.3, 0.5), (0.2, 0.5, 0.8), (0.08, 0.197, 0.311)
MEASURES = (
    Measure("unknown words", "h", cohens_h, _H),
    Measure("label", "V", cramers_v, _V),
    Measure("confidence", "D", kolmogorov_smirnov, _D),
    Measure("cue class", "V", cramers_v, _V),
    Measure("statement kind", "V", cramers_v, _V),
    Measure("statements per article", "D", kolmogorov_smirnov, _D),
)


@dataclass(frozen=True)
class Shift:
    """One measure of both collections: shares of categories, or the mean of numbers.

    `effect` is what is left when the part that chance alone gives is taken off: the root of its square minus
    the mean square of the permuted ones, as Bergsma (2013) corrects V. `p` is that of the measure alone,
    `p_holm` that among all measures (Holm 1979).
    """

    measure: str
    reference: dict[str, float]
    texts: dict[str, float]
    symbol: str
    effect: float
    size: str
    p: float
    p_holm: float

    @property
    def significant(self) -> bool:
        """Return whether chance is ruled out, however small the effect."""
        return self.p_holm < LEVEL

    def record(self) -> dict[str, Any]:
        """Return it JSON-ready, with `significant`: a row of a table or of a frame."""
        return {**asdict(self), "significant": self.significant}


def drift(reference: Sequence[Profile], texts: Sequence[Profile], *, draws: int = _DRAWS, seed: int = 0) -> list[Shift]:
    """Return the shift of each measure that both collections have, in the order of `MEASURES`.

    The test permutes articles between the collections and takes the effect itself as its statistic: if both
    come from one source its error is exact, however alike the statements of one article are (Good 2005;
    p-values with one added to both counts, Phipson and Smyth 2010).

    Raises
    ------
    InputError
        if a collection has no article.
    """
    for name, given in (("reference", reference), ("texts", texts)):
        if not given:
            raise InputError(f"no article to compare in the {name}")
    both = [*reference, *texts]
    tables = [_Table.of(measure, both) for measure in MEASURES]
    tables = [table for table in tables if all(part.sum() for part in np.split(table.counts, [len(reference)]))]
    observed = [table.effects(table.counts[len(reference) :].sum(axis=0)) for table in tables]
    drawn = _permuted(tables, len(texts), draws, seed)
    chances = [
        (1 + int((effects >= seen - 1e-9).sum())) / (draws + 1) for seen, effects in zip(observed, drawn, strict=True)
    ]
    corrected = [
        float(np.sqrt(max(0.0, float(seen) ** 2 - float((effects**2).mean()))))
        for seen, effects in zip(observed, drawn, strict=True)
    ]
    return [
        Shift(
            table.measure.name,
            table.described(table.counts[: len(reference)].sum(axis=0)),
            table.described(table.counts[len(reference) :].sum(axis=0)),
            table.measure.symbol,
            round(effect, 4),
            SIZES[sum(effect >= bound for bound in table.measure.bounds)],
            round(p, 5),
            round(adjusted, 5),
        )
        for table, effect, p, adjusted in zip(tables, corrected, chances, holm(chances), strict=True)
    ]


def holm(chances: Sequence[float]) -> list[float]:
    """Return p-values adjusted so that all together err as rarely as one alone (Holm 1979)."""
    adjusted, least = [0.0] * len(chances), 0.0
    for rank, i in enumerate(sorted(range(len(chances)), key=lambda i: chances[i])):
        least = max(least, min(1.0, chances[i] * (len(chances) - rank)))
        adjusted[i] = least
    return adjusted


@dataclass(frozen=True)
class _Table:
    """A measure of all articles: `counts` is (articles, categories), numbers in their order."""

    measure: Measure
    categories: list[Any]
    counts: FloatArray

    @classmethod
    def of(cls, measure: Measure, profiles: Sequence[Profile]) -> _Table:
        rows = [profile[measure.name] for profile in profiles]
        categories: list[Any] = sorted(sum(rows, Counter()))
        if measure.effect is cohens_h:
            categories = ["known", "unknown"]
        counts = np.asarray([[row[category] for category in categories] for row in rows], dtype=np.float64)
        return cls(measure, categories, counts)

    def effects(self, texts: FloatArray) -> FloatArray:
        """Return the effect, (…), where these are the sums of the texts, (…, categories); 0 if one side is empty."""
        sides = [self.counts.sum(axis=0) - texts, texts]
        totals = [side.sum(axis=-1, keepdims=True) for side in sides]
        first, second = (side / np.maximum(total, 1) for side, total in zip(sides, totals, strict=True))
        return np.where(np.minimum(*totals)[..., 0] > 0, self.measure.effect(first, second), 0.0)

    def described(self, sums: FloatArray) -> dict[str, float]:
        """Return what people read: the mean of numbers, the share of words that are unknown, or all shares."""
        shares = sums / sums.sum()
        if self.measure.effect is kolmogorov_smirnov:
            return {"mean": round(float(shares @ np.asarray(self.categories, dtype=np.float64)), 4)}
        if self.measure.effect is cohens_h:
            return {self.categories[1]: round(float(shares[1]), 4)}
        return {str(name): round(float(share), 4) for name, share in zip(self.categories, shares, strict=True)}


def _permuted(tables: Sequence[_Table], size: int, draws: int, seed: int) -> list[FloatArray]:
    """Return the effects, (draws,) a table, when `size` articles drawn without replacement are the texts."""
    random = np.random.default_rng(seed)
    stacked = np.concatenate([table.counts for table in tables], axis=1)
    chosen = np.arange(len(stacked)) < size
    step = max(1, _CELLS // len(stacked))
    parts = []
    for start in range(0, draws, step):
        members = random.permuted(np.tile(chosen, (min(step, draws - start), 1)), axis=1)
        parts.append(members.astype(np.float64) @ stacked)
    sums = np.concatenate(parts)
    widths = np.cumsum([len(table.categories) for table in tables])[:-1]
    return [table.effects(part) for table, part in zip(tables, np.split(sums, widths, axis=1), strict=True)]
