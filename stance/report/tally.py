"""How often who accuses, denies and confirms: counts by speaker, month and outlet, made in one pass."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from stance.languages import Language
from stance.report.html import Labelled, label_of, speaker_of
from stance.types import LabelledStatement

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?!\d)", re.ASCII)
Counts = dict[str, Counter[str]]


def _counts() -> Counts:
    return defaultdict(Counter)


def month_of(date: str | None) -> str | None:
    """Return year and month of an ISO 8601 date, `None` for any other."""
    found = _MONTH.match(date or "")
    return found[0] if found else None


@dataclass
class Tally:
    """Statements counted by stance, for each speaker, month and outlet that the articles name.

    A pronoun that points to no name is no speaker: two of them may be two people.
    """

    language: Language
    articles: int = 0
    speakers: Counts = field(default_factory=_counts)
    months: Counts = field(default_factory=_counts)
    outlets: Counts = field(default_factory=_counts)
    all: Counter[str] = field(default_factory=Counter)

    def add(self, document: Labelled) -> None:
        """Count the statements of one article."""
        self.articles += 1
        labels = stances(document.statements)
        self.all.update(labels)
        if month := month_of(document.article.date):
            self.months[month].update(labels)
        if document.article.source:
            self.outlets[" ".join(document.article.source.split())].update(labels)
        for item in document.statements:
            speaker = speaker_of(item)
            if speaker and self.language.fold(speaker) not in self.language.pronouns:
                self.speakers[speaker][label_of(item)] += 1


def stances(statements: Iterable[LabelledStatement]) -> Counter[str]:
    """Return how many statements have each stance; `abstained` counts those without one."""
    return Counter(map(label_of, statements))


def largest(counts: Counts) -> list[tuple[str, Counter[str]]]:
    """Return the groups that accuse, deny or confirm most first, equals by all their statements, then by name."""
    return sorted(counts.items(), key=lambda pair: (-_taken(pair[1]), -pair[1].total(), pair[0]))


def _taken(counts: Counter[str]) -> int:
    return counts.total() - counts["other"] - counts["abstained"]
