"""The door of every command: an error is one line on stderr and an exit code that means it, never a traceback."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from data.errors import HeadroomError

INTERRUPTED = 130
UNEXPECTED = 3


def enter(name: str, work: Callable[[], int], *, debug: bool) -> int:
    """Runs a command's work and returns its exit code; ``debug`` adds the traceback of an error."""
    try:
        return work()
    except HeadroomError as error:
        if debug:
            traceback.print_exc()
        print(f"{name}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"{name}: stopped, nothing stored.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - whatever it is becomes one line, or a traceback on request
        if debug:
            traceback.print_exc()
        first = (str(error).splitlines() or [""])[0]
        print(f"{name}: unexpected {type(error).__name__}: {first} (--debug shows more)", file=sys.stderr)
        return UNEXPECTED


def say(as_data: Any, lines: Iterable[str], *, as_json: bool) -> None:
    """Prints a command's answer, as data or as words."""
    if as_json:
        print(json.dumps(as_data, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(lines))
