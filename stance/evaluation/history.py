"""The history of evaluations: one line of JSON a run, appended whole, never rewritten."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.evaluation.classification import Evaluation, intervals
from stance.examples import Example

if sys.platform != "win32":
    import fcntl

_ID = 6  # bytes of an example's digest: among a million examples two agree with a chance of 1 in 500


@dataclass(frozen=True)
class Run:
    """One evaluation as the history keeps it.

    `scores` holds `macro_f1`, `accuracy` and `per_class.LABEL` (F1), each with `value`, `low` and `high`;
    `ids` is the digests of the examples, 8 characters each, and `predicted` the index into `labels` of what was
    predicted for each. `good` is whether the run passed its gate, `None` where there was none, and `why` what
    the gate said against it, or why it was accepted all the same.
    """

    run: str
    task: str
    model_sha256: str
    data_sha256: str
    n: int
    articles: int
    scores: dict[str, dict[str, float]]
    labels: list[str]
    ids: str
    predicted: list[int]
    good: bool | None = None
    why: list[str] = field(default_factory=list)

    @property
    def when(self) -> datetime:
        """Return the time of the run, which its id begins with."""
        return datetime.strptime(self.run.split("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def predictions(self) -> dict[tuple[str, int], str]:
        """Return the predicted label of each example by its digest and how often that came before."""
        ids = [self.ids[i : i + 8] for i in range(0, len(self.ids), 8)]
        return {key: self.labels[i] for key, i in zip(_numbered(ids), self.predicted, strict=True)}


def _numbered(ids: Sequence[str]) -> Iterator[tuple[str, int]]:
    """A text that stands twice in the data has the same digest: its first is paired with the first."""
    seen: Counter[str] = Counter()
    for identity in ids:
        yield identity, seen[identity]
        seen[identity] += 1


def _id(example: Example) -> str:
    total = hashlib.sha256(f"{example.where}\t{example.text}".encode())
    return base64.urlsafe_b64encode(total.digest()[:_ID]).decode()


def keys(examples: Sequence[Example]) -> list[tuple[str, int]]:
    """Return the key of each example in `Run.predictions`."""
    return list(_numbered([_id(example) for example in examples]))


def new_run(result: Evaluation, *, task: str, model_sha256: str, now: datetime | None = None) -> Run:
    """Return the run of an evaluation; its id is the time in UTC and a short digest that no other run shares."""
    scores, bounds = result.scores, intervals(result)
    values = {
        "macro_f1": scores["macro_f1"],
        "accuracy": scores["accuracy"],
        **{f"per_class.{label}": row["f1"] for label, row in scores["per_class"].items()},
    }
    bounds["macro_f1"] = scores["macro_f1_interval"]
    measured = {
        name: {"value": value, "low": round(bounds[name][0], 4), "high": round(bounds[name][1], 4)}
        for name, value in values.items()
    }
    time = now or datetime.now(UTC)
    data = scores["signature"]["data_sha256"]
    # The random part keeps apart two runs of one model that start in the same second.
    unique = hashlib.sha256(f"{model_sha256}{data}".encode() + os.urandom(16)).hexdigest()[:8]
    index = {label: number for number, label in enumerate(scores["labels"])}
    return Run(
        run=f"{time.astimezone(UTC):%Y%m%dT%H%M%SZ}-{unique}",
        task=task,
        model_sha256=model_sha256,
        data_sha256=data,
        n=scores["n"],
        articles=scores["articles"],
        scores=measured,
        labels=list(scores["labels"]),
        ids="".join(_id(example) for example in result.examples),
        predicted=[index[label] for label in result.predicted],
    )


@contextmanager
def _locked(descriptor: int, *, shared: bool) -> Iterator[None]:
    """Hold the file's lock; where the system has none, appending in one write has to be enough."""
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)  # let go when the file is closed
    yield


def _regular(path: Path) -> None:
    """Refuse what opening could block on, or what holds no lines."""
    if path.exists() and not path.is_file():
        raise InputError("is no regular file", str(path))


def append(path: Path, run: Run) -> None:
    """Add one run at the end of the history, whole or not at all, also while others do the same.

    Raises
    ------
    InputError
        if the file cannot be written.
    """
    line = json.dumps(asdict(run), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _regular(path)
        with path.open("a+b", buffering=0) as file, _locked(file.fileno(), shared=False):
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    line = b"\n" + line  # a hand took the last line break: the records must not run together
            try:
                if file.write(line) != len(line):
                    raise OSError(0, "the disk is full")
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)  # half a line would make every later reading fail
                raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(path)) from error


def read(path: Path) -> list[Run]:
    """Return the runs of a history, oldest first; none where the file does not exist yet.

    Raises
    ------
    InputError
        if the file cannot be read or a line is not a run, with its number.
    """
    try:
        _regular(path)
        with path.open("rb") as file, _locked(file.fileno(), shared=True):
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", str(path)) from error
    return [_parsed(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _parsed(line: bytes, where: str) -> Run:
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON ({error}); mend or remove this line of the history", where) from None
    try:
        run = Run(**record)
        _ = run.when, run.predictions()
        for row in run.scores.values():
            _ = row["value"] + row["low"] + row["high"]
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        raise InputError("is not a run of `stance evaluate --history`; mend or remove this line", where) from None
    return run


def last_good(runs: Sequence[Run], run: Run) -> Run | None:
    """Return the last run of the same task and data that passed its gate, or `None`."""
    same = (old for old in reversed(runs) if (old.task, old.data_sha256) == (run.task, run.data_sha256))
    return next((old for old in same if old.good), None)


def same_task(runs: Sequence[Run], run: Run) -> list[Run]:
    """Return the runs of the same task, and this one last: what a chart shows."""
    return [*(old for old in runs if old.task == run.task), run]
