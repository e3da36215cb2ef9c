"""What the corpus tests share: collecting articles and problems, and losing root's privileges."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stance.corpus import read_articles
from stance.types import Article

CASES = Path(__file__).parent / "cases"
CASE_FILES = {"bad_record": "bad-records.json", "bad_span": "bad-spans.json", "bad_row": "bad-csv.json"}
NOBODY = 65534

Reading = tuple[list[Article], list[str]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes one of `CASE_FILES` once for each case of that file."""
    for argument, name in CASE_FILES.items():
        if argument in metafunc.fixturenames:
            cases = json.loads((CASES / name).read_text(encoding="utf-8"))
            metafunc.parametrize(argument, cases, ids=[case["case"] for case in cases])


def _read(*inputs: str | Path) -> Reading:
    problems: list[str] = []
    articles = list(read_articles([str(i) for i in inputs], on_problem=lambda problem: problems.append(str(problem))))
    return articles, problems


@pytest.fixture
def read() -> Callable[..., Reading]:
    """Return a function that gives what `read_articles` yields and the messages of its problems."""
    return _read


@pytest.fixture
def ids() -> Callable[..., list[str]]:
    """Return a function that gives the ids of the articles, which must come without a problem."""

    def without_problems(*inputs: str | Path) -> list[str]:
        articles, problems = _read(*inputs)
        assert problems == []
        return [article.id for article in articles]

    return without_problems


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes lines, given as text or bytes, to a JSONL file."""

    def write(*lines: str | bytes) -> Path:
        path = tmp_path / "news.jsonl"
        path.write_bytes(b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in lines))
        return path

    return write


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder all users may enter and write; pytest's own belong to one user."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o777)
        shutil.rmtree(folder)


@pytest.fixture
def without_privileges() -> Iterator[None]:
    """Be a plain user within the test, since permissions do not bind root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
