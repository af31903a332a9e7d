"""The files of a command that a dashboard runs: what it reads arrives first, what it wrote goes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from anyio import to_thread

from data.frames import PIECE, frame

MOST_FILES: Final = 1_000
MOST_BYTES: Final = 20_000_000_000


class Unfit(Exception):
    """What arrived is no command; the message says why."""


class Body(Protocol):
    """What a request brings, piece by piece."""

    async def line(self) -> bytes: ...

    async def exactly(self, count: int) -> bytes: ...


@dataclass(frozen=True)
class _File:
    text: str
    how: str
    state: str
    holds: tuple[str, ...]
    place: Path


class Files:
    """A folder for the time of one command, in which each path of its arguments has a place."""

    def __init__(self, folder: Path, said: Sequence[Mapping[str, Any]]) -> None:
        if len(said) > MOST_FILES:
            raise Unfit(f"more than {MOST_FILES:,} files")
        self._files = [_file(folder, number, file) for number, file in enumerate(said)]

    @property
    def places(self) -> dict[str, Path]:
        """Where the paths of the arguments lie here."""
        return {file.text: file.place for file in self._files}

    async def receive(self, body: Body) -> None:
        """Puts at every place what whoever asked has there."""
        total = 0
        for file in self._files:
            await to_thread.run_sync(_lay_out, file)
            if file.how != "read" or file.state != "file":
                continue
            with file.place.open("wb") as content:
                while size := _size(await body.line()):
                    total += size
                    if total > MOST_BYTES:
                        raise Unfit(f"more than {MOST_BYTES:,} bytes of files")
                    await to_thread.run_sync(content.write, await body.exactly(size))

    async def written(self) -> AsyncIterator[bytes]:
        """What the command wrote, for whoever asked to put where the arguments say."""
        for file in self._files:
            if file.how == "write" and file.place.is_file():
                async for piece in _pieces(file.place, file.text):
                    yield piece
            elif (
                file.how == "folder" and file.place.is_dir() and file.state in ("missing", "folder") and not file.holds
            ):
                yield frame("folder", path=file.text)
                for path in sorted(file.place.iterdir()):
                    async for piece in _pieces(path, str(Path(file.text) / path.name)):
                        yield piece

    def as_named(self, text: str) -> str:
        """The text with the paths as whoever asked wrote them."""
        for file in self._files:
            if str(file.place.parent) in text:
                before = file.text[: -len(file.place.name)] if file.text.endswith(file.place.name) else ""
                text = text.replace(f"{file.place.parent}/", before)
        return text


def _file(folder: Path, number: int, said: Mapping[str, Any]) -> _File:
    text, how, state = str(said["text"]), str(said["how"]), str(said["state"])
    name = Path(text).name or "file"
    if "\0" in text or name == "..":
        raise Unfit("a file without a name")
    return _File(text, how, state, tuple(Path(str(one)).name for one in said["holds"][:3]), folder / str(number) / name)


def _lay_out(file: _File) -> None:
    file.place.parent.mkdir()
    if file.state == "folder":
        file.place.mkdir()
        for name in file.holds:
            (file.place / name).touch()
    elif file.state == "unreadable":
        file.place.touch(mode=0o000)
    elif file.state == "file" and file.how == "folder":
        file.place.touch()


def _size(line: bytes) -> int:
    if not line.isdigit() or int(line) > PIECE:
        raise Unfit("a piece without a size")
    return int(line)


async def _pieces(path: Path, said: str) -> AsyncIterator[bytes]:
    yield frame("file", path=said)
    with path.open("rb") as content:
        while piece := await to_thread.run_sync(content.read, PIECE):
            yield frame("piece", piece)
