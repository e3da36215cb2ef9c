"""The fixed division of a data set: `splits.json`, ids of authored articles and of standoff passages by split.

{"version": 1, "authored": {"train": ["farm-017", …], "dev": […], "test": […]}, "standoff": {…}}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stance.corpus.bracket_files import file_text
from stance.corpus.json_list import parsed
from stance.corpus.sources import source_of
from stance.errors import InputError

VERSION = 1
PARTS = ("authored", "standoff")
NAMES = ("train", "dev", "test")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Splits:
    """The split of each id of each part, and the place in the file of each."""

    of: Mapping[str, Mapping[str, str]]
    where: Mapping[str, Mapping[str, str]]
    faults: tuple[InputError, ...] = field(default=())

    def ids(self, part: str, split: str) -> list[str]:
        """Return the ids of a split in the order of the file."""
        return [identity for identity, name in self.of.get(part, {}).items() if name == split]


def read_splits(path: Path) -> Splits:
    """Return the splits; an id given twice is among `faults`, at file:line, and counts where it came first.

    Raises
    ------
    InputError
        if the file is missing or broken, of another version, or holds something else than lists of ids.
    """
    source = source_of(path)
    if not path.is_file():
        raise InputError("there is no such file, and every article and passage needs a split", source.name)
    text = file_text(source)
    record = parsed(text, source.name)
    if record.get("version") != VERSION:
        raise InputError(f"the field 'version' must be {VERSION}", f"{source.name}:1")
    if unknown := [name for name in record if name not in ("version", *PARTS)]:
        raise InputError(f"unknown part '{unknown[0]}'; known: {', '.join(PARTS)}", source.name)
    lines = _lines(text)
    of: dict[str, dict[str, str]] = {part: {} for part in PARTS}
    where: dict[str, dict[str, str]] = {part: {} for part in PARTS}
    faults: list[InputError] = []
    # json keeps the order of the file, so the strings come as they were found in the text.
    for part in (name for name in record if name in PARTS):
        for split, identity in _ids(part, record[part], source.name):
            place = f"{source.name}:{next(lines[identity])}"
            if identity in of[part]:
                message = f"'{identity}' is in {split} and in {of[part][identity]} ({where[part][identity]})"
                faults.append(InputError(message, place))
                continue
            of[part][identity], where[part][identity] = split, place
    return Splits(of, where, tuple(faults))


def _ids(part: str, value: object, name: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        raise InputError(f"'{part}' must be an object of {', '.join(NAMES)}", name)
    for split, ids in value.items():
        if split not in NAMES:
            raise InputError(f"unknown split '{split}' of {part}; known: {', '.join(NAMES)}", name)
        if not isinstance(ids, list) or not all(isinstance(identity, str) for identity in ids):
            raise InputError(f"the split '{split}' of {part} must be a list of ids", name)
        yield from ((split, identity) for identity in ids)


def _lines(text: str) -> Mapping[str, Iterator[int]]:
    """Return the lines on which each string of a JSON text stands, in order."""
    found: dict[str, list[int]] = {}
    line, counted = 1, 0
    for match in _STRING.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if not re.match(r"\s*:", text[match.end() : match.end() + 80]):  # a key is no id
            found.setdefault(json.loads(match[0]), []).append(line)
    return {string: iter(lines) for string, lines in found.items()}
