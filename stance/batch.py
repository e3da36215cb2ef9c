"""Many articles: labelled in order, by several processes if wanted, with work that survives a kill.

However many articles there are, only a few chunks of them are in memory at any time.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from stance import __version__
from stance.bundle import model_path, read_config
from stance.corpus import FORMATS
from stance.corpus.atomic import atomic_path
from stance.corpus.sources import Name, Source, find, shown
from stance.corpus.writers import json_line
from stance.errors import InputError, OptionError, StanceError
from stance.pipeline import Document, Pipeline
from stance.types import Article, LabelledStatement

R = TypeVar("R")

CHUNK = 32  # articles
_CHUNK_CHARACTERS = 2**16  # a chunk ends after the article that passes this, so that long articles go in small chunks
_LANGUAGES = Path(__file__).parent / "languages"
_SUFFIXES = [suffix for known in FORMATS for suffix in known.suffixes]


def label(
    articles: Iterable[Article], pipeline_options: Mapping[str, Any] | None = None, jobs: int = 1, *, chunk: int = CHUNK
) -> Generator[Document, None, None]:
    """Yield the labelled articles in their order, the same for any number of `jobs`.

    `pipeline_options` are the arguments of `Pipeline`. One job works in this process, article by
    article; more are processes that each build one pipeline and get `chunk` articles at a time, or
    fewer long ones. What the source of the articles raises comes after all articles before it.
    Closing the generator ends the processes.

    Raises
    ------
    StanceError
        at once for options that `Pipeline` refuses; later what labelling raises, or when a worker process dies.
    """
    if jobs < 1 or chunk < 1:
        raise OptionError(f"jobs and chunk must be at least 1 and are {jobs} and {chunk}")
    options = dict(pipeline_options or {})
    pipeline = Pipeline(**options)
    return _alone(pipeline, articles) if jobs == 1 else _together(articles, _canonical(options), jobs, chunk)


def _alone(pipeline: Pipeline, articles: Iterable[Article]) -> Generator[Document, None, None]:
    yield from map(pipeline, articles)


def _together(articles: Iterable[Article], options: str, jobs: int, chunk: int) -> Generator[Document, None, None]:
    with closing(_worked(_statements, articles, options, jobs, chunk)) as chunks:
        for group, labelled in chunks:
            yield from map(Document, group, labelled)


def _canonical(value: Any) -> str:
    """Return options as JSON, which can be sent, kept and compared."""
    return json.dumps(value, default=lambda v: os.fspath(v) if isinstance(v, os.PathLike) else sorted(v))


@functools.lru_cache(maxsize=1)
def _pipeline(options: str) -> Pipeline:
    return Pipeline(**json.loads(options))


def _statements(options: str, articles: list[Article]) -> list[tuple[LabelledStatement, ...]]:
    """Without the articles, which the caller still has: texts need not travel back."""
    return [_pipeline(options)(article).statements for article in articles]


def _lines(options: str, articles: list[Article]) -> bytes:
    return "".join(json_line(record) for a in articles for record in _pipeline(options)(a).records()).encode()


def _chunks(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    chunk: list[Article] = []
    characters = 0
    failure = None
    try:
        for article in articles:
            chunk.append(article)
            characters += len(article.text)
            if len(chunk) == size or characters >= _CHUNK_CHARACTERS:
                yield chunk
                chunk, characters = [], 0
    except StanceError as error:  # --strict: what came before it is still work to do
        failure = error
    if chunk:
        yield chunk
    if failure:
        raise failure


def _worked(
    task: Callable[[str, list[Article]], R], articles: Iterable[Article], options: str, jobs: int, chunk: int
) -> Generator[tuple[list[Article], R], None, None]:
    """Yield each chunk with what `task` makes of it, in order; at most two chunks a job are in flight."""
    chunks = _chunks(articles, chunk)
    if jobs == 1:
        for group in chunks:
            yield group, task(options, group)
        return
    failure = None
    with _workers(jobs) as executor:
        flying: deque[tuple[list[Article], Any]] = deque()
        while True:
            try:
                while len(flying) < 2 * jobs and (waiting := next(chunks, None)):
                    flying.append((waiting, executor.submit(task, options, waiting)))
            except StanceError as error:
                failure = error  # `chunks` is at its end now
            if not flying:
                break
            group, future = flying.popleft()
            yield group, future.result()
    if failure:
        raise failure


@contextmanager
def _workers(jobs: int) -> Iterator[Executor]:
    # The executor and not joblib.Parallel, which reads its input in a thread of its own and goes on
    # while nobody takes the results, so that they would pile up in memory.
    from joblib.externals.loky import ProcessPoolExecutor

    # The processes are the parallelism; numpy's own threads would only get in their way.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    executor = ProcessPoolExecutor(jobs, initializer=_serve, initargs=(os.getpid(),), env=threads)
    finished = False
    try:
        with _interrupts_ignored():
            executor.submit(int)  # the first call starts the processes
        yield executor
        finished = True
    except BrokenExecutor as error:
        raise StanceError("a worker process died, perhaps for want of memory; try fewer --jobs") from error
    finally:
        executor.shutdown(wait=True, kill_workers=not finished)


def _serve(parent: int) -> None:
    """Make this worker end with its parent, however that ends, and not of itself on Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:  # the queue alone would keep the orphan of a killed parent waiting for ever
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    if os.name != "nt":  # where the parent may be a launcher
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C for the moment in which processes are started.

    They inherit that, and are spared a traceback each where it comes before `_serve`. A signal mask
    would be the same without the loss of one that comes now, but starting processes resets it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's business
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def resumable(
    articles: Iterable[Article],
    inputs: Iterable[Name],
    output: Name,
    pipeline_options: Mapping[str, Any] | None = None,
    jobs: int = 1,
    *,
    chunk: int = CHUNK,
) -> Generator[int, None, None]:
    """Write the records of the articles of `inputs` as JSON Lines and yield, after each chunk, how many are done.

    Work goes to `<output>.partial`, beside a journal `<output>.partial.json`. If they are there the
    run goes on where the one before ended; the first number yielded is of its articles. At the end
    `output` appears whole, the same as of one undisturbed run, and both are removed.

    Raises
    ------
    InputError
        if the partial output was made with other options, models or inputs (the message says
        which), is damaged or in use by another run, or if the output cannot be written.
    StanceError
        as `label`.
    """
    target = Path(os.path.realpath(output))
    partial, journal = _beside(target)
    name = shown(str(partial))
    if target.exists() and not target.is_file():
        raise InputError("is no regular file", shown(os.fspath(output)))
    options = dict(pipeline_options or {})
    run = _run(inputs, options)
    try:
        with partial.open("ab") as file:
            _lock(file, partial)
            done, size = _begun(journal, run) if file.tell() else (0, 0)
            if size > file.tell():
                raise InputError(f"is shorter than {journal.name} says; delete both to start over", name)
            file.truncate(size)
            if not done:  # a journal that may still lie here tells of something else
                _note(journal, {"articles": 0, "bytes": 0, "run": run})
            rest = iter(articles)
            if sum(1 for _ in itertools.islice(rest, done)) < done:
                raise InputError(f"holds {done} articles and the inputs fewer; delete it to start over", name)
            yield done
            with closing(_worked(_lines, rest, _canonical(options), jobs, chunk)) as chunks:
                for group, lines in chunks:
                    file.write(lines)
                    file.flush()
                    os.fsync(file.fileno())  # the journal must never know of more than the disk holds
                    done, size = done + len(group), size + len(lines)
                    _note(journal, {"articles": done, "bytes": size, "run": run})
                    yield done
            if os.name == "nt":
                file.close()  # Windows renames no open file; elsewhere the lock is held to the end
            with atomic_path(target) as temporary:
                partial.replace(temporary)
        journal.unlink(missing_ok=True)
    except OSError as error:
        place = shown(str(error.filename or partial))
        raise InputError(f"cannot be read or written: {error.strerror or error}", place) from error


