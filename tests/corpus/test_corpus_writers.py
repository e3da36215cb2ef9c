"""Records out: what is written comes back, and a failure leaves no half file."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import read_articles
from stance.corpus.writers import OUTPUT_FORMATS, OutputFormat, write_records
from stance.errors import InputError
from stance.types import Article

ROOT = Path(__file__).parents[2]
RECORD = {
    "statement": "s1",
    "text": "“बस देर से आई,”\nमोहन ने कहा",
    "start": 3,
    "speaker": None,
    "abstained": False,
    "stance_probabilities": {"denial": 0.25, "other": 0.75},
    "evidence": [{"text": "देर", "weight": -0.5}],
}


def test_jsonl_is_readable_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert write_records([RECORD, {"z": 1, "a": 2}], path) == 2
    first, second, end = path.read_text(encoding="utf-8").split("\n")
    assert json.loads(first) == RECORD
    assert "मोहन ने कहा" in first
    assert (second, end) == ('{"z": 1, "a": 2}', "")


def test_csv_cells(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert write_records([RECORD], path, "csv") == 1
    assert path.read_bytes().decode() == (
        "statement,text,start,speaker,abstained,stance_probabilities,evidence\n"
        's1,"“बस देर से आई,”\nमोहन ने कहा",3,,false,"{""denial"": 0.25, ""other"": 0.75}",'
        '"[{""text"": ""देर"", ""weight"": -0.5}]"\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_runs_nothing(tmp_path: Path, start: str) -> None:
    path = tmp_path / "out.csv"
    write_records([{f"{start}h": f"{start}1+1", "number": -0.5}], path, "csv")
    with open(path, encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [[f"'{start}h", "number"], [f"'{start}1+1", "-0.5"]]


def test_columns_hold_what_is_missing_and_refuse_what_is_more(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_records([{"b": 1}, {"a": 2, "b": 3}], path, "csv", columns=["a", "b"])
    assert path.read_text() == "a,b\n,1\n2,3\n"
    with pytest.raises(InputError, match="record 2 has the field 'c', which is no column: b"):
        write_records([{"b": 1}, {"c": 2}], path, "csv")
    assert path.read_text() == "a,b\n,1\n2,3\n"


def test_no_records(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    assert write_records([], tmp_path / "a.jsonl") == 0
    assert write_records([], tmp_path / "a.csv", "csv") == 0
    assert write_records([], tmp_path / "b.csv", "csv", columns=["a"]) == 0
    assert write_records([], tmp_path / "b.parquet", "parquet", columns=["a"]) == 0
    assert [(tmp_path / name).read_text() for name in ("a.jsonl", "a.csv", "b.csv")] == ["", "", "a\n"]
    assert pq.read_table(tmp_path / "b.parquet").to_pydict() == {"a": []}


def test_parquet_types_fit_all_records(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    bare = {**RECORD, "evidence": [], "start": None}
    named = {**RECORD, "speaker": "मोहन", "start": 1.5}
    records = [bare] * 5000 + [named]
    path = tmp_path / "out.parquet"
    assert write_records(iter(records), path, "parquet") == 5001
    assert pq.read_table(path).to_pylist() == records


def test_a_parquet_column_without_a_value_is_one_of_strings(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    write_records([{"a": 1, "b": None}], tmp_path / "out.parquet", "parquet")
    assert str(pq.read_schema(tmp_path / "out.parquet").field("b").type) == "string"


@pytest.mark.parametrize("values", [["x", 1], [1, "x"], [{}], [10**30]])
def test_values_parquet_cannot_hold(tmp_path: Path, values: list[Any]) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(InputError, match="Parquet cannot hold these records"):
        write_records([{"a": value} for value in values], tmp_path / "out.parquet", "parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", OUTPUT_FORMATS)
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, InputError("x")])
def test_a_failure_leaves_the_target_as_it_was(
    tmp_path: Path, format: OutputFormat, error: type[BaseException] | BaseException
) -> None:
    def records() -> Iterator[dict[str, Any]]:
        for _ in range(10_000):
            yield RECORD
        raise error

    path = tmp_path / "out"
    path.write_text("old")
    kind = error if isinstance(error, type) else type(error)
    with pytest.raises(kind) as caught:
        write_records(records(), path, format)
    assert caught.type is kind, "the error of the records' source is not one of the target"
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_that_is_no_json_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_records([{"a": float("nan")}], tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_unknown_formats_and_missing_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown output format 'xml'; known: jsonl, csv, parquet"):
        write_records([], tmp_path / "out", "xml")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="does not exist"):
        write_records([], tmp_path / "no/out.jsonl")


PROGRAM = """
import sys
from stance.corpus.writers import write_records
print("before")
write_records(({"id": str(n), "text": chr(0x915)} for n in range(int(sys.argv[2]))), None, sys.argv[1])
"""


def run(arguments: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, check=False, **options)


@pytest.mark.parametrize("format", OUTPUT_FORMATS)
def test_standard_output_is_utf8_whatever_the_locale(format: OutputFormat, tmp_path: Path) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow")
    environment = {"PYTHONIOENCODING": "ascii"}
    done = run([format, "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert done.stderr == b""
    assert done.stdout.startswith(b"before\n")
    path = tmp_path / f"out.{format}"
    path.write_bytes(done.stdout.removeprefix(b"before\n"))
    assert list(read_articles(path, strict=True)) == [Article("0", "क"), Article("1", "क")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("count", ["1", "100000"])
@pytest.mark.parametrize("format", OUTPUT_FORMATS)
def test_a_full_disk_behind_standard_output(format: OutputFormat, count: str) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow")
    program = PROGRAM.replace('print("before")\n', "")
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-c", program, format, count]
        done = subprocess.run(command, cwd=ROOT, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert "InputError: standard output: cannot be written: No space left on device" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file size")
@pytest.mark.parametrize("format", OUTPUT_FORMATS)
def test_a_full_disk_behind_a_file(tmp_path: Path, format: OutputFormat) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow")
    program = """
