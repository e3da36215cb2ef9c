"""`stance predict`: statements of articles with stance, sentiment and the words that decided."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar, cast

import typer

from stance.cli.options import Inputs, Lang, Output, Problems, RulesOnly, SkipFix, Strict, Text, articles
from stance.corpus.atomic import atomic_path
from stance.corpus.spans import read_spans
from stance.corpus.writers import OutputFormat, write_records
from stance.pipeline import RECORD_FIELDS, Document, Pipeline

T = TypeVar("T")


class Format(StrEnum):
    """What predictions are written as."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    html = "html"


def predict(
    inputs: Inputs = None,
    text: Text = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="Default: by the suffix of --output, else table on a terminal, else jsonl."
        ),
    ] = None,
    output: Output = None,
    lang: Lang = "hi",
    model: Annotated[str | None, typer.Option("--model", help="Stance model: a shipped name or a folder.")] = None,
    sentiment_model: Annotated[str | None, typer.Option("--sentiment-model", help="Sentiment model.")] = None,
    max_risk: Annotated[
        float | None,
        typer.Option("--max-risk", min=0.0, max=1.0, help="Abstain where the expected error is above this."),
    ] = None,
    spans: Annotated[
        Path | None, typer.Option("--spans", help="JSONL of given statements to label (id, text, start, end).")
    ] = None,
    rules_only: RulesOnly = False,
    skip_fix: SkipFix = None,
    strict: Strict = False,
) -> None:
    """Label every quoted statement: who said it, its stance and sentiment, how sure, and why."""
    problems = Problems()
    chosen = format or _format(output)
    pipeline = Pipeline(
        lang, model, sentiment_model, rules_only=rules_only, skip_fixes=skip_fix or (), max_risk=max_risk
    )
    if spans is not None:
        if inputs or text is not None:
            raise typer.BadParameter("--spans brings its own articles; give no others")
        documents = _given(pipeline, spans, strict, problems)
    else:
        found = articles(inputs, text, strict, problems)
        documents = (pipeline(article) for article in _progress(found, output is not None))
    _write(documents, chosen, output)
    problems.finish()


def _format(output: Path | None) -> Format:
    if output is None:
        return Format.table if sys.stdout.isatty() else Format.jsonl
    suffix = output.suffix.lstrip(".").lower()
    return Format(suffix) if suffix in Format.__members__ and suffix != "table" else Format.jsonl


def _given(pipeline: Pipeline, spans: Path, strict: bool, problems: Problems) -> Iterator[Document]:
    """Statements that stand next to each other for the same article are labelled as one document."""
    pairs = read_spans(str(spans), strict=strict, on_problem=problems)
    for article, group in itertools.groupby(pairs, key=lambda pair: pair[0]):
        yield pipeline(article, [statement for _, statement in group])


def _progress(items: Iterable[T], to_file: bool) -> Iterator[T]:
    """Show a bar on stderr while work goes to a file or a pipe and somebody watches."""
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not to_file):
        yield from items
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), "articles", MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("articles", total=None)
        for item in items:
            yield item
            bar.advance(task)


def _write(documents: Iterator[Document], format: Format, output: Path | None) -> None:
    if format is Format.table:
        from rich.console import Console

        from stance.report.tables import document_table

        if output is None:
            console = Console()
            for document in documents:
                console.print(document_table(document.article, document.statements))
            return
        with atomic_path(output) as path, path.open("w", encoding="utf-8") as file:
            console = Console(file=file, width=120)
            for document in documents:
                console.print(document_table(document.article, document.statements))
    elif format is Format.html:
        from stance.report.html import page

        if output is None:
            sys.stdout.writelines(page((document.article, document.statements) for document in documents))
            return
        with atomic_path(output) as path, path.open("w", encoding="utf-8") as file:
            file.writelines(page((document.article, document.statements) for document in documents))
    else:
        records = itertools.chain.from_iterable(document.records() for document in documents)
        write_records(records, output, cast("OutputFormat", format.value), columns=RECORD_FIELDS)
