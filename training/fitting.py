"""How a recipe's classifier is fitted: on which examples, and how they weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from stance.classifier import TextClassifier
from stance.examples import Example, from_articles
from stance.languages import load_language
from training.data import PARTS, contrast, select
from training.weights import example_weights

PAIRED = "contrast"
FITTED = (*PARTS, PAIRED)

Parts = Mapping[str, Sequence[Example]]


def examples(recipe: Mapping[str, Any], part: str, *splits: str) -> list[Example]:
    """Return the labelled examples of a part's splits for a recipe's task; the contrast pairs have no splits."""
    articles = contrast() if part == PAIRED else select(part, *splits)
    return list(from_articles(articles, load_language(recipe["language"]), recipe["task"]))


def to_fit(recipe: Mapping[str, Any]) -> dict[str, list[Example]]:
    """Return all examples that a recipe's shipped model is fitted on, by part."""
    return {part: examples(recipe, part, *recipe["fit"]) for part in FITTED}


def fit(recipe: Mapping[str, Any], data: Parts, **options: Any) -> TextClassifier:
    """Return a recipe's classifier fitted on these parts; `options` go before what the recipe says."""
    parts = [part for part, found in data.items() for _ in found if part != PAIRED]
    mixed = [example for part, found in data.items() for example in found if part != PAIRED]
    paired = data.get(PAIRED, ())
    flat = [*mixed, *paired]
    weights = example_weights(
        [example.label for example in mixed], parts, recipe["weights"], reference="standoff", power=recipe["balance"]
    )
    settings = {"language": recipe["language"], "C": recipe["C"], "class_weight": None, "task": recipe["task"]}
    return TextClassifier(**{**settings, **options}).fit(
        [example.instance for example in flat],
        [example.label for example in flat],
        groups=[example.group for example in flat],
        # Neither sentence of a pair may outweigh the other: pairs keep their own mix of labels.
        sample_weight=np.append(weights, np.full(len(paired), recipe["weights"][PAIRED])),
    )
