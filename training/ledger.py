"""Trains the linker of the ledger and measures it on annotated links."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stance.bundle import save_model
from stance.classifier import TextClassifier
from stance.evaluation.metrics import IntArray, bootstrap, rounded
from stance.evaluation.spans import match
from stance.languages import load_language
from stance.ledger.entries import verdict
from stance.ledger.linker import ACCUSATION, ANSWERS, PASSES, REPLIES, Linker, pairs
from stance.ledger.wording import Wording
from stance.linear import LinearModel
from stance.pipeline import Pipeline
from stance.statements import Reader
from stance.statements.resolution import with_resolved_speakers
from stance.text.clean import clean
from stance.types import AnnotatedArticle, Statement
from stance.vectorizer import Field, Instance, Vectorizer
from training.data import ROOT, select
from training.ledger_report import data_digest, ledger_card, write_ledger_report

_HALF = math.sqrt(0.5)
# The cosine is the mean of that of words and that of their character n-grams.
SIMILARITY = (Field("content", "word", 1, 1, 2, _HALF), Field("content", "char", 2, 4, 3, _HALF))
FACTS = (Field("marks", "fact", min_df=3),)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """An article's statements, as given to the linker, and the annotated links between them."""

    id: str
    wordings: tuple[Wording, ...]
    stances: tuple[str | None, ...]
    gold: frozenset[Pair]
    # Position of the annotated statement that each one is; `None` for one that is none. Gold: themselves.
    annotated: tuple[int | None, ...]
    gold_stances: tuple[str, ...]


System = Callable[[Case], Sequence[Pair]]


def given(annotated: AnnotatedArticle, reader: Reader) -> Case:
    """Return the case with the annotated statements and stances; speakers are resolved by program."""
    scan = reader(annotated.article, clean(annotated.article, reader.language))
    statements = with_resolved_speakers(scan, tuple(a.statement for a in annotated.annotations))
    stances = tuple(a.stance for a in annotated.annotations)
    wordings = tuple(Wording(scan, statement) for statement in statements)
    return Case(annotated.article.id, wordings, stances, _gold(annotated), tuple(range(len(stances))), stances)


def found(annotated: AnnotatedArticle, reader: Reader, pipeline: Pipeline) -> Case:
    """Return the case with what the pipeline extracts and predicts."""
    scan = reader(annotated.article, clean(annotated.article, reader.language))
    document = pipeline(annotated.article)
    statements: list[Statement] = [item.statement for item in document.statements]
    gold = [a.statement for a in annotated.annotations]
    same = {pair.found: pair.gold for pair in match(gold, statements)}
    return Case(
        annotated.article.id,
        tuple(Wording(scan, statement) for statement in statements),
        tuple(item.stance.label for item in document.statements),
        _gold(annotated),
        tuple(same.get(position) for position in range(len(statements))),
        tuple(a.stance for a in annotated.annotations),
    )


def _gold(annotated: AnnotatedArticle) -> frozenset[Pair]:
    position = {a.number: index for index, a in enumerate(annotated.annotations)}
    return frozenset((position[a.number], position[other]) for a in annotated.annotations for other in a.answers)


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
    classifier = TextClassifier(fields=FACTS, C=recipe["C"], class_weight=None, task="ledger", calibrate=0)
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


def nearest_previous(case: Case) -> list[Pair]:
    """Baseline: a reply answers the nearest accusation before it."""
    accusations = [i for i, stance in enumerate(case.stances) if stance == ACCUSATION]
    return [
        (reply, max(earlier))
        for reply, stance in enumerate(case.stances)
        if stance in REPLIES and (earlier := [i for i in accusations if i < reply])
    ]


def nearest_sentence(case: Case) -> list[Pair]:
    """Baseline: a reply answers the accusation whose sentence is nearest, the earlier of two."""
    accusations = [i for i, stance in enumerate(case.stances) if stance == ACCUSATION]
    return [
        (reply, min(accusations, key=lambda i: (abs(case.wordings[i].sentence - case.wordings[reply].sentence), i)))
        for reply, stance in enumerate(case.stances)
        if stance in REPLIES and accusations
    ]


def linked(linker: Linker) -> System:
    """Return the linker as a system to measure."""
    return lambda case: [(link.reply, link.accusation) for link in linker.links(case.wordings, case.stances)]


def measure(cases: Sequence[Case], system: System, seed: int) -> dict[str, Any]:
    """Return precision, recall and F1 of links, with the 95 % interval of F1 by article, and of the verdicts.

    A found link counts where its reply and its accusation are the two annotated statements of a link,
    whatever stance was predicted for the reply.
    """
    rows = [_count(case, system(case)) for case in cases]

    def f1(chosen: IntArray) -> float:
        return _f1(sum((rows[i] for i in chosen), Counter[str]()))

    total = sum(rows, Counter[str]())
    low, high = bootstrap(f1, [case.id for case in cases], seed=seed)
    return {
        "precision": total["hits"] / total["found"] if total["found"] else 0.0,
        "recall": total["hits"] / total["gold"] if total["gold"] else 0.0,
        "f1": _f1(total),
        "f1_interval": [low, high],
        "links": total["gold"],
        "found": total["found"],
        "denials_recall": total["denial hits"] / total["denial"] if total["denial"] else 0.0,
        "corroborations_recall": total["corroboration hits"] / total["corroboration"]
        if total["corroboration"]
        else 0.0,
        "accusations": total["accusations"],
        "verdicts_right": total["verdicts"] / total["accusations"] if total["accusations"] else 0.0,
        "articles": len(cases),
        "seed": seed,
    }


def _f1(counts: Counter[str]) -> float:
    total = counts["gold"] + counts["found"]
    return 2 * counts["hits"] / total if total else 0.0


def _count(case: Case, links: Sequence[Pair]) -> Counter[str]:
    found = {(case.annotated[reply], case.annotated[accusation]) for reply, accusation in links}
    counts = Counter(gold=len(case.gold), found=len(links))
    for reply, accusation in case.gold:
        stance = case.gold_stances[reply]
        counts[stance] += 1
        if (reply, accusation) in found:
            counts["hits"] += 1
            counts[f"{stance} hits"] += 1
    place = {gold: own for own, gold in enumerate(case.annotated) if gold is not None}
    for accusation, stance in enumerate(case.gold_stances):
        if stance == ACCUSATION:
            truth = verdict(case.gold_stances[r] for r, a in case.gold if a == accusation)
            own = place.get(accusation)
            said = None
            if own is not None and case.stances[own] == ACCUSATION:
                said = verdict(case.stances[r] for r, a in links if a == own)
            counts["accusations"] += 1
            counts["verdicts"] += said == truth
    return counts


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
    about = {"threshold": linker.threshold, "also": linker.also, "recipe": recipe, "data_sha256": data_digest(part)}
    write_ledger_report(scores, about)
    folder = ROOT / "stance" / "models" / recipe["name"]
    sha = save_model(linker.model, folder, language=recipe["language"], about=about, card=ledger_card(scores, about))
    print(f"{recipe['name']}: {linker.model.vectorizer.size} features, SHA-256 {sha[:12]}")
    for key, row in scores.items():
        print(f"  {key}: F1 {row['f1']:.3f} {row['f1_interval']}, verdicts {row['verdicts_right']:.3f}")
