"""JSON files of labelling tools: a list read element by element, so that each is known by its line, or one object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from stance.corpus.jsonl import json_name
from stance.errors import InputError

_BLANK = re.compile(r"[ \t\n\r]*")


def elements(text: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of the list that `text` is, each with its place as file:line.

    Raises
    ------
    InputError
        where the list breaks off, holds something else than objects, or is none.
    """
    decoder = json.JSONDecoder()
    line = 1
    counted = 0

    def place(position: int) -> str:
        nonlocal line, counted
        line += text.count("\n", counted, position)
        counted = position
        return f"{name}:{line}"

    def skip(position: int) -> int:
        match = _BLANK.match(text, position)
        return match.end() if match else position

    position = skip(0)
    if text[position : position + 1] != "[":
        raise InputError("the file must be one JSON list of tasks", place(position))
    position = skip(position + 1)
    first = True
    while text[position : position + 1] != "]":
        if not first:
            if text[position : position + 1] != ",":
                raise InputError("broken JSON: a , or ] is missing", place(position))
            position = skip(position + 1)
        where = place(position)
        try:
            value, position = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            message = f"broken JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
            raise InputError(message, f"{name}:{error.lineno}") from None
        except (RecursionError, ValueError):
            raise InputError("broken JSON: nested too deeply or a number too long", where) from None
        if not isinstance(value, dict):
            raise InputError(f"a task must be an object and is {json_name(value)}", where)
        yield where, value
        first = False
        position = skip(position)
    position = skip(position + 1)
    if position != len(text):
        raise InputError("something follows the list", place(position))


def parsed(text: str, name: str) -> dict[str, Any]:
    """Return the one object that `text` is.

    Raises
    ------
    InputError
        where it is broken or something else than an object.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON: {error.msg.removesuffix(' at')} at column {error.colno}", name) from None
    except (RecursionError, ValueError):
        raise InputError("broken JSON: nested too deeply or a number too long", name) from None
    if not isinstance(value, dict):
        raise InputError(f"must be a JSON object and is {json_name(value)}", name)
    return value
