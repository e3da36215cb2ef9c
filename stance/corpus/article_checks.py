"""What an authored article must be beyond what its parser demands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from stance.corpus.dataset import ARTICLES, ArticleFile
from stance.errors import InputError

HEADER = ("id", "topic", "style", "date", "licence")


def article_faults(file: ArticleFile) -> Iterator[InputError]:
    """Yield the faults of one article at file:line, or file:line:column for a character that is not in NFC."""
    yield from _header_faults(file)
    yield from _character_faults(file)
    yield from _statement_faults(file)


def _header_faults(file: ArticleFile) -> Iterator[InputError]:
    header = file.annotated.header
    for key in HEADER:
        if not header.get(key, "").strip():
            yield InputError(f"the header gives no '{key}'", f"{file.name}:{file.header_line(key)}")
    if header["id"] != file.path.stem:
        message = f"the id '{header['id']}' is not the file's name '{file.path.stem}'"
        yield InputError(message, f"{file.name}:{file.header_line('id')}")
    folder = file.path.parent.name
    if folder not in (header.get("topic"), ARTICLES):
        message = f"the topic '{header.get('topic', '')}' is not the file's folder '{folder}'"
        yield InputError(message, f"{file.name}:{file.header_line('topic')}")
    try:
        date.fromisoformat(header.get("date", ""))
    except ValueError:
        if header.get("date"):
            message = f"the date '{header['date']}' is no day as YYYY-MM-DD"
            yield InputError(message, f"{file.name}:{file.header_line('date')}")


def _character_faults(file: ArticleFile) -> Iterator[InputError]:
    for number, line in enumerate(file.source.split("\n"), 1):
        if unicodedata.is_normalized("NFC", line):
            continue
        # The shortest beginning that is not in NFC ends with the character to blame.
        column = next(i for i in range(1, len(line) + 1) if not unicodedata.is_normalized("NFC", line[:i]))
        letter = line[column - 1]
        name = unicodedata.name(letter, "a character without a name")
        message = f"the text is not in NFC (U+{ord(letter):04X} {name})"
        yield InputError(message, f"{file.name}:{number}:{column}")


def _statement_faults(file: ArticleFile) -> Iterator[InputError]:
    stances = {item.number: item.stance for item in file.annotated.annotations}
    for item in file.annotated.annotations:
        statement = item.statement
        where = f"{file.name}:{file.line_of(statement.content.start)}"
        for role, span in (("content", statement.content), ("speaker", statement.speaker), ("cue", statement.cue)):
            if span and span.text != span.text.strip():
                yield InputError(f"the {role} of statement {item.number} begins or ends with white space", where)
        if item.answers and item.stance not in ("denial", "corroboration"):
            yield InputError(f"statement {item.number} answers a charge and is '{item.stance}'", where)
        for other in item.answers:
            if stances[other] != "accusation":
                message = f"statement {item.number} answers {other}, which is '{stances[other]}' and no accusation"
                yield InputError(message, where)
