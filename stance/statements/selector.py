"""Decides which candidates are statements: linear models over facts, trained on annotated articles.

One model accepts or rejects what the rules propose, and thereby picks the end of a clause that has
several; another decides, sentence by sentence, whether a report goes on without a cue.
"""

from __future__ import annotations

from dataclasses import dataclass

from stance.linear import LinearModel
from stance.statements.candidates import ACCEPT, Candidate
from stance.statements.carry_on import Continues
from stance.statements.facts import carry_on_facts, facts
from stance.statements.scan import Scan
from stance.statements.speaker_ranker import SpeakerRanker
from stance.vectorizer import Instance


@dataclass
class Selector:
    """Two models with labels `accept` and `reject`, and the least probability each needs."""

    propose: LinearModel
    carry_on: LinearModel
    speakers: SpeakerRanker
    threshold: float = 0.5
    carry_threshold: float = 0.5

    def accepted(self, scan: Scan, candidates: list[Candidate]) -> list[Candidate]:
        """Return the candidates that pass, likeliest first."""
        if not candidates:
            return []
        column = self.propose.labels.index(ACCEPT)
        instances = [Instance.of_marks(facts(scan, candidate)) for candidate in candidates]
        scores = self.propose.probabilities(instances)[:, column]
        order = sorted(range(len(candidates)), key=lambda i: (-scores[i], i))
        return [candidates[i] for i in order if scores[i] >= self.threshold]

    def carries_on(self, scan: Scan) -> Continues:
        """Return the chance that a sentence goes on with what was said before it."""
        column = self.carry_on.labels.index(ACCEPT)

        def continues(candidate: Candidate, said: Candidate, distance: int) -> float:
            instance = Instance.of_marks(carry_on_facts(scan, candidate, said, distance))
            return float(self.carry_on.probabilities([instance])[0, column])

        return continues
