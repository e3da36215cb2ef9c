"""Web pages: main text, metadata, encodings and pages that hold nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stance.types import Article

Read = Callable[..., tuple[list[Article], list[str]]]


pytest.importorskip("trafilatura")

CASES = Path(__file__).parent / "cases"
PAGE = (CASES / "page.html").read_text(encoding="utf-8")
ENGLISH = (
    '<html><head><meta charset="{}"><title>Canal</title></head><body><article>'
    "<p>\u201cThe canal is dry,\u201d said the headman of the caf\xe9 on Monday morning.</p>"
    "<p>The department denied the charge and said that the repair goes on.</p></article></body></html>"
)


def test_main_text_and_metadata(read: Read) -> None:
    (article,), problems = read(CASES / "page.html")
    assert problems == []
    assert (article.id, article.title, article.date, article.source) == (
        "page",
        "नहर में दस दिन से पानी नहीं",
        "2024-03-05",
        "खेत समाचार",
    )
    assert "“नहर सूखी पड़ी है और गेहूँ जल रहा है।” दु:ख की बात" in article.text
    assert "अफ़सरों" in article.text, "nukta letters stay whole"
    assert "मुखपृष्ठ" not in article.text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "utf-8-sig"), ("windows-1252", "windows-1252"), ("ISO-8859-1", "windows-1252"), ("x", "utf-16")],
)
def test_encodings(tmp_path: Path, declared: str, encoding: str, read: Read) -> None:
    (tmp_path / "a.htm").write_bytes(ENGLISH.format(declared).encode(encoding))
    (article,), problems = read(tmp_path)
    assert problems == []
    assert "\u201cThe canal is dry,\u201d said the headman of the caf\xe9" in article.text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", ": the file is empty"),
        (b"<html><body></body></html>", ": trafilatura finds no main text in it"),
        (b"no page at all", ": trafilatura finds no main text in it"),
        (b"<div>" * 40_000, ": trafilatura finds no main text in it"),
        (b"\x1f\x8b\x08\0\0\0", ":1: invalid UTF-8: byte 0x8B at offset 1 of the file"),
        (b"<html>\n\0</html>", ": holds a NUL character (the first at character 7)"),
        (b"<html>\n<p>\xff</p>", ":2: invalid UTF-8: byte 0xFF at offset 10 of the file"),
        (b'<meta charset="UTF-8">\xff', ":1: invalid UTF-8: byte 0xFF at offset 22 of the file"),
        (b'<meta charset="koi7">\xff', ": is neither UTF-8 nor what it declares, koi7"),
        (b'<meta charset="hex">\xff', ": is neither UTF-8 nor what it declares, hex"),
        (b'<meta charset="ascii">\xff', ": is neither UTF-8 nor what it declares, ascii"),
    ],
)
def test_refusals(tmp_path: Path, data: bytes, says: str, read: Read) -> None:
    (tmp_path / "bad.html").write_bytes(data)
    (tmp_path / "good.html").write_text(PAGE, encoding="utf-8")
    articles, problems = read(tmp_path)
    assert [article.id for article in articles] == ["good"]
    assert problems == [f"{tmp_path}/bad.html{says}"]


def test_extras_are_imported_when_they_are_needed(tmp_path: Path) -> None:
    """And where they are missing the message says how to get them; a real interpreter without them is asked."""
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    program = """
import sys
from stance.corpus import read_articles
from stance.corpus import spans, writers
from stance.errors import MissingExtraError
from stance.types import Article
assert not {"trafilatura", "pyarrow", "lxml", "numpy"} & set(sys.modules)
for path in sys.argv[1:]:
    try:
        list(read_articles(path))
    except MissingExtraError as error:
        print(error)
"""
    # -S leaves site-packages out, so that no extra is installed for this interpreter.
    root = Path(__file__).parents[2]
    command = [sys.executable, "-S", "-c", program, str(tmp_path / "a.html"), str(tmp_path / "a.parquet")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "reading HTML needs the extra 'html': pip install 'indic-stance[html]'",
        "reading Parquet needs the extra 'parquet': pip install 'indic-stance[parquet]'",
    ]
