"""Splits paragraphs into sentences, respecting quotations, abbreviations, initials and glued full stops."""

from __future__ import annotations

from bisect import bisect_right

from stance.languages import Language
from stance.text.quotes import Quotation
from stance.text.tokens import Tokens
from stance.types import Sentence, Span

_LONGEST = 250  # tokens; no sentence of a newspaper is longer, and rules compare the cues of one sentence


def _inside(text: str, quotations: list[Quotation]) -> tuple[list[int], list[int], list[int]]:
    """Outermost closed quotations as parallel lists of starts, stops and where the words in them end."""
    starts: list[int] = []
    stops: list[int] = []
    last: list[int] = []
    for quotation in quotations:
        if quotation.closed and quotation.double and (not stops or quotation.start >= stops[-1]):
            starts.append(quotation.inner_start)
            stops.append(quotation.stop)
            inside = text[quotation.inner_start : quotation.stop].rstrip("\"'”’“‘ \t")
            last.append(quotation.inner_start + len(inside))
    return starts, stops, last


def _is_end(text: str, tokens: Tokens, index: int, language: Language) -> bool:
    """Whether the full stop at `index` ends a sentence."""
    start, stop = tokens.starts[index], tokens.stops[index]
    if index == 0 or tokens.stops[index - 1] != start:
        return stop == len(text) or text[stop].isspace()  # a spaced stop, or one that opens a line
    before = tokens.norms[index - 1]
    if before == language.settings["sentences"]["stop"] or text[stop : stop + 1] == ".":
        return False  # an ellipsis goes on
    if before in language.abbreviations or (len(before) == 1 and before.isalpha()):
        return False
    following = text[stop : stop + 1]
    # Glued to the next word it ends a sentence in Devanagari (`है.अगला`), not in an address or a Roman acronym.
    return not (following.isascii() and following.isalnum())


def split_sentences(
    text: str, tokens: Tokens, quotations: list[Quotation], language: Language
) -> list[tuple[Sentence, int, int]]:
    """Return (sentence, first token, token behind the last) in order; sentences cover every token once."""
    settings = language.settings["sentences"]
    ends, stop_mark = frozenset(settings["ends"]), settings["stop"]
    quoted_from, quoted_to, last_word = _inside(text, quotations)
    found: list[tuple[Sentence, int, int]] = []
    paragraph = 0
    first = 0

    def close(behind: int) -> None:
        nonlocal first
        if behind > first:
            start, stop = tokens.starts[first], tokens.stops[behind - 1]
            found.append((Sentence(Span(start, stop, text[start:stop]), paragraph), first, behind))
            first = behind

    count = len(tokens)
    for index in range(count):
        start, stop = tokens.starts[index], tokens.stops[index]
        if index and "\n" in text[tokens.stops[index - 1] : start]:
            close(index)
            paragraph += 1
        if index - first >= _LONGEST:
            close(index)
        mark = tokens.norms[index]
        if mark not in ends and not (mark == stop_mark and _is_end(text, tokens, index, language)):
            continue
        slot = bisect_right(quoted_from, start) - 1
        if slot >= 0 and start < quoted_to[slot]:
            # Inside a quotation only its last mark ends the sentence, and takes the closing mark along.
            if stop < last_word[slot]:
                continue
        behind = index + 1
        while (
            behind < count
            and tokens.norms[behind] in _CLOSING
            and (
                tokens.starts[behind] == tokens.stops[behind - 1]
                or (slot >= 0 and tokens.starts[behind] < quoted_to[slot])
            )
        ):
            behind += 1
        if behind < count and tokens.norms[behind] in ends:
            continue  # `?।` and `।।`: the last mark ends it
        close(behind)
    close(count)
    return found


_CLOSING = frozenset("\"'”’)]»")
