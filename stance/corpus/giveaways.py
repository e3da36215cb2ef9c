"""Words that give a label away, from `giveaways.tsv` of a language: its `form*` stands for all words it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import stance.languages
from stance.corpus.likeness import words
from stance.errors import LanguageError
from stance.languages import load_language
from stance.types import Annotation

MOST = 0.40  # of the accusations, denials and corroborations, and of each of them


@dataclass(frozen=True, slots=True)
class Giveaways:
    """The folded words, the folded beginnings of words, and what folds."""

    forms: frozenset[str]
    stems: tuple[str, ...]
    fold: Callable[[str], str]

    def found(self, texts: Iterable[str]) -> str | None:
        """Return the first word of the texts that gives a label away, as it stands there."""
        for text in texts:
            for word in words(text):
                folded = self.fold(word)
                if folded in self.forms or folded.startswith(self.stems):
                    return word
        return None

    def of(self, item: Annotation) -> str | None:
        """Return the word in the content or the cue of a statement that gives its stance away."""
        statement = item.statement
        return self.found([statement.content.text, *([statement.cue.text] if statement.cue else [])])


def load_giveaways(code: str) -> Giveaways:
    """Return the words of a language; one without the file has none.

    Raises
    ------
    LanguageError
        if there is no such language, or at file:line if a row has other cells than form, gloss and source.
    """
    fold = load_language(code).fold
    path = Path(stance.languages.__file__).parent / code / "giveaways.tsv"
    forms: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").split("\n") if path.exists() else [], 1):
        cells = line.split("\t")
        if not line or number == 1:
            continue
        if len(cells) != 3 or not all(cells):
            raise LanguageError(f"{path.name}:{number}: a row must have a form, a gloss and a source")
        forms.append(cells[0])
    stems = tuple(fold(form[:-1]) for form in forms if form.endswith("*"))
    return Giveaways(frozenset(fold(form) for form in forms if not form.endswith("*")), stems, fold)
