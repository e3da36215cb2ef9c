"""Whole documents: decoding, newlines, bounds."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import text as text_format
from stance.corpus.sources import Source
from stance.corpus.text import DOCUMENT_LIMIT, LINE_LIMIT, Line, lines
from stance.errors import InputError
from stance.types import Article

Read = Callable[..., tuple[list[Article], list[str]]]

HINDI = "“नहर सूखी है,” सरपंच ने कहा।\nदु:ख की बात है।"


def source(data: bytes, suffix: str = ".txt") -> Source:
    return Source("news", "news", suffix, stream=io.BytesIO(data))


def test_the_text_is_taken_as_it_stands(tmp_path: Path, read: Read) -> None:
    kept = "\n  क़ क\u093c \u200dक्\u200dष फ़ \u00a0 ‘‘ ’’ \u2028 \x85 \x0c\t\n\n"
    (tmp_path / "a.txt").write_text(kept, encoding="utf-8")
    assert read(tmp_path)[0] == [Article("a", kept)]


def test_a_mark_is_dropped_at_the_start_alone(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + f"{HINDI}\ufeff".encode())
    assert read(tmp_path)[0] == [Article("a", f"{HINDI}\ufeff")]


def test_newlines_become_line_feeds(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.txt").write_bytes("एक\r\nदो\rतीन\n\rचार\r\r\n".encode())
    assert read(tmp_path)[0][0].text == "एक\nदो\nतीन\n\nचार\n\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", ": the file is empty"),
        (b"\xef\xbb\xbf", ": the file holds nothing but white space"),
        (b" \r\n\t \xe2\x80\x83", ": the file holds nothing but white space"),
        ("क\nख".encode() + b"\xe0\xa4", ":2: invalid UTF-8: byte 0xE0 at offset 7 of the file"),
        (b"\xef\xbb\xbfa\r\nb\rc\xff", ":3: invalid UTF-8: byte 0xFF at offset 9 of the file"),
        (b"\xed\xa0\x80", ":1: invalid UTF-8: byte 0xED at offset 0 of the file"),
        (b"a\nb\0", ":2: holds a NUL character (the first at character 3)"),
        (HINDI.encode("utf-16"), ": is in UTF-16 or UTF-32; save it as UTF-8"),
        (b"\xfe\xff" + HINDI.encode("utf-16-be"), ": is in UTF-16 or UTF-32; save it as UTF-8"),
        (b"\x00\x00\xfe\xff" + HINDI.encode("utf-32-be"), ": is in UTF-16 or UTF-32; save it as UTF-8"),
    ],
)
def test_refusals(tmp_path: Path, data: bytes, message: str, read: Read) -> None:
    (tmp_path / "bad.txt").write_bytes(data)
    (tmp_path / "good.txt").write_text(HINDI, encoding="utf-8")
    articles, problems = read(tmp_path)
    assert articles == [Article("good", HINDI)]
    assert problems == [f"{tmp_path}/bad.txt{message}"]


def test_the_size_of_a_document_is_bounded(tmp_path: Path, read: Read) -> None:
    with open(tmp_path / "a.txt", "wb") as file:
        file.truncate(DOCUMENT_LIMIT * 1000)  # a hole: takes no room, and must not be loaded
    assert read(tmp_path)[1] == [f"{tmp_path}/a.txt: the document is larger than 64 MiB"]


@given(st.binary())
def test_any_bytes_are_an_article_or_a_problem(data: bytes) -> None:
    with suppress(InputError):  # anything else that is raised fails the test
        (item,) = text_format.read(source(data))
        assert isinstance(item, Article)
        assert item.text == io.TextIOWrapper(io.BytesIO(data), "utf-8-sig").read()


@given(st.lists(st.binary(max_size=6)), st.booleans())
def test_lines_are_the_file_in_pieces(pieces: list[bytes], mark: bool) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + b"\n".join(pieces)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:4] == b"\x00\x00\xfe\xff" or not data:
        return
    found = list(lines(source(data)))
    assert all(isinstance(line, Line) and data[line.offset :].startswith(line.data) for line in found)
    assert b"".join(line.data for line in found if isinstance(line, Line)) == data.removeprefix(b"\xef\xbb\xbf")
    assert [line.number for line in found if isinstance(line, Line)] == list(range(1, len(found) + 1))


def test_a_line_at_the_bound_passes_and_one_beyond_it_is_passed_over() -> None:
    data = b"a" * LINE_LIMIT + b"\n" + b"b" * (LINE_LIMIT + 1) + b"\n" + b"c" * (2 * LINE_LIMIT) + b"\nd\n"
    first, second, third, last = lines(source(data))
    assert isinstance(first, Line)
    assert len(first.data) == LINE_LIMIT + 1
    assert [str(second), str(third)] == [f"news:{n}: the line is longer than 16 MiB" for n in (2, 3)]
    assert last == Line(4, len(data) - 2, b"d\n")
