"""From article to labelled statements: MB a second, beside `str.split`, from a cold start, on two processes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import joblib

from benchmarks.classification import stock
from benchmarks.texts import statements, varied, write_jsonl
from benchmarks.timing import digits, ratio, rounds, run
from stance import Pipeline
from stance.batch import documents
from stance.types import AnnotatedArticle

_PREDICT = ("-m", "stance", "predict")
_PEER = """
import joblib, sys
print(joblib.load(sys.argv[1]).predict(open(sys.argv[2], encoding="utf-8").read().splitlines()))
"""


def throughput(articles: Sequence[AnnotatedArticle], number: int) -> dict[str, Any]:
    """Return the rate of one process from article to records, and the time as a multiple of `str.split`."""
    chosen = list(islice(varied(articles), 300))
    size = sum(len(article.text.encode()) for article in chosen)
    nlp = Pipeline()

    def label() -> int:
        return sum(len(document.records()) for document in documents(nlp, chosen))

    found = label()
    taken = rounds(
        {
            "stance": label,
            "split": lambda: [article.text.split() for article in chosen],
        },
        number,
    )
    seconds = median(taken["stance"])
    return {
        "articles": len(chosen),
        "bytes_per_article": round(size / len(chosen)),
        "statements": found,
        "rounds": number,
        "mb_per_second": digits(size / 1e6 / seconds),
        "articles_per_second": digits(len(chosen) / seconds),
        "statements_per_second": digits(found / seconds),
        "times_the_time_of_split": ratio(taken, "stance", "split"),
    }


def cold_start(articles: Sequence[AnnotatedArticle], number: int) -> dict[str, Any]:
    """Return the seconds from nothing to one labelled article.

    The peer is a script that loads a pipeline of scikit-learn with joblib and labels the same article's
    statements, which it need not find.
    """
    texts, labels = statements(articles)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        joblib.dump(stock(texts, labels), folder / "model.joblib")
        (folder / "peer.py").write_text(_PEER, "utf-8")
        (folder / "article.txt").write_text(articles[0].article.text, "utf-8")
        given = [" ".join(text.split()) for text in statements(articles[:1])[0]]
        (folder / "statements.txt").write_text("\n".join(given), "utf-8")
        taken = rounds(
            {
                "stance predict": lambda: run(*_PREDICT, folder / "article.txt"),
                "scikit-learn script": lambda: run(
                    folder / "peer.py", folder / "model.joblib", folder / "statements.txt"
                ),
            },
            number,
        )
    return {
        "rounds": number,
        "seconds": {name: digits(median(times)) for name, times in taken.items()},
        "times_the_time_of_the_script": ratio(taken, "stance predict", "scikit-learn script"),
    }


def processes(articles: Sequence[AnnotatedArticle], number: int) -> dict[str, Any]:
    """Return how much faster two processes are than one, beside what two independent processes reach here."""
    with tempfile.TemporaryDirectory() as name:
        source, folder = Path(name) / "in.jsonl", Path(name)
        count = write_jsonl(articles, source, number=600)

        def predict(jobs: int, output: str = "out.jsonl") -> None:
            run(*_PREDICT, source, "--output", folder / output, "--jobs", str(jobs))

        def two_of_them() -> None:
            with ThreadPoolExecutor(2) as both:
                list(both.map(lambda output: predict(1, output), ("a.jsonl", "b.jsonl")))

        taken = rounds(
            {"one process": lambda: predict(1), "--jobs 2": lambda: predict(2), "two independent": two_of_them}, number
        )
    alone = ratio(taken, "one process", "--jobs 2")
    both = [2 * one / two for one, two in zip(taken["one process"], taken["two independent"], strict=True)]
    return {
        "articles": count,
        "rounds": number,
        "seconds": {name: digits(median(times)) for name, times in taken.items()},
        "speed_up_of_two_jobs": alone,
        "limit_of_this_machine": {"median": digits(median(both)), "low": digits(min(both)), "high": digits(max(both))},
    }
