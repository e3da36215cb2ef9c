"""`python -m training end-to-end`: labels of the statements that the shipped pipeline finds by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from stance import load
from stance.evaluation.classification import article_counts, f1_scores, resampled
from stance.evaluation.metrics import rounded
from stance.evaluation.spans import match
from stance.pipeline import Pipeline
from stance.types import SENTIMENTS, STANCES, AnnotatedArticle
from training.data import PARTS, ROOT, select

_TASKS = {"stance": STANCES, "sentiment": SENTIMENTS}
_NONE = "no statement"
_SEED = 0


def _labels(annotated: AnnotatedArticle, pipeline: Pipeline, task: str) -> Iterator[tuple[str, str]]:
    """Yield true and predicted label of each statement that is annotated, found, or both."""
    gold, found = annotated.annotations, pipeline(annotated.article).statements
    pairs = match([item.statement for item in gold], [item.statement for item in found])
    other = {pair.gold: pair.found for pair in pairs}
    for number, item in enumerate(gold):
        yield getattr(item, task), getattr(found[other[number]], task).label if number in other else _NONE
    for number in set(range(len(found))) - set(other.values()):
        yield _NONE, getattr(found[number], task).label


def measure(articles: Sequence[AnnotatedArticle], pipeline: Pipeline, task: str) -> dict[str, Any]:
    """Return macro-F1 and F1 by class with 95 % intervals by article.

    A statement counts as right where it overlaps an annotated one by half and has its label; whatever is missed or
    found where nothing is counts against its class.
    """
    rows = [(pair, annotated.article.id) for annotated in articles for pair in _labels(annotated, pipeline, task)]
    labels = _TASKS[task]
    counts = article_counts(
        [t for (t, _), _ in rows], [p for (_, p), _ in rows], [g for _, g in rows], (*labels, _NONE)
    )
    drawn = f1_scores(np.concatenate([counts.sum(axis=0)[None], resampled(counts, draws=1000, seed=_SEED)]))
    by_class = drawn[:, 1 : 1 + len(labels)]
    values = np.column_stack([by_class.mean(axis=1), by_class])
    low, high = np.quantile(values[1:], [0.025, 0.975], axis=0).tolist()
    names = ("macro_f1", *labels)
    scores = {name: {"f1": float(values[0, i]), "interval": (low[i], high[i])} for i, name in enumerate(names)}
    return {"articles": len(articles), "statements": int(counts[:, :-1].sum()), "seed": _SEED, **scores}


def report() -> None:
    """Write reports/<task>-hi/end-to-end.json and print its figures."""
    pipeline = load("hi")
    for task in _TASKS:
        result = {
            f"{part}-test": rounded(measure(articles, pipeline, task))
            for part in PARTS
            if (articles := list(select(part, "test")))
        }
        path = ROOT / "reports" / f"{task}-hi" / "end-to-end.json"
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
        for part, row in result.items():
            f1 = "  ".join(f"{name} {row[name]['f1']:.3f}" for name in ("macro_f1", *_TASKS[task]))
            print(f"{task}, {part}: {f1}")
