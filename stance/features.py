"""What a classifier sees of a statement: its words, its cue, its frame, and categorical facts.

One analyser serves training and prediction; `stance.vectorizer` weighs what it yields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain

from stance.context import context_marks
from stance.languages import Language
from stance.languages.memo import remembered
from stance.relations import relation_marks
from stance.statements.cues import CueMatch
from stance.statements.scan import Reader, Scan
from stance.types import Span, Statement
from stance.vectorizer import Batch, Cutter, Field, Instance, Words

_FRAME_LEFT, _FRAME_RIGHT = 16, 10  # tokens of the sentence around a statement
_TAIL = 5  # tokens at the end of a statement, where its predicate stands
_SCOPE = 4  # a negation this many tokens behind a lexeme turns it round

DEFAULT_FIELDS = (
    Field("content", "word", 1, 2, 3, 1.0),
    Field("content", "word", 3, 3, 4, 0.5),
    Field("content", "char", 2, 5, 6, 1.0),
    Field("senses", "word", 1, 2, 3, 0.7),
    Field("tail", "word", 1, 4, 4, 0.7),
    Field("cue", "word", 1, 2, 2, 1.0),
    Field("frame", "word", 1, 2, 3, 0.7),
    Field("marks", "mark", 1, 1, 2, 1.0),
    Field("pairs", "mark", 1, 1, 2, 0.7),
    Field("relations", "mark", 1, 1, 3, 1.0),
)


def _words(scan: Scan, first: int, behind: int) -> Words:
    tokens, kept = scan.tokens, slice(first, behind)
    return Words(
        tuple(map(_mask, tokens.norms[kept])), tuple(zip(tokens.starts[kept], tokens.stops[kept], strict=True))
    )


# Numbers are one word: how many there were says nothing of the stance.
_mask = remembered(lambda norm: "0" if norm[:1].isdigit() else norm)


def _join(left: Words, right: Words) -> Words:
    return Words(left.norms + right.norms, left.spans + right.spans)


def _token_range(scan: Scan, span: Span) -> tuple[int, int]:
    first = scan.token_at(span.start)
    # A span may begin inside a token that the tokeniser did not cut (`"हम`): take that token along.
    if first and scan.tokens.stops[first - 1] > span.start:
        first -= 1
    return first, max(scan.token_at(span.stop), first)


def _cue_match(scan: Scan, cue: Span) -> CueMatch | None:
    """Return the lexicon's cue that overlaps a cue span most closely."""
    first, behind = _token_range(scan, cue)
    if first >= len(scan.tokens):
        return None
    overlapping = [m for m in scan.reports(scan.sentence_of[first]) if m.first < behind and first <= m.last]
    return max(overlapping, key=lambda m: (m.verb < behind, m.last - m.first), default=None)


def _senses(words: Words, language: Language) -> Words:
    """Return the classes of the words that have one, in order: `सरकार ने पैसा हड़पा` is GOV ERG ECO FRAUD."""
    found = [
        (sense, span) for norm, span in zip(words.norms, words.spans, strict=True) for sense in _sense(norm, language)
    ]
    return Words(tuple(sense for sense, _ in found), tuple(span for _, span in found))


def _sense(norm: str, language: Language) -> tuple[str, ...]:
    if norm in language.negations:
        return ("NOT",)
    if norm in language.ergatives:
        return ("ERG",)
    return language.senses(norm)[:1]


def lexeme_marks(norms: Sequence[str], language: Language) -> Iterator[str]:
    """Yield `L:class` of each word with a lexeme class, `L:class~` where a negation follows closely."""
    for index, norm in enumerate(norms):
        classes = language.lexeme_classes(norm)
        if classes:
            negated = any(word in language.negations for word in norms[index + 1 : index + 1 + _SCOPE])
            for cls in sorted(classes):
                yield f"L:{cls}~" if negated and cls != "negation" else f"L:{cls}"


def _speaker_marks(scan: Scan, speaker: Span | None) -> Iterator[str]:
    if speaker is None:
        yield "speaker=none"
        return
    first, behind = _token_range(scan, speaker)
    norms = scan.tokens.norms[first:behind]
    language = scan.language
    if len(norms) == 1 and norms[0] in language.pronouns:
        yield "speaker=pronoun"
        return
    roles = [norm for norm in norms if norm in language.speakers]
    yield "speaker=role" if roles else "speaker=name"
    yield from (f"role={role}" for role in roles)


