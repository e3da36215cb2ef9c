"""Peak memory of `stance predict`: whether it grows with the input."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.texts import write_jsonl
from benchmarks.timing import digits, peak
from stance.types import AnnotatedArticle

_ARTICLES = 50
_LONG = 200 * 10**6  # bytes
_STATEMENTS = 10**6


def _predict(articles: Sequence[AnnotatedArticle], *, number: int = 0, size: int = 0) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        source, output = Path(name) / "in.jsonl", Path(name) / "out.jsonl"
        count = write_jsonl(articles, source, number=number, size=size)
        start = time.perf_counter()
        most = peak("-m", "stance", "predict", source, "--output", output)
        seconds = time.perf_counter() - start
        with output.open("rb") as file:
            found = sum(1 for _ in file)
        return {
            "articles": count,
            "mb": digits(source.stat().st_size / 1e6),
            "statements": found,
            "seconds": digits(seconds),
            "peak_mb": round(most),
        }


def growth(articles: Sequence[AnnotatedArticle]) -> dict[str, Any]:
    """Return peak memory at 1, 10 and 100 times the input."""
    return {f"{times}x": _predict(articles, number=_ARTICLES * times) for times in (1, 10, 100)}


def long_run(articles: Sequence[AnnotatedArticle], statements: int = _STATEMENTS, size: int = _LONG) -> dict[str, Any]:
    """Return the same for one file of at least `size` bytes and about 5 % more than so many `statements`.

    It repeats the articles with most statements. `first_tenth` is a run of the first tenth of that file: a peak
    that does not grow from there is flat.
    """
    densest = sorted(articles, key=lambda one: len(one.article.text) / max(1, len(one.annotations)))
    densest = densest[: max(1, len(densest) // 10)]
    once = _predict(densest, number=len(densest))
    size = max(size, round(1.05 * statements / once["statements"] * once["mb"] * 1e6))
    return {"first_tenth": _predict(densest, size=size // 10), **_predict(densest, size=size)}
