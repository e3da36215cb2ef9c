"""Whether a data set is fit to train and to test on: `validate` finds every fault and counts what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from stance.corpus import OnProblem
from stance.corpus.article_checks import article_faults
from stance.corpus.dataset import SPLITS, Dataset, dataset_folders, read_dataset, warn
from stance.corpus.giveaways import load_giveaways
from stance.corpus.pairs import pair_faults
from stance.corpus.splits import NAMES
from stance.corpus.standoff import Passage
from stance.corpus.stats import tally, tally_passages
from stance.corpus.wording_checks import giveaway_shares, guessing, likeness, templates
from stance.errors import InputError, shown

_REPEATED = 40  # characters from which the same wording in two splits is no chance


def validate(root: Path, on_problem: OnProblem | None = None) -> dict[str, Any]:
    """Check the data sets below `root` (`datasets/` or one language's folder) and return a summary by language.

    Each fault goes to `on_problem`, or becomes a warning without it, with its place: file:line, and
    the column where it is known. A fault of the whole (a share, a template) stands at its first case.

    Raises
    ------
    InputError
        if there is no data set at `root`.
    LanguageError
        if a folder is named after no language.
    """
    folders = dataset_folders(root)
    if not folders:
        raise InputError("there is no data set here (a folder with articles/ or standoff/)", shown(str(root)))
    return {folder.resolve().name: _validate(folder, on_problem or warn) for folder in folders}


def _validate(folder: Path, on_problem: OnProblem) -> dict[str, Any]:
    faults = 0

    def report(problem: InputError) -> None:
        nonlocal faults
        faults += 1
        on_problem(problem)

    data = read_dataset(folder, report)
    giveaways = load_giveaways(data.language)
    for file in data.articles:
        for fault in article_faults(file):
            report(fault)
    for fault in (*_id_faults(data), *_passage_faults(data.passages), *_split_faults(data), *pair_faults(data.pairs)):
        report(fault)
    summary: dict[str, Any] = {
        "authored": tally(file.annotated for file in data.articles),
        "standoff": tally_passages(data.passages),
        "pairs": len(data.pairs) // 2,
        "splits": _split_sizes(data),
        "likeness": likeness(data.articles, report),
        "templates": templates(data.articles, giveaways, report),
        "giveaways": giveaway_shares(data.articles, giveaways, report),
        "guessing": guessing(data.articles),
    }
    return {**summary, "faults": faults}


def _id_faults(data: Dataset) -> Iterator[InputError]:
    places: dict[str, str] = {}
    named = [(file.annotated.article.id, f"{file.name}:{file.header_line('id')}") for file in data.articles]
    named += [(passage.id, passage.where) for passage in data.passages]
    named += [(side.annotated.article.id, side.where) for side in data.pairs]
    for identity, where in named:
        if identity in places:
            yield InputError(f"the id '{identity}' is that of {places[identity]} too", where)
        places.setdefault(identity, where)


def _passage_faults(passages: Sequence[Passage]) -> Iterator[InputError]:
    """Yield passages under another source's name, and passages of one file that overlap."""
    by_file: defaultdict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        stem = Path(passage.where.rpartition(":")[0]).stem
        if passage.source != stem:
            yield InputError(f"the source '{passage.source}' is not the file's name '{stem}'", passage.where)
        by_file[passage.source, passage.file].append(passage)
    for group in by_file.values():
        group.sort(key=lambda passage: (passage.start, passage.end))
        furthest = group[0]
        for passage in group[1:]:
            if passage.start < furthest.end:
                message = f"the passage overlaps '{furthest.id}' ({furthest.where}) in the same file"
                yield InputError(message, passage.where)
            furthest = max(furthest, passage, key=lambda one: one.end)


def _split_faults(data: Dataset) -> Iterator[InputError]:
    if data.splits is None:
        return
    yield from data.splits.faults
    named = {
        "authored": {file.annotated.article.id: f"{file.name}:{file.header_line('id')}" for file in data.articles},
        "standoff": {passage.id: passage.where for passage in data.passages},
    }
    for part, known in named.items():
        of = data.splits.of[part]
        for identity, where in data.splits.where[part].items():
            if identity not in known:
                message = f"'{identity}' is in {of[identity]} of {part}, and nothing that could be read has this id"
                yield InputError(message, where)
        for identity, where in known.items():
            if identity not in of:
                yield InputError(f"'{identity}' is in no split of {part} in {SPLITS}", where)
    yield from _leaks(data)


def _leaks(data: Dataset) -> Iterator[InputError]:
    """Yield wordings of authored statements, and files of real text, that are in two splits."""
    assert data.splits is not None
    first: dict[tuple[str, str], tuple[str, str]] = {}

    def seen(key: tuple[str, str], split: str | None, where: str, what: str) -> Iterator[InputError]:
        if split is not None and first.setdefault(key, (split, where))[0] != split:
            yield InputError(f"{what} is in {split} and in {first[key][0]} ({first[key][1]})", where)

    for file in data.articles:
        split = data.splits.of["authored"].get(file.annotated.article.id)
        for item in file.annotated.annotations:
            content = item.statement.content
            if len(content.text) >= _REPEATED:
                where = f"{file.name}:{file.line_of(content.start)}"
                yield from seen(("", " ".join(content.text.split())), split, where, "the same statement")
    for passage in data.passages:
        split = data.splits.of["standoff"].get(passage.id)
        what = f"the file '{passage.file}'"
        yield from seen((passage.source, passage.file), split, passage.where, what)


def _split_sizes(data: Dataset) -> dict[str, dict[str, int]]:
    parts = data.splits.of if data.splits else {}
    return {part: {name: list(of.values()).count(name) for name in NAMES} for part, of in parts.items()}
