"""Hostile surroundings and inputs: bombs, full disks, little memory, special files, and text that never ends a line."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

import stance
from stance import bundle
from stance.cli.inspect import doctor
from stance.corpus import read_articles
from stance.corpus.bracket import parse
from stance.corpus.text import ARTICLE_LIMIT
from stance.errors import InputError
from stance.evaluation import history
from stance.statements.clauses import _MOST_ENDS
from stance.types import Article

ROOT = Path(__file__).parent.parent
CASES = json.loads((Path(__file__).parent / "cases" / "hostile.json").read_text("utf-8"))
NEWS = (ROOT / "tests" / "articles" / "canal.txt").read_text("utf-8")
GOOD = json.dumps({"id": "good", "text": "राम ने कहा कि सब ठीक है।"}, ensure_ascii=False)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits, devices and mounts as on Linux")


def a_run():
    return history.Run("20260101T000000Z-0", "stance", "m", "d", 1, 1, {}, ["a"], "AAAAAAAA", [0])


def command(*arguments, limit=None, **options):
    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    result = subprocess.run(
        [sys.executable, "-m", "stance", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        preexec_fn=limited if limit else None,
        **options,
    )
    assert "Traceback" not in result.stderr, result.stderr
    return result


@pytest.fixture(scope="module")
def nlp():
    nlp = stance.load()
    nlp(NEWS)
    return nlp


def took(nlp, text):
    start = time.process_time()
    nlp(Article("x", text))
    return time.process_time() - start


@pytest.mark.parametrize("unit", CASES["repeated"], ids=repr)
def test_repetition_takes_no_square_of_time(nlp, unit):
    """Eight times the text in at most about eight times the time; a square would be sixty-four."""
    small, large = (unit * (size // len(unit.encode())) for size in (10_000, 80_000))
    least = min(took(nlp, small) for _ in range(2))
    assert min(took(nlp, large) for _ in range(2)) < 24 * least + 0.2


@pytest.mark.parametrize("parts", CASES["lines"], ids=lambda parts: parts[0])
def test_long_runs_within_a_line_take_no_square_of_time(nlp, parts):
    before, unit, after = parts
    assert took(nlp, before + unit * 40_000 + after) < 4


def test_no_more_ends_of_a_clause_than_stated(nlp):
    found = nlp.extract(Article("x", "राम ने कहा कि " + "यह ठीक है और " * 100))
    assert 0 < len(found) <= _MOST_ENDS


def test_a_bracket_file_of_marks_takes_no_square_of_time():
    marked = "[अ]{.cue s=1}\n" * 20_000
    start = time.process_time()
    with pytest.raises(InputError, match=r"<text>:5:1: statement 1 has two cue"):
        parse(f"---\nid: a\n---\n{marked}")
    assert time.process_time() - start < 3


def test_a_page_of_nothing_but_tags_is_refused(tmp_path):
    pytest.importorskip("trafilatura")
    (tmp_path / "a.html").write_text("<p>क" * 100_000)
    problems = []
    start = time.process_time()
    assert list(read_articles(tmp_path / "a.html", on_problem=problems.append)) == []
    assert time.process_time() - start < 3
    assert "more than 50,000 tags" in str(problems[0])


@pytest.mark.parametrize("suffix", ["txt", "jsonl", "csv"])
def test_an_article_beyond_the_bound_is_refused_and_the_rest_comes_out(tmp_path, suffix):
    long = "क " * (ARTICLE_LIMIT // 4 + 1)
    path = tmp_path / f"a.{suffix}"
    path.write_text(
        {
            "txt": long,
            "jsonl": json.dumps({"id": "long", "text": long}, ensure_ascii=False) + f"\n{GOOD}\n",
            "csv": f"id,text\nlong,{long}\ngood,ठीक\n",
        }[suffix],
        "utf-8",
    )
    problems = []
    found = [article.id for article in read_articles(path, on_problem=problems.append)]
    assert found == ([] if suffix == "txt" else ["good"])
    (problem,) = problems
    assert str(problem).startswith(f"{path}:{2 if suffix == 'csv' else 1}: ")
    assert "more than 8 MiB of text" in str(problem)


def test_a_parquet_bomb_is_refused_unread(tmp_path):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    bomb = tmp_path / "bomb.parquet"
    table = pa.table({"id": [str(n) for n in range(40)], "text": ["क" * 2**21] * 40})
    parquet.write_table(table, bomb, compression="zstd", use_dictionary=False)
    assert bomb.stat().st_size < 2**20
    problems = []
    assert list(read_articles(bomb, on_problem=problems.append)) == []
    assert "would unfold" in str(problems[0])


def test_a_long_text_that_many_parquet_rows_share_is_held_once(tmp_path):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    shared = tmp_path / "shared.parquet"
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), pa.array(["क" * 2**20]))
    parquet.write_table(pa.table({"id": [str(n) for n in range(1000)], "text": text}), shared)
    before = pa.total_allocated_bytes()
    articles = 0
    for _ in read_articles(shared):
        articles += 1
        assert pa.total_allocated_bytes() - before < 2**26
    assert articles == 1000


@LINUX
def test_pipes_devices_and_circles_are_told_and_nothing_hangs(tmp_path):
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "good.jsonl").write_text(GOOD)
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "self.jsonl").symlink_to(tmp_path / "self.jsonl")
    (tmp_path / "zero.jsonl").symlink_to("/dev/zero")
    result = command("predict", tmp_path)
    assert result.returncode == 1
    assert [json.loads(line)["article_id"] for line in result.stdout.splitlines()] == ["good"]
    assert sorted(Path(line.split(": ")[1]).name for line in result.stderr.splitlines()) == [
        "pipe.jsonl",
        "self.jsonl",
        "zero.jsonl",
    ]
    for place in (["--spans", tmp_path / "pipe.jsonl"], ["--text", "क", "--model", tmp_path / "pipe.jsonl"]):
        assert command("predict", *place).returncode == 1
    with pytest.raises(InputError, match="no regular file"):
        history.read(tmp_path / "pipe.jsonl")
    with pytest.raises(InputError, match="no regular file"):
        history.append(tmp_path / "pipe.jsonl", a_run())


@LINUX
@pytest.mark.parametrize("megabytes", [60, 200, 350])
def test_too_little_memory_is_one_message(tmp_path, megabytes):
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": '"क ' * 1_200_000}, ensure_ascii=False))
    result = command("predict", tmp_path / "a.jsonl", "-o", tmp_path / "out.jsonl", limit=megabytes * 2**20)
    assert result.returncode != 0
    assert result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.fixture
def full_disk(tmp_path):
    """A file system of 16 KiB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root mounts")
    folder = tmp_path / "full"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet", "html", "table", "resume"])
