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
        self._files = [_file(folder, number, one) for number, one in enumerate(said)]

    @property
    def places(self) -> dict[str, Path]:
        """Where the paths of the arguments lie here."""
        return {one.text: one.place for one in self._files}

    async def receive(self, body: Body) -> None:
        """Puts at every place what whoever asked has there."""
        total = 0
        for one in self._files:
            await to_thread.run_sync(_lay_out, one)
            if one.how != "read" or one.state != "file":
                continue
            with one.place.open("wb") as content:
                while size := _size(await body.line()):
                    total += size
                    if total > MOST_BYTES:
                        raise Unfit(f"more than {MOST_BYTES:,} bytes of files")
                    await to_thread.run_sync(content.write, await body.exactly(size))

    async def written(self) -> AsyncIterator[bytes]:
        """What the command wrote, for whoever asked to put where the arguments say."""
        for one in self._files:
            if one.how == "write" and one.place.is_file():
                async for piece in _pieces(one.place, one.text):
                    yield piece
            elif one.how == "folder" and one.place.is_dir() and one.state in ("missing", "folder") and not one.holds:
                yield frame("folder", path=one.text)
                for path in sorted(one.place.iterdir()):
                    async for piece in _pieces(path, str(Path(one.text) / path.name)):
                        yield piece

    def as_named(self, text: str) -> str:
        """The text with the paths as whoever asked wrote them."""
        for one in self._files:
            if str(one.place.parent) in text:
                before = one.text[: -len(one.place.name)] if one.text.endswith(one.place.name) else ""
                text = text.replace(f"{one.place.parent}/", before)
        return text


def _file(folder: Path, number: int, said: Mapping[str, Any]) -> _File:
    text, how, state = str(said["text"]), str(said["how"]), str(said["state"])
    name = Path(text).name or "file"
    if "\0" in text or name == "..":
        raise Unfit("a file without a name")
    return _File(text, how, state, tuple(Path(str(one)).name for one in said["holds"][:3]), folder / str(number) / name)


def _lay_out(one: _File) -> None:
    one.place.parent.mkdir()
    if one.state == "folder":
        one.place.mkdir()
        for name in one.holds:
            (one.place / name).touch()
    elif one.state == "unreadable":
        one.place.touch(mode=0o000)
    elif one.state == "file" and one.how == "folder":
        one.place.touch()


def _size(line: bytes) -> int:
    if not line.isdigit() or int(line) > PIECE:
        raise Unfit("a piece without a size")
    return int(line)


async def _pieces(path: Path, said: str) -> AsyncIterator[bytes]:
    yield frame("file", path=said)
    with path.open("rb") as content:
        while piece := await to_thread.run_sync(content.read, PIECE):
            yield frame("piece", piece)
