"""Measures extraction on annotated articles, with intervals by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from stance.evaluation.metrics import IntArray, bootstrap
from stance.evaluation.spans import count, span_scores
from stance.languages import Language
from stance.statements import Reader, Selector, extract
from stance.text.clean import clean
from stance.types import AnnotatedArticle


def evaluate_extraction(
    articles: Sequence[AnnotatedArticle], language: Language, selector: Selector | None, *, seed: int = 0
) -> dict[str, Any]:
    """Return `span_scores` over all articles, and the 95 % interval of F1 at overlap by article."""
    reader = Reader(language)
    counts: list[Counter[str]] = []
    for annotated in articles:
        scan = reader(annotated.article, clean(annotated.article, language))
        counts.append(count([a.statement for a in annotated.annotations], extract(scan, selector)))

    def f1(rows: IntArray) -> float:
        total = sum((counts[i] for i in rows), Counter[str]())
        return span_scores(total)["partial_f1"]

    interval = bootstrap(f1, np.arange(len(counts)).tolist(), draws=300, seed=seed)
    return {**span_scores(sum(counts, Counter[str]())), "articles": len(articles), "interval": interval, "seed": seed}
