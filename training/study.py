"""`python -m training study`: what each part of the data is worth, against baselines, on the real test split."""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline

from stance.evaluation.metrics import label_scores, macro_f1_interval, paired_bootstrap, rounded
from stance.examples import Example, digest
from stance.features import DEFAULT_FIELDS
from stance.report.charts import confusion_matrix, learning_curve, save
from stance.types import SENTIMENTS, STANCES
from stance.vectorizer import Field
from training.data import PARTS, ROOT, select
from training.fitting import Parts, examples, fit, to_fit

_SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
_SEED = 0
_FOLDS = 4
# Classes of cues and of words that stand for a label in the keyword rule, strongest first.
_KEYWORDS = (
    ("denial", ("deny", "clear")),
    ("corroboration", ("confirm",)),
    ("accusation", ("accuse", "charge", "condemn", "convict")),
)

Labels = list[str]


class Study:
    """The examples of one task and recipe, and the ways to fit them."""

    def __init__(self, recipe: dict[str, Any]) -> None:
        """Read the train, dev and test examples of both parts."""
        self.recipe = recipe
        self.task: str = recipe["task"]
        self.labels = list(STANCES if self.task == "stance" else SENTIMENTS)
        self.train = to_fit(recipe)
        self.test = examples(recipe, "standoff", "test")
        self.truth = [example.label for example in self.test]
        self.groups = [example.group for example in self.test]

    def fitted(self, data: Parts, on: Sequence[Example] | None = None, **options: Any) -> Labels:
        """Return what the recipe's classifier, fitted on these parts, predicts `on` others, by default the test."""
        classifier = fit(self.recipe, data, calibrate=0, **options)
        return [str(label) for label in classifier.predict([e.instance for e in on or self.test])]

    def only(self, *parts: str) -> Parts:
        """Return the training examples of some parts."""
        return {part: self.train[part] for part in parts}

    def stock(self) -> Labels:
        """Return the predictions of scikit-learn's stock recipe on the statements' text."""
        data = [example for found in self.train.values() for example in found]
        pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000, class_weight="balanced"))
        pipeline.fit([e.text for e in data], [e.label for e in data])
        return [str(label) for label in pipeline.predict([e.text for e in self.test])]

    def fasttext(self) -> Labels:
        """Return the predictions of fastText supervised (Joulin et al. 2017) on the statements' text.

        Words 1-2, character n-grams 2-5 and 25 epochs, else its defaults; one thread, so that a run repeats.
        """
        import fasttext

        def plain(text: str) -> str:
            return " ".join(text.split())

        data = [example for found in self.train.values() for example in found]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            path.write_text("".join(f"__label__{e.label} {plain(e.text)}\n" for e in data), "utf-8")
            settings = {"wordNgrams": 2, "minn": 2, "maxn": 5, "epoch": 25, "dim": 50, "bucket": 200_000}
            model = fasttext.train_supervised(str(path), thread=1, seed=_SEED, verbose=0, **settings)
        # Its Python wrapper asks numpy 1 for a copy; the function beneath it does not.
        found = [model.f.predict(plain(e.text) + "\n", 1, 0.0, "strict") for e in self.test]
        return [rows[0][1].removeprefix("__label__") if rows else "other" for rows in found]

    def cross_source(self) -> dict[str, Any]:
        """Return the scores on each real source of a model that saw all but that source."""
        sources = {a.article.id: a.article.source for a in select("standoff", *self.recipe["fit"], "test")}
        found = {}
        for source in sorted({str(name) for name in sources.values()}):
            here = [i for i, e in enumerate(self.test) if sources[e.group] == source]
            others = [e for e in self.train["standoff"] if sources[e.group] != source]
            predicted = self.fitted({**self.train, "standoff": others})
            truth, got, groups = ([column[i] for i in here] for column in (self.truth, predicted, self.groups))
            scores = label_scores(truth, got, self.labels)
            found[source] = {
                "n": len(here),
                "macro_f1": scores["macro_f1"],
                "interval": macro_f1_interval(truth, got, groups, self.labels, seed=_SEED),
                "f1": {label: row["f1"] for label, row in scores["per_class"].items()},
            }
        return found

    def without_fields(self) -> dict[str, float]:
        """Return the macro-F1 of out-of-fold predictions on the real train and dev splits, each field left out."""
        real = self.train["standoff"]
        folds = list(GroupKFold(_FOLDS, shuffle=True, random_state=_SEED).split(real, groups=[e.group for e in real]))

        def score(fields: Sequence[Field]) -> float:
            predicted: dict[int, str] = {}
            for train, held in folds:
                data = {**self.train, "standoff": [real[i] for i in train]}
                labels = self.fitted(data, [real[i] for i in held], fields=fields)
                predicted.update(zip(held.tolist(), labels, strict=True))
            truth = [e.label for e in real]
            return float(label_scores(truth, [predicted[i] for i in range(len(real))], self.labels)["macro_f1"])

        table = {"all fields": score(DEFAULT_FIELDS)}
        for left_out in DEFAULT_FIELDS:
            table[f"without {left_out.name}"] = score([field for field in DEFAULT_FIELDS if field != left_out])
        return table

    def keyword(self) -> Labels:
        """Return the label whose cue class or lexeme class occurs first in `_KEYWORDS`; else the majority."""
        majority = Counter(e.label for e in self.train["standoff"] or self.train["authored"]).most_common(1)[0][0]
        found = []
        for example in self.test:
            marks = set(example.instance.marks)
            label = majority
            for name, classes in _KEYWORDS:
                if any(f"cue={cls}" in marks for cls in classes) or f"L:{classes[0]}" in marks:
                    label = name
                    break
            found.append(label)
        return found

    def row(self, predicted: Labels, shipped: Labels) -> dict[str, Any]:
        """Return the scores of predictions and how they differ from the shipped model's."""
        scores = label_scores(self.truth, predicted, self.labels)
        difference = paired_bootstrap(self.truth, shipped, predicted, self.groups, self.labels, seed=_SEED)
        return {
            "macro_f1": scores["macro_f1"],
            "interval": macro_f1_interval(self.truth, predicted, self.groups, self.labels, seed=_SEED),
            "accuracy": scores["accuracy"],
            "f1": {label: row["f1"] for label, row in scores["per_class"].items()},
            "shipped_minus_this": difference,
        }

    def curve(self, part: str) -> list[dict[str, Any]]:
        """Return macro-F1 over growing shares of one part's articles, fitted on that part alone."""
        articles = sorted({example.group for example in self.train[part]})
        random.Random(_SEED).shuffle(articles)  # noqa: S311  (no secret: a reproducible sample)
        points = []
        for share in _SHARES:
            kept = set(articles[: max(1, round(share * len(articles)))])
            data = [example for example in self.train[part] if example.group in kept]
            predicted = self.fitted({part: data})
            low, high = macro_f1_interval(self.truth, predicted, self.groups, self.labels, seed=_SEED)
            score = label_scores(self.truth, predicted, self.labels)["macro_f1"]
            points.append({"n": len(data), "score": score, "low": low, "high": high})
        return points


