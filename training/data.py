"""The project's data by part and split."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from stance.corpus import gather, settle
from stance.corpus.bracket import parse
from stance.corpus.pairs import Side, read_pairs
from stance.types import AnnotatedArticle
from training.sources import VARIABLE, read_standoff, source_folder

ROOT = Path(__file__).parent.parent
DATA = ROOT / "datasets" / "hi"
PARTS = ("authored", "standoff")


@cache
def splits() -> dict[str, dict[str, list[str]]]:
    """Return the ids of each split of each part."""
    loaded: dict[str, dict[str, list[str]]] = json.loads((DATA / "splits.json").read_text("utf-8"))
    return {part: loaded[part] for part in PARTS}


@cache
def part(name: str) -> tuple[AnnotatedArticle, ...]:
    """Return all articles of `authored` or `standoff`, in file order; standoff is empty without its sources."""
    if name == "authored":
        files = sorted((DATA / "articles").rglob("*.md"))
        return tuple(parse(path.read_text("utf-8"), str(path.relative_to(ROOT))) for path in files)
    folder = source_folder()
    if folder is None:
        print(f"standoff data left out: set {VARIABLE} to the folder of the sources (datasets/README.md)")
        return ()
    files = sorted((DATA / "standoff").glob("*.jsonl"))
    return tuple(article for path in files for article in read_standoff(path, folder))


def pairs(name: str) -> list[Side]:
    """Return the sentences of `contrast` or `challenge`, in file order."""
    return list(settle(gather([DATA / name], {".jsonl": read_pairs}), strict=True, on_problem=None))


def contrast() -> Iterator[AnnotatedArticle]:
    """Yield the contrast pairs, which are all for training; both sentences of a pair bear its name, as one group."""
    for side in pairs("contrast"):
        yield replace(side.annotated, article=replace(side.annotated.article, id=side.pair))


def select(name: str, *wanted: str) -> Iterator[AnnotatedArticle]:
    """Yield the articles of a part that lie in the wanted splits."""
    ids = {identity for split in wanted for identity in splits()[name][split]}
    return (article for article in part(name) if article.article.id in ids)
