"""`python -m training models`: estimators compared by grouped cross-validation on the real train and dev splits.

Each model of a fold also labels the dev articles written for the project, which none of them is fitted on. The test
splits are not touched. What is shipped does well on both.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.model_selection import GroupKFold

from stance.evaluation.metrics import label_scores, macro_f1_interval, rounded
from stance.examples import Example
from training.data import ROOT
from training.fitting import FITTED, PAIRED, examples, fit

_FOLDS = 4
_SEEDS = (0, 1)
_REAL, _WRITTEN = "standoff", "authored"
_RECIPES = ("stance-hi", "sentiment-hi")


def _systems(recipe: Mapping[str, Any]) -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    """Return the parts each system is fitted on and its options."""
    strength = recipe["C"]
    return {
        "shipped: two support vector machines, one on naive Bayes features": (FITTED, {}),
        "the same, C twice as large": (FITTED, {"C": 2 * strength}),
        "the same, C half": (FITTED, {"C": strength / 2}),
        "the same, without contrast pairs": (tuple(part for part in FITTED if part != PAIRED), {}),
        "support vector machine alone": (FITTED, {"naive_bayes": 0}),
        "logistic regression alone": (FITTED, {"naive_bayes": 0, "loss": "log_loss", "C": 20 * strength}),
        "logistic regression, and one on naive Bayes features": (FITTED, {"loss": "log_loss", "C": 20 * strength}),
    }


def _fold(
    recipe: Mapping[str, Any],
    data: Mapping[str, list[Example]],
    held: list[int],
    written: list[Example],
    options: dict[str, Any],
) -> tuple[list[str], list[str]]:
    """Return the labels of the held-out real and of the written examples from a model that saw all others."""
    out = set(held)
    kept = {**data, _REAL: [example for number, example in enumerate(data[_REAL]) if number not in out]}
    model = fit(recipe, kept, calibrate=0, **options)
    tests = [data[_REAL][number] for number in held], written
    real, ours = ([str(label) for label in model.predict([e.instance for e in test])] for test in tests)
    return real, ours


def compare(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Return macro-F1 (mean of the seeds, and the interval by article of the first) and F1 by class, by system."""
    data = {part: examples(recipe, part, "train", *(["dev"] if part == _REAL else [])) for part in FITTED}
    written = examples(recipe, _WRITTEN, "dev")
    truth, groups = [e.label for e in data[_REAL]], [e.group for e in data[_REAL]]
    labels = sorted(set(truth))
    splits = [
        [held.tolist() for _, held in GroupKFold(_FOLDS, shuffle=True, random_state=seed).split(truth, truth, groups)]
        for seed in _SEEDS
    ]
    rows: dict[str, Any] = {}
    for name, (parts, options) in _systems(recipe).items():
        chosen = {part: data[part] for part in parts}
        folds = [held for split in splits for held in split]
        found = Parallel(n_jobs=2)(delayed(_fold)(recipe, chosen, held, written, options) for held in folds)
        predicted = np.empty((len(_SEEDS), len(truth)), dtype=object)
        for number, (held, (labels_held, _)) in enumerate(zip(folds, found, strict=True)):
            predicted[number // _FOLDS, held] = labels_held
        scores = [label_scores(truth, list(row), labels) for row in predicted]
        rows[name] = {
            "macro_f1": float(np.mean([score["macro_f1"] for score in scores])),
            "interval": macro_f1_interval(truth, list(predicted[0]), groups, labels, seed=_SEEDS[0]),
            "written_dev_macro_f1": float(
                np.mean([label_scores([e.label for e in written], ours, labels)["macro_f1"] for _, ours in found])
            ),
            "f1": {label: float(np.mean([score["per_class"][label]["f1"] for score in scores])) for label in labels},
        }
        print(recipe["name"], name, rounded(rows[name]), flush=True)
    about = {"data": "real train and dev", "n": len(truth), "folds": _FOLDS, "seeds": _SEEDS, "groups": "articles"}
    return {**about, "systems": rows}


def report() -> None:
    """Write reports/<name>/models.json."""
    for name in _RECIPES:
        recipe = tomllib.loads((Path(__file__).parent / "recipes" / f"{name}.toml").read_text("utf-8"))
        text = json.dumps(rounded(compare(recipe)), ensure_ascii=False, indent=1)
        (ROOT / "reports" / name / "models.json").write_text(text + "\n", "utf-8")
