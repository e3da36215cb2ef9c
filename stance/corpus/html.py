"""Web pages through trafilatura: the main text, and title, date and site where the page gives them.

This module is the only importer of trafilatura. `Article.text` is the text trafilatura returns,
which leaves out unprintable characters, the joiners ZWJ and ZWNJ among them; offsets index it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from stance.corpus.sources import Source
from stance.corpus.text import DOCUMENT_LIMIT, decode_utf8, fault, whole
from stance.errors import InputError, MissingExtraError
from stance.types import Article

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_MOST_TAGS = 50_000  # a page of news has a thirtieth; the parser takes the square of their number


def _decode(data: bytes, name: str) -> str:
    """Return the page as text: by its byte order mark, as UTF-8, or as it declares; never by a guess."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return _decode_as(data, encoding, name)
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return decode_utf8(body, name, offset=len(data) - len(body))
    except InputError:
        declared = _CHARSET.search(body[:_DECLARED_WITHIN])
        if not declared:
            raise
        encoding = declared[1].decode("ascii", "replace").lower()
        if encoding in ("utf-8", "utf8"):
            raise
    # As browsers do: pages that say Latin-1 hold the quotation marks of Windows-1252.
    return _decode_as(body, "windows-1252" if encoding in ("iso-8859-1", "latin1") else encoding, name)


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        raise InputError(f"is neither UTF-8 nor what it declares, {encoding}", name) from None


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the one article of a page.

    Raises
    ------
    InputError
        if the file is empty, too large, cannot be decoded, holds NULs or no main text is found.
    MissingExtraError
        if trafilatura is not installed.
    """
    try:
        from trafilatura import bare_extraction
        from trafilatura.settings import Document
    except ImportError:
        raise MissingExtraError("reading HTML", "html") from None

    page = _decode(whole(source), source.name)
    if problem := fault(page, DOCUMENT_LIMIT):
        raise InputError(problem, source.name)
    if page.count("<") > _MOST_TAGS:
        raise InputError(f"holds more than {_MOST_TAGS:,} tags", source.name)
    try:
        # Not `extract`: that normalises to NFC, which takes nukta letters apart.
        found = bare_extraction(page, include_comments=False, with_metadata=True)
    except Exception as error:
        # Whatever a broken page sets off inside the parser, it must cost this page alone.
        raise InputError(f"trafilatura cannot read it: {type(error).__name__}: {error}", source.name) from error
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise InputError("trafilatura finds no main text in it", source.name)
    text = found.text or ""
    if problem := fault(text):
        raise InputError(problem, source.name)
    yield Article(
        source.id,
        text,
        title=found.title or None,
        date=found.date or None,
        source=found.sitename or found.hostname or None,
        lang=found.language or None,
    )
