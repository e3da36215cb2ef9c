"""Tokens with their spans, and their normalised form. The only importer of indic-nlp-library.

The library's tokeniser and normaliser damage text that rules still need (curly quotes stay glued to
words, `कहा:` turns into a visarga, joiners vanish, spans are lost). So whole articles never pass through
them: the text is cut at white space, each piece is tokenised once and remembered, marks the library
leaves glued are cut off, and only bare words are normalised. The text itself is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indicnlp.normalize.indic_normalize import IndicNormalizerFactory
from indicnlp.tokenize.indic_tokenize import trivial_tokenize

from stance.languages import Language
from stance.languages.memo import LONGEST_WORD, Memo

# No word is longer; the library's own patterns take the square of the length of what has no space in it.
_LONGEST = 500
_PIECE = re.compile(rf"\S{{1,{_LONGEST}}}")
# Marks that the library leaves attached to words: curly quotes, dashes, the ellipsis and the like.
_GLUED = re.compile(r"[\u2010-\u201f\u2022-\u2027\u2030-\u205e\u00ab\u00bb\u00b4\u00b7]")

Cut = tuple[tuple[int, int, str], ...]  # start, stop, norm of each token in a piece


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, as parallel lists: offsets and normalised, folded forms."""

    starts: list[int]
    stops: list[int]
    norms: list[str]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.starts)


class Tokenizer:
    """Callable that turns a text into `Tokens`; what a piece becomes depends on the piece alone."""

    def __init__(self, language: Language) -> None:
        """Bind the language, whose code names the library's normaliser."""
        self._language = language
        self._normalizer = IndicNormalizerFactory().get_normalizer(language.code)
        self._cuts: Memo[Cut] = Memo(lambda piece: self._cut([piece])[0])

    def _normalized(self, words: Sequence[str]) -> list[str]:
        """Return the library's canonical spelling of words, folded."""
        # It never looks beyond a line. It writes an em dash as a hyphen between blanks; a norm is one word.
        found = self._normalizer.normalize("\n".join(words)).split("\n")
        return [self._language.fold(norm.strip() or word) for word, norm in zip(words, found, strict=True)]

    def norms(self, pieces: Sequence[str]) -> list[list[str]]:
        """Return the norms of stretches without white space; those not met yet are cut at once, which is quicker."""
        words = [piece for piece in pieces if len(piece) <= LONGEST_WORD]
        new = [piece for piece in dict.fromkeys(words) if piece not in self._cuts]
        self._cuts.learn(zip(new, self._cut(new) if new else (), strict=True))
        return [
            [norm for _, _, norm in self._cuts[piece]] if len(piece) <= LONGEST_WORD else self(piece).norms
            for piece in pieces
        ]

    def _cut(self, pieces: Sequence[str]) -> list[Cut]:
        """Cut stretches without white space into (start, stop, norm)."""
        # The library joins `1,000.50` again only behind another word, hence the one in front.
        text = _GLUED.sub(r" \g<0> ", "x " + "\nx ".join(pieces))
        lines = " ".join(trivial_tokenize(text, self._language.code)).split("\n")
        spans = [self._spans(piece, line.split(" ")[1:]) for piece, line in zip(pieces, lines, strict=True)]
        words = [piece[start:stop] for piece, found in zip(pieces, spans, strict=True) for start, stop in found]
        norms = iter(self._normalized(words) if words else [])
        return [tuple((start, stop, next(norms)) for start, stop in found) for found in spans]

    def _spans(self, piece: str, words: Sequence[str]) -> list[tuple[int, int]]:
        """Return where the words stand in their piece."""
        spans: list[tuple[int, int]] = []
        position = 0
        for word in filter(None, words):
            position = piece.index(word, position)
            spans.append((position, position + len(word)))
            position += len(word)
        return self._visarga(piece, spans) if ":" in piece else spans

    def _visarga(self, piece: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join `दु : ख` again: some visargas are typed as colons."""
        joined: list[tuple[int, int]] = []
        index = 0
        while index < len(spans):
            start, stop = spans[index]
            if piece[stop : stop + 1] == ":" and self._language.fold(piece[start:stop]) in self._language.visarga_stems:
                stop += 1
                index += 1
                if index + 1 < len(spans) and piece[spans[index + 1][0]].isalpha():
                    stop = spans[index + 1][1]
                    index += 1
            joined.append((start, stop))
            index += 1
        return joined

    def __call__(self, text: str) -> Tokens:
        """Return the tokens of `text`; ``text[starts[i]:stops[i]]`` is token i as printed."""
        starts: list[int] = []
        stops: list[int] = []
        norms: list[str] = []
        for match in _PIECE.finditer(text):
            offset = match.start()
            for start, stop, norm in self._cuts[match.group()]:
                starts.append(offset + start)
                stops.append(offset + stop)
                norms.append(norm)
        return Tokens(starts, stops, norms)
