"""Which statements are most worth labelling next: those the model wavers on, and no two alike.

Uncertainty is one minus the margin between the two likeliest stances (Scheffer et al. 2001). Among
the most uncertain, each pick is the one whose uncertainty times its distance to the nearest earlier
pick is the largest: farthest-first, on the TF-IDF rows of the model itself.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.features import from_statement
from stance.pipeline import Pipeline
from stance.statements.scan import Reader
from stance.text.clean import clean
from stance.types import STANCES, AnnotatedArticle, Annotation, Article, LabelledStatement, Prediction

_POOL = 20  # candidates kept for each pick that is asked for …
_MOST = 20_000  # … and in all, unless more picks are asked for
_SAME = 1e-9  # distance below which two statements are copies

Row = tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article with the picked statements as the model labels them, and the largest of their uncertainties."""

    annotated: AnnotatedArticle
    uncertainty: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    uncertainty: float
    place: int
    article: Article
    item: LabelledStatement
    row: Row


def uncertainty(prediction: Prediction) -> float:
    """Return 1 where the two likeliest labels are equally likely, 0 where one is certain."""
    first, second = heapq.nlargest(2, prediction.probabilities.values())
    return 1.0 - (first - second)


def suggest(articles: Iterable[Article], pipeline: Pipeline, count: int) -> list[Suggestion]:
    """Return the articles of the `count` statements most worth labelling, most uncertain first.

    The statements are numbered in text order and bear the predicted labels. Fewer come out where
    there are fewer, or the rest are copies of those picked. Articles are read one by one, and only
    the candidates are kept.

    Raises
    ------
    ValueError
        if `count` is less than 1.
    ModelError
        if a model of the pipeline is missing or damaged, or its labels are no stances.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1 and is {count}")
    model = pipeline.models["stance"]
    if not set(model.labels) <= set(STANCES):
        raise ModelError(
            f"the model knows the labels {', '.join(model.labels)}; a stance model has {', '.join(STANCES)}"
        )
    pool = max(count, min(count * _POOL, _MOST))
    picked = _diverse(_candidates(articles, pipeline, pool), count, model.vectorizer.size)
    by_article: dict[int, list[_Candidate]] = {}
    for candidate in picked:
        by_article.setdefault(id(candidate.article), []).append(candidate)
    found = [_suggestion(group) for group in by_article.values()]
    return sorted(found, key=lambda one: -one.uncertainty)


def _candidates(articles: Iterable[Article], pipeline: Pipeline, most: int) -> list[_Candidate]:
    """Return the most uncertain statements of all articles, most uncertain first."""
    model, reader = pipeline.models["stance"], Reader(pipeline.language)
    # The earlier of two equals stays: the heap's smallest is the least uncertain, then the latest.
    heap: list[tuple[float, int, _Candidate]] = []
    place = 0
    for article in articles:
        scan = None
        for item in pipeline(article).statements:
            place += 1
            value = uncertainty(item.stance)
            if len(heap) == most and (value, -place) < heap[0][:2]:
                continue
            scan = scan or reader(article, clean(article, pipeline.language))
            row = _unit(model.vectorizer.row(from_statement(scan, item.statement)))
            entry = value, -place, _Candidate(value, place, article, item, row)
            if len(heap) < most:
                heapq.heappush(heap, entry)
            else:
                heapq.heappushpop(heap, entry)
    return [candidate for _, _, candidate in sorted(heap, reverse=True)]


def _unit(row: Mapping[int, float]) -> Row:
    """Return the ids and weights of a row of unit length."""
    ids = np.fromiter(row.keys(), dtype=np.intp, count=len(row))
    weights = np.fromiter(row.values(), dtype=np.float64, count=len(row))
    norm = float(np.linalg.norm(weights))
    return ids, weights / norm if norm else weights


def _diverse(candidates: Sequence[_Candidate], count: int, features: int) -> list[_Candidate]:
    """Return picks in order: the most uncertain, then the largest product of uncertainty and distance."""
    if not candidates:
        return []
    values = np.array([candidate.uncertainty for candidate in candidates])
    owner = np.repeat(np.arange(len(candidates)), [len(candidate.row[0]) for candidate in candidates])
    ids = np.concatenate([candidate.row[0] for candidate in candidates])
    weights = np.concatenate([candidate.row[1] for candidate in candidates])
    distance = np.ones(len(candidates))
    picked: list[_Candidate] = []
    while len(picked) < count:
        best = int((values * distance).argmax())
        if values[best] * distance[best] <= _SAME:
            break
        chosen = candidates[best]
        picked.append(chosen)
        dense = np.zeros(features)
        dense[chosen.row[0]] = chosen.row[1]
        cosine = np.bincount(owner, weights=weights * dense[ids], minlength=len(candidates))
        distance = np.minimum(distance, 1.0 - cosine)
        distance[best] = 0.0
    return picked


def _suggestion(group: list[_Candidate]) -> Suggestion:
    ordered = sorted(group, key=lambda one: one.place)
    annotations = tuple(_annotation(number, one.item) for number, one in enumerate(ordered, 1))
    return Suggestion(
        AnnotatedArticle(group[0].article, annotations), max(candidate.uncertainty for candidate in group)
    )


def _annotation(number: int, item: LabelledStatement) -> Annotation:
    statement = item.statement
    return Annotation(
        number=number,
        statement=statement,
        stance=_likeliest(item.stance),
        sentiment=_likeliest(item.sentiment),
        resolved=statement.resolved.text if statement.resolved and statement.speaker else None,
    )


def _likeliest(prediction: Prediction) -> str:
    """Return the likeliest label, also where the model abstains: it is a person's to correct."""
    return max(prediction.probabilities, key=lambda label: prediction.probabilities[label])
