"""What a command prints while a dashboard runs it: kept until it is sent, and never waited for."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Callable
from typing import Final, Literal

from data.frames import frame

MOST_WAITING_BYTES: Final = 200_000_000


class Pieces:
    """From a thread to the answer: a command holds the store's lock at times, so it waits for no reader."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._waiting = 0
        self._lock = threading.Lock()

    def put(self, piece: bytes) -> None:
        with self._lock:
            if self._waiting + len(piece) > MOST_WAITING_BYTES:
                raise BrokenPipeError("nobody reads what the command prints")
            self._waiting += len(piece)
        self._loop.call_soon_threadsafe(self._queue.put_nowait, piece)

    def close(self) -> None:
        """Nothing follows; called in the loop."""
        self._loop.call_soon(self._queue.put_nowait, None)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self._queue.get()) is not None:
            with self._lock:
                self._waiting -= len(piece)
            yield piece


class Output(io.TextIOBase):
    """Standard output or error of a command: whole writes, in order, with paths as they were given."""

    def __init__(
        self, kind: Literal["out", "err"], pieces: Pieces, as_named: Callable[[str], str], *, is_terminal: bool = False
    ) -> None:
        self._kind, self._pieces, self._as_named, self._is_terminal = kind, pieces, as_named, is_terminal

    def write(self, text: str) -> int:
        if text:
            self._pieces.put(frame(self._kind, self._as_named(text).encode("utf-8", "surrogatepass")))
        return len(text)

    def isatty(self) -> bool:
        return self._is_terminal

    def writable(self) -> bool:
        return True
