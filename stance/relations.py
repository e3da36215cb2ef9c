"""Facts that join two things of a statement: kinds of words that follow each other, who says them, and how.

In `सरकार ने … पैसा हड़पा` GOV stands before FRAUD whatever stands between. Said by the opposition that accuses;
by the government (`by:GOV&FRAUD`) it is more often a charge refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from stance.languages import Language

_REACH = 6  # classes of words that lie at most so far apart are taken together
_LAST = 4  # classes at the end of a statement, where its predicate stands


def relation_marks(
    senses: Sequence[str], speaker: Iterable[str], cues: Collection[str], language: Language
) -> Iterator[str]:
    """Yield each relation of a statement once, sorted.

    `senses` are the classes of its words in order, `speaker` the marks of its speaker and `cues` the marks of its
    cue's class. Words that follow each other directly are n-grams of the senses already.
    """
    pairs = {
        f"{first}..{second}" for place, first in enumerate(senses) for second in senses[place + 2 : place + 1 + _REACH]
    }
    present = set(senses)
    said = {f"{who}&{sense}" for who in _speaker_classes(speaker, language) for sense in present}
    meant = {f"{cue}&{sense}" for cue in cues for sense in set(senses[-_LAST:])}
    yield from sorted(pairs | said | meant)


def _speaker_classes(marks: Iterable[str], language: Language) -> set[str]:
    """Return the classes of a speaker's role words (`मंत्री` is GOV), or how it is named where it has none."""
    found = list(marks)
    roles = {
        f"by:{sense}"
        for mark in found
        if mark.startswith("role=")
        for sense in language.senses(mark.removeprefix("role="))[:1]
    }
    return roles or {mark for mark in found if mark.startswith("speaker=")}
