"""Writes a file in the form that its ending names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from data.door import say
from data.errors import BadInput
from limits.months import in_words


def write_file(path: Path, writers: Mapping[str, Callable[[], bytes]]) -> int:
    """Makes what the ending asks for; ``writers`` are the endings there are."""
    make = writers.get(path.suffix.lower())
    if make is None:
        endings = in_words(list(writers)).replace(" and ", " or ")
        raise BadInput(f"{path} has no ending that can be written; name it {endings}.")
    try:
        path.write_bytes(make())
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}.") from error
    say(None, [f"Written to {path}."], as_json=False)
    return 0
