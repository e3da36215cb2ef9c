"""What the rules know of a language, read from the folder that bears its code.

Adding a language is adding a folder with `language.toml` and the same `*.tsv` files; no code.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
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


__all__ = ["Attribution", "Cue", "Language", "Pronoun", "languages", "load_language"]
