"""What a model meets in articles that nobody has labelled: counts for each article, which `drift` compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from stance.linear import LinearModel
from stance.pipeline import Pipeline
from stance.types import Article
from stance.vectorizer import Instance, Vectorizer

_CUE = "cue="

# One article by the names of `drift.MEASURES`: how often each category, or each number, occurs in it.
Profile = Mapping[str, Counter[str | float]]


def known_words(vectorizer: Vectorizer) -> frozenset[str]:
    """Return the single words that a model has a weight for, in any part of a statement."""
    fields = zip(vectorizer.fields, vectorizer.vocabularies, strict=True)
    return frozenset(
        term for spec, terms in fields if spec.unit == "word" and spec.low == 1 for term in terms if " " not in term
    )


def profiles(articles: Iterable[Article], pipeline: Pipeline) -> list[Profile]:
    """Return the profile of each article: what the pipeline extracts, and what its stance model says of that.

    Words are those of the statements' content, numbers and punctuation left out; a model that has no words
    has no unknown ones, and its profiles lack that measure. Confidence is the probability of the likeliest
    label, in per cent. Articles are read one by one and not kept.
    """
    model = pipeline.models["stance"]
    known = known_words(model.vectorizer)
    found: list[Profile] = []
    for article in articles:
        statements, instances = pipeline.instances(article)
        found.append(
            {
                "unknown words": _unknown(instances, known) if known else Counter(),
                **_predicted(model, instances),
                "cue class": Counter(_cue(instance) for instance in instances),
                "statement kind": Counter(statement.kind for statement in statements),
                "statements per article": Counter([len(statements)]),
            }
        )
    return found


def _unknown(instances: Iterable[Instance], known: frozenset[str]) -> Counter[str | float]:
    words = (norm for instance in instances for norm in instance.content.norms if any(map(str.isalpha, norm)))
    return Counter("known" if word in known else "unknown" for word in words)


def _predicted(model: LinearModel, instances: list[Instance]) -> dict[str, Counter[str | float]]:
    rows = model.probabilities(instances)
    return {
        "label": Counter(model.labels[i] for i in rows.argmax(axis=1)) if instances else Counter(),
        "confidence": Counter(round(100 * float(row.max())) for row in rows),
    }


def _cue(instance: Instance) -> str:
    """Return the class of the cue, `none`, or `unlisted`; the mark with the kind behind a stroke says it again."""
    marks = (mark.removeprefix(_CUE) for mark in instance.marks if mark.startswith(_CUE))
    return next(mark for mark in marks if "/" not in mark)
