"""`stance data`: check, convert, count and choose annotated articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from stance.cli.options import Lang, Output, Problems, Strict

data = typer.Typer(
    name="data",
    help="Check, convert, count and choose annotated articles.",
    no_args_is_help=True,
    add_completion=False,
)

Root = Annotated[Path, typer.Argument(help="The folder datasets/, or that of one language.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def _show(results: dict[str, dict[str, Any]], as_json: bool) -> None:
    """Print one table for each result, nested counts one a row."""
    if as_json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    for title, result in results.items():
        table = Table("", "", title=Text(title), title_justify="left", show_header=False)
        for name, value in result.items():
            table.add_row(name.replace("_", " "), Text(_cell(value)))
        Console().print(table)


def _cell(value: Any) -> str:
    if not isinstance(value, dict):
        return f"{value:,}" if isinstance(value, int) else str(value)
    nested = any(isinstance(inner, dict) for inner in value.values())
    cells = [f"{name}: {_cell(inner)}" if nested else f"{name} {_cell(inner)}" for name, inner in value.items()]
    return ("\n" if nested else " · ").join(cells) or "none"


@data.command()
def validate(root: Root = Path("datasets"), as_json: AsJson = False) -> None:
    """Find every fault of a data set, each with its place, and print what is in it."""
    from stance.corpus.checks import validate as check

    problems = Problems()
    summary = check(root, problems)
    _show(summary, as_json)
    problems.finish()


@data.command()
def stats(
    path: Annotated[Path, typer.Argument(help="datasets/, or annotated articles (folder, .md, .jsonl).")],
    as_json: AsJson = False,
    chart: Annotated[
        Path | None,
        typer.Option("--chart", help="Draw the shares of the stances into this file (.png, and .svg beside it)."),
    ] = None,
) -> None:
    """Count articles and statements by stance, kind, sentiment, topic, style and split."""
    from stance.corpus.stats import dataset_stats

    problems = Problems()
    counts = dataset_stats(path, problems)
    _show(counts, as_json)
    if chart is not None:
        from stance.report.charts import label_shares, save

        save(label_shares({name: part["stance"] for name, part in counts.items() if part.get("stance")}), chart)
    problems.finish()


def _format(name: str) -> str:
    from stance.corpus.interchange import interchange
    from stance.errors import InputError

    try:
        return interchange(name).name
    except InputError as error:
        raise typer.BadParameter(str(error)) from None


@data.command()
def convert(
    source: Annotated[Path, typer.Argument(help="File or folder of annotated articles.")],
    target: Annotated[Path, typer.Argument(help="File or, for bracket and brat, folder to write.")],
    from_name: Annotated[str, typer.Option("--from", callback=_format, help="bracket, jsonl, label-studio, …")],
    to_name: Annotated[str, typer.Option("--to", callback=_format, help="As --from.")],
    strict: Strict = False,
) -> None:
    """Write annotated articles in another format: bracket, jsonl, label-studio, doccano, brat, csv, csv-beside."""
    from stance.corpus.interchange import convert as run

    problems = Problems()
    count = run(source, target, from_name, to_name, strict=strict, on_problem=problems)
    print(f"{target}: {count} articles")
    problems.finish()


@data.command(name="labelling-config")
def labelling_config() -> None:
    """Print the configuration of a Label Studio project for our tasks."""
    from stance.corpus.label_studio import labelling_config as configuration

    print(configuration(), end="")


@data.command()
def suggest(
    model: Annotated[str, typer.Argument(help="A shipped stance model's name or a model folder.")],
    texts: Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many statements to pick.")] = 100,
    output: Output = None,
    sentiment: Annotated[
        str | None, typer.Option("--sentiment", help="Sentiment model; the shipped one if not.")
    ] = None,
    lang: Lang = "hi",
    strict: Strict = False,
) -> None:
    """Pick the statements most worth labelling next, as pre-labelled tasks for Label Studio."""
    from stance.corpus import read_articles
    from stance.corpus.label_studio import dumps, task_of, write_tasks
    from stance.pipeline import Pipeline
    from stance.suggest import suggest as pick

    problems = Problems()
    articles = read_articles(texts, strict=strict, on_problem=problems)
    picked = pick(articles, Pipeline(lang, model, sentiment), count)
    tasks = [task_of(one.annotated, model=Path(model).name, score=one.uncertainty) for one in picked]
    if output is None:
        print(dumps(tasks), end="")
    else:
        write_tasks(tasks, output)
        print(f"{output}: {sum(len(one.annotated.annotations) for one in picked)} statements")
    problems.finish()


@data.command()
def readme(
    root: Annotated[Path, typer.Argument(help="The folder with registry.toml and README.md.")] = Path("datasets"),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the tables are out of date.")
    ] = False,
) -> None:
    """Bring the tables of datasets/README.md up to date."""
    from stance.corpus.registry import refresh_readme

    changed = refresh_readme(root, check=check)
    print(f"{root}: {'out of date' if check and changed else 'written' if changed else 'up to date'}")
    if check and changed:
        raise typer.Exit(1)
