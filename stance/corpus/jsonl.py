"""JSON Lines, one article a line, and what a record of any format must hold.

A record has the strings `id` and `text` and may have `title`, `date`, `source` and `lang`; other
fields are passed over. Texts are taken exactly as they decode.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from stance.corpus.sources import Source
from stance.corpus.text import decode_utf8, fault, lines
from stance.errors import InputError
from stance.types import Article

T = TypeVar("T")

REQUIRED = ("id", "text")
OPTIONAL = ("title", "date", "source", "lang")

_JSON_NAMES = {dict: "an object", list: "a list", str: "a string", bool: "a truth value", type(None): "null"}


def json_name(value: object) -> str:
    """Return what JSON calls a value of this type, with its article."""
    return _JSON_NAMES.get(type(value), "a number")


def _field(record: Mapping[str, object], name: str, where: str) -> str | None:
    """Return a field's text, `None` where it is absent, null or blank."""
    value = record.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"the field '{name}' must be a string and is {json_name(value)}", where)
    if problem := fault(value):
        raise InputError(f"the field '{name}' {problem}", where)
    return value if value.strip() else None


def article_of(record: Mapping[str, object], where: str) -> Article:
    """Return the article a record holds.

    Raises
    ------
    InputError
        at `where`, for the first field that is missing, empty, no string or unfit to process.
    """
    for name in REQUIRED:
        if record.get(name) is None:
            raise InputError(f"the field '{name}' is missing", where)
    fields = {name: _field(record, name, where) for name in (*REQUIRED, *OPTIONAL)}
    identity, text = fields.pop("id"), fields.pop("text")
    if identity is None or text is None:
        raise InputError(f"the field '{'id' if identity is None else 'text'}' is empty", where)
    return Article(identity, text, **fields)


def _parse(data: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(data)
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON: {error.msg.removesuffix(' at')} at column {error.colno}", where) from None
    except RecursionError:
        raise InputError("broken JSON: nested too deeply", where) from None
    except ValueError:
        raise InputError("broken JSON: a number has more digits than Python converts", where) from None
    if not isinstance(record, dict):
        raise InputError(f"a record must be an object and is {json_name(record)}", where)
    return record


def records(source: Source) -> Iterator[tuple[str, dict[str, Any]] | InputError]:
    """Yield each record of a file with its place as file:line; blank lines are passed over.

    Raises
    ------
    InputError
        if the file holds no record at all.
    """
    empty = True
    for line in lines(source):
        if isinstance(line, InputError):
            yield line
        elif line.data.strip():
            where = f"{source.name}:{line.number}"
            try:
                if b"\0" in line.data:
                    raise InputError("the line holds NUL characters", where)
                data = line.data.rstrip(b"\r\n")  # or a cut record would seem to break in the next line
                yield where, _parse(decode_utf8(data, source.name, line.number, line.offset), where)
            except InputError as error:
                yield error
        else:
            continue
        empty = False
    if empty:
        raise InputError("the file holds no record", source.name)


def converted(source: Source, convert: Callable[[dict[str, Any], str], T]) -> Iterator[T | InputError]:
    """Yield what `convert(record, where)` makes of each line, or why it makes nothing."""
    for item in records(source):
        if isinstance(item, InputError):
            yield item
            continue
        where, record = item
        try:
            yield convert(record, where)
        except InputError as error:
            yield error


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each line, or why it is none."""
    return converted(source, article_of)
