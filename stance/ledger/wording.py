"""The words of a statement and of its speaker, as accusations and replies are compared by them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from stance.statements.scan import Scan
from stance.types import Span, Statement
from stance.vectorizer import Instance, Vectorizer, Words

_SHORTEST = 2  # characters that are left of a word without its ending


def token_range(scan: Scan, span: Span) -> tuple[int, int]:
    """Return the tokens of a span; one that the tokeniser did not cut at its start belongs to it."""
    first = scan.token_at(span.start)
    if first and scan.tokens.stops[first - 1] > span.start:
        first -= 1
    return first, max(scan.token_at(span.stop), first)


def stem(scan: Scan, norm: str) -> str:
    """Return a word without its final vowel signs: `ठेकेदारों`, `ठेकेदारी` and `ठेकेदार` are one."""
    settings = scan.language.settings
    short = norm.rstrip(settings["grammar"]["endings"]["vowel_signs"] + settings["fold"]["anusvara"])
    return short if len(short) >= _SHORTEST else norm


def is_pronoun(scan: Scan, norm: str) -> bool:
    """Whether a word is a pronoun, with or without the case marker in it: `उन्होंने`, `उन (पर)`."""
    language = scan.language
    return norm in language.pronouns or norm in language.settings["grammar"]["oblique_pronouns"]


def names(scan: Scan, span: Span | None) -> frozenset[str]:
    """Return the stems of the words that name somebody in a span, roles included; pronouns and titles name nobody."""
    if span is None:
        return frozenset()
    language = scan.language
    found = scan.tokens.norms[slice(*token_range(scan, span))]
    return frozenset(
        stem(scan, norm)
        for norm in found
        if len(norm) > 1
        and norm[0].isalpha()
        and norm not in language.classes
        and not is_pronoun(scan, norm)
        and norm not in language.genitives
        and norm not in language.auxiliaries
        and language.speakers.get(norm, ("",))[0] != "title"
    )


@dataclass(frozen=True)
class Wording:
    """One statement in its article, ready to be compared."""

    scan: Scan
    statement: Statement

    @cached_property
    def tokens(self) -> tuple[int, int]:
        """The tokens of the content."""
        return token_range(self.scan, self.statement.content)

    @cached_property
    def norms(self) -> list[str]:
        """The normalised words of the content."""
        return self.scan.tokens.norms[slice(*self.tokens)]

    @cached_property
    def words(self) -> Words:
        """The stems of the content's words and numbers that mean something."""
        language = self.scan.language
        return Words(
            tuple(
                stem(self.scan, norm)
                for norm in self.norms
                if norm[:1].isdigit()
                or (
                    len(norm) > 1
                    and norm[:1].isalpha()
                    and norm not in language.classes
                    and norm not in language.pronouns
                    and norm not in language.auxiliaries
                    and norm not in language.genitives
                )
            )
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems as a set."""
        return frozenset(self.words.norms)

    @cached_property
    def speaker(self) -> frozenset[str]:
        """The names of the speaker, of the person a pronoun stands for too."""
        return names(self.scan, self.statement.speaker) | names(self.scan, self.statement.resolved)

    @cached_property
    def sentence(self) -> int:
        """The sentence in which the content begins."""
        first = min(self.tokens[0], len(self.scan.sentence_of) - 1)
        return self.scan.sentence_of[first] if first >= 0 else 0

    @cached_property
    def surroundings(self) -> frozenset[str]:
        """The stems of the content words of the statement's sentence and the one before it."""
        _, first, _ = self.scan.sentences[max(0, self.sentence - 1)]
        _, _, behind = self.scan.sentences[self.sentence]
        return frozenset(
            stem(self.scan, norm) for norm in self.scan.tokens.norms[first:behind] if self.scan.is_content_word(norm)
        )

    @cached_property
    def lexeme_classes(self) -> frozenset[str]:
        """The lexeme classes of the content's words, such as charge, deny, confirm."""
        return frozenset(cls for norm in self.norms for cls in self.scan.language.lexeme_classes(norm))

    @cached_property
    def cue_classes(self) -> list[str]:
        """The classes of the lexicon's cues at the statement's cue, sorted; `none` without one."""
        cue, scan = self.statement.cue, self.scan
        if cue is None:
            return ["none"]
        first, behind = token_range(scan, cue)
        found = scan.reports(scan.sentence_of[first]) if first < len(scan.tokens) else []
        return sorted({match.cls for match in found if match.first < behind and first <= match.last})

    @property
    def in_title(self) -> bool:
        """Whether the statement stands in the headline."""
        return self.statement.content.start < self.scan.title_stop

    def row(self, vectorizer: Vectorizer) -> dict[int, float]:
        """Return the TF-IDF weights of the content: id -> weight, of unit length."""
        return vectorizer.row(Instance(content=self.words))


def cosine(one: dict[int, float], other: dict[int, float]) -> float:
    """Return the cosine of two rows of unit length."""
    if len(other) < len(one):
        one, other = other, one
    return sum(value * other[i] for i, value in one.items() if i in other)
