"""The gate of a scheduled evaluation: no score below its floor, no significant drop since the last good run."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from stance.corpus.atomic import atomic_path
from stance.errors import InputError
from stance.evaluation.classification import Evaluation, article_counts, f1_scores, intervals, resampled
from stance.evaluation.history import Run, keys, last_good

_DRAWS = 4000
_JOINT_ERROR = 0.01  # of the intervals whose lower bounds become floors
_TAIL_DRAWS = 20_000  # their tails are thin: some twenty draws lie below a floor
_ERROR = 0.05  # of a one-sided test: one for macro-F1, and one that the classes share
_SHOWN = 20  # flipped examples
_KEYS = ("macro_f1", "accuracy", "per_class", "updates")


@dataclass(frozen=True)
class Floors:
    """The least scores, by name as in `Run.scores`, and the record of how they came about."""

    values: dict[str, float]
    updates: list[dict[str, Any]]


@dataclass(frozen=True)
class Flip:
    """An example whose prediction is another one than in the run before."""

    where: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return it as one line of a report."""
        return f"{self.where}: true {self.label}, predicted {self.before} → {self.after}"


@dataclass(frozen=True)
class Verdict:
    """What the gate says: `failures` name each floor or drop; `accepted` is the reason they are let pass."""

    failures: list[str]
    flips: list[Flip]
    flipped: int
    against: str | None
    accepted: str | None = None

    @property
    def passed(self) -> bool:
        """Return whether the run may stand as the one that the next is compared with."""
        return not self.failures or self.accepted is not None


def said(name: str) -> str:
    """Return a score's name for people: `macro-F1`, `accuracy`, `denial F1`."""
    return f"{name.removeprefix('per_class.')} F1" if name.startswith("per_class.") else name.replace("_f1", "-F1")


def _flat(floors: Any, where: str) -> dict[str, float]:
    """Return floors by the names of `Run.scores`, or raise what is wrong with them."""
    if not isinstance(floors, dict) or not isinstance(floors.get("per_class", {}), dict):
        raise InputError('floors look like {"macro_f1": 0.65, "per_class": {"denial": 0.5}}', where)
    unknown = sorted(set(floors) - set(_KEYS))
    if unknown:
        raise InputError(f"unknown floor {unknown[0]!r}; there are {', '.join(_KEYS[:3])}", where)
    values = {name: floors[name] for name in ("macro_f1", "accuracy") if name in floors}
    values |= {f"per_class.{label}": value for label, value in floors.get("per_class", {}).items()}
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise InputError(f"the floor of {said(name)} is {value!r}, not a number from 0 to 1", where)
    return values


def _nested(values: dict[str, float]) -> dict[str, Any]:
    classes = {n.removeprefix("per_class."): v for n, v in values.items() if n.startswith("per_class.")}
    floors: dict[str, Any] = {name: value for name, value in values.items() if not name.startswith("per_class.")}
    return {**floors, "per_class": classes} if classes else floors


def read_floors(path: Path, *, lowering: bool = False) -> Floors:
    """Return the floors of a file.

    Raises
    ------
    InputError
        if the file is missing or holds no floors, or, without `lowering`, one of them is lower than the last
        update left it.
    """
    where = str(path)
    try:
        content: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise InputError("there are no floors yet; --update-floors REASON writes them", where) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON ({error})", where) from None
    values = _flat(content, where)
    updates = content.get("updates", [])
    if not isinstance(updates, list) or not all(isinstance(update, dict) for update in updates):
        raise InputError("'updates' is not the list that --update-floors writes", where)
    for name, value in _flat(updates[-1].get("floors"), where).items() if updates and not lowering else ():
        if values.get(name, -1) < value:
            now = values.get(name, "missing")
            raise InputError(
                f"the floor of {said(name)} was lowered by hand: {value} at the last update, now {now}; "
                "only --update-floors REASON lowers floors",
                where,
            )
    return Floors(values, updates)


