"""Plain labelled texts: any JSONL, CSV or TSV with a text column and a label column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stance.corpus import OnProblem, settle
from stance.corpus.jsonl import records
from stance.corpus.sources import source_of
from stance.errors import InputError

SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with its label and, where the data names one, the group it must not be split from."""

    text: str
    label: str
    group: str


def read_labelled(
    path: Path,
    *,
    text: str = "text",
    label: str = "label",
    group: str | None = None,
    strict: bool = False,
    on_problem: OnProblem | None = None,
) -> Iterator[LabelledText]:
    """Yield the rows of a file; a row without a group column is a group of its own.

    Raises
    ------
    InputError
        for an unknown suffix, a missing file, a missing column, or the first bad row if `strict`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"cannot read labelled texts from '{path.suffix}'; known: {', '.join(SUFFIXES)}", str(path))
    if not path.is_file():
        raise InputError("no such file", str(path))
    return settle(_read(path, text, label, group), strict, on_problem)


def _read(path: Path, text: str, label: str, group: str | None) -> Iterator[LabelledText | InputError]:
    wanted = [text, label, *([group] if group else [])]
    for where, row in _rows(path):
        if isinstance(row, InputError):
            yield row
            continue
        missing = [name for name in wanted if row.get(name) in (None, "")]
        if missing:
            yield InputError(f"no column '{missing[0]}'; the row has: {', '.join(map(str, row))}", where)
        else:
            yield LabelledText(str(row[text]), str(row[label]), str(row[group]) if group else where)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, object] | InputError]]:
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        for item in records(source_of(str(path))):
            yield ("", item) if isinstance(item, InputError) else item
        return
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=delimiter)
            for row in reader:
                yield f"{path}:{reader.line_num}", dict(row)
    except (UnicodeDecodeError, csv.Error) as problem:
        yield "", InputError(f"not readable as UTF-8 {path.suffix} ({problem})", str(path))
