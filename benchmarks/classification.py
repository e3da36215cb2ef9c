"""Labels a second: our estimator, a stock scikit-learn pipeline and fastText, trained and run on the same strings."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from benchmarks.texts import statements
from benchmarks.timing import ratio, rounds
from stance.classifier import TextClassifier
from stance.types import AnnotatedArticle
from stance.vectorizer import Field

FIELDS = (Field("content", "word", 1, 2, 1, 1.0), Field("content", "char", 2, 5, 1, 1.0))
_WORD = r"\S+"  # scikit-learn's own pattern drops Indic vowel signs
OURS, STOCK, FASTTEXT = "stance", "scikit-learn", "fastText"


def stock(texts: Sequence[str], labels: Sequence[str]) -> Pipeline:
    """Return scikit-learn's own pipeline, fitted: words 1-2 and `char_wb` 2-5, TF-IDF, logistic regression."""
    features = FeatureUnion(
        [
            ("words", TfidfVectorizer(token_pattern=_WORD, ngram_range=(1, 2), sublinear_tf=True)),
            ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
        ]
    )
    model = LogisticRegression(C=4.0, class_weight="balanced", max_iter=2000)
    return Pipeline([("features", features), ("model", model)]).fit(texts, labels)


def _fasttext(texts: Sequence[str], labels: Sequence[str]) -> Callable[[Sequence[str]], Any] | None:
    """Return what labels many lines with a fastText model of words 1-2 and characters 2-5; `None` without fastText."""
    try:
        import fasttext
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        lines = (f"__label__{label} {' '.join(text.split())}\n" for text, label in zip(texts, labels, strict=True))
        path.write_text("".join(lines), "utf-8")
        model = fasttext.train_supervised(str(path), wordNgrams=2, minn=2, maxn=5, thread=1, seed=0, verbose=0)
    # Not `model.predict`, which fails with NumPy 2 in this release: what it calls.
    return lambda lines: model.f.multilinePredict(lines, 1, 0.0, "strict")


def measure(articles: Sequence[AnnotatedArticle], number: int) -> dict[str, Any]:
    """Return statements a second of each, trained on one half of the articles and run on the other.

    At first sight every round has statements of its own, so that words are new as in a stream; else all rounds
    have all of them, and ours remembers their words.
    """
    texts, labels = statements(articles[::2])
    held, _ = statements(articles[1::2])
    classifier, pipeline = TextClassifier(fields=FIELDS, calibrate=0).fit(texts, labels), stock(texts, labels)
    quick = _fasttext(texts, labels)
    predict: dict[str, Callable[[Sequence[str]], object]] = {OURS: classifier.predict, STOCK: pipeline.predict}
    if quick is not None:
        predict[FASTTEXT] = lambda held: quick([" ".join(text.split()) + "\n" for text in held])
    for label in predict.values():
        label(texts)
    first = rounds({name: _in_turn(label, held, number) for name, label in predict.items()}, number)
    again = rounds({name: partial(label, held) for name, label in predict.items()}, number)
    return {
        "statements": len(held),
        "trained_on": len(texts),
        "rounds": number,
        **_rates(again, len(held)),
        "at_first_sight": _rates(first, len(held) / number),
    }


def _in_turn(label: Callable[[Sequence[str]], object], held: Sequence[str], number: int) -> Callable[[], object]:
    """Return what labels another part of the statements at each of `number` calls."""
    parts = iter([held[turn::number] for turn in range(number)])
    return lambda: label(next(parts))


def _rates(taken: Mapping[str, Sequence[float]], count: float) -> dict[str, Any]:
    return {
        "statements_per_second": {name: round(count / median(times)) for name, times in taken.items()},
        "times_as_fast_as": {name: ratio(taken, name, OURS) for name in taken if name != OURS},
    }
