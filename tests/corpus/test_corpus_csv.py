"""CSV in: headers, quoting, and the line each problem is told at."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import csv as csv_format
from stance.corpus.sources import Source
from stance.corpus.text import LINE_LIMIT
from stance.errors import InputError
from stance.types import Article

Read = Callable[..., tuple[list[Article], list[str]]]


def write(folder: Path, data: str | bytes) -> Path:
    path = folder / "news.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_fields_are_taken_exactly(tmp_path: Path, read: Read) -> None:
    text = 'पहली पंक्ति\r\nदूसरी ""पंक्ति"", \rतीसरी'
    path = write(tmp_path, f'\ufefflang, text ,extra,id\r\nhi,"{text}",7, a \r\n\r\n,x,,b\r\n')
    expected = [Article(" a ", text.replace('""', '"'), lang="hi"), Article("b", "x")]
    assert read(path) == (expected, [])


def test_a_bad_row_is_told_and_passed_over(tmp_path: Path, bad_row: dict[str, Any], read: Read) -> None:
    path = write(tmp_path, bad_row["file"])
    articles, problems = read(path)
    assert [article.id for article in articles] == bad_row["good"]
    assert problems == [f"{path}{':' + bad_row['where'] if bad_row['where'] else ''}: {bad_row['says']}"]


def test_bytes_that_are_no_utf8(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path, b'id,text\na,"1\n2\xff\n"\nb,c\n')
    articles, problems = read(path)
    assert problems[0] == f"{path}:3: invalid UTF-8: byte 0xFF at offset 14 of the file"
    # The rest of the broken record is read for one that opens with a quote.
    assert problems[1].startswith(f"{path}:4: broken CSV")
    assert articles == []


def test_an_empty_file(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path, "")
    assert read(path) == ([], [f"{path}: the file is empty"])


def test_a_binary_file_does_not_fill_the_screen(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path, "\x1b[31m" * 10_000)
    (problem,) = read(path)[1]
    assert len(problem) < 500
    assert problem.isprintable()


def test_fields_are_long(tmp_path: Path, read: Read) -> None:
    long = "गेहूँ " * (7 * 2**20 // len("गेहूँ ".encode()))
    before = csv.field_size_limit(1_000)
    try:
        articles, problems = read(write(tmp_path, f"id,text\na,{long}\n"))
    finally:
        csv.field_size_limit(before)
    assert problems == []
    assert articles[0].text == long


def test_a_limit_set_higher_is_left(tmp_path: Path, read: Read) -> None:
    before = csv.field_size_limit(10 * LINE_LIMIT)
    try:
        read(write(tmp_path, "id,text\na,b\n"))
        assert csv.field_size_limit() == 10 * LINE_LIMIT
    finally:
        csv.field_size_limit(before)


def test_a_quote_that_never_closes_cannot_fill_the_memory(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path, b'id,text\na,b\nc,"d\n' + b"e,f\n" * (LINE_LIMIT // 4) + b"g,h\n")
    articles, problems = read(path)
    assert articles[0].id == "a"
    assert articles[-1].id == "g"
    assert problems == [f"{path}:3: the record is longer than 16 MiB; is a quote never closed?"]


def rows(data: bytes) -> list[Article | InputError]:
    found: list[Article | InputError] = []
    try:
        found.extend(csv_format.read(Source("news", "news", ".csv", stream=io.BytesIO(data))))
    except InputError as error:
        found.append(error)
    return found


@given(st.binary())
def test_any_bytes_are_articles_or_problems(data: bytes) -> None:
    assert rows(data)
    assert rows(b"id,text\n" + data)


fields = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(str.strip)


@given(st.lists(st.tuples(fields, fields), min_size=1))
def test_every_article_comes_back(pairs: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("id", "text"), *pairs])
    assert rows(out.getvalue().encode()) == [Article(*pair) for pair in pairs]
