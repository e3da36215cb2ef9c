"""Many articles: the same output from any number of processes, after kills, interruptions and bad records."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from joblib.externals.loky import process_executor

from stance.batch import _workers, label
from stance.cli.options import Problems
from stance.cli.predict import Meter
from stance.errors import InputError, OptionError, StanceError
from stance.pipeline import EXTRACTION_MODELS
from stance.resume import _run, resumable, total_size
from stance.types import Article

MODELS = Path(__file__).parent.parent / "stance" / "models"
COMMAND = [sys.executable, "-c", "from stance.cli import main; main()", "predict"]
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and terminals as on Unix")


def start(*arguments, **options):
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    # A session of its own: an interrupt then reaches the command and its workers, as from a terminal.
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        # A shell's background job ignores interrupts, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env=environment,
        start_new_session=True,
    )


def predict(*arguments):
    process = start(*arguments)
    out, errors = process.communicate(timeout=120)
    return process.returncode, out, errors.decode()


def rotated(text, number):
    """Return the paragraphs in another order, so that articles differ."""
    paragraphs = text.split("\n\n")
    number %= len(paragraphs)
    return "\n\n".join(paragraphs[number:] + paragraphs[:number])


def write(path, articles):
    lines = (json.dumps({"id": a.id, "text": a.text}, ensure_ascii=False) for a in articles)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def forty():
    canal = (Path(__file__).parent / "articles" / "canal.txt").read_text("utf-8")
    return [Article(f"article {number * 7 % 40:02}", rotated(canal, number)) for number in range(40)]


@pytest.fixture(scope="module")
def plain(forty):
    return list(label(forty))


@pytest.fixture
def small(tmp_path, forty):
    return write(tmp_path / "in.jsonl", forty[:8])


@pytest.fixture(scope="module")
def long(tmp_path_factory, forty):
    """An input of many chunks, and the bytes of its output."""
    folder = tmp_path_factory.mktemp("long")
    source = write(folder / "long.jsonl", [Article(f"{a.id}-{n}", a.text) for n in range(8) for a in forty])
    code, _, errors = predict(source, "--output", folder / "whole.jsonl")
    assert (code, errors) == (0, "")
    return source, (folder / "whole.jsonl").read_bytes()


def wait_for(condition, process, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def done(output):
    journal = output.with_name(f"{output.name}.partial.json")
    return json.loads(journal.read_bytes())["articles"] if journal.exists() else 0


def begin(inputs, articles, output, steps=2, **options):
    """Let a run end after some steps, as an interruption would."""
    with closing(resumable(articles, inputs, output, options, chunk=2)) as run:
        for _ in range(steps):
            next(run)


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_two_jobs_give_what_one_gives_in_order(forty, plain, chunk):
    assert [document.article for document in plain] == forty
    assert list(label(iter(forty), jobs=2, chunk=chunk)) == plain


def test_options_reach_the_workers(forty, plain):
    options = {"max_risk": 0.0, "skip_fixes": ()}
    documents = list(label(forty[:3], options, jobs=2, chunk=1))
    assert documents == list(label(forty[:3], options))
    assert documents != plain[:3]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_model_that_was_trained_anew_is_loaded_anew(forty, tmp_path, jobs):
    folder = tmp_path / "model"
    shutil.copytree(MODELS / "stance-hi", folder)
    options = {"stance": str(folder)}
    before = list(label(forty[:2], options, jobs))
    shutil.rmtree(folder)
    shutil.copytree(MODELS / "sentiment-hi", folder)
    after = list(label(forty[:2], options, jobs))
    assert {item.stance.task for document in before for item in document.statements} == {"stance"}
    assert {item.stance.task for document in after for item in document.statements} == {"sentiment"}


def test_reading_stays_close_to_what_is_taken(forty):
    read = []
    articles = (read.append(article) or article for article in forty)
    with closing(label(articles, jobs=2, chunk=2)) as documents:
        next(documents)
        assert len(read) <= 2 * 2 * 2 + 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_came_before_a_failure_of_the_source_comes_out(forty, plain, jobs):
    def articles():
        yield from forty[:5]
        raise InputError("broken", "here:6")

    documents = []
    with pytest.raises(InputError, match="here:6"):
        documents.extend(iter_into(documents, label(articles(), jobs=jobs, chunk=2)))
    assert documents == plain[:5]


def iter_into(found, items):
    for item in items:
        found.append(item)
    return ()


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_a_dead_worker_is_an_error_and_no_hang(forty):
    def articles():
        for number, article in enumerate(forty):
            if number == 20:
                os.kill(next(workers()), signal.SIGKILL)
            yield article

    ours = Path("/proc/self/cmdline").read_bytes()  # a worker is a copy of this process

    def workers():
        for path in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
                if parent == os.getpid() and (path / "cmdline").read_bytes() == ours:
                    yield int(path.name)
            except OSError:
                continue

    with pytest.raises(StanceError, match="worker process died"):
        list(label(articles(), jobs=2, chunk=2))


def test_options_are_checked_before_work_begins():
    with pytest.raises(OptionError, match="at least 1"):
        label([], jobs=0)
    with pytest.raises(StanceError, match="available: hi"):
        label([], {"language": "xx"}, jobs=2)


def test_one_job_leaves_joblib_alone(small):
    code = (
        "import sys\nfrom stance.cli import app\n"
        f"app(['predict', {str(small)!r}], standalone_mode=False)\nsys.exit('joblib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


@POSIX
def test_killed_three_times_and_resumed_gives_the_same_bytes(tmp_path, long):
    source, whole = long
    output = tmp_path / "out.jsonl"
    partial = tmp_path / "out.jsonl.partial"
    for jobs, reached in ((2, 1), (1, 100), (2, 200)):
        process = start(source, "--output", output, "--resume", "--jobs", jobs)
        wait_for(lambda reached=reached: done(output) >= reached, process)
        process.kill()
        process.communicate(timeout=20)  # workers hold the pipes, so this waits for their end too
        assert not output.exists()
        with partial.open("ab") as file:
            file.write(b'{"torn": ')  # written, but not yet in the journal
    before = done(output)
    assert 200 <= before < 320
    code, _, errors = predict(source, "--output", output, "--resume", "--jobs", 2)
    assert (code, errors) == (0, "")
    assert output.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


@POSIX
def test_killed_at_five_random_moments_gives_the_same_bytes(tmp_path, long):
    """Wherever the signal falls: at start-up, between chunks, in the middle of a write."""
    source, whole = long
    output = tmp_path / "out.jsonl"
    moments = random.Random(5)
    for _ in range(5):
        process = start(source, "--output", output, "--resume", "--jobs", 2)
        with suppress(subprocess.TimeoutExpired):
            process.wait(moments.uniform(0.1, 1.5))
        process.kill()
        process.communicate(timeout=20)
        if output.exists():
            break
    if not output.exists():
        code, _, errors = predict(source, "--output", output, "--resume", "--jobs", 2)
        assert (code, errors) == (0, "")
    assert output.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


@POSIX
def test_an_interrupt_leaves_the_old_file_and_what_can_be_resumed(tmp_path, long):
    source, whole = long
    output = tmp_path / "out.jsonl"
    output.write_text("old")
    process = start(source, "--output", output, "--resume", "--jobs", 2)
    wait_for(lambda: done(output), process)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, b"")
    assert output.read_text() == "old"
    assert predict(source, "--output", output, "--resume")[0] == 0
    assert output.read_bytes() == whole


@POSIX
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_without_resume_leaves_nothing(tmp_path, long, jobs):
    output = tmp_path / "out.jsonl"
    process = start(long[0], "--output", output, "--jobs", jobs)
    wait_for(lambda: any(tmp_path.iterdir()), process)  # the temporary file
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, b"")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"max_risk": 0.2}, r"option max_risk \(was absent, is 0.2\)"),
        ({"rules_only": True}, "model propose"),
        ({"stance": "sentiment-hi"}, "model stance"),
    ],
)
def test_other_options_are_refused(tmp_path, small, forty, change, message):
    output = tmp_path / "out.jsonl"
    begin([small], forty[:8], output)
    partial = tmp_path / "out.jsonl.partial"
    before = partial.read_bytes()
    with pytest.raises(InputError, match=message):
        next(resumable(forty[:8], [small], output, change))
    assert partial.read_bytes() == before != b""


def test_a_changed_input_is_refused_by_the_command(tmp_path, small):
    output = tmp_path / "out.jsonl"
    articles = [Article("a", "मंत्री ने कहा कि सब ठीक है।")] * 4
    options = {"language": "hi", "stance": None, "sentiment": None}
    options |= {"rules_only": False, "skip_fixes": [], "max_risk": None}
    begin([small], articles, output, **options)
    os.utime(small, ns=(1, 1))
    code, _, errors = predict(small, "--output", output, "--resume", "--max-risk", "0.3")
    assert code == 1
    assert "input 1" in errors
    assert "max_risk (was null, is 0.3)" in errors
    assert "language" not in errors
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize(("damage", "message"), [("{", "damaged"), (None, "shorter")])
def test_damaged_remains_are_refused(tmp_path, small, forty, damage, message):
    output = tmp_path / "out.jsonl"
    begin([small], forty[:8], output)
    if damage:
        (tmp_path / "out.jsonl.partial.json").write_text(damage)
    else:
        os.truncate(tmp_path / "out.jsonl.partial", 5)
    with pytest.raises(InputError, match=message):
        next(resumable(forty[:8], [small], output, {}))


@POSIX
def test_two_runs_do_not_write_one_partial_file(tmp_path, small, forty):
    output = tmp_path / "out.jsonl"
    with closing(resumable(forty[:8], [small], output)) as run:
        next(run)
        with pytest.raises(InputError, match="another run is writing"):
            next(resumable(forty[:8], [small], output))


def test_a_run_without_resume_replaces_what_was_left(tmp_path, small, forty):
    output = tmp_path / "out.jsonl"
    begin([small], forty[:8], output)
    assert predict(small, "--output", output)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_bad_record_in_the_middle_is_named_and_the_rest_comes_out(tmp_path, forty):
    source = write(tmp_path / "in.jsonl", forty)
    rows = source.read_text("utf-8").splitlines()
    rows[20] = '{"id": "bad", "text": '
    source.write_text("\n".join(rows), "utf-8")
    outputs = [tmp_path / "one.jsonl", tmp_path / "two.jsonl", tmp_path / "three.jsonl"]
    for output, extra in zip(outputs, ([], ["--jobs", 2], ["--jobs", 2, "--resume"]), strict=True):
        code, _, errors = predict(source, "--output", output, *extra)
        assert code == 1
        assert re.fullmatch(r"stance: \S+in\.jsonl:21: broken JSON.*\n", errors)
    first, *others = [output.read_bytes() for output in outputs]
    assert others == [first, first]
    identities = dict.fromkeys(json.loads(line)["article_id"] for line in first.splitlines())
    assert list(identities) == [a.id for a in forty[:20] + forty[21:]]


@pytest.mark.parametrize(
    "arguments",
    [
        ["IN", "--resume"],
        ["IN", "--resume", "--output", "out.csv"],
        ["-", "--resume", "--output", "out.jsonl"],
        ["--text", "क", "--resume", "--output", "out.jsonl"],
        ["--spans", "IN", "--jobs", "2"],
        ["IN", "--jobs", "0"],
    ],
)
def test_what_cannot_be_resumed_or_shared_is_wrong_usage(small, arguments):
    code, _, errors = predict(*(small if argument == "IN" else argument for argument in arguments))
    assert code == 2, errors


def test_the_meter_counts_the_bytes_of_files(tmp_path, small, forty):
    (tmp_path / "one.txt").write_text(forty[0].text, "utf-8")
    size = small.stat().st_size + (tmp_path / "one.txt").stat().st_size
    assert total_size([tmp_path]) == size
    assert total_size([tmp_path, "-"]) is None
    meter = Meter([str(tmp_path)])
    positions = [meter._position(number) for number, _ in enumerate(meter.read(False, Problems()), 1)]
    assert positions == sorted(positions)
    assert meter._position(9) == size


@POSIX
def test_a_watched_run_shows_rate_and_time_left(tmp_path, forty):
    import pty

    source = write(tmp_path / "in.jsonl", forty)
    for extra in ([], ["--resume", "--jobs", 2]):
        ours, theirs = pty.openpty()
        process = start(source, "--output", tmp_path / "out.jsonl", *extra, stderr=theirs)
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 4096):
                shown += data
        except OSError:  # how Linux tells that the other end is closed
            pass
        os.close(ours)
        assert process.wait() == 0
        assert re.search(rb"\d+ articles, \d+\.\d/s, 0:00:\d\d left", shown), shown[-500:]


def test_work_not_yet_handed_on_ends_without_a_word(monkeypatch):
    """The executor's thread is slow, as on a busy machine, when an interrupt comes right behind new work."""
    hand_on = process_executor._ExecutorManagerThread.add_call_item_to_queue
    monkeypatch.setattr(
        process_executor._ExecutorManagerThread,
        "add_call_item_to_queue",
        lambda thread: (time.sleep(0.05), hand_on(thread))[1],
    )
    raised = []
    monkeypatch.setattr(threading, "excepthook", raised.append)
    with suppress(KeyboardInterrupt), _workers(2) as executor:
        time.sleep(0.3)
        for _ in range(3):
            executor.submit(time.sleep, 5)
        raise KeyboardInterrupt
    assert raised == []


def test_what_decides_the_output_names_every_model():
    """A resumed run must not go on where another model began."""
    used = {f"model {name}" for name in ("stance", "sentiment", *EXTRACTION_MODELS)}
    assert {key for key in _run([], {}) if key.startswith("model ")} == used
    assert {path.name.removesuffix("-hi") for path in MODELS.iterdir()} == {
        *(name.removeprefix("model ") for name in used),
        "ledger",
    }
