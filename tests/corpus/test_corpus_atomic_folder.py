"""A folder appears whole or not at all, and never takes the place of what someone else put there."""

import pytest

from stance.corpus.atomic import atomic_folder
from stance.errors import InputError


def write(target, **files):
    with atomic_folder(target) as folder:
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_an_empty_and_an_own_folder_are_written(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    write(target, a="1", b="2")
    write(target, c="3")
    assert names(target) == [".stance-contents", "c"]
    assert names(tmp_path) == ["out"]


def test_a_foreign_file_is_kept_and_named(tmp_path):
    target = tmp_path / "out"
    write(target, a="1")
    (target / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"notes\.txt"):
        write(target, b="2")
    assert names(target) == [".stance-contents", "a", "notes.txt"]
    assert names(tmp_path) == ["out"]


def test_a_failure_leaves_what_was_there(tmp_path):
    target = tmp_path / "out"
    write(target, a="1")
    with pytest.raises(RuntimeError), atomic_folder(target) as folder:
        (folder / "b").write_text("2", "utf-8")
        raise RuntimeError
    assert names(target) == [".stance-contents", "a"]
    assert names(tmp_path) == ["out"]


def test_what_comes_in_meanwhile_is_kept(tmp_path):
    target = tmp_path / "out"
    with pytest.raises(InputError, match="late"), atomic_folder(target):
        target.mkdir()
        (target / "late").write_text("mine", "utf-8")
    assert names(target) == ["late"]


@pytest.mark.parametrize("name", ["file", "missing/out", "a\0b"])
def test_what_can_be_no_folder_is_refused_before_any_work(tmp_path, name):
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(InputError), atomic_folder(tmp_path / name):
        pytest.fail("the block ran")
    assert names(tmp_path) == ["file"]
