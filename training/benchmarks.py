"""`python -m training benchmarks`: our estimator on public sets with published scores.

The texts are read from the sources' folder and never copied. Parameters are the estimator's defaults but
for the strength of the penalty and whether rare labels are raised, chosen among `_SETTINGS` by
cross-validation on the training data alone.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedKFold

from stance.classifier import TextClassifier
from stance.evaluation.metrics import bootstrap, label_scores, rounded
from stance.features import from_text
from stance.languages import load_language
from stance.statements import Reader
from stance.vectorizer import Field, Instance
from training.data import ROOT
from training.sources import VARIABLE, source_folder

Setting = tuple[float, str | None]  # C and class_weight
_SETTINGS: tuple[Setting, ...] = tuple(itertools.product((0.03, 0.1, 0.3), ("balanced", None)))
_SEED = 0
FIELDS = (
    Field("content", "word", 1, 3, 1, 1.0),
    Field("content", "char", 2, 5, 2, 1.0),
)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Task:
    """A training and a test set (`test` is `None` where the score is by cross-validation), and its metric."""

    train: Pairs
    test: Pairs | None
    metric: str
    published: str


def _rows(path: Path, delimiter: str, encoding: str = "utf-8") -> Iterator[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "\t" else 0)


def _iitp(folder: Path) -> dict[str, Task]:
    parts = {
        name: [(row["Sentence"], row["Sentiment_Label"]) for row in _rows(folder / f"PR_{name}_data.tsv", "\t")]
        for name in ("train", "dev", "test")
    }
    context = "other split, no conflict class: iNLTK 75.71, mBERT 74.57, IndicBERT 71.32 (accuracy)"
    return {
        "iitp-product/shipped split": Task(parts["train"] + parts["dev"], parts["test"], "accuracy", context),
        "iitp-product/10-fold": Task(parts["train"] + parts["dev"] + parts["test"], None, "accuracy", context),
    }


def _maha(folder: Path) -> dict[str, Task]:
    def read(path: Path) -> Pairs:
        rows = list(_rows(path, ","))
        column = next(name for name in rows[0] if name not in ("", "label"))
        return [(row[column], row["label"]) for row in rows if row[column]]

    movies, tweets = folder / "MahaSent_MR", folder / "MahaSent_GT"
    return {
        "mahasent-md/MR": Task(
            read(movies / "MahaSent_MR_Train.csv") + read(movies / "MahaSent_MR_Val.csv"),
            read(movies / "MahaSent_MR_Test.csv"),
            "accuracy",
            "a quick linear SVM: 70.1",
        ),
        "mahasent-md/GT": Task(
            read(tweets / "tweets-train.csv") + read(tweets / "tweets-valid.csv"),
            read(tweets / "tweets-test.csv"),
            "accuracy",
            "a quick linear SVM: 70.0",
        ),
    }


def _swami(folder: Path) -> dict[str, Task]:
    tweets = (folder / "Notebandi_tweets.txt").read_text("utf-8").split("\n")
    labels = [line.strip() for line in (folder / "Notebandi_tweets_stance.txt").read_text("utf-8").split("\n")]
    texts = dict(zip(tweets[0::3], tweets[1::3], strict=False))
    stances = dict(zip(labels[0::2], labels[1::2], strict=False))
    pairs = [(texts[key], stances[key]) for key in texts if stances.get(key)]
    return {"swami-code-mixed/10-fold": Task(pairs, None, "accuracy", "58.7, majority 54.56 (Swami et al. 2018)")}


def _semeval(folder: Path) -> dict[str, Task]:
    """One task a target; the label carries the target so that one score covers all five."""
    train = list(_rows(folder / "semeval2016-task6-trainingdata.txt", "\t", "latin-1"))
    test = list(_rows(folder / "gold.txt", "\t", "latin-1"))
    tasks = {}
    for target in sorted({row["Target"] for row in train}):
        tasks[f"semeval2016-6A/{target}"] = Task(
            [(row["Tweet"], row["Stance"]) for row in train if row["Target"] == target],
            [(row["Tweet"], row["Stance"]) for row in test if row["Target"] == target],
            "f_avg",
            "all targets: SVM n-grams 68.98, best system 67.82, majority 65.22",
        )
    return tasks


def _instances(texts: Sequence[str]) -> list[Instance]:
    reader = Reader(load_language("hi"))
    return [from_text(reader, text) for text in texts]


def _classifier(setting: Setting) -> TextClassifier:
    strength, class_weight = setting
    return TextClassifier(fields=FIELDS, C=strength, calibrate=0, class_weight=class_weight)


def _cross_predict(X: list[Instance], y: list[str], setting: Setting, folds: int) -> list[str]:  # noqa: N803
    predicted = [""] * len(y)
    splitter = StratifiedKFold(folds, shuffle=True, random_state=_SEED)
    for train, held in splitter.split(np.zeros(len(y)), y):
        fitted = _classifier(setting).fit([X[i] for i in train], [y[i] for i in train])
        for i, label in zip(held, fitted.predict([X[i] for i in held]), strict=True):
            predicted[i] = str(label)
    return predicted


def _accuracy(truth: Sequence[str], predicted: Sequence[str]) -> float:
    return sum(t == p for t, p in zip(truth, predicted, strict=True)) / len(truth)


def _f_avg(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the mean of F1 of FAVOR and of AGAINST (Mohammad et al. 2016)."""
    labels = sorted({*truth, *predicted})
    per_class = label_scores(truth, predicted, labels)["per_class"]
    return (float(per_class.get("FAVOR", {"f1": 0})["f1"]) + float(per_class.get("AGAINST", {"f1": 0})["f1"])) / 2


