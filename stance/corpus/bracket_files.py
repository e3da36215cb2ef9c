"""Files in bracket format: one article a `.md` file, as people write and read them."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from stance.corpus.annotated_record import record_of
from stance.corpus.atomic import atomic_path
from stance.corpus.bracket import parse, render
from stance.corpus.jsonl import OPTIONAL
from stance.corpus.sources import Name, Source
from stance.corpus.text import decode_utf8, refuse_utf16, whole
from stance.errors import InputError, shown
from stance.types import AnnotatedArticle


def raw_text(source: Source) -> str:
    """Return a whole file as text exactly as it decodes, without byte order mark.

    Raises
    ------
    InputError
        if it is empty, too large, or not UTF-8 (at file:line).
    """
    data = whole(source)
    refuse_utf16(data, source.name)
    body = data.removeprefix(codecs.BOM_UTF8)
    return decode_utf8(body, source.name, offset=len(data) - len(body))


def file_text(source: Source) -> str:
    r"""Return `raw_text` with `\n` at the end of every line."""
    return raw_text(source).replace("\r\n", "\n").replace("\r", "\n")


def read_bracket(source: Source) -> Iterator[AnnotatedArticle | InputError]:
    """Yield the one article of a file in bracket format.

    Raises
    ------
    InputError
        at file:line:column, as `stance.corpus.bracket.parse`.
    """
    yield parse(file_text(source), source.name)


def distinct(articles: Iterable[AnnotatedArticle]) -> Iterator[AnnotatedArticle]:
    """Yield articles for a format that knows them by their id.

    Raises
    ------
    InputError
        at the second article of one id.
    """
    seen: set[str] = set()
    for annotated in articles:
        if annotated.article.id in seen:
            raise InputError(f"two articles have the id '{shown(annotated.article.id)}'")
        seen.add(annotated.article.id)
        yield annotated


def file_stem(identity: str) -> str:
    """Return an article's id as the name of a file: what no name may hold is percent-encoded."""
    return re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|%]|^\.', lambda match: f"%{ord(match[0]):02X}", identity)


def write_bracket(articles: Iterable[AnnotatedArticle], folder: Name) -> int:
    """Write each article to `<folder>/<id>.md` and return how many; `id`, `title` and the like go to the header.

    Raises
    ------
    InputError
        if the folder or a file cannot be written, an id comes twice, or an article holds what the
        format cannot (crossing spans, a carriage return, a header value of two lines).
    """
    target = made_folder(folder)
    written = 0
    for annotated in distinct(articles):
        article = annotated.article
        said = {name: value for name in ("id", *OPTIONAL) if (value := getattr(article, name)) is not None}
        full = replace(annotated, header={**said, **annotated.header})
        source = _rendered(full)
        with atomic_path(target / f"{file_stem(article.id)}.md") as temporary:
            temporary.write_text(source, encoding="utf-8", newline="\n")
        written += 1
    return written


def _rendered(annotated: AnnotatedArticle) -> str:
    """Return the article in bracket format, sure that reading the file gives the same back."""
    name = shown(annotated.article.id)
    try:
        source = render(annotated)
        kept = parse(source.replace("\r\n", "\n").replace("\r", "\n"))
    except InputError as error:
        raise InputError(f"the bracket format cannot hold the article: {error}", name) from None
    same = (kept.article.text, kept.header) == (annotated.article.text, dict(annotated.header))
    if not same or record_of(kept)["statements"] != record_of(annotated)["statements"]:
        what = "a carriage return, a header value of two lines, a name with a quotation mark, …"
        raise InputError(f"the bracket format cannot hold something in the article: {what}", name)
    return source


def made_folder(folder: Name) -> Path:
    """Return the folder, made if it was missing.

    Raises
    ------
    InputError
        if it cannot be made.
    """
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder cannot be made: {error.strerror}", shown(os.fspath(folder))) from error
    return path
