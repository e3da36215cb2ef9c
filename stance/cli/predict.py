"""`stance predict`: statements of articles with stance, sentiment and the words that decided."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar, cast

import typer

from stance.batch import label, lines, worked
from stance.cli.options import (
    FORMAT,
    Inputs,
    Jobs,
    Lang,
    MaxRisk,
    Problems,
    RulesOnly,
    SentimentModel,
    SkipFix,
    StanceModel,
    Strict,
    Text,
    articles,
    format_of,
    pipeline_options,
)
from stance.corpus import FORMATS, gather, settle
from stance.corpus.atomic import atomic_path
from stance.corpus.sources import Source
from stance.corpus.spans import read_spans
from stance.corpus.writers import OutputFormat, write_bytes, write_records
from stance.errors import InputError
from stance.pipeline import RECORD_FIELDS, Document, Pipeline
from stance.resume import discard, resumable, total_size
from stance.types import Article

T = TypeVar("T")


class Engine(StrEnum):
    """Where the work is done."""

    local = "local"
    dask = "dask"


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
    format: Annotated[Format | None, FORMAT] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", help="Write here, and not to standard output; with --engine dask a new folder."),
    ] = None,
    lang: Lang = "hi",
    model: StanceModel = None,
    sentiment_model: SentimentModel = None,
    max_risk: MaxRisk = None,
    spans: Annotated[
        Path | None, typer.Option("--spans", help="JSONL of given statements to label (id, text, start, end).")
    ] = None,
    rules_only: RulesOnly = False,
    skip_fix: SkipFix = None,
    strict: Strict = False,
    jobs: Jobs = 1,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Keep finished work in OUTPUT.partial and go on from there if it exists: jsonl files only. "
            "What was finished is read again but not labelled, so its bad records are reported again.",
        ),
    ] = False,
    engine: Annotated[
        Engine, typer.Option("--engine", help="dask: on the workers of a Dask scheduler, one Parquet part a file.")
    ] = Engine.local,
    scheduler: Annotated[str | None, typer.Option("--scheduler", help="Of Dask: tcp://HOST:PORT.")] = None,
) -> None:
    """Label every quoted statement: who said it, its stance and sentiment, how sure, and why."""
    problems = Problems()
    chosen = format or format_of(output, Format)
    options = pipeline_options(lang, model, rules_only, skip_fix, sentiment_model, max_risk)
    if engine is Engine.dask:
        if not (inputs and output and scheduler) or jobs > 1 or resume or strict or spans or text or format:
            raise typer.BadParameter("--engine dask needs files, --output, --scheduler, and none of the other ways")
        from stance.cluster import label_files

        for part in label_files(inputs, output, scheduler, options):
            for problem in part.problems:
                problems(InputError(problem))
        problems.finish()
        return
    if scheduler:
        raise typer.BadParameter("--scheduler goes with --engine dask")
    meter = Meter(inputs if text is None else None)
    to_file = output is not None
    if spans is not None:
        if inputs or text is not None:
            raise typer.BadParameter("--spans brings its own articles; give no others")
        if jobs > 1 or resume:
            raise typer.BadParameter("--spans goes with neither --jobs nor --resume")
        _write(_given(Pipeline(**options), spans, strict, problems), chosen, output)
        problems.finish()
        return
    found = meter.read(strict, problems) if meter.inputs else articles(inputs, text, strict, problems)
    if resume:
        if output is None or chosen is not Format.jsonl or not meter.inputs or "-" in meter.inputs:
            raise typer.BadParameter("--resume needs files to read and --output to a jsonl file")
        with closing(resumable(found, meter.inputs, output, options, jobs)) as steps:
            for _ in meter.watch(steps, to_file):
                pass
    elif chosen is Format.jsonl:
        with closing(worked(lines, found, options, jobs)) as chunks:
            write_bytes((records for _, records in meter.watch(chunks, to_file, _articles)), output)
        if output is not None:
            discard(output)
    else:
        with closing(label(found, options, jobs)) as documents:
            _write(meter.watch(documents, to_file), chosen, output)
    problems.finish()


def _given(pipeline: Pipeline, spans: Path, strict: bool, problems: Problems) -> Iterator[Document]:
    """Statements that stand next to each other for the same article are labelled as one document."""
    pairs = read_spans(str(spans), strict=strict, on_problem=problems)
    for article, group in itertools.groupby(pairs, key=lambda pair: pair[0]):
        yield pipeline(article, [statement for _, statement in group])


def _articles(chunk: tuple[list[Article], bytes]) -> int:
    return len(chunk[0])


class Meter:
    """Reads the inputs and knows how many of their bytes and articles are read, for the bar on stderr."""

    def __init__(self, inputs: list[str] | None) -> None:
        """Open nothing yet; without `inputs` the articles come from elsewhere and only they are counted."""
        self.inputs = inputs or []
        self._articles = self._finished = 0
        self._open: BinaryIO | None = None

    def read(self, strict: bool, problems: Problems) -> Iterator[Article]:
        """Yield the articles of the inputs."""
        readers = {suffix: self._metered(known.read) for known in FORMATS for suffix in known.suffixes}
        for article in settle(gather(self.inputs, readers), strict, problems):
            self._articles += 1
            yield article

    def _metered(self, read: Callable[[Source], Iterator[T]]) -> Callable[[Source], Iterator[T]]:
        def metered(source: Source) -> Iterator[T]:
            with source.open() as stream:
                self._open = stream if source.path else None
                try:
                    yield from read(replace(source, stream=stream))
                finally:
                    self._open = None
            self._finished += source.path.stat().st_size if source.path else 0

        return metered

    def _position(self, done: int) -> float:
        """Return the bytes of the first `done` articles; reading is a little ahead of them."""
        position = self._finished + (self._open.tell() if self._open and not self._open.closed else 0)
        return position * min(1.0, done / max(self._articles, 1))

    def watch(self, items: Iterable[T], to_file: bool, articles: Callable[[T], int] = lambda _: 1) -> Iterator[T]:
        """Pass on what holds `articles`, or the numbers of articles done; show the rate while a person watches."""
        if not sys.stderr.isatty() or (sys.stdout.isatty() and not to_file):
            yield from items
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        total = total_size(self.inputs)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("0 articles")
            # What a run before this one did says nothing of the speed of this one.
            first, started, before = 0, time.monotonic(), 0.0
            done = 0
            for number, item in enumerate(items, 1):
                yield item
                done = item if isinstance(item, int) else done + articles(item)
                if number == 1 and isinstance(item, int):
                    first, started, before = done, time.monotonic(), self._position(done)
                    continue
                passed, position = time.monotonic() - started, self._position(done)
                shown = f"{done:,} articles, {(done - first) / max(passed, 1e-9):.1f}/s"
                if total and position > before:
                    left = passed * max(0.0, total - position) / (position - before)
                    shown += f", {timedelta(seconds=round(left))} left, after"
                bar.update(task, description=shown)


def _write(documents: Iterator[Document], format: Format, output: str | None) -> None:
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
            sys.stdout.writelines(page(documents))
            return
        with atomic_path(output) as path, path.open("w", encoding="utf-8") as file:
            file.writelines(page(documents))
    else:
        records = itertools.chain.from_iterable(document.records() for document in documents)
        write_records(records, output, cast("OutputFormat", format.value), columns=RECORD_FIELDS)