def discard(output: Name) -> None:
    """Remove what a run that was never resumed left beside `output`; what has no journal is not ours."""
    partial, journal = _beside(Path(os.path.realpath(output)))
    if journal.is_file():
        partial.unlink(missing_ok=True)
        journal.unlink()


def _beside(target: Path) -> tuple[Path, Path]:
    return target.with_name(f"{target.name}.partial"), target.with_name(f"{target.name}.partial.json")


def _lock(file: BinaryIO, partial: Path) -> None:
    """Make sure that no other run writes here; where the system has no such locks, trust the user."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError("another run is writing here", shown(str(partial))) from None
    if not os.path.samestat(os.fstat(file.fileno()), partial.stat()):
        raise InputError("another run has just finished here", shown(str(partial)))


def _begun(journal: Path, run: Mapping[str, str]) -> tuple[int, int]:
    """Return how many articles and bytes a run before this one finished; none if it left no journal."""
    name = shown(str(journal))
    try:
        noted = json.loads(journal.read_bytes())
        done, size, before = int(noted["articles"]), int(noted["bytes"]), dict(noted["run"])
    except FileNotFoundError:
        return 0, 0
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("is damaged; delete it to start over", name) from None
    differing = [
        f"{what} (was {before.get(what, 'absent')}, is {run.get(what, 'absent')})"
        for what in dict.fromkeys([*before, *run])
        if before.get(what) != run.get(what)
    ]
    if differing:
        differences = "; ".join(differing)
        raise InputError(f"was begun by a run that differs: {differences}; delete it to start over", name)
    return done, size


def _note(journal: Path, state: Mapping[str, Any]) -> None:
    with atomic_path(journal) as temporary:
        temporary.write_text(json.dumps(state, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _run(inputs: Iterable[Name], options: Mapping[str, Any]) -> dict[str, str]:
    """Return what decides the bytes of the output, by what a message calls it."""
    pipeline = Pipeline(**options)  # refuses what does not exist
    code = pipeline.language.code
    models = {"stance": options.get("stance"), "sentiment": options.get("sentiment")}
    if not options.get("rules_only"):
        models |= {"propose": None, "carry-on": None}
    run = {"version": __version__, "language data": _language_digest(code)}
    run |= {f"option {name}": _canonical(value) for name, value in sorted(options.items())}
    for task, name in models.items():
        run[f"model {task}"] = read_config(model_path(name or f"{task}-{code}"))["config_sha256"][:16]
    for number, given in enumerate(inputs, 1):
        digest, count, size = hashlib.sha256(), 0, 0
        for source, status in _files(given):
            digest.update(f"{source.name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
            count, size = count + 1, size + status.st_size
        run[f"input {number}"] = f"{shown(os.fspath(given))}, {count} files, {size} bytes, {digest.hexdigest()[:16]}"
    return run


def _language_digest(code: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in (_LANGUAGES / code).iterdir() if path.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _files(given: Name) -> Iterator[tuple[Source, os.stat_result]]:
    """Yield the files of an input; what cannot be found or read is for the reader to report."""
    with suppress(InputError, OSError):
        for source in find(given, _SUFFIXES):
            if isinstance(source, Source) and source.path:
                with suppress(OSError):
                    yield source, source.path.stat()


def total_size(inputs: Iterable[Name]) -> int | None:
    """Return the bytes of all files of the inputs; `None` if standard input is one of them or there are none."""
    names = [os.fspath(given) for given in inputs]
    return None if "-" in names else sum(status.st_size for name in names for _, status in _files(name)) or None
