"""Tokens with their spans, and their normalised form. The only importer of indic-nlp-library.

The library's tokeniser and normaliser damage text that rules still need (curly quotes stay glued to
words, `कहा:` turns into a visarga, joiners vanish, spans are lost). So whole articles never pass through
them: the text is cut at white space, each piece is tokenised once and remembered, marks the library
leaves glued are cut off, and only bare words are normalised. The text itself is never changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indicnlp.normalize.indic_normalize import IndicNormalizerFactory
from indicnlp.tokenize.indic_tokenize import trivial_tokenize

from stance.languages import Language
from stance.languages.memo import remembered

# No word is longer; the library's own patterns take the square of the length of what has no space in it.
_LONGEST = 500
_PIECE = re.compile(rf"\S{{1,{_LONGEST}}}")
# Marks that the library leaves attached to words: curly quotes, dashes, the ellipsis and the like.
_GLUED = re.compile(r"[\u2010-\u201f\u2022-\u2027\u2030-\u205e\u00ab\u00bb\u00b4\u00b7]")


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
        self.normalize = remembered(self._normalize)
        self._cut = remembered(self._pieces)

    def _normalize(self, word: str) -> str:
        """Return the library's canonical spelling of one word, folded."""
        # The library writes an em dash as a hyphen between blanks; a norm is one word.
        return self._language.fold(self._normalizer.normalize(word).strip() or word)

    def _pieces(self, piece: str) -> tuple[tuple[int, int, str], ...]:
        """Cut one stretch without white space into (start, stop, norm)."""
        spans: list[tuple[int, int]] = []
        position = 0
        spaced = _GLUED.sub(lambda match: f" {match.group()} ", piece)
        # The library joins `1,000.50` again only behind another word, hence the one in front.
        for word in trivial_tokenize(f"x {spaced}", self._language.code)[1:]:
            if word:
                position = piece.index(word, position)
                spans.append((position, position + len(word)))
                position += len(word)
        return tuple((start, stop, self.normalize(piece[start:stop])) for start, stop in self._visarga(piece, spans))

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
            for start, stop, norm in self._cut(match.group()):
                starts.append(offset + start)
                stops.append(offset + stop)
                norms.append(norm)
        return Tokens(starts, stops, norms)
