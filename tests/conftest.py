from pathlib import Path

import pytest

import stance

ARTICLES = Path(__file__).parent / "articles"


@pytest.fixture(scope="session")
def nlp():
    return stance.load("hi")


@pytest.fixture(scope="session")
def canal():
    return (ARTICLES / "canal.txt").read_text("utf-8")
