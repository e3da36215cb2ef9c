"""Decides which accusations of an article a denial or corroboration answers: a linear model over facts of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.bundle import load_model, model_path, read_config
from stance.errors import ModelError
from stance.ledger.facts import pair_facts
from stance.ledger.wording import Wording
from stance.linear import LinearModel
from stance.vectorizer import Instance, Vectorizer

ANSWERS, PASSES = "answers", "passes"
ACCUSATION = "accusation"
REPLIES = ("denial", "corroboration")
_REACH = 40  # statements; the furthest annotated link spans 11


@dataclass(frozen=True, slots=True)
class Link:
    """A reply, the accusation it answers (positions among the statements) and how probable that is, 0 to 1."""

    reply: int
    accusation: int
    probability: float


@dataclass(frozen=True)
class Linker:
    """A model with labels `answers` and `passes`, and the least probabilities.

    `threshold` is that of the likeliest accusation of a reply, `also` that of any further one. The
    vectoriser of the model weighs the words too whose cosine is one of the facts.
    """

    model: LinearModel
    threshold: float
    also: float

    def scores(self, wordings: Sequence[Wording], stances: Sequence[str | None]) -> list[Link]:
        """Return every pair of a reply and an accusation with its probability, in text order of the replies."""
        found = pairs(wordings, stances, self.model.vectorizer)
        column = self.model.labels.index(ANSWERS)
        values = self.model.probabilities([Instance.of_marks(facts) for _, _, facts in found])[:, column].tolist()
        return [Link(reply, accusation, value) for (reply, accusation, _), value in zip(found, values, strict=True)]

    def links(self, wordings: Sequence[Wording], stances: Sequence[str | None]) -> list[Link]:
        """Return the links of an article: for each reply its likeliest accusation and whatever else is very likely."""
        return choose(self.scores(wordings, stances), self.threshold, self.also)


def pairs(
    wordings: Sequence[Wording], stances: Sequence[str | None], similarity: Vectorizer
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return (reply, accusation, facts) of every pair that could be linked.

    Nobody answers himself: a pair whose two statements share one speaker span is left out, and so is an
    accusation more than `_REACH` statements away (a whole newspaper may come as one text).
    """
    accusations = [index for index, stance in enumerate(stances) if stance == ACCUSATION]
    rows = [wording.row(similarity) for wording in wordings] if accusations else []
    found = []
    for reply, stance in enumerate(stances):
        if stance not in REPLIES or not accusations:
            continue
        speaker = wordings[reply].statement.speaker
        near = [accusation for accusation in accusations if abs(accusation - reply) <= _REACH]
        for accusation, known in zip(near, pair_facts(wordings, rows, stance, reply, near), strict=True):
            if speaker is None or speaker != wordings[accusation].statement.speaker:
                found.append((reply, accusation, known))
    return found


def choose(scores: Sequence[Link], threshold: float, also: float) -> list[Link]:
    """Return the links that pass: the likeliest of a reply from `threshold`, the others from `also`."""
    best: dict[int, Link] = {}
    for link in scores:
        if link.reply not in best or link.probability > best[link.reply].probability:
            best[link.reply] = link
    return [
        link for link in scores if link.probability >= (threshold if link is best[link.reply] else max(threshold, also))
    ]


def load_linker(language: str, name: str | None = None) -> Linker:
    """Return the shipped linker of a language, or that of a model folder.

    Raises
    ------
    ModelError
        if there is none, it is damaged, or it is a model of another task.
    """
    folder = Path(model_path(name or f"ledger-{language}"))
    about = read_config(folder)["about"]
    model = load_model(folder)
    if set(model.labels) != {ANSWERS, PASSES} or not {"threshold", "also"} <= set(about):
        raise ModelError(f"{folder}: a model of '{model.task}', not one that links replies to accusations")
    return Linker(model, float(about["threshold"]), float(about["also"]))
