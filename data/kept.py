"""What this thread has stored so far: only who knows that may say that nothing was."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from data.errors import NotStored, ShuttingDown

Outcome = Literal["nothing", "rolled back", "stored", "not known"]
HOW_TO_FIND_OUT = "`python -m limits history NETWORK` lists the changes of limits, Data the imports"


class _Tally(threading.local):
    def __init__(self) -> None:
        self.stored = 0
        self.not_known = 0
        self.last: Outcome = "nothing"


_tally = _Tally()


class Step:
    """One transaction on its way."""

    def __init__(self) -> None:
        self.is_committing = False


@contextmanager
def counted(was_rolled_back: Callable[[Exception], bool], *, only_a_try: bool = False) -> Iterator[Step]:
    """Counts one transaction; ``was_rolled_back`` tells of an error at its commit whether nothing was kept.

    ``only_a_try`` is one in a scratch store, which counts as one that was taken back.
    """
    step = Step()
    try:
        yield step
    except BaseException as error:
        known = (
            only_a_try
            or not step.is_committing
            or isinstance(error, NotStored | ShuttingDown)
            or (isinstance(error, Exception) and was_rolled_back(error))
        )
        _tally.last = "rolled back" if known else "not known"
        _tally.not_known += not known
        raise
    _tally.last = "rolled back" if only_a_try else "stored"
    _tally.stored += not only_a_try


def begin() -> None:
    """Counts anew: a command or a page begins."""
    _tally.stored, _tally.not_known, _tally.last = 0, 0, "nothing"


def last() -> Outcome:
    """What became of the last transaction of this thread, 'nothing' where there was none since the count began."""
    return _tally.last


def outcome() -> Outcome:
    """The most that may have been kept since the count began."""
    if _tally.not_known:
        return "not known"
    if _tally.stored:
        return "stored"
    return _tally.last


def in_words() -> str:
    """What stands, as the end of a sentence that says what went wrong."""
    return {
        "nothing": "nothing was stored",
        "rolled back": "nothing was stored",
        "stored": f"what was stored by then stands: look at it before you repeat this ({HOW_TO_FIND_OUT})",
        "not known": f"whether it was stored is not known: look before you repeat it ({HOW_TO_FIND_OUT})",
    }[outcome()]
