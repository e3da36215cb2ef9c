"""Finds reporting verbs and attributing phrases among the tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.languages import Attribution, Cue, Language
from stance.types import Sentence

_GAP = 3  # words allowed between a nominal and its verb: `आरोप भी नहीं लगाया`
_TAIL = 5  # auxiliaries that may follow the verb: `कहा जा रहा है`


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue at tokens `first` to `last`, both included; `verb` is the token of the verb itself.

    `aspect` is that of the verb form (`phrase` for attributions); `tail` counts the auxiliaries behind it.
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

    @property
    def name(self) -> str:
        """The cue's lemma, or the words of an attribution."""
        return self.cue.lemma if isinstance(self.cue, Cue) else " ".join(self.cue.words)


def _fits(norms: Sequence[str], start: int, pattern: tuple[str, ...]) -> bool:
    """Whether the tokens at `start` are the pattern's; `*ने` stands for any word with that ending."""
    if start + len(pattern) > len(norms):
        return False
    return all(
        norm.endswith(word[1:]) and len(norm) > len(word) - 1 if word[0] == "*" else norm == word
        for norm, word in zip(norms[start : start + len(pattern)], pattern, strict=True)
    )


def _may_be(word: str, norms: Sequence[str]) -> bool:
    """Whether a word of a pattern is among the tokens, or stands for any."""
    return word in norms or word[0] == "*"


def _nominal_before(
    norms: list[str], verb: int, floor: int, nominal: tuple[str, ...], language: Language
) -> int | None:
    """Return the token where `nominal` starts if it stands before `verb`, with at most `_GAP` particles between."""
    size = len(nominal)
    for gap in range(_GAP + 1):
        start = verb - gap - size
        if start < floor:
            return None
        if _fits(norms, start, nominal):
            return start
        between = norms[verb - gap - 1]
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
            matches = [
                match
                for lemma, aspect in language.verb_forms.get(norms[verb], ())
                if (match := _match(norms, first, verb, behind, lemma, aspect, language))
            ]
            if matches:
                found.append(max(matches, key=lambda match: match.last - match.first))
    return found


def _match(
    norms: list[str], first: int, verb: int, behind: int, lemma: str, aspect: str, language: Language
) -> CueMatch | None:
    before, following = norms[max(first, verb - _GAP - 1) : verb], norms[verb + 1 : verb + 2]
    for cue in language.cues.get(lemma, ()):
        start: int | None = verb
        if cue.nominal:
            # करना alone has over a hundred nominals: most are out of the question at a glance.
            if not (_may_be(cue.nominal[-1], before) or _may_be(cue.nominal[0], following)):
                continue
            start = _nominal_before(norms, verb, first, cue.nominal, language)
            if start is None and _inverted(norms, verb, behind, cue, language):
                return CueMatch(cue, verb, verb + len(cue.nominal), verb, aspect)
        if start is None:
            continue
        tail = _tail(norms, verb, behind, language)
        if aspect == "stem" and tail == 0 and not cue.nominal:
            continue  # `कह` alone is no verb of a clause; `आग्रह कर` is one
        return CueMatch(cue, start, verb + tail, verb, aspect, tail)
    return None


def _inverted(norms: list[str], verb: int, behind: int, cue: Cue, language: Language) -> bool:
    """Whether the nominal ends the sentence right behind its verb: headlines print `लगाया आरोप`."""
    if norms[verb] in language.genitives or not _fits(norms, verb + 1, cue.nominal):
        return False
    return not any(norm[:1].isalnum() for norm in norms[verb + 1 + len(cue.nominal) : behind])


def find_attributions(
    norms: list[str], sentences: list[tuple[Sentence, int, int]], language: Language
) -> list[CueMatch]:
    """Return the attributing phrases (`के मुताबिक`, `का कहना है`), with the copula where there is one.

    The genitive marker may stand inside a pronoun: `उनका कहना है`.
    """
    found: list[CueMatch] = []
    for _, first, behind in sentences:
        for head in range(first + 1, behind):
            for attribution in language.attributions_by_head.get(norms[head], ()):
                match = _attribution(norms, first, head, behind, attribution, language)
                if match:
                    found.append(match)
                    break
    return found


def _attribution(
    norms: list[str], first: int, head: int, behind: int, attribution: Attribution, language: Language
) -> CueMatch | None:
    rest = attribution.words[1:]
    if not _fits(norms, head, rest):
        return None
    marker = head - 1
    while marker > first and "particle" in language.classes.get(norms[marker], ()):
        marker -= 1  # `का भी कहना है`, `का यह भी मानना है`
    if marker > first and marker < head - 1 and "determiner" in language.classes.get(norms[marker], ()):
        marker -= 1
    pronoun = language.pronouns.get(norms[marker])
    inside_pronoun = pronoun is not None and pronoun.case in ("genitive", "dative")
    if norms[marker] != attribution.words[0] and not inside_pronoun:
        return None
    start = marker + 1 if inside_pronoun else marker
    last = head + len(rest) - 1
    if attribution.frame == "postposition":
        return CueMatch(attribution, start, last, head, "phrase")
    # `का कहना भी है`, `का यह कहना है`: the copula makes it a report.
    index = last + 1
    while index < behind and "particle" in language.classes.get(norms[index], ()):
        index += 1
    copula = index
    while copula < behind and copula < index + _TAIL and norms[copula] in language.auxiliaries:
        copula += 1
    if copula == index:
        return None
    return CueMatch(attribution, start, copula - 1, head, "phrase", copula - index)
