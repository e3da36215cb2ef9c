"""Finds reporting verbs and attributing phrases among the tokens."""

from __future__ import annotations

from dataclasses import dataclass

from stance.languages import Attribution, Cue, Language
from stance.types import Sentence

_GAP = 3  # words allowed between a nominal and its verb: `आरोप भी नहीं लगाया`
_TAIL = 4  # auxiliaries that may follow the verb: `कहा जा रहा है`

# Aspects in which a verb reports by itself; the infinitive and the bare stem need company.
_FINITE = frozenset(("perfective", "imperfective", "future"))


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue at tokens `first` to `last`, both included; `verb` is the token of the verb itself.

    `aspect` is that of the verb form; `tail` counts the auxiliaries behind it.
    """

    cue: Cue | Attribution
    first: int
    last: int
    verb: int
    aspect: str
    tail: int = 0

    @property
    def cls(self) -> str:
        """What the speaker does: say, accuse, deny, …."""
        return self.cue.cls


def _nominal_before(
    norms: list[str], verb: int, floor: int, nominal: tuple[str, ...], language: Language
) -> int | None:
    """Return the token where `nominal` starts if it stands before `verb`, with at most `_GAP` particles between."""
    size = len(nominal)
    for gap in range(_GAP + 1):
        start = verb - gap - size
        if start < floor:
            return None
        if tuple(norms[start : start + size]) == nominal:
            return start
        between = norms[verb - gap - 1] if verb - gap - 1 >= floor else ""
        if "particle" not in language.classes.get(between, ()):
            return None
    return None


def _tail(norms: list[str], verb: int, behind: int, language: Language) -> int:
    """Count the auxiliaries right behind the verb; a negation may stand among them."""
    last = verb
    for index in range(verb + 1, min(behind, verb + 1 + _TAIL)):
        if norms[index] in language.auxiliaries:
            last = index
        elif norms[index] not in language.negations:
            break
    return last - verb


def find_cues(norms: list[str], sentences: list[tuple[Sentence, int, int]], language: Language) -> list[CueMatch]:
    """Return the reporting verbs; where two share a verb the one with the longest nominal stands."""
    found: list[CueMatch] = []
    for _, first, behind in sentences:
        for verb in range(first, behind):
            for lemma, aspect in language.verb_forms.get(norms[verb], ()):
                match = _match(norms, first, verb, behind, lemma, aspect, language)
                if match:
                    found.append(match)
                    break
    return found


def _match(
    norms: list[str], first: int, verb: int, behind: int, lemma: str, aspect: str, language: Language
) -> CueMatch | None:
    for cue in language.cues.get(lemma, ()):
        start: int | None = verb
        if cue.nominal:
            start = _nominal_before(norms, verb, first, cue.nominal, language)
            if (
                start is None
                and verb + 1 < behind
                and norms[verb + 1 : verb + 1 + len(cue.nominal)] == list(cue.nominal)
            ):
                # Headlines turn the order round: `लगाया आरोप`.
                return CueMatch(cue, verb, verb + len(cue.nominal), verb, aspect)
        if start is None:
            continue
        tail = _tail(norms, verb, behind, language)
        if aspect == "stem" and tail == 0:
            continue  # `कह` alone is no verb of a clause; `कर` in `आग्रह कर` is conjunctive and handled as such
        return CueMatch(cue, start, verb + tail, verb, aspect, tail)
    return None


def find_attributions(
    norms: list[str], sentences: list[tuple[Sentence, int, int]], language: Language
) -> list[CueMatch]:
    """Return the attributing phrases (`के मुताबिक`, `का कहना है`), with the copula where there is one.

    The genitive marker may stand inside a pronoun: `उनका कहना है`.
    """
    heads: dict[str, list[Attribution]] = {}
    for attribution in language.attributions:
        heads.setdefault(attribution.words[1], []).append(attribution)
    found: list[CueMatch] = []
    for _, first, behind in sentences:
        for index in range(first, behind):
            for attribution in heads.get(norms[index], ()):
                match = _attribution(norms, first, index, behind, attribution, language)
                if match:
                    found.append(match)
                    break
    return found


def _attribution(
    norms: list[str], first: int, head: int, behind: int, attribution: Attribution, language: Language
) -> CueMatch | None:
    rest = attribution.words[1:]
    if tuple(norms[head : head + len(rest)]) != rest or head == first:
        return None
    marker = norms[head - 1]
    pronoun = language.pronouns.get(marker)
    relative = pronoun is not None and pronoun.person == "relative"
    if marker != attribution.words[0] and not (pronoun and pronoun.case in ("genitive", "dative") and not relative):
        return None
    start = head if pronoun and marker != attribution.words[0] else head - 1
    last = head + len(rest) - 1
    if attribution.frame == "postposition":
        return CueMatch(attribution, start, last, head, "phrase")
    # `का कहना भी है`, `का यह भी कहना है`: the copula makes it a report.
    index = last + 1
    while index < behind and "particle" in language.classes.get(norms[index], ()):
        index += 1
    copula = index
    while copula < behind and copula < index + _TAIL and norms[copula] in language.auxiliaries:
        copula += 1
    if copula == index:
        return None
    return CueMatch(attribution, start, copula - 1, head, "phrase", copula - index)
