"""Decides which candidates are statements: linear models over facts, trained on annotated articles.

One model weighs what the rules propose, and thereby picks the end of a clause that has several: a candidate
is accepted for its own chance and for that of others that overlap it by half, which it stands for as well.
Another model decides, sentence by sentence, whether a report goes on without a cue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from stance.linear import LinearModel
from stance.statements.candidates import ACCEPT, Candidate
from stance.statements.carry_facts import carry_on_facts
from stance.statements.carry_on import Continues
from stance.statements.rivals import facts_of_all
from stance.statements.scan import Scan
from stance.statements.speaker_ranker import SpeakerRanker
from stance.vectorizer import Instance

_HALF = 0.5  # overlap from which two candidates stand for the same statement
_SHARED = 0.6  # what the chance of others counts in choosing among candidates
_MOST = 40  # candidates behind one that are compared with it


@dataclass
class Selector:
    """Two models with labels `accept` and `reject`, and the least probability each needs."""

    propose: LinearModel
    carry_on: LinearModel
    speakers: SpeakerRanker
    threshold: float = 0.5
    carry_threshold: float = 0.5

    def accepted(self, scan: Scan, candidates: list[Candidate]) -> list[Candidate]:
        """Return the candidates that pass, best first."""
        if not candidates:
            return []
        column = self.propose.labels.index(ACCEPT)
        instances = [Instance.of_marks(found) for found in facts_of_all(scan, candidates)]
        chances = self.propose.probabilities(instances)[:, column].tolist()
        supported = _supported(candidates, chances)
        ranks = [_SHARED * support + (1 - _SHARED) * chance for support, chance in zip(supported, chances, strict=True)]
        order = sorted(range(len(candidates)), key=lambda i: (-ranks[i], i))
        return [candidates[i] for i in order if supported[i] >= self.threshold]

    def carries_on(self, scan: Scan) -> Continues:
        """Return the chance that a sentence goes on with what was said before it."""
        column = self.carry_on.labels.index(ACCEPT)

        def continues(candidate: Candidate, said: Candidate, distance: int) -> float:
            instance = Instance.of_marks(carry_on_facts(scan, candidate, said, distance))
            return float(self.carry_on.probabilities([instance])[0, column])

        return continues


def _supported(candidates: Sequence[Candidate], chances: Sequence[float]) -> list[float]:
    """Return about how likely each candidate overlaps a statement by half: it or another that overlaps it is one."""
    order = sorted(range(len(candidates)), key=lambda i: (candidates[i].start, candidates[i].stop, -chances[i]))
    distinct = [  # the likeliest of those with the same span
        i for n, i in enumerate(order) if n == 0 or _span(candidates[i]) != _span(candidates[order[n - 1]])
    ]
    gained: defaultdict[tuple[int, int], float] = defaultdict(float)
    for number, i in enumerate(distinct):
        for j in distinct[number + 1 : number + 1 + _MOST]:
            if candidates[j].start >= candidates[i].stop:
                break
            if _overlap(candidates[i], candidates[j]) >= _HALF:
                gained[_span(candidates[i])] += chances[j]
                gained[_span(candidates[j])] += chances[i]
    return [min(1.0, chance + gained[_span(c)]) for c, chance in zip(candidates, chances, strict=True)]


def _span(candidate: Candidate) -> tuple[int, int]:
    return candidate.start, candidate.stop


def _overlap(one: Candidate, other: Candidate) -> float:
    """Return the intersection of two that overlap over their union, in characters."""
    shared = min(one.stop, other.stop) - max(one.start, other.start)
    return shared / (max(one.stop, other.stop) - min(one.start, other.start))
