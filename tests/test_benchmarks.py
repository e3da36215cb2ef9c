"""The benchmarks run, and what is written of them is what they measured."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import classification, memory, paper, timing
from benchmarks.texts import varied, write_jsonl
from stance.corpus.exchange import read_annotated

ROOT = Path(__file__).parent.parent
ARTICLES = list(read_annotated(ROOT / "datasets" / "hi" / "articles" / "farming"))[:12]
SPEED = json.loads((ROOT / "reports" / "benchmarks" / "speed.json").read_text("utf-8"))


def test_the_billion_on_paper_is_that_of_the_report():
    estimates = {name: part["on_paper"] for name, part in SPEED.items() if "on_paper" in part}
    assert paper.table(estimates) in paper.README.read_text("utf-8")
    for name, one in estimates.items():
        assert one == paper.estimate(SPEED[name]["whole_way"])


def test_a_core_that_does_a_thousand_a_second_needs_278_hours():
    one = paper.estimate({"articles_per_second": 1000.0, "bytes_per_article": 3000})
    assert (one["core_hours"], one["terabytes_of_text"], one["dollars"]) == (278, 3.0, 11)


def test_every_round_does_everything_once_in_turning_order():
    done = []
    taken = timing.rounds({name: lambda name=name: done.append(name) for name in "abc"}, 3)
    assert "".join(done) == "abcbcacab"
    assert {len(times) for times in taken.values()} == {3}
    assert timing.ratio({"a": [2.0, 3.0, 8.0], "b": [1.0, 1.0, 2.0]}, "a", "b") == {"median": 3, "low": 2, "high": 4}


def test_classification_measures_all_that_are_there():
    found = classification.measure(ARTICLES, 1)
    assert set(found["statements_per_second"]) >= {"stance", "scikit-learn"}
    assert all(rate > 0 for rate in found["statements_per_second"].values())


@pytest.mark.skipif(sys.platform == "win32", reason="measured as on Unix")
def test_the_peak_is_that_of_the_process_itself():
    ballast = b"x" * 300_000_000  # of ours, which a child would inherit the mark of
    assert timing.peak("-c", "b'y' * 10**8") > 100
    assert timing.peak("-c", "") < 100 < len(ballast)


def test_varied_articles_never_end_and_differ(tmp_path):
    found = [article for article, _ in zip(varied(ARTICLES), range(40), strict=False)]
    assert len({article.id for article in found}) == 40
    assert len({article.text for article in found}) > 30
    assert write_jsonl(ARTICLES, tmp_path / "a.jsonl", size=100_000) > 12
    assert 100_000 <= (tmp_path / "a.jsonl").stat().st_size < 120_000


def test_the_long_run_goes_on_to_its_number_of_statements():
    found = memory.long_run(ARTICLES, statements=600, size=3_000)
    assert found["statements"] >= 600
    assert 0.05 < found["first_tenth"]["statements"] / found["statements"] < 0.2
    assert found["peak_mb"] > 50
