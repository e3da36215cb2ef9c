"""Decisions that a perfect extraction would take, as training data of its linear models."""

from __future__ import annotations

from dataclasses import dataclass, field

from stance.classifier import TextClassifier
from stance.linear import LinearModel
from stance.statements.candidates import ACCEPT, REJECT
from stance.vectorizer import Field, Instance

_RAREST = 3  # decisions in which a fact stands at least


@dataclass
class Decisions:
    """Facts with the decision a perfect model would take, and the article they come from."""

    facts: list[tuple[str, ...]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, found: tuple[str, ...], accept: bool, group: str, weight: float) -> None:
        """Append one decision."""
        self.facts.append(found)
        self.labels.append(ACCEPT if accept else REJECT)
        self.groups.append(group)
        self.weights.append(weight)

    def fit(self, strength: float, rarest: int = _RAREST) -> LinearModel:
        """Return the model of these decisions, with the facts that stand in at least `rarest` of them."""
        fields = (Field("marks", "fact", min_df=rarest),)
        classifier = TextClassifier(
            fields=fields, C=strength, class_weight=None, task="extraction", calibrate=0, loss="log_loss", naive_bayes=0
        )
        instances = [Instance.of_marks(found) for found in self.facts]
        return classifier.fit(instances, self.labels, self.groups, self.weights).model_
