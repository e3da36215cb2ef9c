"""Labelling on a Dask cluster: a real scheduler, two worker processes, one of them killed in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stance import Pipeline
from stance.batch import label
from stance.cluster import _files, label_files
from stance.errors import InputError, LanguageError, StanceError
from stance.partitions import example_record, label_partition
from stance.pipeline import RECORD_FIELDS
from stance.types import Article

pytest.importorskip("distributed")
dataset = pytest.importorskip("pyarrow.dataset")
parquet = pytest.importorskip("pyarrow.parquet")
pa = pytest.importorskip("pyarrow")

ROOT = Path(__file__).parent.parent
CANAL = (ROOT / "tests" / "articles" / "canal.txt").read_text("utf-8")
FILES, ARTICLES = 12, 30


def article(number, place):
    paragraphs = CANAL.split("\n\n")
    turn = (number + place) % len(paragraphs)
    return Article(f"{number}-{place}", "\n\n".join(paragraphs[turn:] + paragraphs[:turn]))


@pytest.fixture(scope="module")
def articles():
    return [[article(number, place) for place in range(ARTICLES)] for number in range(FILES)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, articles):
    """Files of both formats; the fourth has a bad line."""
    folder = tmp_path_factory.mktemp("archive")
    for number, group in enumerate(articles):
        rows = [{"id": a.id, "text": a.text} for a in group]
        if number % 2:
            parquet.write_table(pa.Table.from_pylist(rows), folder / f"{number:02}.parquet")
        else:
            lines = [json.dumps(row, ensure_ascii=False) for row in rows]
            if number == 4:
                lines.insert(1, '{"id": "bad"')
            (folder / f"{number:02}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


class Cluster:
    """A scheduler and two workers; workers do not come back by themselves."""

    def __init__(self, folder):
        self._file = folder / "scheduler.json"
        self._log = (folder / "log").open("wb")
        self.processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-jupyter")]
        self._until(self._file.exists)
        self.address = json.loads(self._file.read_text())["address"]
        self.workers = [self._start("worker", self.address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
        self.processes += self.workers

    def _start(self, kind, *arguments):
        place = ["--scheduler-file", str(self._file)] if kind == "scheduler" else ["--local-directory", "/tmp"]
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments, *place, "--no-dashboard"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, stdout=self._log, stderr=self._log, env=environment)

    def _until(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end
            time.sleep(0.02)

    def close(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self._log.close()


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.close()


def rows(folder):
    return dataset.dataset(folder).to_table().to_pylist()


def test_every_row_comes_once_though_a_worker_is_killed(tmp_path, folder, articles, cluster):
    output, parts, killed = tmp_path / "out", [], False
    for part in label_files([str(folder)], str(output), cluster.address):
        parts.append(part)
        if len(parts) >= 3 and not killed:
            cluster.workers[0].send_signal(signal.SIGKILL)
            killed = True
    assert cluster.workers[0].wait() == -signal.SIGKILL
    expected = [record for document in label([a for group in articles for a in group]) for record in document.records()]
    assert rows(output) == expected
    assert sorted(path.name for path in output.iterdir()) == [f"part-{n:05}.parquet" for n in range(FILES)]
    assert sum(part.statements for part in parts) == len(expected)
    (problem,) = [problem for part in parts for problem in part.problems]
    assert problem.startswith(f"{folder}/04.jsonl:2: broken JSON")


def test_parts_without_a_statement_have_the_same_columns(tmp_path, cluster):
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": "बारिश हुई।"}))
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "b", "text": "राम ने कहा कि सब ठीक है।"}))
    assert len(list(label_files([str(tmp_path / "*.jsonl")], str(tmp_path / "out"), cluster.address))) == 2
    first, second = (parquet.read_schema(path) for path in sorted((tmp_path / "out").iterdir()))
    assert first == second
    assert len(rows(tmp_path / "out")) == 1


def test_no_scheduler_is_one_message(tmp_path, folder, monkeypatch):
    monkeypatch.setattr("stance.cluster._CONNECT", "1s")
    with pytest.raises(StanceError, match="no scheduler can be reached"):
        list(label_files([str(folder)], str(tmp_path / "out"), "tcp://127.0.0.1:9"))


def test_what_cannot_be_labelled_is_told_before_any_work(tmp_path, folder):
    def run(inputs, output, **options):
        return list(label_files(list(map(str, inputs)), str(output), "tcp://127.0.0.1:9", options))

    with pytest.raises(InputError, match="no file to read"):
        run([tmp_path / "none.jsonl"], tmp_path / "out")
    with pytest.raises(InputError, match="two inputs"):
        run([folder, folder / "00.jsonl"], tmp_path / "out")
    with pytest.raises(InputError, match="there already"):
        run([folder], folder)
    with pytest.raises(LanguageError, match="xx"):
        run([folder], tmp_path / "out", language="xx")
    assert not (tmp_path / "out").exists()


def test_urls_of_other_systems_are_found():
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for name in ("b.jsonl", "a.parquet", "c.txt"):
        memory.pipe(f"/archive/{name}", b"x")
    assert _files(["memory://archive/*"]) == ["memory:///archive/a.parquet", "memory:///archive/b.jsonl"]


def test_a_partition_is_records_in_records_out(articles):
    problems = []
    given = [{"id": a.id, "text": a.text} for a in articles[0][:3]]
    found = list(label_partition([given[0], {"id": "bad"}, *given[1:]], on_problem=problems.append))
    assert found == [record for document in label(articles[0][:3]) for record in document.records()]
    assert [str(problem) for problem in problems] == ["record 2: the field 'text' is missing"]


def test_the_example_record_has_every_field():
    record = example_record(Pipeline())
    assert tuple(record) == RECORD_FIELDS
    assert None not in record.values()