def from_statement(scan: Scan, statement: Statement) -> Instance:
    """Return the instance of a statement in its article."""
    first, behind = _token_range(scan, statement.content)
    content = _words(scan, first, behind)
    said_by = list(_speaker_marks(scan, statement.speaker))
    marks = [f"kind={statement.kind}", *said_by]
    cue = Words()
    if statement.cue:
        cue = _words(scan, *_token_range(scan, statement.cue))
        match = _cue_match(scan, statement.cue)
        negated = any(norm in scan.language.negations for norm in cue.norms)
        if match:
            marks += [
                f"cue={match.cls}",
                f"cue={match.cls}{'~' if negated else ''}/{statement.kind}",
                f"aspect={match.aspect}",
            ]
        else:
            marks.append("cue=unlisted")
    else:
        marks.append("cue=none")
    if statement.in_title:
        marks.append("title")
    frame = Words()
    if first < len(scan.tokens) and behind > first:
        opens, _ = scan.bounds(first)
        _, closes = scan.bounds(behind - 1)
        left = _words(scan, max(opens, first - _FRAME_LEFT), first)
        right = _words(scan, behind, min(closes, behind + _FRAME_RIGHT))
        frame = _without(_join(left, right), statement.speaker)
    speaker = _token_range(scan, statement.speaker) if statement.speaker else None
    marks += context_marks(scan, (first, behind), speaker)
    lexemes = list(lexeme_marks(content.norms, scan.language))
    cues = [mark for mark in marks if mark.startswith("cue=") and "/" not in mark]
    pairs = [f"{mark}&{lexeme}" for mark in cues for lexeme in dict.fromkeys(lexemes)]
    marks += lexemes
    marks += [f"frame:{mark}" for mark in lexeme_marks(frame.norms, scan.language)]
    senses = _senses(content, scan.language)
    relations = relation_marks(senses.norms, said_by, cues, scan.language)
    return Instance(content, senses, _end(content), cue, frame, tuple(marks), tuple(pairs), tuple(relations))


def _end(words: Words) -> Words:
    return Words(words.norms[-_TAIL:], words.spans[-_TAIL:])


def _without(words: Words, span: Span | None) -> Words:
    """Leave the speaker's own words out: who speaks must not decide."""
    if span is None:
        return words
    kept = [
        (norm, (start, stop))
        for norm, (start, stop) in zip(words.norms, words.spans, strict=True)
        if stop <= span.start or start >= span.stop
    ]
    return Words(tuple(norm for norm, _ in kept), tuple(place for _, place in kept))


def from_text(reader: Reader, text: str) -> Instance:
    """Return the instance of a bare string: its words are the content, nothing is known of a frame."""
    tokens = reader.tokenizer(text)
    content = Words(tuple(map(_mask, tokens.norms)), tuple(zip(tokens.starts, tokens.stops, strict=True)))
    senses = _senses(content, reader.language)
    marks = tuple(lexeme_marks(content.norms, reader.language))
    relations = tuple(relation_marks(senses.norms, (), (), reader.language))
    return Instance(content, senses, _end(content), marks=marks, relations=relations)


class Texts(Batch):
    """Bare strings as a batch of instances, which are made only where more than the words is asked for."""

    def __init__(self, reader: Reader, texts: Sequence[str]) -> None:
        """Bind what reads the strings."""
        self._reader, self._texts = reader, texts

    def __len__(self) -> int:
        """Return the number of strings."""
        return len(self._texts)

    def __getitem__(self, block: slice) -> Texts:
        """Return some of the strings."""
        return Texts(self._reader, self._texts[block])

    @cached_property
    def instances(self) -> list[Instance]:  # type: ignore[override]
        """The strings as instances."""
        return [from_text(self._reader, text) for text in self._texts]

    def strings(self, part: str) -> tuple[list[str], list[int], Cutter | None]:
        """Return the content cut at white space and what tokenises a piece; other parts as those of instances."""
        if part != "content":
            return super().strings(part)
        pieces = [text.split() for text in self._texts]
        return list(chain.from_iterable(pieces)), list(map(len, pieces)), self._words

    def _words(self, pieces: Sequence[str]) -> list[list[str]]:
        return [list(map(_mask, norms)) for norms in self._reader.tokenizer.norms(pieces)]