def study(recipe: dict[str, Any]) -> None:
    """Write reports/<name>/study.json, its table and its figures."""
    s = Study(recipe)
    folder = ROOT / "reports" / recipe["name"]
    shipped = s.fitted(s.train)
    words = (Field("content", "word", 1, 2, 2),)
    systems: dict[str, Callable[[], Labels]] = {
        "shipped: all parts": lambda: shipped,
        "without contrast pairs": lambda: s.fitted(s.only("authored", "standoff")),
        "authored only": lambda: s.fitted(s.only("authored")),
        "standoff only": lambda: s.fitted(s.only("standoff")),
        "support vector machine alone": lambda: s.fitted(s.train, naive_bayes=0),
        "logistic regression": lambda: s.fitted(s.train, loss="log_loss", C=2.0, naive_bayes=0),
        "plain TF-IDF of words": lambda: s.fitted(s.train, fields=words),
        "stock scikit-learn recipe": s.stock,
        "fastText supervised": s.fasttext,
        "majority": lambda: [Counter(s.truth).most_common(1)[0][0]] * len(s.truth),
    }
    if s.task == "stance":
        systems["keyword rule"] = s.keyword
    rows = {name: s.row(system(), shipped) for name, system in systems.items()}
    curves = {part: s.curve(part) for part in PARTS if s.train[part]}
    result = {
        "data": {"test": "standoff test", "n": len(s.test), "sha256": digest(s.test), "seed": _SEED},
        "systems": rows,
        "learning_curve": curves,
        "cross_source": s.cross_source(),
        "fields": s.without_fields(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.json").write_text(json.dumps(rounded(result), ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "study.md").write_text(_table(recipe["name"], result, s.labels), "utf-8")
    save(learning_curve(curves, "macro-F1 on the real test split"), folder / "learning-curve")
    counts = label_scores(s.truth, shipped, s.labels)["confusion"]
    save(confusion_matrix(counts, s.labels), folder / "confusion")
    print(_table(recipe["name"], result, s.labels))


def _table(name: str, result: dict[str, Any], labels: Sequence[str]) -> str:
    lines = [
        f"# {name}: what the data is worth",
        "",
        f"Real standoff test split, gold spans, {result['data']['n']} statements; 95 % intervals by article; "
        "p by paired bootstrap over articles against the first row.",
        "",
        f"| system | macro-F1 | interval | {' | '.join(labels)} | p |",
        f"| --- | --- | --- |{' --- |' * len(labels)} --- |",
    ]
    for system, row in result["systems"].items():
        low, high = row["interval"]
        per_class = " | ".join(f"{row['f1'][label]:.3f}" for label in labels)
        p = row["shipped_minus_this"]["p"]
        lines.append(
            f"| {system} | {row['macro_f1']:.3f} | {low:.3f}–{high:.3f} | {per_class} | "
            f"{'' if system.startswith('shipped') else f'{p:.3f}'} |"
        )
    lines += [
        "",
        "Learning curve, each part alone:",
        "",
        "| part | statements | macro-F1 | interval |",
        "| --- | --- | --- | --- |",
    ]
    for part, points in result["learning_curve"].items():
        for point in points:
            lines.append(f"| {part} | {point['n']} | {point['score']:.3f} | {point['low']:.3f}–{point['high']:.3f} |")
    lines += [
        "",
        "Cross-source: fitted on the invented parts and the other real sources, tested on one source's test split:",
        "",
        f"| source | statements | macro-F1 | interval | {' | '.join(labels)} |",
        f"| --- | --- | --- | --- |{' --- |' * len(labels)}",
    ]
    for source, row in result["cross_source"].items():
        low, high = row["interval"]
        per_class = " | ".join(f"{row['f1'].get(label, 0.0):.3f}" for label in labels)
        lines.append(f"| {source} | {row['n']} | {row['macro_f1']:.3f} | {low:.3f}–{high:.3f} | {per_class} |")
    lines += [
        "",
        f"What each field gives: out-of-fold macro-F1 on the real train and dev splits, {_FOLDS} folds by article:",
        "",
        "| fields | macro-F1 |",
        "| --- | --- |",
        *(f"| {name} | {value:.3f} |" for name, value in result["fields"].items()),
    ]
    return "\n".join([*lines, ""])
