"""Standard input, in real processes with real pipes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stance.corpus.text import DOCUMENT_LIMIT

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from stance.corpus import read_articles
for article in read_articles(sys.argv[1:], on_problem=lambda p: print(p, flush=True)):
    print(ascii((article.id, article.text)), flush=True)
"""
HINDI = "बस देर से आई।"


def run(data: bytes, *inputs: str) -> list[str]:
    command = [sys.executable, "-c", PROGRAM, *(inputs or ["-"])]
    done = subprocess.run(command, input=data, cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n \r\n", b"\xef\xbb\xbf\n\n"])
def test_text(before: bytes) -> None:
    text = before.removeprefix(b"\xef\xbb\xbf").decode().replace("\r", "") + HINDI
    assert run(before + HINDI.encode()) == [ascii(("stdin", text))]


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n \r\n", b"\xef\xbb\xbf\n\n", b" " * 100_000])
def test_json_lines_with_a_bad_one(before: bytes) -> None:
    data = before + b'{"id": "a", "text": "x"}\nnone\n {"id": "b", "text": "y"}\n'
    line = before.count(b"\n") + 2
    bad = f"stdin:{line}: broken JSON: Expecting value at column 1"
    assert run(data) == ["('a', 'x')", bad, "('b', 'y')"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb", b"x"])
def test_few_bytes(data: bytes) -> None:
    expected = {
        b"": "stdin: the file is empty",
        b"\xef\xbb": "stdin:1: invalid UTF-8: byte 0xEF at offset 0 of the file",
        b"x": "('stdin', 'x')",
    }
    assert run(data) == [expected[data]]


def test_twice_finds_nothing_the_second_time() -> None:
    assert run(b"x", "-", "-") == ["('stdin', 'x')", "stdin: the file is empty"]


def test_a_text_is_bounded() -> None:
    assert run(b"a" * (DOCUMENT_LIMIT + 1)) == ["stdin: the document is larger than 64 MiB"]


def test_blanks_without_end_are_bounded() -> None:
    assert run(b"\n" * (DOCUMENT_LIMIT + 1)) == ["stdin: the document is larger than 64 MiB"]


def test_records_come_out_before_the_input_ends() -> None:
    command = [sys.executable, "-c", PROGRAM, "-"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for name in "ab":
            process.stdin.write(b'{"id": "%s", "text": "x"}\n' % name.encode())
            process.stdin.flush()
            assert process.stdout.readline() == f"('{name}', 'x')\n".encode()
        process.stdin.close()
        assert process.stdout.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
def test_no_standard_input_at_all() -> None:
    command = ["sh", "-c", 'exec "$0" -c "$1" - <&-', sys.executable, PROGRAM]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    assert (done.stdout, done.stderr) == ("stdin: there is no standard input to read\n", "")
