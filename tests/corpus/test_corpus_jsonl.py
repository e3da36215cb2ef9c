"""JSON Lines: good records among bad ones, and what each bad one is told."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import jsonl as jsonl_format
from stance.corpus import read_articles
from stance.corpus.sources import Source
from stance.corpus.text import LINE_LIMIT
from stance.errors import InputError
from stance.types import Article

Read = Callable[..., tuple[list[Article], list[str]]]

Write = Callable[..., Path]

GOOD = '{"id": "good", "text": "मंडी में प्याज़ महँगा हुआ।"}'


def test_all_fields(jsonl: Write, read: Read) -> None:
    record = {
        "id": "a",
        "text": "\r\n एक\u2028दो\x85 ",
        "title": "मंडी",
        "date": "2024-01-02",
        "source": "खेत समाचार",
        "lang": "hi",
        "tags": [1],
    }
    escaped = json.dumps(record), json.dumps(record, ensure_ascii=False)
    expected = Article("a", "\r\n एक\u2028दो\x85 ", "मंडी", "2024-01-02", "खेत समाचार", "hi")
    assert read(jsonl(*escaped)) == ([expected, expected], [])


def test_null_and_blank_are_missing(jsonl: Write, read: Read) -> None:
    assert read(jsonl('{"id": "a", "text": "x", "title": "", "date": null, "source": " "}'))[0] == [Article("a", "x")]


def test_ids_may_repeat(jsonl: Write, read: Read) -> None:
    assert [article.id for article in read(jsonl(GOOD, GOOD))[0]] == ["good", "good"]


def test_a_bad_record_is_told_and_passed_over(jsonl: Write, bad_record: dict[str, Any], read: Read) -> None:
    path = jsonl(GOOD, bad_record["line"], GOOD)
    articles, problems = read(path)
    assert [article.id for article in articles] == ["good", "good"]
    assert problems == [f"{path}:2: {bad_record['says']}"]
    with pytest.raises(InputError) as caught:
        list(read_articles([path], strict=True))
    assert caught.value.where == f"{path}:2"


def test_bytes_that_are_no_utf8(jsonl: Write, read: Read) -> None:
    path = jsonl(GOOD, b'{"id": "a", "text": "\xe0\xa4\x95\xff"}', GOOD)
    articles, problems = read(path)
    assert len(articles) == 2
    assert problems == [f"{path}:2: invalid UTF-8: byte 0xFF at offset {len(GOOD.encode()) + 1 + 24} of the file"]
    assert path.read_bytes()[len(GOOD.encode()) + 25] == 0xFF


def test_nul_bytes(jsonl: Write, read: Read) -> None:
    path = jsonl(GOOD, b"\0" * 1000, b'{"id": "a", "text": "x\0"}', GOOD)
    articles, problems = read(path)
    assert len(articles) == 2
    assert problems == [f"{path}:{n}: the line holds NUL characters" for n in (2, 3)]


def test_blank_lines_carriage_returns_and_a_mark(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + GOOD.encode() + b"\r\n \t\n" + GOOD.encode() + b"\r\n\n{")
    articles, problems = read(path)
    assert len(articles) == 2
    assert problems == [f"{path}:6: broken JSON: Expecting property name enclosed in double quotes at column 2"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"\n \r\n", "the file holds no record"),
        (b"\xef\xbb\xbf", "the file holds no record"),
        (GOOD.encode("utf-16"), "is in UTF-16 or UTF-32; save it as UTF-8"),
    ],
)
def test_files_without_a_record(tmp_path: Path, data: bytes, says: str, read: Read) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    assert read(path) == ([], [f"{path}: {says}"])


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_cannot_exhaust_the_stack(jsonl: Write, opening: str, read: Read) -> None:
    path = jsonl(opening * 200_000, GOOD)
    articles, problems = read(path)
    assert len(articles) == 1
    assert problems == [f"{path}:1: broken JSON: nested too deeply"]


def test_numbers_of_any_length_are_passed_over_or_told(jsonl: Write, read: Read) -> None:
    path = jsonl('{"id": "a", "text": "x", "n": ' + "9" * 5000 + "}", GOOD)
    articles, problems = read(path)
    assert len(articles) == 1
    assert problems == [f"{path}:1: broken JSON: a number has more digits than Python converts"]


def test_seven_megabytes_in_a_line_are_fine(jsonl: Write, read: Read) -> None:
    long = "गेहूँ " * (7 * 2**20 // len("गेहूँ ".encode()))
    path = jsonl(GOOD, json.dumps({"id": "long", "text": long}, ensure_ascii=False), GOOD)
    articles, problems = read(path)
    assert problems == []
    assert articles[1] == Article("long", long)


def test_a_line_beyond_the_bound_is_told_and_not_loaded(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.jsonl"
    with open(path, "wb") as file:
        file.write(f"{GOOD}\n".encode())
        for _ in range(200):
            file.write(b"a" * 2**20)
        file.write(f"\n{GOOD}\n".encode())
    tracemalloc.start()
    articles, problems = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(articles) == 2
    assert problems == [f"{path}:2: the line is longer than 16 MiB"]
    assert peak < 4 * LINE_LIMIT


def test_records_come_out_as_they_are_read(jsonl: Write) -> None:
    path = jsonl(*[GOOD] * 50_000)
    stream = read_articles(path)
    tracemalloc.start()
    assert sum(1 for _ in stream) == 50_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20


def source(data: bytes) -> Source:
    return Source("news", "news", ".jsonl", stream=io.BytesIO(data))


def settled(items: Iterator[Article | InputError]) -> tuple[list[Article], list[InputError]]:
    """Part what a reader yields; an error that ends it is the last problem."""
    articles: list[Article] = []
    problems: list[InputError] = []
    try:
        for item in items:
            if isinstance(item, InputError):
                problems.append(item)
            else:
                articles.append(item)
    except InputError as error:
        problems.append(error)
    return articles, problems


@given(st.lists(st.one_of(st.just(GOOD.encode()), st.binary(max_size=40), st.text(max_size=10).map(str.encode))))
def test_no_bytes_keep_the_good_records_back(pieces: list[bytes]) -> None:
    data = b"{}\n" + b"\n".join(piece.replace(b"\n", b"") for piece in pieces)
    articles, problems = settled(jsonl_format.read(source(data)))
    blank = sum(not piece.replace(b"\n", b"").strip() for piece in pieces)
    assert len(articles) == pieces.count(GOOD.encode())
    assert len(articles) + len(problems) == 1 + len(pieces) - blank


fields = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(str.strip)


@given(st.lists(st.builds(Article, fields, fields, *[st.none() | fields] * 4), min_size=1), st.booleans())
def test_every_article_comes_back(articles: list[Article], escaped: bool) -> None:
    records = [{name: getattr(a, name) for name in ("id", "text", "title", "date", "source", "lang")} for a in articles]
    data = "\n".join(json.dumps(record, ensure_ascii=escaped) for record in records).encode()
    assert settled(jsonl_format.read(source(data))) == (articles, [])
