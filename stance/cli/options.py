"""Options that several commands share, and what they all print alike."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from stance.corpus import read_articles
from stance.errors import InputError
from stance.types import Article

F = TypeVar("F", bound=StrEnum)

FORMAT = typer.Option(
    "--format", "-f", help="Default: by the suffix of --output, else table on a terminal, else jsonl."
)
Inputs = Annotated[
    list[str] | None,
    typer.Argument(help="Files (txt, html, jsonl, csv, parquet), folders, globs, or - for standard input."),
]
Text = Annotated[str | None, typer.Option("--text", help="Read this text instead of files.")]
Lang = Annotated[str, typer.Option("--lang", help="Language code; see `stance languages`.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of standard output.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first bad record.")]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="Extract by rules alone, without the trained selector.")]
SkipFix = Annotated[list[str] | None, typer.Option("--skip-fix", help="Switch off a cleaning fix by name.")]

StanceModel = Annotated[str | None, typer.Option("--model", help="Stance model: a shipped name or a folder.")]
SentimentModel = Annotated[str | None, typer.Option("--sentiment-model", help="Sentiment model.")]
MaxRisk = Annotated[
    float | None,
    typer.Option("--max-risk", min=0.0, max=1.0, help="Abstain where the expected error is above this."),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes that work side by side.")]


def pipeline_options(
    lang: str,
    model: str | None,
    rules_only: bool,
    skip_fix: list[str] | None,
    sentiment_model: str | None = None,
    max_risk: float | None = None,
) -> dict[str, Any]:
    """Return what the command line says as the arguments of `Pipeline`."""
    return {
        "language": lang,
        "stance": model,
        "sentiment": sentiment_model,
        "rules_only": rules_only,
        "skip_fixes": sorted(skip_fix or ()),
        "max_risk": max_risk,
    }


def format_of(output: Path | str | None, formats: type[F]) -> F:
    """Return the format that the suffix of `output` names, else jsonl; table on a terminal."""
    if output is None:
        return formats("table" if sys.stdout.isatty() else "jsonl")
    suffix = Path(output).suffix.lstrip(".").lower()
    return formats(suffix if suffix in formats.__members__ and suffix != "table" else "jsonl")


class Problems:
    """Prints each problem to stderr as it comes and remembers that there were some."""

    def __init__(self) -> None:
        """Start with none."""
        self.count = 0

    def __call__(self, problem: InputError) -> None:
        """Report one problem."""
        self.count += 1
        print(f"stance: {problem}", file=sys.stderr)

    def finish(self) -> None:
        """Exit with 1 if there were any."""
        if self.count:
            raise typer.Exit(1)


def articles(inputs: list[str] | None, text: str | None, strict: bool, problems: Problems) -> Iterator[Article]:
    """Yield the articles of the command line; standard input where nothing is named and it is piped."""
    if text is not None:
        if inputs:
            raise typer.BadParameter("give either files or --text, not both")
        return iter([Article("text", text)])
    if not inputs:
        if sys.stdin.isatty():
            raise typer.BadParameter("name a file or folder, pipe a text in, or use --text")
        inputs = ["-"]
    return read_articles(inputs, strict=strict, on_problem=problems)
