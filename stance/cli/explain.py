"""`stance explain`: the words that decided the label of one text."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated, TextIO

import typer

from stance.bundle import load_model, model_path
from stance.cli.options import Output
from stance.corpus.atomic import atomic_path
from stance.features import from_text
from stance.languages import load_language
from stance.linear import LinearModel
from stance.statements import Reader
from stance.vectorizer import Instance


class Format(StrEnum):
    """What an explanation is written as."""

    table = "table"
    html = "html"


def explain(
    text: Annotated[str, typer.Argument(help="The words of a statement.")],
    model: Annotated[str, typer.Option("--model", help="A shipped name or a folder.")] = "stance-hi",
    lang: Annotated[str, typer.Option("--lang", help="Language code.")] = "hi",
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: html for an --output that ends so, else table.")
    ] = None,
    output: Output = None,
) -> None:
    """Show how a model labels a text and each word's share of the log-odds against the runner-up."""
    loaded = load_model(model_path(model))
    instance = from_text(Reader(load_language(lang)), text)
    chosen = format or (Format.html if output is not None and output.suffix.lower() == ".html" else Format.table)
    if output is not None:
        with atomic_path(output) as path, path.open("w", encoding="utf-8") as file:
            _write(loaded, instance, text, chosen, file)
    else:
        _write(loaded, instance, text, chosen, sys.stdout)


def _write(loaded: LinearModel, instance: Instance, text: str, format: Format, file: TextIO) -> None:
    if format is Format.html:
        from stance.report.explanation import explanation_page

        file.write(explanation_page(text, loaded.predict([instance])[0], loaded.decompose(instance, text)))
        return
    from rich.bar import Bar
    from rich.console import Console
    from rich.table import Table

    from stance.report.tables import plain

    console = Console(file=file)
    (prediction,) = loaded.predict([instance])
    for label, value in sorted(prediction.probabilities.items(), key=lambda item: -item[1]):
        console.print(f"{label:>15} {value:6.1%}")
    table = Table("word", "share of the log-odds", "")
    for word in loaded.explain([instance], [text], [prediction], most=12)[0]:
        size = min(abs(word.weight), 3.0)
        table.add_row(plain(word.span.text), f"{word.weight:+.3f}", Bar(3.0, 0, size, width=24))
    console.print(table)
