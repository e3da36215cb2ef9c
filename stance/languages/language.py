"""What is known of one language, and what that says of a word."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stance.languages.memo import remembered

_STEM, _ENDING = 4, 3  # characters that forms of one word share at least, and in which they may differ


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb: `nominal` (folded words before the verb, may be empty) + `verb` (lemma).

    `cls` is what the speaker does (say, accuse, deny, …); `frame` says what it takes:
    `clause` (a content clause or quotation), `act` (an object), or `both`.
    """

    lemma: str
    nominal: tuple[str, ...]
    verb: str
    cls: str
    frame: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """A phrase that attributes without a verb: folded `words`, `cls`, and `frame` (postposition, genitive, dative)."""

    words: tuple[str, ...]
    cls: str
    frame: str


@dataclass(frozen=True, slots=True)
class Pronoun:
    """Grammar of one pronoun form."""

    case: str
    person: str
    number: str


@dataclass(frozen=True)
class Language:
    """The facts of one language; every word in the lookups is folded."""

    code: str
    name: str
    endonym: str
    script: str
    settings: Mapping[str, Any]
    fold: Callable[[str], str]
    verb_forms: Mapping[str, tuple[tuple[str, str], ...]]  # form -> (lemma, aspect)
    auxiliaries: frozenset[str]
    cues: Mapping[str, tuple[Cue, ...]]  # verb lemma -> cues, longest nominal first
    attributions: tuple[Attribution, ...]
    classes: Mapping[str, frozenset[str]]  # function word -> classes (postposition, conjunction, …)
    pronouns: Mapping[str, Pronoun]
    speakers: Mapping[str, tuple[str, str]]  # word -> (class, gender)
    aliases: Mapping[str, str]  # another word for the same role -> the role
    abbreviations: frozenset[str]
    visarga_stems: frozenset[str]
    not_cues: Mapping[str, tuple[tuple[str, ...], ...]]  # by their first word
    lexemes: Mapping[str, frozenset[str]]  # word -> classes used as features; `stem*` stands for its forms
    semantics: Mapping[str, tuple[str, ...]]  # word -> semantic classes, the most telling first
    boilerplate: tuple[tuple[str, re.Pattern[str]], ...]  # (fix, pattern)
    complementizers: frozenset[str]
    ergatives: frozenset[str]
    genitives: frozenset[str]

    @functools.cached_property
    def negations(self) -> frozenset[str]:
        """The words that negate."""
        return frozenset(word for word, classes in self.classes.items() if "negation" in classes)

    @functools.cached_property
    def agent_marks(self) -> frozenset[str]:
        """The words that mark who acts: ergative markers, and pronouns in that case."""
        return self.ergatives.union(form for form, pronoun in self.pronouns.items() if pronoun.case == "ergative")

    @functools.cached_property
    def subordinators(self) -> frozenset[str]:
        """The words that begin a clause which depends on another."""
        return frozenset(word for word, classes in self.classes.items() if "subordinator" in classes)

    @functools.cached_property
    def attributions_by_head(self) -> dict[str, list[Attribution]]:
        """The attributions by their second word, which is rarer than the marker before it."""
        heads: dict[str, list[Attribution]] = {}
        for attribution in self.attributions:
            heads.setdefault(attribution.words[1], []).append(attribution)
        return heads

    @functools.cached_property
    def cues_by_nominal(self) -> dict[str, dict[str, tuple[Cue, ...]]]:
        """The cues of each verb lemma by the last word of their nominal (`""` where they have none), in their order."""
        index: dict[str, dict[str, list[Cue]]] = {}
        for lemma, cues in self.cues.items():
            for cue in cues:
                last = cue.nominal[-1] if cue.nominal else ""
                index.setdefault(lemma, {}).setdefault(last, []).append(cue)
        return {lemma: {word: tuple(cues) for word, cues in found.items()} for lemma, found in index.items()}

    @functools.cached_property
    def reporting_forms(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The forms of the verbs that have cues, with their (lemma, aspect)."""
        forms = {
            form: tuple(reading for reading in readings if reading[0] in self.cues)
            for form, readings in self.verb_forms.items()
        }
        return {form: readings for form, readings in forms.items() if readings}

    @functools.cached_property
    def cue_nouns(self) -> dict[str, Cue]:
        """The nouns of reporting verbs, which report by themselves in headlines (`आदेश`, `दावा`), with a cue of each."""
        return {cue.nominal[0]: cue for cues in self.cues.values() for cue in cues if len(cue.nominal) == 1}

    @functools.cached_property
    def disputes(self) -> dict[str, frozenset[str]]:
        """The senses of the words with which people blame, deny and prove."""
        return {name: frozenset(senses) for name, senses in self.settings.get("disputes", {}).items()}

    @functools.cached_property
    def report_nouns(self) -> frozenset[str]:
        """The nouns with which a sentence points back at what was said: `यह जानकारी`."""
        return frozenset(word for word, classes in self.lexemes.items() if "report" in classes)

    @functools.cached_property
    def role_words(self) -> frozenset[str]:
        """The words for a role or title, behind which a name may stand."""
        return frozenset(
            (*self.aliases, *(word for word, (cls, _) in self.speakers.items() if cls in ("role", "title")))
        )

    @functools.cached_property
    def lexeme_classes(self) -> Callable[[str], frozenset[str]]:
        """Returns the lexeme classes of a folded word; listed words win over stems."""
        return remembered(self._lexeme_classes)

    def _lexeme_classes(self, norm: str) -> frozenset[str]:
        stems = (norm, *(norm[:length] + "*" for length in range(len(norm), 2, -1)))
        return next((self.lexemes[stem] for stem in stems if stem in self.lexemes), frozenset())

    @functools.cached_property
    def is_word(self) -> Callable[[str], bool]:
        """Returns whether a token holds a letter or a digit."""
        return remembered(lambda norm: any(map(str.isalnum, norm)))

    @functools.cached_property
    def is_content_word(self) -> Callable[[str], bool]:
        """Returns whether a folded word names something: no function word, verb form, role or number."""
        known = (self.classes, self.auxiliaries, self.speakers, self.pronouns, self.verb_forms)
        return remembered(
            lambda norm: len(norm) > 2 and norm[:1].isalpha() and not any(norm in words for words in known)
        )

    @functools.cached_property
    def shape(self) -> Callable[[str], str]:
        """Returns a coarse class of a token: its function class, verb aspect, role or plain."""
        return remembered(self._shape)

    def _shape(self, norm: str) -> str:
        if not self.is_word(norm):
            return norm
        if norm in self.auxiliaries:
            return "aux"
        classes = self.classes.get(norm)
        if classes:
            return "+".join(sorted(classes))
        if norm in self.genitives or norm in self.ergatives:
            return norm
        if norm in self.pronouns:
            return "pronoun" + self.pronouns[norm].person
        if norm in self.speakers:
            return "role"
        forms = self.verb_forms.get(norm)
        return forms[0][1] if forms else "word"

    @functools.cached_property
    def senses(self) -> Callable[[str], tuple[str, ...]]:
        """Returns the semantic classes of a folded word, of its nearest listed forms where it is not listed itself.

        Forms are near where they share all but the last `_ENDING` characters and have one first class.
        """
        return remembered(self._senses)

    def _senses(self, norm: str) -> tuple[str, ...]:
        known = self.semantics.get(norm)
        if known is not None:
            return known
        forms = self._listed_forms
        for length in range(len(norm), max(len(norm) - _ENDING, _STEM) - 1, -1):
            stem = norm[:length]
            first, behind = bisect_left(forms, stem), bisect_right(forms, stem, key=lambda form: form[:length])
            senses = {self.semantics[form][:1] for form in forms[first:behind]}
            if len(senses) == 1 and (sense := senses.pop()):
                return sense
        return ()

    @functools.cached_property
    def _listed_forms(self) -> list[str]:
        return sorted(self.semantics)

    def phrase(self, text: str) -> tuple[str, ...]:
        """Return the folded words of a phrase."""
        return tuple(self.fold(word) for word in text.split())
