"""Measures links between replies and accusations against annotated ones, beside two baselines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from stance.evaluation.metrics import IntArray, bootstrap
from stance.evaluation.spans import match
from stance.ledger.entries import verdict
from stance.ledger.linker import ACCUSATION, REPLIES
from stance.ledger.wording import Wording
from stance.pipeline import Pipeline
from stance.statements import Reader
from stance.statements.resolution import with_resolved_speakers
from stance.text.clean import clean
from stance.types import AnnotatedArticle, Statement

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


def measure(cases: Sequence[Case], system: System, seed: int) -> dict[str, Any]:
    """Return precision, recall and F1 of links, with the 95 % interval of F1 by article, and of the verdicts.

    A found link counts where its reply and its accusation are the two annotated statements of a link,
    whichever of the two replying stances was predicted. `reachable` counts the annotated links whose ends were both
    found and labelled so that they could be linked at all.
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
        "reachable": total["reachable"],
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
    labels = {gold: stance for gold, stance in zip(case.annotated, case.stances, strict=True) if gold is not None}
    for reply, accusation in case.gold:
        counts["reachable"] += labels.get(accusation) == ACCUSATION and labels.get(reply) in REPLIES
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
