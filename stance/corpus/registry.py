"""The data sets of `datasets/registry.toml`, and the tables of `datasets/README.md` that are made from them."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from stance.corpus import gather
from stance.corpus.atomic import atomic_path
from stance.corpus.bracket_files import file_text, read_bracket
from stance.corpus.dataset import SPLITS
from stance.corpus.pairs import read_pairs
from stance.corpus.sources import Source, source_of
from stance.corpus.splits import NAMES, read_splits
from stance.corpus.standoff import read_passages
from stance.errors import InputError
from stance.types import STANCES

REGISTRY, README = "registry.toml", "README.md"
BEGIN, END = "<!-- tables: begin (made by `stance data readme`) -->", "<!-- tables: end -->"
_PARTS = {"bracket": "authored", "standoff": "standoff"}  # format -> its name in splits.json
_DIGITS = 16  # of the digest, as shown


@dataclass(frozen=True, slots=True)
class Entry:
    """A data set: what the registry says of it.

    `path` is below the folder of the registry; `use` tells what a set without splits is for.
    """

    id: str
    name: str
    language: str
    path: str
    format: str
    licence: str
    written_by: str
    annotated_by: str
    use: str
    description: str


def read_registry(root: Path) -> tuple[Entry, ...]:
    """Return the entries of `registry.toml` in a folder, in its order.

    Raises
    ------
    InputError
        if the file is missing or broken, or an entry lacks a field, has another or an unknown format.
    """
    source = source_of(root / REGISTRY)
    if not (root / REGISTRY).is_file():
        raise InputError("there is no such file", source.name)
    try:
        loaded = tomllib.loads(file_text(source))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"broken TOML: {error}", source.name) from None
    wanted = [field.name for field in fields(Entry) if field.name != "id"]
    entries = []
    for identity, table in loaded.items():
        if not isinstance(table, dict) or sorted(table) != sorted(wanted):
            raise InputError(f"[{identity}] must have exactly the fields {', '.join(wanted)}", source.name)
        if not all(isinstance(value, str) for value in table.values()):
            raise InputError(f"[{identity}]: every field must be a string", source.name)
        if table["format"] not in _READERS:
            known = ", ".join(_READERS)
            raise InputError(f"[{identity}]: unknown format '{table['format']}'; known: {known}", source.name)
        entries.append(Entry(identity, **table))
    return tuple(entries)


def _bracket(source: Source) -> Iterator[list[str] | InputError]:
    for item in read_bracket(source):
        yield item if isinstance(item, InputError) else [one.stance for one in item.annotations]


def _standoff(source: Source) -> Iterator[list[str] | InputError]:
    for item in read_passages(source):
        yield item if isinstance(item, InputError) else [one.stance for one in item.statements]


def _pairs(source: Source) -> Iterator[list[str] | InputError]:
    for item in read_pairs(source):
        yield item if isinstance(item, InputError) else [item.annotated.annotations[0].stance]


_READERS = {"bracket": (".md", _bracket), "standoff": (".jsonl", _standoff), "pairs": (".jsonl", _pairs)}


def digest(folder: Path) -> str:
    """Return the SHA-256 of all files of a folder: of their names below it and their contents, sorted."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return total.hexdigest()


def tables(root: Path) -> str:
    """Return the tables of the data sets in a folder as Markdown.

    Raises
    ------
    InputError
        as `read_registry`, and at the first fault of a data set's files.
    """
    entries = read_registry(root)
    lines = _table(
        ("data set", "what it is", "language", "text", "annotation", "licence"),
        (
            (
                f"**{one.name}** `{one.path}`",
                one.description,
                one.language,
                one.written_by,
                one.annotated_by,
                one.licence,
            )
            for one in entries
        ),
    )
    head = ("data set", "documents", "statements", *STANCES, " / ".join(NAMES), "SHA-256")
    return "\n".join([*lines, "", *_table(head, (_counts(root, one) for one in entries))])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    names = list(head)
    lines = [names, ["---"] * len(names), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def _counts(root: Path, entry: Entry) -> list[str]:
    """Return an entry's row; of a data set that is not there yet all cells are a dash."""
    folder = root / entry.path
    if not folder.is_dir():
        return [entry.name, *["–"] * (len(STANCES) + 4)]
    suffix, read = _READERS[entry.format]
    documents, stances = 0, Counter[str]()
    for item in gather([folder], {suffix: read}):
        if isinstance(item, InputError):
            raise item
        documents += 1
        stances.update(item)
    counts = [documents, stances.total(), *(stances[stance] for stance in STANCES)]
    return [entry.name, *(f"{count:,}" for count in counts), _splits(folder, entry), f"`{digest(folder)[:_DIGITS]}`"]


def _splits(folder: Path, entry: Entry) -> str:
    part = _PARTS.get(entry.format)
    if part is None:
        return entry.use
    of = list(read_splits(folder.parent / SPLITS).of[part].values())
    return " / ".join(f"{of.count(name):,}" for name in NAMES)


def refresh_readme(root: Path, *, check: bool = False) -> bool:
    """Write the tables between the two marks in `README.md` and return whether they had to change.

    With `check` nothing is written.

    Raises
    ------
    InputError
        as `tables`, or if the file or one of the marks is missing.
    """
    path = root / README
    source = source_of(path)
    if not path.is_file():
        raise InputError("there is no such file", source.name)
    text = file_text(source)
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise InputError(f"the marks '{BEGIN}' and '{END}' must stand there once each, in this order", source.name)
    before, rest = text.split(BEGIN)
    behind = rest.split(END)[1]
    made = f"{before}{BEGIN}\n\n{tables(root)}\n\n{END}{behind}"
    if made != text and not check:
        with atomic_path(path) as temporary:
            temporary.write_text(made, encoding="utf-8", newline="\n")
    return made != text
