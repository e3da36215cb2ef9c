"""The command `stance`: each command parses, calls one library function and prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from stance import __version__
from stance.errors import StanceError, shown

# Each command with the module of this package that holds it, in the order of the help.
_COMMANDS = {
    "predict": "predict",
    "extract": "extract",
    "ledger": "ledger",
    "explain": "explain",
    "report": "report",
    "train": "train",
    "evaluate": "evaluate",
    "drift": "drift",
    "data": "data",
    "languages": "inspect",
    "models": "inspect",
    "doctor": "inspect",
}


class _Imported(Mapping[str, Any]):
    """The commands, each imported when it is asked for: who labels an article need not wait for what trains."""

    def __getitem__(self, name: str) -> Any:
        command = getattr(import_module(f"stance.cli.{_COMMANDS[name]}"), name)
        if isinstance(command, typer.Typer):
            return get_command(command)
        alone = typer.Typer(add_completion=False)
        alone.command(name)(command)
        return get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _Group(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast("Any", _Imported())


app = typer.Typer(
    name="stance",
    cls=_Group,
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
