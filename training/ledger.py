"""Trains the linker of the ledger and measures it on annotated links."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from stance.bundle import save_model
from stance.classifier import TextClassifier
from stance.corpus.registry import digest
from stance.evaluation.metrics import rounded
from stance.languages import load_language
from stance.ledger.linker import ANSWERS, PASSES, Linker, pairs
from stance.linear import LinearModel
from stance.pipeline import Pipeline
from stance.statements import Reader
from stance.vectorizer import Field, Instance, Vectorizer
from training.data import DATA, ROOT, select
from training.ledger_report import ledger_card, write_ledger_report
from training.ledger_scores import Case, System, found, given, measure, nearest_previous, nearest_sentence

_HALF = math.sqrt(0.5)
# The cosine is the mean of that of words and that of their character n-grams.
SIMILARITY = (Field("content", "word", 1, 1, 2, _HALF), Field("content", "char", 2, 4, 3, _HALF))
FACTS = (Field("marks", "fact", min_df=3),)


def fit_linker(cases: Sequence[Case], recipe: dict[str, Any]) -> Linker:
    """Return the linker fitted on cases with annotated statements."""
    words = [Instance(content=wording.words) for case in cases for wording in case.wordings]
    similarity = Vectorizer.fit(words, SIMILARITY)
    instances, labels, groups = [], [], []
    for case in cases:
        for reply, accusation, facts in pairs(case.wordings, case.stances, similarity):
            instances.append(Instance.of_marks(facts))
            labels.append(ANSWERS if (reply, accusation) in case.gold else PASSES)
            groups.append(case.id)
    classifier = TextClassifier(
        fields=FACTS, C=recipe["C"], class_weight=None, task="ledger", calibrate=0, loss="log_loss", naive_bayes=0
    )
    return Linker(
        _joined(classifier.fit(instances, labels, groups).model_, similarity), recipe["threshold"], recipe["also"]
    )


def _joined(model: LinearModel, similarity: Vectorizer) -> LinearModel:
    """Return the model with the vocabulary of the similarity behind its own, which gives no weight to any label.

    The words are in the file for their idf; the model sees of them what the facts say of their cosine.
    """
    facts = model.vectorizer
    shifted = [{term: number + facts.size for term, number in terms.items()} for terms in similarity.vocabularies]
    vectorizer = Vectorizer(
        (*facts.fields, *similarity.fields),
        (*facts.vocabularies, *shifted),
        np.concatenate([facts.idf, similarity.idf]),
    )
    silent = np.zeros((similarity.size, len(model.labels)), dtype=np.float32)
    coefficients = np.concatenate([model.coefficients, silent]).astype(np.float32)
    return LinearModel(model.task, model.labels, vectorizer, coefficients, model.intercepts, model.temperature)


def linked(linker: Linker) -> System:
    """Return the linker as a system to measure."""
    return lambda case: [(link.reply, link.accusation) for link in linker.links(case.wordings, case.stances)]


def train_ledger(recipe: dict[str, Any]) -> None:
    """Follow the recipe: fit on its splits, measure on dev and test, ship the linker."""
    reader = Reader(load_language(recipe["language"]))
    part = recipe["part"]
    linker = fit_linker([given(article, reader) for article in select(part, *recipe["fit"])], recipe)
    systems: dict[str, System] = {
        "linker": linked(linker), "nearest previous": nearest_previous, "nearest sentence": nearest_sentence
    }  # fmt: skip
    pipeline = Pipeline(recipe["language"])
    scores: dict[str, Any] = {}
    for split in ("dev", "test"):
        articles = list(select(part, split))
        known = {"statements and stances given": [given(article, reader) for article in articles]}
        if split == "test":  # the shipped models of extraction and stance have seen dev
            known["end to end"] = [found(article, reader, pipeline) for article in articles]
        for what, cases in known.items():
            for name, system in systems.items():
                scores[f"{part}-{split}/{what}/{name}"] = rounded(measure(cases, system, recipe["seed"]))
    about = {
        "threshold": linker.threshold,
        "also": linker.also,
        "recipe": recipe,
        "data_sha256": digest(DATA / "articles"),
    }
    write_ledger_report(scores, about)
    folder = ROOT / "stance" / "models" / recipe["name"]
    sha = save_model(linker.model, folder, language=recipe["language"], about=about, card=ledger_card(scores, about))
    print(f"{recipe['name']}: {linker.model.vectorizer.size} features, SHA-256 {sha[:12]}")
    for key, row in scores.items():
        print(f"  {key}: F1 {row['f1']:.3f} {row['f1_interval']}, verdicts {row['verdicts_right']:.3f}")
