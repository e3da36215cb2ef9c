"""Many articles: labelled in order, by several processes if wanted.

However many articles there are, only a few chunks of them are in memory at any time.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from stance.corpus.writers import json_line
from stance.errors import OptionError, StanceError
from stance.pipeline import Document, Pipeline
from stance.types import Article, LabelledStatement

if TYPE_CHECKING:
    from concurrent.futures import Executor

R = TypeVar("R")

CHUNK = 32  # articles
_PATIENCE = 1.0  # seconds
_CHUNK_CHARACTERS = 2**16  # a chunk ends after the article that passes this, so that long articles go in small chunks


def label(
    articles: Iterable[Article], pipeline_options: Mapping[str, Any] | None = None, jobs: int = 1, *, chunk: int = CHUNK
) -> Generator[Document, None, None]:
    """Yield the labelled articles in their order, the same for any number of `jobs`.

    `pipeline_options` are the arguments of `Pipeline`. One job works in this process; more are
    processes, on Linux copies of this one and elsewhere new ones. Either way `chunk` articles are labelled
    at a time, or fewer long ones. What the source of the articles raises comes after all articles before it.
    Closing the generator ends the processes.

    Raises
    ------
    StanceError
        at once for options that `Pipeline` refuses; later what labelling raises, or when a worker process dies.
    """
    return _documents(worked(_statements, articles, pipeline_options, jobs, chunk))


def _documents(
    chunks: Generator[tuple[list[Article], list[tuple[LabelledStatement, ...]]], None, None],
) -> Generator[Document, None, None]:
    with closing(chunks):
        for group, labelled in chunks:
            yield from map(Document, group, labelled)


def documents(pipeline: Pipeline, articles: Iterable[Article], chunk: int = CHUNK) -> Generator[Document, None, None]:
    """Yield the labelled articles in their order, `chunk` of them or fewer long ones at a time."""
    for group in _chunks(articles, chunk):
        yield from pipeline.many(group)


def canonical(value: Any) -> str:
    """Return options as JSON, which can be sent, kept and compared."""
    return json.dumps(value, default=lambda v: os.fspath(v) if isinstance(v, os.PathLike) else sorted(v))


@functools.lru_cache(maxsize=1)
def pipeline_of(options: str) -> Pipeline:
    """Return the pipeline of `canonical` options; built once in a process, for all that ask for the same."""
    return Pipeline(**json.loads(options))


def _statements(pipeline: Pipeline, articles: list[Article]) -> list[tuple[LabelledStatement, ...]]:
    """Without the articles, which the caller still has: texts need not travel back."""
    return [document.statements for document in pipeline.many(articles)]


def lines(pipeline: Pipeline, articles: list[Article]) -> bytes:
    """Return the articles' records as JSON Lines."""
    labelled = pipeline.many(articles)
    return "".join(json_line(record) for document in labelled for record in document.records()).encode()


def _in_worker(task: Callable[[Pipeline, list[Article]], R], options: str, articles: list[Article]) -> R:
    return task(pipeline_of(options), articles)


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


def worked(
    task: Callable[[Pipeline, list[Article]], R],
    articles: Iterable[Article],
    pipeline_options: Mapping[str, Any] | None = None,
    jobs: int = 1,
    chunk: int = CHUNK,
) -> Generator[tuple[list[Article], R], None, None]:
    """Yield each chunk of articles with what `task` makes of it, in order; the rest is as in `label`.

    At most two chunks a job are in flight.
    """
    if jobs < 1 or chunk < 1:
        raise OptionError(f"jobs and chunk must be at least 1 and are {jobs} and {chunk}")
    chunks = _chunks(articles, chunk)
    if jobs == 1:
        pipeline = Pipeline(**(pipeline_options or {}))
        return ((group, task(pipeline, group)) for group in chunks)
    options = canonical(dict(pipeline_options or {}))
    pipeline_of.cache_clear()  # a model may have been trained anew
    pipeline_of(options)  # refuses what does not exist
    return _together(task, chunks, options, jobs)


def _together(
    task: Callable[[Pipeline, list[Article]], R], chunks: Iterator[list[Article]], options: str, jobs: int
) -> Generator[tuple[list[Article], R], None, None]:
    failure = None
    pipeline_of(options).many([Article("", "")])  # the models are loaded, once for all workers that are copies
    with _workers(jobs) as executor:
        flying: deque[tuple[list[Article], Any]] = deque()
        while True:
            try:
                while len(flying) < 2 * jobs and (waiting := next(chunks, None)):
                    flying.append((waiting, executor.submit(_in_worker, task, options, waiting)))
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
    from concurrent.futures import BrokenExecutor
    from multiprocessing import get_context

    from joblib.externals.loky import ProcessPoolExecutor

    # The processes are the parallelism; numpy's own threads would only get in their way.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    # A copy of this process has all loaded; where that is not safe a new one starts, and loads for itself.
    context = get_context("fork") if sys.platform == "linux" else None
    executor = ProcessPoolExecutor(jobs, initializer=_serve, initargs=(os.getpid(),), env=threads, context=context)
    finished = False
    try:
        with _interrupts_ignored():
            executor.submit(int)  # the first call starts the processes
        yield executor
        finished = True
    except BrokenExecutor as error:
        raise StanceError("a worker process died, perhaps for want of memory; try fewer --jobs") from error
    finally:
        if not finished:
            _handed_on(executor)
        executor.shutdown(wait=True, kill_workers=not finished)


def _handed_on(executor: Executor) -> None:
    """Wait a moment until the executor's thread has handed on all that was submitted.

    Killed before that, the thread drops the work and then looks for it, and prints a KeyError. Work is
    handed on in order, so the state of one more piece tells.
    """
    try:
        last = executor.submit(int)
    except RuntimeError:  # it is broken or shut down already
        return
    patience = time.monotonic() + _PATIENCE
    while not (last.running() or last.done()) and time.monotonic() < patience:
        time.sleep(0.001)


def _serve(parent: int) -> None:
    """Make this worker end with its parent, however that ends, and not of itself on Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:  # the queue alone would keep the orphan of a killed parent waiting for ever
        while os.getppid() == parent:
            time.sleep(0.1)
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
