"""From what a user names, a file, folder, glob or '-', to the files a reader opens."""

from __future__ import annotations

import codecs
import glob
import io
import os
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from stance.errors import InputError, shown

Name = str | os.PathLike[str]

_SHOWN = 200
_SNIFFED = 2**20  # blank bytes after which standard input counts as text


def listed(names: Iterable[str]) -> str:
    """Return names a file gives as one line for a message; of a file that is something else, the beginning."""
    line = shown(", ".join(names))
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]} …"


def unreadable(error: OSError, name: str) -> InputError:
    """Return the message for a file or folder the system does not let us read."""
    return InputError(f"cannot be read: {error.strerror or error}", name)


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: its name in messages, the id of an article that fills it, its suffix in lower case.

    `stream` is set where the bytes come from an open stream and not from `path`.
    """

    name: str
    id: str
    suffix: str
    path: Path | None = None
    stream: BinaryIO | None = None

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Return the bytes as a context manager; a stream stays open behind it.

        Raises
        ------
        InputError
            for a pipe, socket or device, which could block or never end.
        OSError
            as the system raises it.
        """
        if self.stream is not None:
            return nullcontext(self.stream)
        assert self.path is not None
        if not stat.S_ISREG(self.path.stat().st_mode):
            raise _special(self.name)
        return self.path.open("rb")


def _special(name: str) -> InputError:
    return InputError("is a pipe, socket or device and no regular file; '-' reads standard input", name)


class _Resumed(io.RawIOBase):
    """A stream whose first bytes were looked at already."""

    def __init__(self, head: bytes, rest: io.BufferedIOBase) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # read1 gives what has arrived, so that records come out while the writer is still at work.
        data = self._head[: len(buffer)] or self._rest.read1(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def standard_input() -> Source:
    """Return standard input: JSONL where its very first character that is no white space is `{`, else one text.

    Raises
    ------
    InputError
        if the process has no standard input to read bytes from.
    """
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise InputError("there is no standard input to read", "stdin")
    head = b""
    while len(head) < len(codecs.BOM_UTF8) or not head.removeprefix(codecs.BOM_UTF8).strip():
        chunk = stream.read1(io.DEFAULT_BUFFER_SIZE)
        head += chunk
        if not chunk or len(head) > _SNIFFED:
            break
    is_jsonl = head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")
    resumed = io.BufferedReader(_Resumed(head, stream))
    return Source("stdin", "stdin", ".jsonl" if is_jsonl else ".txt", stream=resumed)


def source_of(path: Name, within: Path | None = None) -> Source:
    """Return the source for a file; its id is the stem, or the path below `within` without suffix."""
    path = Path(path)
    below = path.relative_to(within or path.parent).with_suffix("").as_posix()
    # A name that is no UTF-8 reaches us as lone surrogates, which no output format can hold.
    identity = below.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Source(shown(str(path)), identity, path.suffix.lower(), path)


def find(given: Name, suffixes: Collection[str]) -> Iterator[Source | InputError]:
    """Yield the files that one input names, those of a folder or glob sorted by name.

    A file named outright must have one of `suffixes`. In folders and globs other suffixes, hidden
    names and links to folders are left out, so that no link can lead in a circle. A folder within
    that cannot be read is yielded as a problem.

    Raises
    ------
    InputError
        if there is nothing to read under this name.
    OSError
        as the system raises it.
    """
    name = os.fspath(given)
    place = shown(name)
    if name == "-":
        yield standard_input()
        return
    if not name or "\0" in name:
        raise InputError("no file can have this name", repr(name))
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise InputError("is a link to nothing", place) from None
        if not glob.has_magic(name):
            raise InputError(f"no such file or folder (looked for {shown(str(path.absolute()))})", place) from None
        yield from _matches(name, suffixes)
        return
    if stat.S_ISDIR(mode):
        found = False
        for item in _walk(path, suffixes):
            found = True
            yield item if isinstance(item, InputError) else source_of(item, path)
        if not found:
            raise InputError(f"the folder holds no file to read ({_sought(suffixes)})", place)
    elif not stat.S_ISREG(mode):
        raise _special(place)
    elif path.suffix.lower() not in suffixes:
        raise InputError(f"the suffix names no known format ({_sought(suffixes)})", place)
    else:
        yield source_of(path)


def _sought(suffixes: Collection[str]) -> str:
    return f"looked for {' '.join(sorted(suffixes))}"


def _walk(root: Path, suffixes: Collection[str]) -> Iterator[Path | InputError]:
    """Yield the readable files below a folder, depth first; a stack, since folders nest deeper than calls may."""
    # Folder and name apart, and no entries: a folder may hold millions.
    waiting = [(root, "", True)]
    while waiting:
        folder, name, is_folder = waiting.pop()
        path = folder / name
        if not is_folder:
            yield path
            continue
        try:
            with os.scandir(path) as entries:
                inside = sorted((e.name, e.is_dir(follow_symlinks=False)) for e in entries if _wanted(e, suffixes))
        except OSError as error:
            yield unreadable(error, shown(str(path)))
            continue
        waiting.extend((path, name, is_folder) for name, is_folder in reversed(inside))


def _wanted(entry: os.DirEntry[str], suffixes: Collection[str]) -> bool:
    if entry.name.startswith("."):
        return False
    if entry.is_dir(follow_symlinks=False):
        return True
    return Path(entry.name).suffix.lower() in suffixes and not _leads_to_folder(entry)


def _leads_to_folder(entry: os.DirEntry[str] | Path) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that cannot be followed, which reading it will tell
        return False


def _matches(pattern: str, suffixes: Collection[str]) -> Iterator[Source | InputError]:
    parts = Path(pattern).parts
    first = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    base, rest = Path(*parts[:first]), str(Path(*parts[first:]))
    found = False
    walked: set[Path] = set()
    for path in _expand(base, rest, pattern):
        # `**` gives a folder and then all below it, which the walk has had.
        if not walked.isdisjoint(path.parents):
            continue
        inside: Iterable[Path | InputError] = ()
        if not _leads_to_folder(path):
            inside = [path] if path.suffix.lower() in suffixes else []
        elif not path.is_symlink():
            walked.add(path)
            inside = _walk(path, suffixes)
        for item in inside:
            found = True
            yield item if isinstance(item, InputError) else source_of(item, base)
    if not found:
        looked = f"looked for {shown(rest)} in {shown(str(base.absolute()))}"
        raise InputError(f"the pattern matches no file to read ({looked}, {_sought(suffixes)})", shown(pattern))


def _expand(base: Path, rest: str, pattern: str) -> list[Path]:
    # pathlib and not glob: its `**` does not follow links, so none can lead in a circle.
    try:
        matched = sorted(base.glob(rest))
    except (ValueError, NotImplementedError) as error:
        raise InputError(f"is not a pattern: {error}", shown(pattern)) from None
    hidden = any(part.startswith(".") for part in Path(rest).parts)
    return [p for p in matched if hidden or not any(q.startswith(".") for q in p.relative_to(base).parts)]
