"""Rounds in turn, so that a noisy machine is noisy for all alike; medians, and ratios within a round."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def rounds(work: Mapping[str, Callable[[], object]], number: int) -> dict[str, list[float]]:
    """Return the seconds of each piece of work in each round; a round does every piece once, in turning order."""
    names = list(work)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(number):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.perf_counter()
            work[name]()
            taken[name].append(time.perf_counter() - start)
    return taken


def ratio(taken: Mapping[str, Sequence[float]], name: str, other: str) -> dict[str, float]:
    """Return how many times as long `name` takes as `other`: median, least and most over the rounds."""
    found = [mine / theirs for mine, theirs in zip(taken[name], taken[other], strict=True)]
    return {"median": digits(median(found)), "low": digits(min(found)), "high": digits(max(found))}


def digits(value: float) -> float:
    """Return three significant digits: no more of a time is ever the same twice."""
    return float(f"{value:.3g}")


# A process starts with the peak of the one it was split from; this one has none to speak of.
_WATCH = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def run(*command: str | Path) -> float:
    """Return the seconds of a Python process with these arguments.

    Raises
    ------
    CalledProcessError
        if it fails.
    """
    start = time.perf_counter()
    _python(*command)
    return time.perf_counter() - start


def peak(*command: str | Path) -> float:
    """Return the peak memory in MB of a Python process with these arguments.

    Raises
    ------
    CalledProcessError
        if it fails.
    """
    shown = _python("-S", "-c", _WATCH, sys.executable, *command)
    return int(shown) * (1 if sys.platform == "darwin" else 1024) / 1e6


def _python(*command: str | Path) -> bytes:
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    whole = [sys.executable, *map(str, command)]
    return subprocess.run(whole, stdout=subprocess.PIPE, env=environment, check=True).stdout  # noqa: S603
