"""Parquet in: column types, damaged files, batches."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stance.types import Article

Read = Callable[..., tuple[list[Article], list[str]]]

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TEXT = "गाँव में बिजली नहीं है।"


def write(folder: Path, table: Any, **options: Any) -> Path:
    path = folder / "news.parquet"
    pq.write_table(table, path, **options)
    return path


def test_all_fields_and_more_rows_than_a_batch(tmp_path: Path, read: Read) -> None:
    count = 1000
    table = pa.table(
        {
            "extra": list(range(count)),
            "text": pa.array([TEXT] * count, pa.large_string()),
            "id": [str(n) for n in range(count)],
            "lang": pa.array(["hi"] * count).dictionary_encode(),
            "date": pa.array([datetime.date(2024, 1, 2)] * count),
            "title": pa.nulls(count),
        }
    )
    articles, problems = read(write(tmp_path, table, row_group_size=300))
    assert problems == []
    assert articles == [Article(str(n), TEXT, lang="hi", date="2024-01-02") for n in range(count)]


def test_times_are_written_out(tmp_path: Path, read: Read) -> None:
    moment = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    assert read(write(tmp_path, pa.table({"id": ["a"], "text": ["x"], "date": [moment]})))[0] == [
        Article("a", "x", date="2024-01-02T03:04:05+00:00")
    ]


def test_bad_rows_are_told_by_their_number(tmp_path: Path, read: Read) -> None:
    no_utf8 = pa.array([b"x", b"\xff", b"x", b"x", b"x"]).view(pa.string())
    table = pa.table({"id": ["a", "b", None, "d", "e"], "text": no_utf8, "title": ["t", "t", "t", "\0", "t"]})
    path = write(tmp_path, table)
    articles, problems = read(path)
    assert [article.id for article in articles] == ["a", "e"]
    assert problems == [
        f"{path}:2: invalid UTF-8",
        f"{path}:3: the field 'id' is missing",
        f"{path}:4: the field 'title' holds a NUL character (the first at character 0)",
    ]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"id": ["a"]}, "must hold the column 'text' once; it has: id"),
        ({"id": [1], "text": ["x"]}, "the column 'id' must hold strings and holds int64"),
        ({"id": ["a"], "text": [["x"]]}, "the column 'text' must hold strings and holds list<element: string>"),
        ({"id": ["a"], "text": ["x"], "date": [1.5]}, "the column 'date' must hold strings and holds double"),
        ({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())}, "the file holds no record"),
    ],
)
def test_files_of_the_wrong_shape(tmp_path: Path, columns: dict[str, Any], says: str, read: Read) -> None:
    path = write(tmp_path, pa.table(columns))
    assert read(path) == ([], [f"{path}: {says}"])


def test_an_empty_file(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.parquet"
    path.touch()
    assert read(path) == ([], [f"{path}: the file is empty"])


@pytest.mark.parametrize("kept", [1, 4, 8, 100, -1])
def test_a_file_cut_short(tmp_path: Path, kept: int, read: Read) -> None:
    path = write(tmp_path, pa.table({"id": ["a"], "text": [TEXT]}))
    path.write_bytes(path.read_bytes()[:kept])
    articles, (problem,) = read(path)
    assert articles == []
    assert problem.startswith(f"{path}:1: damaged or no Parquet: ")
    assert "\n" not in problem


def test_a_damaged_row_group_costs_itself_and_what_follows(tmp_path: Path, read: Read) -> None:
    texts = [f"{TEXT} {n}" for n in range(2000)]
    options = {"row_group_size": 1000, "use_dictionary": False, "compression": "zstd", "write_page_checksum": True}
    path = write(tmp_path, pa.table({"id": list(map(str, range(2000))), "text": texts}), **options)
    column = pq.ParquetFile(path).metadata.row_group(1).column(1)
    data = bytearray(path.read_bytes())
    middle = column.data_page_offset + column.total_compressed_size // 2
    data[middle : middle + 40] = bytes(40)
    path.write_bytes(data)
    articles, (problem,) = read(path)
    assert len(articles) >= 768
    assert [article.text for article in articles] == texts[: len(articles)]
    assert problem.startswith(f"{path}:{len(articles) + 1}: damaged or no Parquet: ")


def test_no_flipped_byte_ends_in_a_traceback(tmp_path: Path, read: Read) -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"id": ["a", "b"], "text": [TEXT, TEXT]}), buffer)
    data = buffer.getvalue()
    path = tmp_path / "a.parquet"
    for at in range(0, len(data), 7):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        articles, problems = read(path)
        assert articles or problems
