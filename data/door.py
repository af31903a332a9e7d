"""The door of every command: an error is one line on stderr and an exit code that means it, never a traceback."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from data import caller, kept
from data.called import as_called
from data.errors import HeadroomError

INTERRUPTED = 130
UNEXPECTED = 3
UNTOLD = 1  # what a command was to store was not stored, and nobody was there to be told


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as every other error is said."""

    def _print_message(self, message: str, file: Any = None) -> None:
        """To whoever asked for the command."""
        super()._print_message(message, caller.stdout() if file is None or file is sys.stdout else caller.stderr())

    def error(self, message: str) -> NoReturn:
        """Exit code 2: bad input."""
        self.exit(2, f"{self.prog.split()[-1]}: {message.rstrip('.')}. `{self.prog} --help` tells what it takes.\n")


def enter(name: str, work: Callable[[], int], *, debug: bool) -> int:
    """Runs a command's work and returns its exit code; ``debug`` adds the traceback of an error."""
    kept.begin()
    try:
        code = work()
        caller.stdout().flush()  # a full disk is met here, not after the exit code was given
        return code
    except HeadroomError as error:
        _trace(debug=debug)
        after = f" What was stored before this stands ({kept.HOW_TO_FIND_OUT})." if kept.last() == "stored" else ""
        _tell(f"{name}: {error}{after}")
        return error.exit_code
    except KeyboardInterrupt:
        _tell(f"{name}: stopped, {kept.in_words()}.")
        return INTERRUPTED
    except BrokenPipeError:
        return _unheard(name)
    except Exception as error:  # noqa: BLE001 - whatever it is becomes one line, or a traceback on request
        _trace(debug=debug)
        first = (str(error).splitlines() or [""])[0]
        stands = "" if kept.outcome() == "nothing" else f"; {kept.in_words()}"
        _tell(f"{name}: unexpected {type(error).__name__}: {first}{stands} (--debug shows more)")
        _drop_what_is_left_to_print()
        return UNEXPECTED


def say(as_data: Any, lines: Iterable[str], *, as_json: bool) -> None:
    """Prints a command's answer, as data or as words."""
    if as_json:
        tell(json.dumps(as_data, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        tell("\n".join(lines))


def tell(line: str) -> None:
    """A line of a command's answer."""
    print(line, file=caller.stdout())


def _unheard(name: str) -> int:
    """Whoever listened is gone: no failure for what was done or only read, one for what was taken back."""
    _drop_what_is_left_to_print()
    if kept.last() in ("rolled back", "not known"):
        _tell(f"{name}: the output was closed, {kept.in_words()}.")
        return UNTOLD
    return 0


def _drop_what_is_left_to_print() -> None:
    """Else Python fails once more when it ends, with an exit code of its own."""
    if caller.CALLER.get() is not None:  # whose streams are no files of this process
        return
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _trace(*, debug: bool) -> None:
    if debug and caller.bearer() is None:  # what is inside is nobody else's
        traceback.print_exc(file=caller.stderr())


def _tell(line: str) -> None:
    try:
        print(as_called(line), file=caller.stderr(), flush=True)
    except OSError:  # nobody reads it; the exit code says it too
        _drop_what_is_left_to_print()
