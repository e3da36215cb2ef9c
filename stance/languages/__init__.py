"""What the rules know of a language, read from the folder that bears its code.

Adding a language is adding a folder with `language.toml` and the same `*.tsv` files; no code.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from pathlib import Path

from stance.errors import LanguageError
from stance.languages.conjugation import conjugate
from stance.languages.folding import Folder
from stance.languages.language import Attribution, Cue, Language, Pronoun
from stance.languages.memo import remembered

_HERE = Path(__file__).parent
_NO_SENSE = "-"


def languages() -> list[str]:
    """Return the codes of the languages that ship with the package, sorted."""
    return sorted(path.parent.name for path in _HERE.glob("*/language.toml"))


def _columns(path: Path) -> dict[str, list[str]]:
    """Return the columns of a tab-separated file by their headings; an absent file has none."""
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").split("\n")
    headings = lines[0].split("\t")
    for number, tabs in enumerate(map(str.count, lines, repeat("\t")), 1):
        if tabs != len(headings) - 1 and lines[number - 1]:
            raise LanguageError(f"{path.name}:{number}: {tabs + 1} cells where the heading has {len(headings)}")
    cells = "\t".join(filter(None, lines)).split("\t")
    return {heading: cells[len(headings) + place :: len(headings)] for place, heading in enumerate(headings)}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    columns = _columns(path)
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def _verb_forms(folder: Path, fold: Folder, endings: Mapping[str, list[str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    found = [
        (form, (row["lemma"], aspect))
        for row in _rows(folder / "verbs.tsv")
        for form, aspect in conjugate(row["stem"], row["perfective"].split(), endings)
    ]
    forms: dict[str, dict[tuple[str, str], None]] = {}  # a dictionary for an ordered set
    for form, (_, reading) in zip(fold.all(form for form, _ in found), found, strict=True):
        forms.setdefault(form, {})[reading] = None
    return {form: tuple(readings) for form, readings in forms.items()}


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
    senses = remembered(lambda classes: tuple(sense for sense in classes.split(",") if sense != _NO_SENSE))
    columns = _columns(folder / "semantics.tsv")
    return dict(zip(fold.all(columns.get("form", ())), map(senses, columns.get("classes", ())), strict=True))


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
        verb_forms=_verb_forms(folder, folding, grammar["endings"]),
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


__all__ = ["Attribution", "Cue", "Language", "Pronoun", "languages", "load_language"]
