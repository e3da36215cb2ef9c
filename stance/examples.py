"""What classifiers learn from and are measured on: instances with a label and the article they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stance.corpus.labelled import LabelledText
from stance.features import from_statement, from_text
from stance.languages import Language
from stance.statements import Reader
from stance.text.clean import clean
from stance.types import AnnotatedArticle
from stance.vectorizer import Instance

TASKS = ("stance", "sentiment")


@dataclass(frozen=True, slots=True)
class Example:
    """One instance; `group` is the article, which splits never part; `where` finds it again."""

    instance: Instance
    label: str
    group: str
    where: str
    text: str


def from_articles(articles: Iterable[AnnotatedArticle], language: Language, task: str) -> Iterator[Example]:
    """Yield an example for each annotation, with gold spans, speakers and cues, labelled for `task`."""
    reader = Reader(language)
    for annotated in articles:
        article = annotated.article
        scan = reader(article, clean(article, language))
        for annotation in annotated.annotations:
            label = annotation.stance if task == "stance" else annotation.sentiment
            content = annotation.statement.content
            where = f"{article.id}:{content.start}-{content.stop}"
            yield Example(from_statement(scan, annotation.statement), label, article.id, where, content.text)


def from_texts(rows: Iterable[LabelledText], language: Language) -> Iterator[Example]:
    """Yield an example for each labelled text."""
    reader = Reader(language)
    for row in rows:
        yield Example(from_text(reader, row.text), row.label, row.group, row.group, row.text)


def digest(examples: Sequence[Example]) -> str:
    """Return the SHA-256 of the examples' texts and labels in order: the data part of a score's signature."""
    total = hashlib.sha256()
    for example in examples:
        total.update(f"{example.where}\t{example.label}\t{example.text}\n".encode())
    return total.hexdigest()
