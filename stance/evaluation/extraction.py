"""Measures extraction on annotated articles, with intervals by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from stance.evaluation.metrics import IntArray, bootstrap
from stance.evaluation.spans import count, span_scores
from stance.languages import Language
from stance.statements import Reader, Scan
from stance.text.clean import clean
from stance.types import KINDS, AnnotatedArticle, Statement

Extractor = Callable[[Scan], Sequence[Statement]]


def evaluate_extraction(
    articles: Sequence[AnnotatedArticle],
    language: Language,
    extractor: Extractor,
    *,
    kinds: Collection[str] = KINDS,
    seed: int = 0,
) -> dict[str, Any]:
    """Return `span_scores` over all articles, and the 95 % interval of F1 at overlap by article.

    Only statements of the given kinds count, among the annotated and among the found.
    """
    reader = Reader(language)
    counts: list[Counter[str]] = []
    for annotated in articles:
        scan = reader(annotated.article, clean(annotated.article, language))
        gold = [a.statement for a in annotated.annotations if a.statement.kind in kinds]
        counts.append(count(gold, [s for s in extractor(scan) if s.kind in kinds]))

    def f1(rows: IntArray) -> float:
        total = sum((counts[i] for i in rows), Counter[str]())
        return span_scores(total)["partial_f1"]

    interval = bootstrap(f1, np.arange(len(counts)).tolist(), draws=300, seed=seed)
    return {**span_scores(sum(counts, Counter[str]())), "articles": len(articles), "interval": interval, "seed": seed}
