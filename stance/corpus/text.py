r"""Plain text: whole documents, lines, and their decoding, with bounds on what is loaded and processed.

Offsets index the text as read: a byte order mark at the start is dropped and, in a whole document,
`\r\n` and `\r` become `\n`. Nothing else is changed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from stance.corpus.sources import Source
from stance.errors import InputError
from stance.types import Article

MEBIBYTE = 2**20
LINE_LIMIT = 16 * MEBIBYTE
DOCUMENT_LIMIT = 64 * MEBIBYTE
ARTICLE_LIMIT = 8 * MEBIBYTE  # of one text in UTF-8, whatever held it; a newspaper article has a thousandth

_NEWLINE = re.compile(rb"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file with its line end: its number from 1 and the offset of its first byte."""

    number: int
    offset: int
    data: bytes


def whole(source: Source) -> bytes:
    """Return all bytes of a document.

    Raises
    ------
    InputError
        if it is empty or larger than `DOCUMENT_LIMIT`.
    """
    with source.open() as stream:
        data = stream.read(DOCUMENT_LIMIT + 1)
    if len(data) > DOCUMENT_LIMIT:
        raise InputError(f"the document is larger than {DOCUMENT_LIMIT // MEBIBYTE} MiB", source.name)
    if not data:
        raise InputError("the file is empty", source.name)
    return data


def lines(source: Source) -> Iterator[Line | InputError]:
    """Yield the lines of a file; one longer than `LINE_LIMIT` is passed over in pieces and reported.

    Raises
    ------
    InputError
        if the file is empty or UTF-16.
    """
    number = offset = 0
    with source.open() as stream:
        while data := stream.readline(LINE_LIMIT + 1):
            size = len(data)
            if not number:
                refuse_utf16(data, source.name)
                data = data.removeprefix(codecs.BOM_UTF8)
            number += 1
            if size > LINE_LIMIT and not data.endswith(b"\n"):
                while rest := stream.readline(MEBIBYTE):
                    size += len(rest)
                    if rest.endswith(b"\n"):
                        break
                yield InputError(f"the line is longer than {LINE_LIMIT // MEBIBYTE} MiB", f"{source.name}:{number}")
            else:
                yield Line(number, offset + size - len(data), data)
            offset += size
    if not number:
        raise InputError("the file is empty", source.name)


def refuse_utf16(data: bytes, name: str) -> None:
    """Raise InputError where `data` opens with the byte order mark of UTF-16 or UTF-32."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        raise InputError("is in UTF-16 or UTF-32; save it as UTF-8", name)


def decode_utf8(data: bytes, name: str, line: int = 1, offset: int = 0) -> str:
    """Return `data` as text; `line` and `offset` say where in the file it begins.

    Raises
    ------
    InputError
        at file:line with the offset of the first bad byte, counted from 0 at the start of the file.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line += len(_NEWLINE.findall(data[: error.start]))
        message = f"invalid UTF-8: byte 0x{data[error.start]:02X} at offset {offset + error.start} of the file"
        raise InputError(message, f"{name}:{line}") from None


def fault(text: str, limit: int = ARTICLE_LIMIT) -> str | None:
    """Return what makes `text` unfit to process, or `None`; `limit` is of its bytes in UTF-8."""
    if "\0" in text:
        return f"holds a NUL character (the first at character {text.index(chr(0))})"
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        return f"holds half a surrogate pair (U+{ord(text[error.start]):04X} at character {error.start})"
    if size > limit:
        return f"holds more than {limit // MEBIBYTE} MiB of text"
    return None


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the one article that fills a text file.

    Raises
    ------
    InputError
        if the file is empty, too large, not UTF-8, holds NULs or nothing but white space.
    """
    data = whole(source)
    refuse_utf16(data, source.name)
    body = data.removeprefix(codecs.BOM_UTF8)
    text = decode_utf8(body, source.name, offset=len(data) - len(body))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if problem := fault(text):
        line = text.count("\n", 0, max(0, text.find("\0"))) + 1
        raise InputError(problem, f"{source.name}:{line}")
    if not text.strip():
        raise InputError("the file holds nothing but white space", source.name)
    yield Article(source.id, text)
