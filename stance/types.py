"""The values that travel through the package. All frozen; this module imports nothing of ours.

Every offset is a count of Unicode code points into `Article.text` exactly as read, and the
invariant ``article.text[span.start:span.stop] == span.text`` holds from extraction to report.
Missing is `None`, never an empty string.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = ("direct", "indirect", "mixed", "act")
STANCES = ("accusation", "denial", "corroboration", "other")
SENTIMENTS = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article: ``article.text[start:stop] == text``."""

    start: int
    stop: int
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One document as read, never altered afterwards."""

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the number of the paragraph it stands in (0 is the first)."""

    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of the article whose content the article attributes to a source.

    `kind` is one of `KINDS`; `rule` is the name of the function that found it (for gold data, the
    name of the data set). `resolved` is the named speaker a pronoun or role noun refers to.
    """

    kind: str
    content: Span
    cue: Span | None
    speaker: Span | None
    rule: str
    resolved: Span | None = None
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word of the original text and its exact share of the log-odds of the predicted label."""

    span: Span
    weight: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a classifier says of one statement; `label` is `None` where the model abstains."""

    task: str
    label: str | None
    probabilities: Mapping[str, float]
    evidence: tuple[Evidence, ...] = ()

    @property
    def abstained(self) -> bool:
        """True where the expected error is above the risk the user allowed."""
        return self.label is None


@dataclass(frozen=True, slots=True)
class LabelledStatement:
    """A statement with its predicted stance and sentiment."""

    statement: Statement
    stance: Prediction
    sentiment: Prediction


@dataclass(frozen=True, slots=True)
class Annotation:
    """A statement with the labels an annotator gave it.

    `number` ties it to its speaker and cue in the bracket format, `resolved` is the name a pronoun
    stands for, `answers` holds the numbers of the accusations a reply answers.
    """

    number: int
    statement: Statement
    stance: str
    sentiment: str
    sure: bool = True
    resolved: str | None = None
    answers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article with its annotations in text order; `header` holds what the file says of it."""

    article: Article
    annotations: tuple[Annotation, ...]
    header: Mapping[str, str] = field(default_factory=dict)
