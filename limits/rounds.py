"""The round: what time alone brings about, done once however many processes make rounds at once."""

from __future__ import annotations

import atexit
import datetime as dt
import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final, TypeVar

from data.errors import BadInput
from data.records import LimitChange, Request
from data.store import Store
from limits.alerts import AlertReport, look
from limits.channels import Channels
from limits.clock import present
from limits.fallbacks import tell_of_fallbacks
from limits.outbox import OutboxReport, send_due
from limits.queue import tell_of_stuck_requests
from limits.request_course import expire_requests
from limits.schedule import apply_due

ROUND_VARIABLE: Final = "HEADROOM_ROUND_MINUTES"
ROUND_MINUTES: Final = 15
LONGEST_PAUSE_MINUTES: Final = 24 * 60
LAST_ROUND_SECONDS: Final = 5.0  # what a round under way is given when the process ends

T = TypeVar("T")

log = logging.getLogger("headroom")


@dataclass(frozen=True)
class Round:
    """What one round did."""

    applied: tuple[LimitChange, ...]
    expired: tuple[Request, ...]
    alerts: AlertReport
    outbox: OutboxReport


def make_round(store: Store, ways: Channels, *, now: dt.datetime | None = None) -> Round:
    """Makes planned changes, ends requests nobody can grant any more, looks for alerts, then sends what people are to
    be told. A step that fails keeps none of the others from being made; its error is raised after them.
    """
    moment = now or present()
    with ExitStack() as steps:  # which unwinds all of it, the last one first, whatever one of them raises
        outbox = _later(steps, lambda: send_due(store, ways, now=now))
        alerts = _later(steps, lambda: look(store, now=moment))
        _later(steps, lambda: tell_of_fallbacks(store, now=moment))
        _later(steps, lambda: tell_of_stuck_requests(store, now=moment))
        expired = _later(steps, lambda: expire_requests(store, now=moment))
        applied = _later(steps, lambda: apply_due(store, now=moment))
    return Round(tuple(applied[0]), tuple(expired[0]), alerts[0], outbox[0])


def _later(steps: ExitStack, work: Callable[[], T]) -> list[T]:
    """Where the outcome will stand once the steps are made."""
    found: list[T] = []
    steps.callback(lambda: found.append(work()))
    return found


def round_pause(environment: Mapping[str, str] = os.environ) -> dt.timedelta | None:
    """How long a serving process waits between rounds, from HEADROOM_ROUND_MINUTES; None where it makes none."""
    said = environment.get(ROUND_VARIABLE, "").strip() or str(ROUND_MINUTES)
    if not said.isdigit() or int(said) > LONGEST_PAUSE_MINUTES:
        raise BadInput(
            f"{ROUND_VARIABLE} is '{said}': give whole minutes up to {LONGEST_PAUSE_MINUTES:,}; 0 for no rounds."
        )
    return dt.timedelta(minutes=int(said)) or None


def keep_rounds(
    store: Store, ways: Channels, *, pause: dt.timedelta, first_after: dt.timedelta = dt.timedelta(seconds=30)
) -> threading.Event:
    """Makes rounds in the background until the event it returns is set; a failed round is logged and not the last."""
    stop = threading.Event()

    def work() -> None:
        wait = first_after
        while not stop.wait(wait.total_seconds()):
            wait = pause
            try:
                make_round(store, ways)
            except Exception:  # the next round may do better, and the heartbeat tells when none does
                log.exception("a round failed")

    thread = threading.Thread(target=work, name="headroom-rounds", daemon=True)

    def end() -> None:
        stop.set()
        thread.join(LAST_ROUND_SECONDS)

    atexit.register(end)  # a thread that holds the store while Python ends has it complain of what it cannot free
    thread.start()
    return stop
