"""`stance drift`: whether text without labels is still like what the model was measured on."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from stance.cli.options import Lang, Problems, Strict

_DRIFTED = 3


class Size(StrEnum):
    """How large an effect fails the run."""

    small = "small"
    medium = "medium"
    large = "large"


def drift(
    model: Annotated[str, typer.Argument(help="A shipped stance model's name or a model folder.")],
    texts: Annotated[list[str], typer.Argument(help="New articles: files, folders, globs, or - for standard input.")],
    reference: Annotated[
        list[str], typer.Option("--reference", help="Articles to compare with: a file, folder or glob; repeatable.")
    ],
    fail_on: Annotated[
        Size | None, typer.Option("--fail-on", help="Exit with 3 at a significant shift of at least this size.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    lang: Lang = "hi",
    strict: Strict = False,
) -> None:
    """Compare articles without labels with a reference: words, labels, confidence, cues, kinds, statements."""
    from rich.console import Console

    from stance.bundle import model_path, read_config
    from stance.corpus import read_articles
    from stance.evaluation.drift import SIZES
    from stance.evaluation.drift import drift as compare
    from stance.evaluation.profile import profiles
    from stance.pipeline import Pipeline
    from stance.report.tables import drift_table

    problems = Problems()
    pipeline = Pipeline(lang, model)
    old, new = (
        profiles(read_articles(given, strict=strict, on_problem=problems), pipeline) for given in (reference, texts)
    )
    shifts = compare(old, new)
    if as_json:
        result = {
            "model_sha256": read_config(model_path(model))["weights_sha256"],
            "articles": {"reference": len(old), "texts": len(new)},
            "shifts": [shift.record() for shift in shifts],
        }
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        Console().print(drift_table(shift.record() for shift in shifts))
        print(f"{len(new)} articles against {len(old)} of the reference")
    if fail_on is not None:
        too_far = [
            shift for shift in shifts if shift.significant and SIZES.index(shift.size) >= SIZES.index(fail_on.value)
        ]
        for shift in too_far:
            print(f"drift: {shift.measure}, {shift.size} ({shift.symbol} = {shift.effect:.2f})", file=sys.stderr)
        if too_far:
            raise typer.Exit(_DRIFTED)
    problems.finish()
