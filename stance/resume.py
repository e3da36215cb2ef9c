"""Work that survives a kill: a partial output, a journal of what is done, and how to go on from them."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO

from stance import __version__
from stance.batch import CHUNK, canonical, lines, worked
from stance.bundle import model_path, read_config
from stance.corpus import FORMATS
from stance.corpus.atomic import atomic_path
from stance.corpus.sources import Name, Source, find
from stance.errors import InputError, shown
from stance.pipeline import EXTRACTION_MODELS, Pipeline
from stance.types import Article

_LANGUAGES = Path(__file__).parent / "languages"
_SUFFIXES = [suffix for known in FORMATS for suffix in known.suffixes]


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
            with closing(worked(lines, rest, options, jobs, chunk)) as chunks:
                for group, records in chunks:
                    file.write(records)
                    file.flush()
                    os.fsync(file.fileno())  # the journal must never know of more than the disk holds
                    done, size = done + len(group), size + len(records)
                    _note(journal, {"articles": done, "bytes": size, "run": run})
                    yield done
            if os.name == "nt":
                file.close()  # Windows renames no open file; elsewhere the lock is held to the end
            with atomic_path(target, sole_writer=True) as temporary:
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
    with atomic_path(journal, sole_writer=True) as temporary:
        temporary.write_text(json.dumps(state, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _run(inputs: Iterable[Name], options: Mapping[str, Any]) -> dict[str, str]:
    """Return what decides the bytes of the output, by what a message calls it."""
    pipeline = Pipeline(**options)  # refuses what does not exist
    code = pipeline.language.code
    models: dict[str, str | None] = {"stance": options.get("stance"), "sentiment": options.get("sentiment")}
    if not options.get("rules_only"):
        models |= dict.fromkeys(EXTRACTION_MODELS)
    run = {"version": __version__, "language data": _language_digest(code)}
    run |= {f"option {name}": canonical(value) for name, value in sorted(options.items())}
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
