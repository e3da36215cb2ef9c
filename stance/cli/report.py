"""`stance report`: a folder of pages for one article or a whole corpus."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from stance.batch import label
from stance.cli.options import (
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
    pipeline_options,
)
from stance.languages import load_language
from stance.pipeline import RECORD_FIELDS
from stance.report.folder import MOST_PAGES, write_folder
from stance.report.html import counted


def report(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write; new, empty or of a former report.")],
    inputs: Inputs = None,
    text: Text = None,
    lang: Lang = "hi",
    model: StanceModel = None,
    sentiment_model: SentimentModel = None,
    max_risk: MaxRisk = None,
    rules_only: RulesOnly = False,
    skip_fix: SkipFix = None,
    strict: Strict = False,
    jobs: Jobs = 1,
    most_pages: Annotated[
        int, typer.Option("--most-pages", min=1, help="Articles that get a page of their own; all are counted.")
    ] = MOST_PAGES,
) -> None:
    """Write pages that show who accuses, denies and confirms: one for each article and an index with counts."""
    problems = Problems()
    options = pipeline_options(lang, model, rules_only, skip_fix, sentiment_model, max_risk)
    with closing(label(articles(inputs, text, strict, problems), options, jobs)) as documents:
        count = write_folder(documents, output, RECORD_FIELDS, load_language(lang), most_pages=most_pages)
    print(f"{counted(count, 'article')}; open {output / 'index.html'}")
    problems.finish()
