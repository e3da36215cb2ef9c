"""Finds reporting verbs and attributing phrases among the tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stance.languages import Attribution, Cue, Language
from stance.types import Sentence

_GAP = 3  # words allowed between a nominal and its verb: `आरोप भी नहीं लगाया`
_PARTED = 12  # tokens of a phrase between a nominal and its verb: `पुष्टि खुफिया एजेंसियों ने की`
_INVERTED = 7  # tokens between a verb and the nominal that ends a headline: `दी घर जाने की अनुमति`
_OF_NAMES = frozenset(("(", ")", "-", ".", "’", "‘", "'"))  # marks that do not end such a phrase
_TAIL = 5  # auxiliaries that may follow the verb: `कहा जा रहा है`


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue at tokens `first` to `last`, both included; `verb` is the token of the verb itself.

    `aspect` is that of the verb form (`phrase` for attributions, `noun` for nouns that report alone); `tail`
    counts the auxiliaries behind it. `parted` is the token behind the nominal where a phrase parts it from its
    verb (`पुष्टि | पुलिस ने भी | की`), else 0.
    """

    cue: Cue | Attribution
    first: int
    last: int
    verb: int
    aspect: str
    tail: int = 0
    parted: int = 0

    @property
    def cls(self) -> str:
        """What the speaker does: say, accuse, deny, …."""
        return self.cue.cls

    @property
    def behind(self) -> int:
        """The token behind the words shown as the cue: the noun alone where a phrase parts it from its verb."""
        return self.parted or self.last + 1

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


def _nominal_before(
    norms: list[str], verb: int, floor: int, cues: Mapping[str, tuple[Cue, ...]], language: Language
) -> tuple[Cue, int] | None:
    """Return the cue with the longest nominal before `verb` and its first token; at most `_GAP` particles between."""
    best: tuple[Cue, int] | None = None
    for last in range(verb - 1, max(floor, verb - 1 - _GAP) - 1, -1):
        for cue in cues.get(norms[last], ()):
            start = last + 1 - len(cue.nominal)
            longer = best is None or len(cue.nominal) > len(best[0].nominal)
            if longer and start >= floor and _fits(norms, start, cue.nominal):
                best = cue, start
        if "particle" not in language.classes.get(norms[last], ()):
            break
    return best


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
    forms = language.reporting_forms
    for _, first, behind in sentences:
        for verb in range(first, behind):
            if norms[verb] not in forms:
                continue
            matches = [
                match
                for lemma, aspect in forms[norms[verb]]
                if (match := _match(norms, first, verb, behind, lemma, aspect, language))
            ]
            if matches:
                found.append(max(matches, key=lambda match: match.last - match.first))
    return found


def _match(
    norms: list[str], first: int, verb: int, behind: int, lemma: str, aspect: str, language: Language
) -> CueMatch | None:
    cues = language.cues_by_nominal[lemma]
    nominal = _nominal_before(norms, verb, first, cues, language)
    inverted = None if nominal else _inverted(norms, verb, behind, cues, language)
    if inverted:
        return CueMatch(inverted[0], verb, inverted[1], verb, aspect)
    if nominal is None and "" not in cues and (found := _parted(norms, first, verb, cues, language)):
        tail = _tail(norms, verb, behind, language)
        return CueMatch(found[0], found[1], verb + tail, verb, aspect, tail, found[1] + len(found[0].nominal))
    if nominal is None and "" not in cues:
        return None
    cue, start = nominal or (cues[""][0], verb)
    tail = _tail(norms, verb, behind, language)
    if aspect == "stem" and tail == 0 and not cue.nominal:
        return None  # `कह` alone is no verb of a clause; `आग्रह कर` is one
    return CueMatch(cue, start, verb + tail, verb, aspect, tail)


def _parted(
    norms: list[str], floor: int, verb: int, cues: Mapping[str, tuple[Cue, ...]], language: Language
) -> tuple[Cue, int] | None:
    """Return the cue whose nominal one phrase parts from its verb, and its first token: `सूचना पुलिस को दी`."""
    marker = verb - 1
    while marker > floor and "particle" in language.classes.get(norms[marker], ()):
        marker -= 1
    if not _marks_phrase(norms[marker], language):
        return None
    for last in range(marker - 1, max(floor, marker - 1 - _PARTED) - 1, -1):
        behind = norms[last + 1]
        if (
            not (behind[:1].isalnum() or behind in _OF_NAMES)
            or behind in language.auxiliaries
            or behind in language.complementizers
        ):
            return None
        if behind in language.genitives or (_marks_phrase(behind, language) and behind not in language.pronouns):
            continue
        for cue in cues.get(norms[last], ()):
            start = last + 1 - len(cue.nominal)
            if cue.nominal and start >= floor and _fits(norms, start, cue.nominal):
                return cue, start
    return None


def _marks_phrase(norm: str, language: Language) -> bool:
    pronoun = language.pronouns.get(norm)
    return (
        norm in language.ergatives
        or "postposition" in language.classes.get(norm, ())
        or (pronoun is not None and pronoun.case == "ergative")
    )


def _inverted(
    norms: list[str], verb: int, behind: int, cues: Mapping[str, tuple[Cue, ...]], language: Language
) -> tuple[Cue, int] | None:
    """Return the cue whose nominal ends the sentence behind its verb, and its last token: `दी थी चेतावनी`.

    What it is about may stand between them: `दी घर जाने की अनुमति`.
    """
    last = behind - 1
    while last > verb and not norms[last][:1].isalnum():
        last -= 1
    if last - verb > _TAIL + _INVERTED or norms[verb] in language.genitives:
        return None
    start = verb + 1
    while start < last and norms[start] in language.auxiliaries:
        start += 1
    for cue in cues.get(norms[last], ()):
        opens = last + 1 - len(cue.nominal)
        if opens < start or not _fits(norms, opens, cue.nominal):
            continue
        if opens == start or norms[opens - 1] in language.genitives:
            return cue, last
    return None


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
