"""`stance ledger`: each accusation, who is accused, and whether a reply to it stands in the same article."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

from stance.batch import label
from stance.cli.options import (
    FORMAT,
    Inputs,
    Jobs,
    Lang,
    Output,
    Problems,
    RulesOnly,
    SkipFix,
    StanceModel,
    Strict,
    Text,
    articles,
    format_of,
    pipeline_options,
)
from stance.corpus.atomic import atomic_path
from stance.corpus.writers import OutputFormat, write_records
from stance.ledger import ENTRY_FIELDS, Ledger
from stance.ledger import ledger as ledgers_of


class Format(StrEnum):
    """What the ledger is written as."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


def ledger(
    inputs: Inputs = None,
    text: Text = None,
    format: Annotated[Format | None, FORMAT] = None,
    output: Output = None,
    lang: Lang = "hi",
    model: StanceModel = None,
    rules_only: RulesOnly = False,
    skip_fix: SkipFix = None,
    strict: Strict = False,
    jobs: Jobs = 1,
) -> None:
    """List each accusation: who is accused, and whether a denial or a confirmation of it stands in the same article."""
    problems = Problems()
    options = pipeline_options(lang, model, rules_only, skip_fix)
    with closing(label(articles(inputs, text, strict, problems), options, jobs)) as documents:
        _write(ledgers_of(documents, lang), format or format_of(output, Format), output)
    problems.finish()


def _write(ledgers: Iterable[Ledger], format: Format, output: Path | None) -> None:
    if format in (Format.jsonl, Format.csv):
        records = itertools.chain.from_iterable(ledger.records() for ledger in ledgers)
        write_records(records, output, cast("OutputFormat", format.value), columns=ENTRY_FIELDS)
    elif output is None:
        _print(ledgers, format, sys.stdout, None)
    else:
        with atomic_path(output) as path, path.open("w", encoding="utf-8") as file:
            _print(ledgers, format, file, 120)


def _print(ledgers: Iterable[Ledger], format: Format, file: Any, width: int | None) -> None:
    if format is Format.html:
        from stance.report.ledger_html import ledger_page

        file.writelines(ledger_page(ledgers))
        return
    from rich.console import Console

    from stance.report.ledger_table import ledger_table

    console = Console(file=file, width=width)
    for found in ledgers:
        console.print(ledger_table(found))
