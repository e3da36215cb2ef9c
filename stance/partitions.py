"""A partition of articles in, its labelled statements out: what a cluster engine runs on each of its workers.

Plain records on both sides, so that the same function serves Dask (`stance.cluster`), Spark's
`mapInPandas` and Ray Data; README, "Beyond one machine", shows each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stance.batch import canonical, documents, pipeline_of
from stance.corpus import OnProblem, settle
from stance.corpus.jsonl import article_of
from stance.errors import InputError
from stance.pipeline import Pipeline, record
from stance.types import Article, Evidence, LabelledStatement, Prediction, Span, Statement


def label_partition(
    records: Iterable[Mapping[str, object]],
    options: Mapping[str, Any] | None = None,
    *,
    on_problem: OnProblem | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield one record a statement of the articles that `records` hold, in their order.

    A record has the strings `id` and `text`, as in JSON Lines; `options` are the arguments of
    `Pipeline`. The pipeline is built once in a process and kept. A record that is no article goes to
    `on_problem`, or becomes a warning without it, as "record N", counted from 1.

    Raises
    ------
    StanceError
        for options that `Pipeline` refuses.
    """
    nlp = pipeline_of(canonical(dict(options or {})))
    for document in documents(nlp, settle(_articles(records), False, on_problem)):
        yield from document.records()


def _articles(records: Iterable[Mapping[str, object]]) -> Iterator[Article | InputError]:
    for number, item in enumerate(records, 1):
        try:
            yield article_of(item, f"record {number}")
        except InputError as error:
            yield error


def example_record(nlp: Pipeline) -> dict[str, Any]:
    """Return a record with every field filled, from which a writer can tell the types of all others."""
    span = Span(0, 1, "x")
    statement = Statement("direct", span, cue=span, speaker=span, rule="", resolved=span)
    stance, sentiment = (
        Prediction(task, model.labels[0], dict.fromkeys(model.labels, 0.5), (Evidence(span, 0.5),))
        for task, model in nlp.models.items()
    )
    return record(Article("", "x"), 1, LabelledStatement(statement, stance, sentiment))