def judge(
    result: Evaluation, run: Run, runs: Sequence[Run], path: Path, *, update: str | None = None, seed: int = 0
) -> Verdict:
    """Return what the gate says of a run, and rewrite the floors if `update` is not `None`.

    With a reason in `update` the floors become what `lower_bounds` gives and the run is accepted whatever
    it broke; with an empty one the floors of a run that passes are raised and none is lowered.

    Raises
    ------
    InputError
        if the floors are missing, broken, lowered by hand or name a class that the model does not have.
    """
    reason = " ".join((update or "").split())
    fresh = update is not None and not path.exists()
    floors = Floors({}, []) if fresh else read_floors(path, lowering=bool(reason))
    unknown = [name for name in floors.values if name not in run.scores]
    if unknown and not reason:
        known = ", ".join(run.labels)
        raise InputError(f"{said(unknown[0])} has a floor, but the model's labels are {known}", str(path))
    old = last_good(runs, run)
    kept = {name: value for name, value in floors.values.items() if name not in unknown}
    failures = [
        f"floor broken: {said(name)} {score['value']:.3f} is below {value:.3f}"
        f" (95 % interval {score['low']:.3f}–{score['high']:.3f})"
        for name, value in kept.items()
        if (score := run.scores[name])["value"] < value
    ]
    drops, flips = ([], []) if old is None else _compared(result, old, seed)
    failures += drops
    verdict = Verdict(failures, flips[:_SHOWN], len(flips), old.run if old else None, reason or None)
    if update is not None and verdict.passed:
        values = lower_bounds(result, list(kept), seed=seed)
        if not reason:
            values = {name: max(value, kept.get(name, 0.0)) for name, value in values.items()}
        _write(path, Floors(values, floors.updates), run, reason)
    return verdict


def lower_bounds(result: Evaluation, names: Sequence[str] = (), *, seed: int = 0) -> dict[str, float]:
    """Return the lower interval bounds of the named scores, else of macro-F1 and each class that has examples.

    The intervals hold together at 99 % (Bonferroni), so that an unchanged model on fresh data of the same kind
    breaks one of them once in 200 runs. The single 95 % intervals would not do: five floors, each broken by
    chance in 2.5 % of the samples, give a false alarm every tenth time.
    """
    classes = result.scores["per_class"]
    chosen = list(names) or ["macro_f1", *(f"per_class.{label}" for label in classes if classes[label]["support"])]
    bounds = intervals(result, level=1 - _JOINT_ERROR / len(chosen), draws=_TAIL_DRAWS, seed=seed)
    values = {f"per_class.{label}": row["f1"] for label, row in classes.items()} | result.scores
    return {name: math.floor(min(bounds[name][0], values[name]) * 10_000) / 10_000 for name in chosen}


def _write(path: Path, floors: Floors, run: Run, reason: str) -> None:
    nested = _nested(floors.values)
    entry = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "reason": reason or "raised",
        "model_sha256": run.model_sha256,
        "data_sha256": run.data_sha256,
        "floors": nested,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary:
        content = {**nested, "updates": [*floors.updates, entry]}
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _compared(result: Evaluation, old: Run, seed: int) -> tuple[list[str], list[Flip]]:
    """Return the significant drops since an old run on the same data, and the flips, the harmful ones first.

    Macro-F1 and each class are compared by paired bootstrap over articles (Efron and Tibshirani 1993,
    ch. 16): a drop is significant if the one-sided upper bound of the difference is below 0, at 95 % for
    macro-F1 and at 95 % for all classes together. Of two models that are equally good but differ in many
    predictions, the second fails about once in 12 runs; a model compared with itself never.
    """
    predictions = old.predictions()
    before = [predictions.get(key) for key in keys(result.examples)]
    paired = [i for i, label in enumerate(before) if label is not None]  # all, or the data digests would differ
    truth = [result.examples[i].label for i in paired]
    groups = [result.examples[i].group for i in paired]
    labels = list(dict.fromkeys([*result.scores["labels"], *old.labels]))
    ways = ([str(before[i]) for i in paired], [result.predicted[i] for i in paired])
    counts = np.stack([article_counts(truth, way, groups, labels) for way in ways], axis=1)
    first, second = f1_scores(counts.sum(axis=0))
    drawn = f1_scores(resampled(counts, draws=_DRAWS, seed=seed))
    differences = drawn[:, 1] - drawn[:, 0]
    tested = [i for i, label in enumerate(labels) if label in set(truth)]
    drops, fallen = [], set()
    for column, error in [(0, _ERROR), *((i + 1, _ERROR / len(tested)) for i in tested)]:
        low, high = np.quantile(differences[:, column], [error, 1 - error])
        if high < 0:
            name = f"{labels[column - 1]} F1" if column else "macro-F1"
            fallen.add(labels[column - 1] if column else "")
            drops.append(
                f"significant drop: {name} {first[column]:.3f} → {second[column]:.3f},"
                f" {second[column] - first[column]:+.3f} ({1 - 2 * error:.1%} interval {low:+.3f} to {high:+.3f})"
                f" since the good run {old.run}"
            )
    flips = [Flip(result.examples[i].where, t, a, b) for i, t, a, b in zip(paired, truth, *ways, strict=True) if a != b]
    flips.sort(key=lambda flip: (flip.before != flip.label, flip.label not in fallen))
    return drops, flips
