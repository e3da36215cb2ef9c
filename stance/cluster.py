"""Many files on many machines: Dask workers label one file each and write one Parquet part of it.

This module is the only importer of Dask and fsspec.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from stance.batch import canonical, documents, pipeline_of
from stance.corpus import FORMATS, settle
from stance.corpus.parquet import write
from stance.corpus.sources import Source
from stance.errors import InputError, MissingExtraError, StanceError, shown
from stance.partitions import example_record
from stance.pipeline import RECORD_FIELDS
from stance.types import Article

_READERS = {suffix: known.read for known in FORMATS for suffix in known.suffixes if suffix in (".jsonl", ".parquet")}
_UNFINISHED = "_unfinished"  # the folder below the output in which parts grow
_CONNECT = "15s"


@dataclass(frozen=True, slots=True)
class Part:
    """What one file came to: how many statements, and what was wrong with it."""

    source: str
    statements: int
    problems: tuple[str, ...]


def label_files(
    inputs: Sequence[str], output: str, scheduler: str, pipeline_options: Mapping[str, Any] | None = None
) -> Iterator[Part]:
    """Label JSON Lines and Parquet files on the workers of a Dask scheduler; yield each file as it is done.

    `inputs` are files, globs and folders, `output` a folder that does not exist yet; paths or URLs of
    fsspec that all workers can reach (`s3://…`). File N, counted in order of names, becomes
    `part-N.parquet` there; parts in order hold what `stance predict` writes of the files in order. A part
    appears whole or not at all, so what a dying worker leaves is done again and nothing comes twice.

    Raises
    ------
    InputError
        if there is no file to read, two inputs name the same one, or the output holds something already.
    StanceError
        if the scheduler cannot be reached, workers keep dying, or as `Pipeline`.
    MissingExtraError
        if Dask is not installed.
    """
    try:
        import fsspec
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise MissingExtraError("--engine dask", "cluster") from None
    options = canonical(dict(pipeline_options or {}))
    pipeline_of(options)  # refuses what does not exist before any worker does
    files = _files(inputs)
    system, folder = fsspec.core.url_to_fs(output)
    if system.exists(folder) and (not system.isdir(folder) or system.ls(folder)):
        raise InputError("is there already; name a new folder", shown(output))
    system.makedirs(f"{folder}/{_UNFINISHED}", exist_ok=True)
    width = max(5, len(str(len(files))))
    parts = [f"part-{number:0{width}}.parquet" for number in range(len(files))]
    try:
        with Client(scheduler, timeout=_CONNECT) as client:  # type: ignore[no-untyped-call]
            futures = client.map(_label_file, files, parts, output=output, options=options, pure=False)
            for future in as_completed(futures):  # type: ignore[no-untyped-call]
                yield future.result()
    except KilledWorker as error:
        raise StanceError(f"workers died over and over at the same file, perhaps for want of memory: {error}") from None
    except OSError as error:
        raise StanceError(f"{shown(scheduler)}: no scheduler can be reached: {error}") from None
    finally:
        system.rm(f"{folder}/{_UNFINISHED}", recursive=True)


def _files(inputs: Sequence[str]) -> list[str]:
    """Return the URLs of all files to read: those of each input sorted, inputs in their order."""
    import fsspec

    found: list[str] = []
    for given in inputs:
        system, path = fsspec.core.url_to_fs(given)
        try:
            paths = system.glob(path) if fsspec.core.has_magic(path) else [path]
            inside = [file for one in paths for file in (system.find(one) if system.isdir(one) else [one])]
            below = [file for file in inside if PurePosixPath(file).suffix.lower() in _READERS and system.exists(file)]
        except (OSError, ValueError) as error:
            raise InputError(f"cannot be read: {error}", shown(given)) from None
        if not below:
            raise InputError(f"no file to read (looked for {' '.join(_READERS)})", shown(given))
        found += [path if given.startswith(("/", ".")) else system.unstrip_protocol(path) for path in sorted(below)]
    if len(set(found)) < len(found):
        twice = next(name for name in found if found.count(name) > 1)
        raise InputError("is named by two inputs", shown(twice))
    return found


def _label_file(url: str, part: str, output: str, options: str) -> Part:
    """Label one file; runs in a worker, whose pipeline stays from file to file."""
    import fsspec

    problems: list[str] = []
    nlp = pipeline_of(options)
    system, folder = fsspec.core.url_to_fs(output)
    growing = f"{folder}/{_UNFINISHED}/{part}.{secrets.token_hex(8)}"
    try:
        with fsspec.open(url, "rb") as stream, system.open(growing, "wb") as target:
            articles = settle(_articles(url, stream), False, lambda problem: problems.append(str(problem)))
            records = (record for document in documents(nlp, articles) for record in document.records())
            count = write(records, RECORD_FIELDS, target, like=example_record(nlp))
        system.mv(growing, f"{folder}/{part}")
    except (StanceError, OSError) as error:
        # Not every error of ours survives the way back, a sentence does.
        raise StanceError(str(error)) from None
    return Part(url, count, tuple(problems))


def _articles(url: str, stream: Any) -> Iterator[Article | InputError]:
    suffix = PurePosixPath(url).suffix.lower()
    source = Source(shown(url), PurePosixPath(url).stem, suffix, stream=stream)
    try:
        yield from _READERS[suffix](source)
    except InputError as error:
        yield error
