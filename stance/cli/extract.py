"""`stance extract`: the statements alone, without labels."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stance.cli.options import Inputs, Lang, Output, Problems, RulesOnly, SkipFix, Strict, Text, articles
from stance.corpus.writers import write_records
from stance.pipeline import STATEMENT_FIELDS, Pipeline, statement_record


def extract(
    inputs: Inputs = None,
    text: Text = None,
    why: Annotated[bool, typer.Option("--why", help="Name the rule and the cue of each statement.")] = False,
    output: Output = None,
    lang: Lang = "hi",
    rules_only: RulesOnly = False,
    skip_fix: SkipFix = None,
    strict: Strict = False,
) -> None:
    """Find the statements, their kind, speaker and cue; a table on a terminal, JSON Lines elsewhere."""
    problems = Problems()
    pipeline = Pipeline(lang, rules_only=rules_only, skip_fixes=skip_fix or ())
    found = articles(inputs, text, strict, problems)
    if output is None and (why or sys.stdout.isatty()):
        from rich.console import Console

        from stance.report.tables import statement_table

        console = Console()
        for article in found:
            console.print(statement_table(pipeline.extract(article), why=why))
    else:
        records = (
            statement_record(article, number, statement)
            for article in found
            for number, statement in enumerate(pipeline.extract(article), 1)
        )
        write_records(records, output, "jsonl", columns=STATEMENT_FIELDS)
    problems.finish()