import resource, sys
from stance.corpus.writers import write_records
from stance.errors import InputError
records = [{"id": str(n) * 9} for n in range(20000)]
if sys.argv[2] == "parquet":
    import pyarrow.parquet
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_records(records, sys.argv[1], sys.argv[2])
except InputError as error:
    print(error)
"""
    path = tmp_path / "out"
    command = [sys.executable, "-c", program, str(path), format]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    at = f"{tempfile.gettempdir()}: the temporary file" if format == "parquet" else f"{path}:"
    assert done.stdout == f"{at} cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_enough() -> None:
    command = [sys.executable, "-c", PROGRAM, "jsonl", "1000000"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"BrokenPipeError" in process.stderr.read()


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(str.strip)
articles = st.lists(st.builds(Article, texts, texts, st.none() | texts), min_size=1)


def as_record(article: Article) -> dict[str, Any]:
    return {"id": article.id, "text": article.text, "title": article.title}


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
@given(written=articles)
def test_every_article_comes_back(
    written: list[Article], format: OutputFormat, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow")
    path = tmp_path_factory.mktemp("out") / f"out.{format}"
    write_records(map(as_record, written), path, format)
    assert list(read_articles(path, strict=True)) == written


@given(written=articles)
def test_every_article_comes_back_from_csv_but_for_the_guard(
    written: list[Article], tmp_path_factory: pytest.TempPathFactory
) -> None:
    def guarded(value: str | None) -> str | None:
        return f"'{value}" if value and value[0] in "=+-@\t\r" else value

    path = tmp_path_factory.mktemp("out") / "out.csv"
    write_records(map(as_record, written), path, "csv")
    expected = [Article(*(guarded(v) for v in as_record(a).values())) for a in written]  # type: ignore[arg-type]
    assert list(read_articles(path, strict=True)) == expected


@given(records=st.lists(st.fixed_dictionaries({"a": st.text(st.characters(exclude_categories=["Cs"])), "b": texts})))
def test_csv_has_a_row_a_record_whatever_the_cells_hold(
    records: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("out") / "out.csv"
    write_records(records, path, "csv", columns=["a", "b"])
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True))
    assert len(rows) == len(records) + 1
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
