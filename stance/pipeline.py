"""The whole way for one article: clean, extract, label."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.bundle import load_model, load_models, model_path, read_config
from stance.features import from_statement
from stance.languages import load_language
from stance.linear import LinearModel
from stance.statements import Reader, Selector, SpeakerRanker, extract
from stance.text.clean import clean
from stance.types import Article, LabelledStatement, Statement
from stance.vectorizer import Batch, Instance

if TYPE_CHECKING:
    import pandas

EXTRACTION_MODELS = ("propose", "carry-on", "speaker-end", "speaker-start")
STATEMENT_FIELDS = (
    "article_id", "statement", "start", "end", "text", "kind", "speaker", "speaker_start", "speaker_end",
    "speaker_resolved", "cue", "cue_start", "cue_end", "rule", "in_title",
)  # fmt: skip
RECORD_FIELDS = (
    *STATEMENT_FIELDS, "stance", "stance_probabilities", "abstained", "sentiment", "sentiment_probabilities",
    "evidence",
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """An article with its labelled statements, in text order."""

    article: Article
    statements: tuple[LabelledStatement, ...]

    def records(self) -> list[dict[str, Any]]:
        """Return one JSON-ready record a statement."""
        return [record(self.article, number, item) for number, item in enumerate(self.statements, 1)]

    def to_frame(self) -> pandas.DataFrame:
        """Return the records as a pandas DataFrame, one row a statement."""
        import pandas

        return pandas.DataFrame.from_records(self.records())

    def _repr_html_(self) -> str:
        from stance.report.html import highlighted

        return highlighted(self.article, self.statements)


class Pipeline:
    """Callable that turns a text or an `Article` into a `Document`.

    `stance.load("hi")` makes one with the shipped models; other models are passed by name or folder.
    """

    def __init__(
        self,
        language: str = "hi",
        stance: str | None = None,
        sentiment: str | None = None,
        *,
        rules_only: bool = False,
        skip_fixes: Collection[str] = (),
        max_risk: float | None = None,
    ) -> None:
        """Load the language; models load when they are first needed.

        With `rules_only` extraction goes without its models.
        """
        self.language = load_language(language)
        self._folders = {
            "stance": model_path(stance or f"stance-{language}"),
            "sentiment": model_path(sentiment or f"sentiment-{language}"),
        }
        self._rules_only = rules_only
        self._skip = skip_fixes
        self._max_risk = max_risk
        self._reader = Reader(self.language)

    @cached_property
    def models(self) -> Mapping[str, LinearModel]:
        """The models by task."""
        return dict(zip(self._folders, load_models(map(Path, self._folders.values())), strict=True))

    @cached_property
    def selector(self) -> Selector | None:
        """What decides on the rules' proposals; `None` where the rules decide alone."""
        if self._rules_only:
            return None
        propose, carry, ends, starts = (model_path(f"{name}-{self.language.code}") for name in EXTRACTION_MODELS)
        thresholds = [float(read_config(folder)["about"]["threshold"]) for folder in (propose, carry)]
        ranker = SpeakerRanker(load_model(ends), load_model(starts))
        return Selector(load_model(propose), load_model(carry), ranker, *thresholds)

    def extract(self, article: Article) -> tuple[Statement, ...]:
        """Return the statements of an article, without labels."""
        return extract(self._reader(article, clean(article, self.language, self._skip)), self.selector)

    def instances(
        self, article: Article, statements: Collection[Statement] | None = None
    ) -> tuple[tuple[Statement, ...], list[Instance]]:
        """Return the statements of an article, given or extracted, and each as the classifiers see it."""
        scan = self._reader(article, clean(article, self.language, self._skip))
        found = tuple(extract(scan, self.selector) if statements is None else statements)
        return found, [from_statement(scan, statement) for statement in found]

    def __call__(self, article: Article | str, statements: Collection[Statement] | None = None) -> Document:
        """Return the labelled statements of an article; given `statements` are labelled instead of extracted."""
        if isinstance(article, str):
            article = Article("text", article)
        (document,) = self._labelled([article], [self.instances(article, statements)])
        return document

    def many(self, articles: Sequence[Article]) -> list[Document]:
        """Return the labelled statements of some articles; at once, which is quicker than one by one."""
        with _garbage_uncollected():
            return self._labelled(articles, [self.instances(article) for article in articles])

    def _labelled(
        self, articles: Sequence[Article], found: Sequence[tuple[tuple[Statement, ...], list[Instance]]]
    ) -> list[Document]:
        instances = Batch([instance for _, of_article in found for instance in of_article])
        texts = [article.text for article, (statements, _) in zip(articles, found, strict=True) for _ in statements]
        stances = self.models["stance"].predict(instances, self._max_risk)
        evidence = self.models["stance"].explain(instances, texts, stances)
        sentiments = self.models["sentiment"].predict(instances)
        labels = zip((replace(s, evidence=e) for s, e in zip(stances, evidence, strict=True)), sentiments, strict=True)
        return [
            Document(article, tuple(LabelledStatement(statement, *next(labels)) for statement in statements))
            for article, (statements, _) in zip(articles, found, strict=True)
        ]


@contextmanager
def _garbage_uncollected() -> Iterator[None]:
    """Put off the search for cyclic garbage, which takes its time where many objects are made and lives on few."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def record(article: Article, number: int, item: LabelledStatement) -> dict[str, Any]:
    """Return the exchange record of one labelled statement; `None` where something is missing."""
    statement = item.statement
    return {
        **statement_record(article, number, statement),
        "stance": item.stance.label,
        "stance_probabilities": _rounded(item.stance.probabilities),
        "abstained": item.stance.abstained,
        "sentiment": item.sentiment.label,
        "sentiment_probabilities": _rounded(item.sentiment.probabilities),
        "evidence": [
            {"text": word.span.text, "start": word.span.start, "end": word.span.stop, "weight": round(word.weight, 4)}
            for word in item.stance.evidence
        ],
    }


def statement_record(article: Article, number: int, statement: Statement) -> dict[str, Any]:
    """Return the part of the record that extraction alone gives."""
    speaker, cue = statement.speaker, statement.cue
    return {
        "article_id": article.id,
        "statement": number,
        "start": statement.content.start,
        "end": statement.content.stop,
        "text": statement.content.text,
        "kind": statement.kind,
        "speaker": speaker.text if speaker else None,
        "speaker_start": speaker.start if speaker else None,
        "speaker_end": speaker.stop if speaker else None,
        "speaker_resolved": statement.resolved.text if statement.resolved else None,
        "cue": cue.text if cue else None,
        "cue_start": cue.start if cue else None,
        "cue_end": cue.stop if cue else None,
        "rule": statement.rule,
        "in_title": statement.in_title,
    }


def _rounded(probabilities: Mapping[str, float]) -> dict[str, float]:
    return {label: round(value, 6) for label, value in probabilities.items()}
