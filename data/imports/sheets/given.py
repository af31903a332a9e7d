"""A file as it was handed in: from a disk or from a page, with its name, its size and its fingerprint."""

from __future__ import annotations

import hashlib
import io
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from data.caller import as_named
from data.errors import ImportRejected, Rejection

if TYPE_CHECKING:
    from typing_extensions import Buffer

BLOCK_BYTES = 4 << 20
_LONGEST_NAME = 200


def refused(file: str, reason: str, *, row: int | None = None, column: str = "", value: str = "") -> ImportRejected:
    """The error for a file that cannot be read at all."""
    return ImportRejected((Rejection(file, row, column, value, reason),), 1)


class GivenFile:
    """A path, or a seekable stream with a ``name`` as an upload gives it."""

    def __init__(self, file: Path | BinaryIO) -> None:
        self._file = file
        if isinstance(file, Path):
            self.name = as_named(str(file))  # the log keeps what whoever asked calls it
            self._check_path(file)
        else:
            self.name = _shown(str(getattr(file, "name", "upload")))
        with self.open() as stream:
            self.head = stream.read(256 << 10)
            self.size_bytes = stream.seek(0, io.SEEK_END)
        if not self.size_bytes:
            raise refused(self.name, "is empty (0 bytes); export it again")

    def _check_path(self, file: Path) -> None:
        try:
            mode = file.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            raise refused(self.name, "there is no such file") from None
        except (OSError, ValueError) as error:  # a name too long, a loop of links, a folder that may not be read
            raise refused(self.name, f"cannot be looked at: {getattr(error, 'strerror', None) or error}") from error
        if stat.S_ISDIR(mode):
            raise refused(self.name, "is a directory; name the files in it, such as " + str(file / "*.csv"))
        if not stat.S_ISREG(mode):
            raise refused(self.name, "is not an ordinary file")

    def open(self) -> BinaryIO:
        """The bytes from the start; closing it leaves an upload open."""
        if isinstance(self._file, Path):
            try:
                return self._file.open("rb")
            except OSError as error:
                raise refused(self.name, f"cannot be read: {error.strerror}") from error
        self._file.seek(0)
        return _Borrowed(self._file)

    @contextmanager
    def on_disk(self) -> Iterator[BinaryIO]:
        """The bytes as a file that another process can be given."""
        with self.open() as stream:
            if isinstance(self._file, Path):
                yield stream
                return
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(stream, copy, BLOCK_BYTES)
                copy.seek(0)
                yield copy

    def sha256(self) -> str:
        hashed = hashlib.sha256()
        with self.open() as stream:
            while block := stream.read(BLOCK_BYTES):
                hashed.update(block)
        return hashed.hexdigest()


def _shown(name: str) -> str:
    """An upload's name as it can stand in a list: one line, and not without end."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in name) or "upload"
    return (
        plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME // 2] + "…" + plain[-_LONGEST_NAME // 2 + 1 :]
    )


class _Borrowed(io.BufferedIOBase, BinaryIO):
    """A stream that belongs to somebody else, with a place of its own in it.

    Closing it does not close theirs, and two that read at the same time do not move each other on.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        self._stream.seek(self._at)
        block = self._stream.read(-1 if size is None else size)
        self._at += len(block)
        return block

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size)

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        block = self.read(len(view))
        view[: len(block)] = block
        return len(block)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence == io.SEEK_CUR:
            offset, whence = self._at + offset, io.SEEK_SET
        self._at = self._stream.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        return self._at