_METRICS: dict[str, Callable[[Sequence[str], Sequence[str]], float]] = {"accuracy": _accuracy, "f_avg": _f_avg}


def _run(task: Task) -> tuple[list[str], list[str], Setting]:
    """Return truth, predictions and the setting that cross-validation on the training data chose."""
    instances, y = _instances([text for text, _ in task.train]), [label for _, label in task.train]
    metric = _METRICS[task.metric]
    chosen = max(_SETTINGS, key=lambda setting: metric(y, _cross_predict(instances, y, setting, 3)))
    if task.test is None:
        return y, _cross_predict(instances, y, chosen, 10), chosen
    fitted = _classifier(chosen).fit(instances, y)
    predicted = fitted.predict(_instances([text for text, _ in task.test]))
    return [label for _, label in task.test], [str(label) for label in predicted], chosen


def report() -> None:
    """Write reports/benchmarks/scores.json."""
    sources = source_folder()
    if sources is None:
        raise SystemExit(f"set {VARIABLE} to the folder of the public sets (datasets/README.md)")
    tasks = {
        **_iitp(sources / "iitp-product"),
        **_maha(sources / "mahasent-md"),
        **_swami(sources / "swami-code-mixed"),
        **_semeval(sources / "semeval2016-task6"),
    }
    result: dict[str, Any] = {}
    pooled: tuple[list[str], list[str]] = ([], [])
    for name, task in tasks.items():
        truth, predicted, (strength, class_weight) = _run(task)
        if name.startswith("semeval"):
            pooled[0].extend(truth)
            pooled[1].extend(predicted)
        result[name] = _row(task.metric, truth, predicted, task.published) | {
            "C": strength,
            "class_weight": class_weight,
        }
        print(name, {key: value for key, value in rounded(result[name]).items() if key != "published"}, flush=True)
    result["semeval2016-6A/all targets"] = _row(
        "f_avg", *pooled, "SVM n-grams 68.98, best system 67.82, majority 65.22 (Mohammad et al. 2016)"
    )
    print("semeval2016-6A/all targets", rounded(result["semeval2016-6A/all targets"]))
    folder = ROOT / "reports" / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"seed": _SEED, "results": rounded(result)}, ensure_ascii=False, indent=1)
    (folder / "scores.json").write_text(text + "\n", "utf-8")


def _row(metric: str, truth: Sequence[str], predicted: Sequence[str], published: str) -> dict[str, Any]:
    score = _METRICS[metric]
    interval = bootstrap(
        lambda rows: score([truth[i] for i in rows], [predicted[i] for i in rows]),
        range(len(truth)),
        draws=200,
        seed=_SEED,
    )
    return {
        "metric": metric,
        "score": score(truth, predicted),
        "interval": interval,
        "n": len(truth),
        "published": published,
    }
