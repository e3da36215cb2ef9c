"""Annotated articles in and out of the formats of labelling tools, behind one registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from stance.corpus import OnProblem, annotation_csv, brat, doccano, gather, label_studio, settle
from stance.corpus.bracket_files import read_bracket, write_bracket
from stance.corpus.exchange import AnnotatedReader, read_exchange, write_exchange
from stance.corpus.sources import Name
from stance.errors import InputError
from stance.types import AnnotatedArticle


@dataclass(frozen=True, slots=True)
class Interchange:
    """A format annotated articles are kept in; `holds` says what a target is, a file or a folder."""

    name: str
    suffix: str
    read: AnnotatedReader
    write: Callable[[Iterable[AnnotatedArticle], Name], int]
    holds: str


INTERCHANGE = (
    Interchange("bracket", ".md", read_bracket, write_bracket, "a folder, one .md an article"),
    Interchange("jsonl", ".jsonl", read_exchange, write_exchange, "a .jsonl file, one line an article"),
    Interchange("label-studio", ".json", label_studio.read, label_studio.write, "a .json file of tasks"),
    Interchange("doccano", ".jsonl", doccano.read, doccano.write, "a .jsonl file, one line an article"),
    Interchange("brat", ".ann", brat.read, brat.write, "a folder, .txt and .ann an article"),
    Interchange("csv", ".csv", annotation_csv.read, annotation_csv.write, "a .csv file, one row a statement"),
    Interchange(
        "csv-beside", ".csv", annotation_csv.read, annotation_csv.write_beside, "as csv, the texts in a file beside it"
    ),
)
_BY_NAME = {known.name: known for known in INTERCHANGE}


def interchange(name: str) -> Interchange:
    """Return the format of a name.

    Raises
    ------
    InputError
        for an unknown name; the message lists those that exist.
    """
    if name not in _BY_NAME:
        raise InputError(f"unknown format '{name}'; known: {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def read_interchange(
    path: Name, name: str, *, strict: bool = False, on_problem: OnProblem | None = None
) -> Iterator[AnnotatedArticle]:
    """Yield the annotated articles of a file, a folder or a glob in the format of a name.

    Problems go to `on_problem`, or become warnings without it.

    Raises
    ------
    InputError
        for an unknown name, or at the first problem if `strict`.
    """
    known = interchange(name)
    return settle(gather([path], {known.suffix: known.read}), strict, on_problem)


def convert(
    source: Name,
    target: Name,
    from_name: str,
    to_name: str,
    *,
    strict: bool = False,
    on_problem: OnProblem | None = None,
) -> int:
    """Write the annotated articles of `source` to `target` in another format and return how many.

    Raises
    ------
    InputError
        as `read_interchange`, if the target cannot be written or if its format cannot hold an article.
    """
    write = interchange(to_name).write
    return write(read_interchange(source, from_name, strict=strict, on_problem=on_problem), target)
