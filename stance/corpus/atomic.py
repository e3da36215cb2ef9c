"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stance.corpus.sources import Name
from stance.errors import InputError, shown

_CONTENTS = ".stance-contents"  # in a folder of ours: the files that we wrote, one a line


@contextmanager
def atomic_path(target: Name, *, sole_writer: bool = False) -> Iterator[Path]:
    """Give the path of a temporary file beside `target` that takes its place when the block ends well.

    The temporary file has the suffix of the target. If the block raises anything at all it is
    removed, and what stood at the target stays. A link is followed, permissions are kept. Only a kill
    leaves the temporary file; a `sole_writer`, who holds a lock on the target, takes its own over next time.

    Raises
    ------
    InputError
        if the folder is missing or not writable, or the target is no regular file or is
        write-protected.
    """
    name = shown(os.fspath(target))
    if "\0" in os.fspath(target):
        raise InputError("no file can have this name", name)
    path = Path(os.path.realpath(target))  # or the link would be replaced and not the file behind it
    mode = _mode(path, name)
    temporary = path.with_name(f".stance-{path.stem if sole_writer else os.urandom(8).hex()}{path.suffix}")
    try:
        try:
            if sole_writer:
                temporary.unlink(missing_ok=True)
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", name) from error
        yield temporary
        try:
            if mode is not None:
                temporary.chmod(mode)
            _sync(temporary)
            temporary.replace(path)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", name) from error
        with suppress(OSError):  # the name is safe too; some systems cannot sync a folder
            _sync(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink()


@contextmanager
def atomic_folder(target: Name) -> Iterator[Path]:
    """Give a temporary folder beside `target` that takes its place when the block ends well.

    A folder written by an earlier run is replaced as long as nothing else was put into it; a list
    of what was written is kept in it, as `.stance-contents`. If the block raises anything at all, what stood at
    the target stays.

    Raises
    ------
    InputError
        before the block runs, if the target is no folder or holds files that are not ours, or if it
        cannot be written.
    """
    name = shown(os.fspath(target))
    if "\0" in os.fspath(target):
        raise InputError("no folder can have this name", name)
    path = Path(os.path.realpath(target))
    _check_ours(path, name)
    temporary = path.with_name(f".stance-{os.urandom(8).hex()}")
    before = path.with_name(f"{temporary.name}.before")
    try:
        try:
            temporary.mkdir()
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", name) from error
        yield temporary
        _check_ours(path, name)  # others may have written there in the meantime
        try:
            (temporary / _CONTENTS).write_text("".join(f"{file}\n" for file in _files(temporary)), "utf-8")
            if path.exists():
                path.rename(before)
            try:
                temporary.rename(path)
            except OSError:
                if before.exists():
                    before.rename(path)
                raise
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", name) from error
    finally:
        for folder in (temporary, before):
            shutil.rmtree(folder, ignore_errors=True)


def _files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if not _is_folder(file))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _check_ours(path: Path, name: str) -> None:
    """Refuse a target that holds anything but what an earlier run wrote."""
    if not path.exists():
        if not path.parent.is_dir():
            raise InputError(f"the folder {shown(str(path.parent))} does not exist", name)
        return
    if not path.is_dir():
        raise InputError("is no folder", name)
    try:
        found = set(_files(path))
        ours = set((path / _CONTENTS).read_text("utf-8").splitlines()) | {_CONTENTS} if _CONTENTS in found else set()
    except (OSError, UnicodeError) as error:
        raise InputError(f"cannot be read: {error}", name) from error
    if foreign := sorted(found - ours):
        raise InputError(
            f"holds files that no report wrote, such as {shown(foreign[0])}; name a new or empty folder", name
        )


def _mode(path: Path, name: str) -> int | None:
    """Return the permissions of the file that will be replaced, `None` if there is none."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise InputError(f"the folder {shown(str(path.parent))} does not exist", name) from None
        return None
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", name) from error
    if not stat.S_ISREG(mode):
        # Replacing a device such as /dev/null by a file would harm the whole system.
        raise InputError("is not a regular file; without a target the output goes to standard output", name)
    if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise InputError("is write-protected", name)
    return stat.S_IMODE(mode)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
