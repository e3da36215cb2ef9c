"""Files appear whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from stance.corpus.atomic import atomic_path
from stance.errors import InputError


def test_the_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "out.png"
    with atomic_path(target) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".png"
        assert temporary.name.startswith("."), "a folder that is read meanwhile must pass it over"
        temporary.write_text("whole")
        assert not target.exists()
    assert target.read_text() == "whole"
    assert os.listdir(tmp_path) == ["out.png"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("before", [None, "old"])
def test_nothing_changes_when_the_block_raises(tmp_path: Path, error: type[BaseException], before: str | None) -> None:
    target = tmp_path / "out.txt"
    if before is not None:
        target.write_text(before)

    def write_half() -> None:
        with atomic_path(target) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        write_half()
    assert [path.read_text() for path in tmp_path.iterdir()] == ([before] if before else [])


def test_permissions_are_the_usual_or_those_of_the_file_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    (tmp_path / "usual.txt").touch()
    with atomic_path(target):
        pass
    assert target.stat().st_mode == (tmp_path / "usual.txt").stat().st_mode
    target.chmod(0o640)
    with atomic_path(target):
        pass
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.txt").symlink_to("real/out.txt")
    for content in ("one", "two"):
        with atomic_path(tmp_path / "link.txt") as temporary:
            temporary.write_text(content)
        assert (tmp_path / "link.txt").is_symlink()
        assert (tmp_path / "real/out.txt").read_text() == content


def refused(target: str | Path) -> str:
    with pytest.raises(InputError) as caught, atomic_path(target):
        pytest.fail("the block must not be entered")
    return str(caught.value)


def test_targets_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    regular = "is not a regular file; without a target the output goes to standard output"
    assert refused(tmp_path / "no/out.txt") == f"{tmp_path}/no/out.txt: the folder {tmp_path}/no does not exist"
    assert refused(tmp_path / "file/out.txt") == f"{tmp_path}/file/out.txt: cannot be written: Not a directory"
    assert refused(tmp_path / "loop") == f"{tmp_path}/loop: cannot be written: Too many levels of symbolic links"
    assert refused(tmp_path) == f"{tmp_path}: {regular}"
    assert refused("/dev/null") == f"/dev/null: {regular}"
    assert refused("a\0b") == "a\\x00b: no file can have this name"
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert sorted(os.listdir(tmp_path)) == ["file", "loop"]


def test_what_may_not_be_written(open_folder: Path, without_privileges: None) -> None:
    (open_folder / "kept.txt").write_text("old")
    (open_folder / "kept.txt").chmod(0o444)
    (open_folder / "shut").mkdir(0o555)
    assert refused(open_folder / "kept.txt") == f"{open_folder}/kept.txt: is write-protected"
    assert refused(open_folder / "shut/out.txt") == f"{open_folder}/shut/out.txt: cannot be written: Permission denied"
    assert (open_folder / "kept.txt").read_text() == "old"
