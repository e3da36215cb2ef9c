"""What the rules know of a language, read from the folder that bears its code.

Adding a language is adding a folder with `language.toml` and the same `*.tsv` files; no code.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.errors import LanguageError
from stance.languages.conjugation import conjugate
from stance.languages.folding import Folder
from stance.languages.memo import remembered

_HERE = Path(__file__).parent
_NO_SENSE = "-"
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
    def cue_nouns(self) -> dict[str, Cue]:
        """The nouns of reporting verbs, which report by themselves in headlines (`आदेश`, `दावा`), with a cue of each."""
        return {cue.nominal[0]: cue for cues in self.cues.values() for cue in cues if len(cue.nominal) == 1}

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
        for length in range(len(norm), max(len(norm) - _ENDING, _STEM) - 1, -1):
            sense = self._sense_stems.get(norm[:length])
            if sense:
                return (sense,)
        return ()

    @functools.cached_property
    def _sense_stems(self) -> dict[str, str]:
        """Beginnings of listed words with the first class that all of them share, `""` where they differ."""
        stems: dict[str, str] = {}
        for form, senses in self.semantics.items():
            sense = senses[0] if senses else ""
            for length in range(_STEM, len(form) + 1):
                stems[form[:length]] = sense if stems.get(form[:length], sense) == sense else ""
        return stems

    def phrase(self, text: str) -> tuple[str, ...]:
        """Return the folded words of a phrase."""
        return tuple(self.fold(word) for word in text.split())


def languages() -> list[str]:
    """Return the codes of the languages that ship with the package, sorted."""
    return sorted(path.parent.name for path in _HERE.glob("*/language.toml"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a tab-separated file with a heading line; an absent file has no rows."""
    if not path.exists():
        return
    lines = path.read_text("utf-8").split("\n")
    heading = lines[0].split("\t")
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(heading):
            raise LanguageError(f"{path.name}:{number}: {len(cells)} cells where the heading has {len(heading)}")
        yield dict(zip(heading, cells, strict=True))


def _verb_forms(
    folder: Path, fold: Callable[[str], str], endings: Mapping[str, list[str]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    forms: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(folder / "verbs.tsv"):
        for form, aspect in conjugate(row["stem"], row["perfective"].split(), endings):
            entry = forms.setdefault(fold(form), [])
            if (row["lemma"], aspect) not in entry:
                entry.append((row["lemma"], aspect))
    return {form: tuple(entry) for form, entry in forms.items()}


def _cues(folder: Path, fold: Callable[[str], str]) -> dict[str, tuple[Cue, ...]]:
    by_verb: dict[str, list[Cue]] = {}
    for row in _rows(folder / "cues.tsv"):
        nominal = tuple(fold(word) for word in row["nominal"].split())
        lemma = f"{row['nominal']} {row['verb']}".strip()
        by_verb.setdefault(row["verb"], []).append(Cue(lemma, nominal, row["verb"], row["class"], row["frame"]))
    return {verb: tuple(sorted(cues, key=lambda cue: -len(cue.nominal))) for verb, cues in by_verb.items()}


def _grouped(folder: Path, name: str, key: str, fold: Callable[[str], str]) -> dict[str, frozenset[str]]:
    grouped: dict[str, set[str]] = {}
    for row in _rows(folder / name):
        grouped.setdefault(fold(row[key]), set()).add(row["class"])
    return {word: frozenset(classes) for word, classes in grouped.items()}


def _semantics(folder: Path, fold: Folder) -> dict[str, tuple[str, ...]]:
    rows = [(row["form"], row["classes"].split(",")) for row in _rows(folder / "semantics.tsv")]
    senses = (tuple(sense for sense in classes if sense != _NO_SENSE) for _, classes in rows)
    return dict(zip(fold.all(form for form, _ in rows), senses, strict=True)) if rows else {}


def _by_first(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    grouped: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        grouped[phrase[0]] = (*grouped.get(phrase[0], ()), phrase)
    return grouped


@functools.cache
def load_language(code: str) -> Language:
    """Return the facts of a language.

    Raises
    ------
    LanguageError
        if there is no such language (the message lists those that exist) or a data file is malformed.
    """
    folder = _HERE / code
    if code not in languages():
        raise LanguageError(f"no language '{code}'; available: {', '.join(languages())}")
    settings = tomllib.loads((folder / "language.toml").read_text("utf-8"))
    folding = Folder(settings["fold"])
    fold = remembered(folding)
    grammar = settings["grammar"]

    def words(name: str, key: str) -> frozenset[str]:
        return frozenset(fold(row[key]) for row in _rows(folder / name))

    def phrase(text: str) -> tuple[str, ...]:
        return tuple(fold(word) for word in text.split())

    return Language(
        code=code,
        name=settings["name"],
        endonym=settings["endonym"],
        script=settings["script"],
        settings=settings,
        fold=fold,
        verb_forms=_verb_forms(folder, fold, grammar["endings"]),
        auxiliaries=words("auxiliaries.tsv", "form"),
        cues=_cues(folder, fold),
        attributions=tuple(
            Attribution(phrase(row["phrase"]), row["class"], row["frame"]) for row in _rows(folder / "attributions.tsv")
        ),
        classes=_grouped(folder, "function_words.tsv", "form", fold),
        pronouns={
            fold(row["form"]): Pronoun(row["case"], row["person"], row["number"])
            for row in _rows(folder / "pronouns.tsv")
        },
        speakers={fold(row["form"]): (row["class"], row["gender"]) for row in _rows(folder / "speakers.tsv")},
        aliases={fold(row["form"]): fold(row["same"]) for row in _rows(folder / "aliases.tsv")},
        abbreviations=words("abbreviations.tsv", "form"),
        visarga_stems=words("visarga.tsv", "stem"),
        not_cues=_by_first(phrase(row["phrase"]) for row in _rows(folder / "not_cues.tsv")),
        lexemes=_grouped(folder, "lexemes.tsv", "form", fold),
        semantics=_semantics(folder, folding),
        boilerplate=tuple((row["fix"], re.compile(row["pattern"])) for row in _rows(folder / "boilerplate.tsv")),
        complementizers=frozenset(map(fold, grammar["complementizer"])),
        ergatives=frozenset(map(fold, grammar["ergative"])),
        genitives=frozenset(map(fold, grammar["genitive"])),
    )
