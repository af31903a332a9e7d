"""What a command and a dashboard send each other: a line that says what follows, then so many bytes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

PIECE: Final = 1 << 18
LONGEST_LINE: Final = 1_000_000


def frame(kind: str, content: bytes = b"", **more: object) -> bytes:
    """One piece of an answer: output, an error, part of a file, or the exit code."""
    return json.dumps({"kind": kind, "bytes": len(content), **more}).encode() + b"\n" + content


def frames(answer: BinaryIO) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The pieces of an answer as they arrive; ends where the answer does."""
    while line := answer.readline(LONGEST_LINE):
        said = json.loads(line)
        content = answer.read(int(said["bytes"]))
        if len(content) != int(said["bytes"]):
            raise EOFError("the answer ended in the middle")
        yield said, content


def file_pieces(content: BinaryIO) -> Iterator[bytes]:
    """A file on its way to the dashboard, whatever its length turns out to be."""
    while piece := content.read(PIECE):
        yield f"{len(piece)}\n".encode() + piece
    yield b"0\n"
