"""The text of the public sources whose annotations stand off in `datasets/hi/standoff`.

The project never holds that text. Anyone can fetch it (see `datasets/README.md`) and name its folder
in the environment variable `STANCE_SOURCES`; every passage is checked against its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.types import AnnotatedArticle, Annotation, Article, Span, Statement

VARIABLE = "STANCE_SOURCES"


def source_folder() -> Path | None:
    """Return the folder that holds the sources, or `None` where it is not set or not there."""
    value = os.environ.get(VARIABLE)
    return Path(value) if value and Path(value).is_dir() else None


@cache
def source_text(path: Path) -> str:
    """Return the text of a source file as annotations count it.

    Plain text: UTF-8 with universal newlines. XML: the paragraphs (`P`), white space collapsed, one a line.
    """
    if path.suffix != ".xml":
        return path.read_text("utf-8")
    paragraphs = (" ".join("".join(node.itertext()).split()) for node in ET.parse(path).getroot().iter("P"))  # noqa: S314
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def read_standoff(
    file: Path, sources: Path | None = None, *, texts: Mapping[str, str] | None = None
) -> Iterator[AnnotatedArticle]:
    """Yield each annotated passage with its text; offsets are turned from the file's into the passage's.

    The texts are files below `sources`, or come from `texts` by the record's `file`.

    Raises
    ------
    InputError
        at file:line, where the source is missing or its text is another one.
    """
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        record = json.loads(line)
        where = f"{file}:{number}"
        name = f"{record['source']}/{record['file']}"
        if texts is not None:
            whole = texts.get(record["file"])
        else:
            path = (sources or Path()) / record["source"] / record["file"]
            whole = source_text(path) if path.is_file() else None
        if whole is None:
            raise InputError(f"{name} is missing; datasets/README.md says where to get it", where)
        text = whole[record["start"] : record["end"]]
        if hashlib.sha256(text.encode()).hexdigest() != record["sha256"]:
            raise InputError(f"{name} holds another text than was annotated", where)
        yield _annotated(record, text)


def _annotated(record: dict[str, Any], text: str) -> AnnotatedArticle:
    offset = record["start"]

    def span(item: dict[str, Any], start: str, end: str) -> Span | None:
        if start not in item:
            return None
        first, last = item[start] - offset, item[end] - offset
        return Span(first, last, text[first:last])

    annotations = []
    for number, item in enumerate(record["statements"], 1):
        content = span(item, "start", "end")
        assert content is not None
        statement = Statement(
            item["kind"],
            content,
            span(item, "cue_start", "cue_end"),
            span(item, "speaker_start", "speaker_end"),
            "gold",
        )
        annotations.append(
            Annotation(number, statement, item["stance"], item["sentiment"], item["sure"], item.get("speaker_resolved"))
        )
    header = {"id": record["id"], "source": record["source"], "random": str(record.get("random", False)).lower()}
    return AnnotatedArticle(Article(record["id"], text, source=record["source"], lang="hi"), tuple(annotations), header)
