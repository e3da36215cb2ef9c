"""What a classifier sees of a statement: terms by field, and their TF-IDF weights.

One analyser serves training and prediction. An `Instance` holds the words of a statement and of its
frame; a `Field` turns one part of it into terms; a `Vectorizer` weighs the terms. TF-IDF is
``(1 + log tf) * (1 + log((1 + n) / (1 + df)))``, scaled to unit length within each field (the
formula of scikit-learn's TfidfVectorizer with `sublinear_tf`), so that no field drowns another.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from stance.languages import Language
from stance.statements.cues import CueMatch
from stance.statements.scan import Reader, Scan
from stance.types import Article, Span, Statement

_FRAME_LEFT, _FRAME_RIGHT = 16, 10  # tokens of the sentence around a statement
_SCOPE = 4  # a negation this many tokens behind a lexeme turns it round
_MEMO_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Words:
    """Normalised words and the spans they stand at (absent for words of no evidence)."""

    norms: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """One statement as the classifier sees it; `marks` are categorical facts such as `kind=act`."""

    content: Words
    cue: Words = field(default_factory=Words)
    frame: Words = field(default_factory=Words)
    marks: tuple[str, ...] = ()


def _words(scan: Scan, first: int, behind: int) -> Words:
    tokens = scan.tokens
    kept = list(range(first, behind))
    return Words(tuple(_mask(tokens.norms[i]) for i in kept), tuple((tokens.starts[i], tokens.stops[i]) for i in kept))


def _mask(norm: str) -> str:
    """Numbers are one word: how many there were says nothing of the stance."""
    return "0" if norm[:1].isdigit() else norm


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
    marks = [f"kind={statement.kind}", *_speaker_marks(scan, statement.speaker)]
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
    marks += lexeme_marks(content.norms, scan.language)
    marks += [f"frame:{mark}" for mark in lexeme_marks(frame.norms, scan.language)]
    return Instance(content, cue, frame, tuple(marks))


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
    scan = reader(Article("text", text))
    content = _words(scan, 0, len(scan.tokens))
    return Instance(content, marks=tuple(lexeme_marks(content.norms, scan.language)))


@dataclass(frozen=True, slots=True)
class Field:
    """One space of terms.

    `part` is the part of the instance (content, cue, frame, context, marks), `unit` word, char or
    mark; `low`-`high` the n-gram sizes. Character n-grams run inside a word padded with a blank on
    either side. `weight` scales the field's unit vector.
    """

    part: str
    unit: str
    low: int = 1
    high: int = 1
    min_df: int = 2
    weight: float = 1.0

    @property
    def name(self) -> str:
        """Return the field's name in model files and reports."""
        return f"{self.part}.{self.unit}{self.low}-{self.high}"


DEFAULT_FIELDS = (
    Field("content", "word", 1, 2, 2, 1.0),
    Field("content", "char", 2, 5, 3, 1.0),
    Field("cue", "word", 1, 2, 2, 1.0),
    Field("frame", "word", 1, 2, 2, 0.7),
    Field("marks", "mark", 1, 1, 2, 1.0),
)


def char_ngrams(word: str, low: int, high: int) -> list[str]:
    """Return the n-grams of one padded word, shorter sizes first; a word shorter than `low` is one term."""
    padded = f" {word} "
    length = len(padded)
    grams = [padded[i : i + n] for n in range(low, min(high, length) + 1) for i in range(length - n + 1)]
    return grams or [padded]


def terms(instance: Instance, spec: Field) -> Iterator[tuple[str, int, int]]:
    """Yield (term, first word, word behind the last) of one field of an instance, with repetitions."""
    if spec.unit == "mark":
        for mark in instance.marks:
            yield mark, 0, 0
        return
    norms = getattr(instance, spec.part).norms
    if spec.unit == "word":
        for size in range(spec.low, spec.high + 1):
            for index in range(len(norms) - size + 1):
                yield " ".join(norms[index : index + size]), index, index + size
    else:
        for index, norm in enumerate(norms):
            for gram in char_ngrams(norm, spec.low, spec.high):
                yield gram, index, index + 1


@dataclass
class Vectorizer:
    """Turns instances into weighted feature ids; ids of all fields share one range.

    `vocabularies[f]` maps the terms of field f to ids, `idf[id]` is the id's weight.
    """

    fields: tuple[Field, ...]
    vocabularies: tuple[Mapping[str, int], ...]
    idf: npt.NDArray[np.float32]

    @classmethod
    def fit(cls, instances: Sequence[Instance], fields: Sequence[Field] = DEFAULT_FIELDS) -> Vectorizer:
        """Count document frequencies and return the vectorizer; terms are numbered in sorted order."""
        vocabularies: list[dict[str, int]] = []
        idf: list[float] = []
        for spec in fields:
            frequencies: Counter[str] = Counter()
            for instance in instances:
                frequencies.update({term for term, _, _ in terms(instance, spec)})
            kept = sorted(term for term, count in frequencies.items() if count >= spec.min_df)
            vocabularies.append({term: len(idf) + number for number, term in enumerate(kept)})
            idf.extend(1.0 + math.log((1 + len(instances)) / (1 + frequencies[term])) for term in kept)
        return cls(tuple(fields), tuple(vocabularies), np.asarray(idf, dtype=np.float32))

    def __post_init__(self) -> None:
        """Prepare the memory of character n-grams: word -> ids, one a field."""
        self._memo: list[dict[str, list[int]]] = [{} for _ in self.fields]
        self._weights = self.idf.tolist()

    @property
    def size(self) -> int:
        """Return the number of features."""
        return len(self.idf)

    def _ids(self, instance: Instance, number: int) -> Iterable[int]:
        spec, vocabulary = self.fields[number], self.vocabularies[number]
        if spec.unit != "char":
            return [vocabulary[term] for term, _, _ in terms(instance, spec) if term in vocabulary]
        memo = self._memo[number]
        ids: list[int] = []
        for norm in getattr(instance, spec.part).norms:
            known = memo.get(norm)
            if known is None:
                grams = char_ngrams(norm, spec.low, spec.high)
                known = [vocabulary[gram] for gram in grams if gram in vocabulary]
                if len(memo) < _MEMO_LIMIT:
                    memo[norm] = known
            ids += known
        return ids

    def row(self, instance: Instance) -> dict[int, float]:
        """Return the instance's features, id -> weight."""
        found: dict[int, float] = {}
        for number, spec in enumerate(self.fields):
            counts = Counter(self._ids(instance, number))
            values = {i: (1.0 + math.log(n)) * self._weights[i] for i, n in counts.items()}
            norm = math.sqrt(sum(value * value for value in values.values()))
            if norm:
                scale = spec.weight / norm
                found.update((i, value * scale) for i, value in values.items())
        return found

    def shares(self, instance: Instance) -> Iterator[tuple[int, float, tuple[tuple[int, int], ...]]]:
        """Yield (id, weight, spans) of each occurrence of each feature; an id's weight is split evenly over them."""
        row = self.row(instance)
        for spec, vocabulary in zip(self.fields, self.vocabularies, strict=True):
            places: dict[int, list[tuple[tuple[int, int], ...]]] = {}
            spans = getattr(instance, spec.part).spans if spec.unit != "mark" else ()
            for term, first, behind in terms(instance, spec):
                if term in vocabulary:
                    places.setdefault(vocabulary[term], []).append(spans[first:behind])
            for identity, occurrences in places.items():
                for place in occurrences:
                    yield identity, row[identity] / len(occurrences), place


Featurizer = Callable[[Instance], dict[int, float]]
