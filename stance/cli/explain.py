"""`stance explain`: the words that decided the label of one text."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.bundle import load_model, model_path
from stance.features import from_text
from stance.languages import load_language
from stance.statements import Reader


def explain(
    text: Annotated[str, typer.Argument(help="The words of a statement.")],
    model: Annotated[str, typer.Option("--model", help="A shipped name or a folder.")] = "stance-hi",
    lang: Annotated[str, typer.Option("--lang", help="Language code.")] = "hi",
) -> None:
    """Show how a model labels a text and each word's share of the log-odds against the runner-up."""
    from rich.bar import Bar
    from rich.console import Console
    from rich.table import Table

    from stance.report.tables import plain

    loaded = load_model(model_path(model))
    instance = from_text(Reader(load_language(lang)), text)
    console = Console()
    (prediction,) = loaded.predict([instance])
    for label, value in sorted(prediction.probabilities.items(), key=lambda item: -item[1]):
        console.print(f"{label:>15} {value:6.1%}")
    table = Table("word", "share of the log-odds", "")
    for word in loaded.explain(instance, text, prediction, most=12):
        size = min(abs(word.weight), 3.0)
        table.add_row(plain(word.span.text), f"{word.weight:+.3f}", Bar(3.0, 0, size, width=24))
    console.print(table)
