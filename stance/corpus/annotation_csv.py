"""Annotations as a table for spreadsheets and data frames: CSV, one row a statement.

The article's text and header (the columns `text` and `document`) stand in the first of its rows; or
the texts lie beside, in `<name>.texts.jsonl`. An article without statements is one row with the
`article` alone. The columns `statement`, `speaker` and `cue` are there to be read by people; on
reading they must agree with the offsets.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stance.corpus.annotated_record import annotated_of, document_record, statement_record
from stance.corpus.bracket_files import distinct, raw_text
from stance.corpus.json_list import parsed
from stance.corpus.jsonl import records
from stance.corpus.sources import Name, Source, source_of
from stance.corpus.text import DOCUMENT_LIMIT
from stance.corpus.writers import write_records
from stance.errors import InputError
from stance.types import AnnotatedArticle

_SHOWN = {"statement": ("start", "end"), "speaker": ("speaker_start", "speaker_end"), "cue": ("cue_start", "cue_end")}
COLUMNS = (
    *("article", "number", "start", "end", "kind", "stance", "sentiment", "sure", "statement"),
    *("speaker", "speaker_start", "speaker_end", "speaker_resolved", "cue", "cue_start", "cue_end", "answers"),
)
_DOCUMENT = ("text", "document")
_NUMBERS = ("number", "start", "end", "speaker_start", "speaker_end", "cue_start", "cue_end")
# What a spreadsheet would run; an apostrophe before it is taken off again.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def rows_of(annotated: AnnotatedArticle) -> Iterator[dict[str, Any]]:
    """Yield the rows of an article, the text and the rest of the document in the first."""
    document = document_record(annotated)
    identity, text = document.pop("id"), document.pop("text")
    own = {"text": text, "document": json.dumps(document, ensure_ascii=False)}
    if not annotated.annotations:
        yield {"article": identity, **own}
    for item in annotated.annotations:
        record = statement_record(item)
        words = {
            name: text[record[first] : record[last]]
            for name, (first, last) in _SHOWN.items()
            if record[first] is not None
        }
        answers = " ".join(map(str, record["answers"])) or None
        yield {"article": identity, **record, **words, "answers": answers, **own}
        own = {}


def write(articles: Iterable[AnnotatedArticle], target: Name) -> int:
    """Write the rows of articles with their texts and return how many articles.

    Raises
    ------
    InputError
        if the target cannot be written or an id comes twice.
    """
    listed = list(distinct(articles))
    rows = (_escaped(row) for annotated in listed for row in rows_of(annotated))
    write_records(rows, target, "csv", columns=[*COLUMNS, *_DOCUMENT])
    return len(listed)


def write_beside(articles: Iterable[AnnotatedArticle], target: Name) -> int:
    """Write the rows of articles without their texts, and the texts to `<name>.texts.jsonl`.

    Raises
    ------
    InputError
        if one of the two cannot be written or an id comes twice.
    """
    listed = list(distinct(articles))
    rows = (
        _escaped({name: value for name, value in row.items() if name not in _DOCUMENT})
        for annotated in listed
        for row in rows_of(annotated)
    )
    write_records(map(document_record, listed), _beside(Path(target)))
    write_records(rows, target, "csv", columns=COLUMNS)
    return len(listed)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.texts.jsonl")


def _escaped(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value for name, value in row.items()
    }


def read(source: Source) -> Iterator[AnnotatedArticle | InputError]:
    """Yield the article of each group of rows, in the order of their first rows, or why it is none.

    Raises
    ------
    InputError
        if the file is no CSV with the columns of `COLUMNS`, or the texts are missing.
    """
    groups: dict[str, list[tuple[str, dict[str, str | None]]]] = {}
    names: list[str] = []
    for where, row in _rows(source):
        if not names:
            names = row
            if missing := [name for name in COLUMNS if name not in names]:
                raise InputError(f"the header lacks the column '{missing[0]}'", where)
            continue
        if len(row) != len(names):
            raise InputError(f"the row has {len(row)} fields and the header {len(names)}", where)
        cells = {name: _cell(value) for name, value in zip(names, row, strict=True)}
        groups.setdefault(cells["article"] or "", []).append((where, cells))
    if not groups:
        raise InputError("the file holds no record", source.name)
    documents = {} if "text" in names else _documents(source)
    for identity, rows in groups.items():
        where = rows[0][0]
        try:
            document = documents.get(identity) or _document(identity, rows)
            statements = [(place, cells) for place, cells in rows if cells["number"] is not None]
            found = [_statement(cells, str(document.get("text")), place) for place, cells in statements]
            places = [place for place, _ in statements]
            yield annotated_of({**document, "statements": found}, where, places)
        except InputError as error:
            yield error


def _rows(source: Source) -> Iterator[tuple[str, list[str]]]:
    """Yield each row that is not blank with the line at which it begins."""
    # The limit belongs to the whole process: only ever raise it.
    csv.field_size_limit(max(csv.field_size_limit(), DOCUMENT_LIMIT))
    reader = csv.reader(io.StringIO(raw_text(source), newline=""), strict=True)
    while True:
        where = f"{source.name}:{reader.line_num + 1}"
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"broken CSV: {error}", where) from None
        if row:
            yield where, row


def _cell(value: str) -> str | None:
    value = value[1:] if value.startswith("'") and _FORMULA.match(value) else value
    return value or None


def _documents(source: Source) -> dict[str, dict[str, Any]]:
    path = _beside(source.path or Path(source.name))
    if not path.exists():
        raise InputError(f"has no column 'text', and there is no {path.name} beside it", source.name)
    found: dict[str, dict[str, Any]] = {}
    for item in records(source_of(path)):
        if isinstance(item, InputError):
            raise item
        found[str(item[1].get("id"))] = item[1]
    return found


def _document(identity: str, rows: list[tuple[str, dict[str, str | None]]]) -> dict[str, Any]:
    """Return the document of an article: the rows may have been sorted, so any of them may hold it."""
    holding = [(where, cells) for where, cells in rows if cells.get("text") is not None]
    if not holding:
        raise InputError(f"the text of the article '{identity}' is in none of its rows", rows[0][0])
    where, cells = holding[0]
    for other, more in holding[1:]:
        if more["text"] != cells["text"]:
            raise InputError(f"the article '{identity}' has another text at {where}", other)
    return {**parsed(cells.get("document") or "{}", where), "id": identity, "text": cells["text"]}


def _statement(cells: Mapping[str, str | None], text: str, where: str) -> dict[str, Any]:
    record: dict[str, Any] = {name: cells[name] for name in ("kind", "stance", "sentiment", "speaker_resolved")}
    for name in _NUMBERS:
        record[name] = _whole(name, cells[name], where)
    record["answers"] = [_whole("answers", part, where) for part in (cells["answers"] or "").split()]
    sure = (cells["sure"] or "true").lower()  # spreadsheets write TRUE
    if sure not in ("true", "false"):
        raise InputError(f"the column 'sure' must be true or false and is '{sure}'", where)
    record["sure"] = sure == "true"
    for name, (first, last) in _SHOWN.items():
        said = cells[name]
        if said is not None and record[first] is not None and record[last] is not None:
            there = text[record[first] : record[last]]
            if "".join(there.split()) != "".join(said.split()):
                raise InputError(f"the column '{name}' is not what stands at its offsets: '{there[:40]}'", where)
    return record


def _whole(name: str, cell: str | None, where: str) -> int | None:
    if cell is None:
        return None
    if not re.fullmatch("[0-9]{1,9}", cell):
        raise InputError(f"the column '{name}' must be a whole number and is '{cell}'", where)
    return int(cell)
