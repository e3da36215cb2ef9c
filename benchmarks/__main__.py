"""`python -m benchmarks [--long]`: measure, write `reports/benchmarks/speed.json`, a chart, and the table on paper."""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks.timing import ONE_THREAD, ROOT

os.environ.update(ONE_THREAD)  # before numpy is imported: one core is one core

from benchmarks import classification, memory, paper, whole_way
from benchmarks.texts import corpora
from stance import __version__
from stance.corpus.atomic import atomic_path
from stance.report import charts

TARGET = ROOT / "reports" / "benchmarks"
_ROUNDS, _STARTS, _RUNS = 7, 9, 3


def _machine() -> dict[str, Any]:
    model = next(
        (line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")), platform.processor()
    )
    return {
        "cpu": model.split(":")[-1].strip(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "stance": __version__,
        "load_at_start": [round(value, 1) for value in os.getloadavg()],
    }


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def main() -> None:
    """Measure everything, the run of a million statements only with `--long`."""
    found: dict[str, Any] = {"machine": _machine()}
    estimates = {}
    for name, articles in corpora().items():
        print(name)
        result: dict[str, Any] = {"classification": classification.measure(articles, _ROUNDS)}
        result["whole_way"] = whole_way.throughput(articles, _ROUNDS)
        result["on_paper"] = estimates[name] = paper.estimate(result["whole_way"])
        if not found.get("cold_start"):
            found["cold_start"] = whole_way.cold_start(articles, _STARTS)
            found["processes"] = whole_way.processes(articles, _RUNS)
            found["memory"] = memory.growth(articles)
            if "--long" in sys.argv:
                found["long_run"] = memory.long_run(articles)
        found[name] = result
        print(json.dumps(result, indent=1))
    target = TARGET / "speed.json"
    if "long_run" not in found and target.exists():  # what takes twenty minutes is kept from the run that took them
        found |= {key: value for key, value in json.loads(target.read_text("utf-8")).items() if key == "long_run"}
    target.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(target) as temporary:
        temporary.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    rates = {name: one["classification"]["statements_per_second"] for name, one in found.items() if name in estimates}
    charts.save(charts.rates(rates, "statements labelled a second, one core"), TARGET / "speed.png")
    paper.refresh(estimates)
    print(f"written to {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
