"""Inputs to files: files, folders, globs, links, special files and names that are none."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from stance.corpus import read_articles
from stance.errors import InputError, shown
from stance.types import Article

Read = Callable[..., tuple[list[Article], list[str]]]
Ids = Callable[..., list[str]]

HINDI = "मोहन ने कहा कि बारिश होगी।"


def plant(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HINDI, encoding="utf-8")


def test_a_file_has_its_stem_for_id(tmp_path: Path, ids: Ids) -> None:
    plant(tmp_path, "खेत.2024.txt")
    assert ids(tmp_path / "खेत.2024.txt") == ["खेत.2024"]


def test_a_suffix_may_be_in_capitals(tmp_path: Path, ids: Ids) -> None:
    plant(tmp_path, "A.TXT")
    assert ids(tmp_path / "A.TXT") == ["A"]
    assert ids(tmp_path) == ["A"]


def test_a_folder_is_read_sorted_with_all_below_and_paths_for_ids(tmp_path: Path, ids: Ids) -> None:
    plant(tmp_path, "b.txt", "a/2.txt", "a/10.txt", "a/z/1.txt", "c.pdf", ".hidden.txt", ".git/x.txt")
    assert ids(tmp_path) == ["a/10", "a/2", "a/z/1", "b"]


def test_inputs_keep_their_order_and_may_repeat(tmp_path: Path, ids: Ids) -> None:
    plant(tmp_path, "a.txt", "b.txt")
    assert ids(tmp_path / "b.txt", tmp_path / "a.txt", tmp_path / "b.txt") == ["b", "a", "b"]


@pytest.mark.parametrize("single", [str, Path])
def test_one_path_needs_no_list(tmp_path: Path, single: type[str] | type[Path]) -> None:
    plant(tmp_path, "a.txt")
    assert [article.id for article in read_articles(single(tmp_path / "a.txt"))] == ["a"]


def test_deep_folders_do_not_exhaust_the_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Read) -> None:
    monkeypatch.chdir(tmp_path)
    deep = "/".join("d" * 1200)
    here = os.open(".", os.O_RDONLY)
    for _ in range(1200):  # step by step, as the whole path is too long for one call
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("a.txt", os.O_CREAT, dir_fd=here))
    os.close(here)
    try:
        assert read(".") == ([], [f"{deep}/a.txt: the file is empty"])
    finally:  # rmtree, which clears up after the tests, calls itself for every folder
        os.remove(f"{deep}/a.txt")
        os.removedirs(deep)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a", "b"]),
        ("?.txt", ["a", "b"]),
        ("[b]*", ["b"]),
        ("*", ["a", "b", "in/c", "in/deep/d"]),
        ("**/*.txt", ["a", "b", "in/c", "in/deep/d"]),
        ("**", ["a", "b", "in/c", "in/deep/d"]),
        ("in/*.txt", ["c"]),
        ("i*/*.txt", ["in/c"]),
        ("in/../*.txt", ["a", "b"]),
        (".h*.txt", [".hid"]),
    ],
)
def test_globs(tmp_path: Path, pattern: str, expected: list[str], monkeypatch: pytest.MonkeyPatch, ids: Ids) -> None:
    plant(tmp_path, "b.txt", "a.txt", "x.pdf", "in/c.txt", "in/deep/d.txt", ".hid.txt", "in/.no/e.txt")
    assert ids(tmp_path / pattern) == expected
    monkeypatch.chdir(tmp_path)
    assert ids(pattern) == expected


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path, ids: Ids) -> None:
    plant(tmp_path, "[1].txt", "1.txt")
    assert ids(tmp_path / "[1].txt") == ["[1]"]


def test_links_to_files_are_read_and_links_to_folders_are_not(tmp_path: Path, ids: Ids) -> None:
    plant(tmp_path, "news/a.txt", "elsewhere/b.txt")
    (tmp_path / "news/linked.txt").symlink_to(tmp_path / "elsewhere/b.txt")
    (tmp_path / "news/round").symlink_to(tmp_path / "news", target_is_directory=True)
    (tmp_path / "news/round.txt").symlink_to(tmp_path / "news", target_is_directory=True)
    (tmp_path / "news/up").symlink_to("..", target_is_directory=True)
    assert ids(tmp_path / "news") == ["a", "linked"]
    assert ids(tmp_path / "news/**/*.txt") == ["a", "linked"]
    assert ids(tmp_path / "news/*") == ["a", "linked"]
    assert ids(tmp_path / "news/round") == ["a", "linked"], "a link that is named outright is followed"


def test_broken_links_are_reported(tmp_path: Path, read: Read) -> None:
    plant(tmp_path, "a.txt")
    (tmp_path / "dangling.txt").symlink_to("nowhere.txt")
    (tmp_path / "self.txt").symlink_to("self.txt")
    articles, problems = read(tmp_path)
    assert [article.id for article in articles] == ["a"]
    assert problems == [
        f"{tmp_path}/dangling.txt: cannot be read: No such file or directory",
        f"{tmp_path}/self.txt: cannot be read: Too many levels of symbolic links",
    ]
    assert read(tmp_path / "dangling.txt")[1] == [f"{tmp_path}/dangling.txt: is a link to nothing"]


SOUGHT = "looked for .csv .htm .html .jsonl .ndjson .parquet .txt"


def test_what_is_missing_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Read) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, "a.txt", "b.pdf", "empty/readme.md")
    articles, problems = read("none.txt", "a.txt/b.txt", "b.pdf", "empty", "x*.txt", "*.pdf", "", "a\0.txt", "a.txt")
    assert [article.id for article in articles] == ["a"]
    assert problems == [
        f"none.txt: no such file or folder (looked for {tmp_path}/none.txt)",
        f"a.txt/b.txt: no such file or folder (looked for {tmp_path}/a.txt/b.txt)",
        f"b.pdf: the suffix names no known format ({SOUGHT})",
        f"empty: the folder holds no file to read ({SOUGHT})",
        f"x*.txt: the pattern matches no file to read (looked for x*.txt in {tmp_path}, {SOUGHT})",
        f"*.pdf: the pattern matches no file to read (looked for *.pdf in {tmp_path}, {SOUGHT})",
        "'': no file can have this name",
        "'a\\x00.txt': no file can have this name",
    ]


def test_a_name_that_is_too_long(tmp_path: Path, read: Read) -> None:
    assert read("x" * 5000)[1] == [f"{'x' * 5000}: cannot be read: File name too long"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_sockets_and_devices_are_refused_without_being_opened(tmp_path: Path, read: Read) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    plant(tmp_path, "a.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.txt"))
        articles, problems = read(tmp_path, tmp_path / "pipe.txt", "/dev/zero")
    assert [article.id for article in articles] == ["a"]
    refusal = "is a pipe, socket or device and no regular file; '-' reads standard input"
    places = [tmp_path / "pipe.txt", tmp_path / "socket.txt", tmp_path / "pipe.txt", "/dev/zero"]
    assert problems == [f"{place}: {refusal}" for place in places]


def test_unreadable_files_and_folders_are_reported(open_folder: Path, without_privileges: None, read: Read) -> None:
    plant(open_folder, "a.txt", "locked.txt", "shut/b.txt")
    (open_folder / "locked.txt").chmod(0)
    (open_folder / "shut").chmod(0)
    articles, problems = read(open_folder, open_folder / "locked.txt", open_folder / "shut", open_folder / "shut/b.txt")
    assert [article.id for article in articles] == ["a"]
    denied = "cannot be read: Permission denied"
    shut = [f"{open_folder}/shut: {denied}", f"{open_folder}/shut/b.txt: {denied}"]
    assert problems == [
        f"{open_folder}/locked.txt: {denied}",
        f"{open_folder}/shut: {denied}",
        f"{open_folder}/locked.txt: {denied}",
        *shut,
    ]


def test_strict_raises_the_first_problem_and_not_before_it_is_reached(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt", "c.txt")
    (tmp_path / "b.txt").touch()
    stream = read_articles(tmp_path, strict=True)
    assert next(stream).id == "a"
    with pytest.raises(InputError, match="the file is empty") as caught:
        next(stream)
    assert caught.value.where == f"{tmp_path}/b.txt"


def test_without_a_callback_a_problem_is_a_warning(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt")
    with pytest.warns(UserWarning, match="no such file or folder") as caught:
        assert [article.id for article in read_articles([tmp_path / "none.txt", tmp_path / "a.txt"])] == ["a"]
    assert caught[0].filename == __file__


def test_files_are_opened_one_after_another(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt", "b.txt")
    stream = read_articles(tmp_path)
    assert next(stream).id == "a"
    (tmp_path / "b.txt").write_text("बाद में बदला।", encoding="utf-8")
    assert next(stream).text == "बाद में बदला।"


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX alone")
def test_a_name_that_is_no_utf8_can_still_be_written_out(tmp_path: Path, read: Read, ids: Ids) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9\n.txt"
    with open(path, "w", encoding="utf-8") as file:
        file.write(HINDI)
    (identity,) = ids(tmp_path)
    assert identity == "caf\\xe9\n"
    os.truncate(path, 0)
    assert read(tmp_path)[1] == [f"{tmp_path}/caf\\udce9\\n.txt: the file is empty"]


def test_names_in_messages_cannot_steer_a_terminal() -> None:
    assert shown("क\u200dष\x1b[31m\n\u202e") == "क\u200dष\\x1b[31m\\n\\u202e"
