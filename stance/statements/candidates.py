"""What a rule proposes: a stretch with its kind, cue and speaker, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass

from stance.statements.cues import CueMatch

ACCEPT, REJECT = "accept", "reject"  # labels of the models that decide on candidates


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed statement: character offsets of the content, token range of the speaker, name of the rule.

    A `weak` one is right less often than not, or competes with another end of the same clause; only the
    selector, which weighs all of them, may accept it.
    """

    kind: str
    start: int
    stop: int
    cue: CueMatch | None
    speaker: tuple[int, int] | None
    rule: str
    weak: bool = False
