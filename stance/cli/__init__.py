"""The command `stance`: each command parses, calls one library function and prints."""

from __future__ import annotations

import os
import sys

import typer

from stance import __version__
from stance.cli import data, drift, evaluate, explain, extract, inspect, ledger, predict, report, train
from stance.errors import StanceError, shown

app = typer.Typer(
    name="stance",
    help="Find quoted statements in Indic-language news and say whether they accuse, deny or confirm.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"indic-stance {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Find quoted statements in Indic-language news and say whether they accuse, deny or confirm."""


app.command()(predict.predict)
app.command()(extract.extract)
app.command()(ledger.ledger)
app.command()(explain.explain)
app.command()(report.report)
app.command()(train.train)
app.command()(evaluate.evaluate)
app.command()(drift.drift)
app.add_typer(data.app)
app.command()(inspect.languages)
app.command()(inspect.models)
app.command()(inspect.doctor)


def main() -> None:
    """Run the command line; our own errors become one line on stderr and exit code 1."""
    try:
        app()
    except StanceError as problem:
        print(f"stance: {problem}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `stance … | head` closed the pipe: nothing is wrong
        sys.stderr.close()
        sys.exit(0)
    except MemoryError:
        print("stance: not enough memory; give it more, or smaller articles and fewer --jobs", file=sys.stderr)
        sys.exit(1)
    except OSError as problem:  # a full disk, a folder that cannot be written
        place = f"{shown(os.fsdecode(problem.filename))}: " if isinstance(problem.filename, str | bytes) else ""
        print(f"stance: {place}cannot be read or written: {problem.strerror or problem}", file=sys.stderr)
        sys.exit(1)