def test_a_full_disk_is_one_message_and_leaves_nothing_behind(tmp_path, full_disk, format):
    lines = [json.dumps({"id": os.urandom(2000).hex(), "text": NEWS}, ensure_ascii=False) for _ in range(20)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    output = full_disk / "out.jsonl"
    extra = ["--resume"] if format == "resume" else ["--format", format]
    result = command("predict", tmp_path / "in.jsonl", "-o", output, *extra)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "No space left" in result.stderr
    assert format == "resume" or not list(full_disk.iterdir())


def test_a_full_disk_costs_the_history_no_run(tmp_path, full_disk):
    path = full_disk / "history.jsonl"
    with pytest.raises(InputError, match="cannot be written"):
        while True:
            history.append(path, a_run())
    assert len(history.read(path)) > 3


@pytest.mark.parametrize("damage", ["model.safetensors", "config.json", "README.md", None])
def test_the_doctor_finds_a_damaged_or_missing_model(tmp_path, monkeypatch, capsys, damage):
    models = shutil.copytree(bundle._SHIPPED, tmp_path / "models")
    monkeypatch.setattr(bundle, "_SHIPPED", models)
    if damage is None:
        shutil.rmtree(models / "propose-hi")
    elif damage == "README.md":
        (models / "propose-hi" / damage).unlink()
    else:
        content = bytearray((models / "propose-hi" / damage).read_bytes())
        content[len(content) // 2] ^= 1
        (models / "propose-hi" / damage).write_bytes(content)
    with pytest.raises(typer.Exit) as ended:
        doctor()
    told = [line for line in capsys.readouterr().out.splitlines() if "BROKEN" in line]
    assert ended.value.exit_code == 1
    assert len(told) == 1
    assert "propose-hi" in told[0]


def test_output_that_cannot_be_written_is_one_message(tmp_path):
    (tmp_path / "file").write_text("")
    for target in (tmp_path / "file" / "out.jsonl", tmp_path / "none" / "out.jsonl", tmp_path):
        result = command("predict", "--text", "राम ने कहा कि सब ठीक है।", "-o", target)
        assert result.returncode == 1
        assert len(result.stderr.splitlines()) == 1
