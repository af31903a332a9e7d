"""The round: what time alone brings about, done once however many processes make rounds at once."""

from __future__ import annotations

import atexit
import datetime as dt
import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from data.errors import ShuttingDown
from data.records import LimitChange, Request
from data.serving_numbers import serving_number
from data.store import Store
from limits.changes import apply_due, notify_of_fallbacks
from limits.clock import present
from limits.notices.alerts import AlertReport, evaluate_alerts
from limits.notices.outbox import OutboxReport, send_due
from limits.notices.sending import Channels
from limits.requests import expire_requests, notify_of_stuck_requests
from limits.trust import learn_of_all_networks
from limits.webhooks import send_webhooks

LAST_ROUND_SECONDS: Final = 5.0  # what a round under way is given when the process ends
FIRST_ROUND_AFTER: Final = dt.timedelta(seconds=10)
SLOWEST_ROUND: Final = dt.timedelta(minutes=10)
FAILURES_TOLERATED: Final = 3

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
    """Makes planned changes, ends requests nobody can grant any more, learns from months that closed, looks for alerts,
    then sends what people are to be told. A step that fails keeps none of the others from being made; its error is
    raised after them.
    """
    moment = now or present()
    with ExitStack() as steps:  # which unwinds all of it, the last one first, whatever one of them raises
        _later(steps, lambda: send_webhooks(store, now=now))
        outbox = _later(steps, lambda: send_due(store, ways, now=now))
        alerts = _later(steps, lambda: evaluate_alerts(store, now=moment))
        _later(steps, lambda: learn_of_all_networks(store, now=moment))
        _later(steps, lambda: notify_of_fallbacks(store, now=moment))
        _later(steps, lambda: notify_of_stuck_requests(store, now=moment))
        expired = _later(steps, lambda: expire_requests(store, now=moment))
        applied = _later(steps, lambda: apply_due(store, now=moment))
    return Round(tuple(applied[0]), tuple(expired[0]), alerts[0], outbox[0])


def _later(steps: ExitStack, work: Callable[[], T]) -> list[T]:
    """Where the outcome will stand once the steps are made."""
    outcomes: list[T] = []
    steps.callback(lambda: outcomes.append(work()))
    return outcomes


def round_pause(environment: Mapping[str, str] = os.environ) -> dt.timedelta | None:
    """How long a serving process waits between rounds, from HEADROOM_ROUND_MINUTES; None where it makes none."""
    return dt.timedelta(minutes=serving_number("round_minutes", environment)) or None


@dataclass(frozen=True)
class Heartbeat:
    """How the rounds of a process are doing."""

    pause: dt.timedelta
    began_at: dt.datetime
    ended_at: dt.datetime | None = None  # the last round that was made to its end
    running_since: dt.datetime | None = None
    failures: int = 0  # one after another, up to now
    last_error: str = ""

    def trouble(self, now: dt.datetime) -> str | None:
        """What is wrong with them, in words; None while all is well."""
        if self.failures >= FAILURES_TOLERATED:
            return f"the last {self.failures:,} rounds failed ({self.last_error})"
        silent = now - (self.ended_at or self.began_at)
        if silent > 2 * self.pause + SLOWEST_ROUND:
            return f"no round was made to its end for {silent.total_seconds() / 60:,.0f} minutes"
        return None


class Rounds:
    """Makes rounds in the background, one at a time; a failed one is logged and not the last."""

    def __init__(self, store: Store, ways: Channels, *, pause: dt.timedelta, first_after: dt.timedelta) -> None:
        self._store, self._ways, self._first_after = store, ways, first_after
        self._ending = threading.Event()
        self._one = threading.Lock()
        self._heart = Heartbeat(pause, present())
        self._thread = threading.Thread(target=self._work, name="headroom-rounds", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def heartbeat(self) -> Heartbeat:
        return self._heart

    def stop(self, wait: float = LAST_ROUND_SECONDS) -> None:
        """Begins no other round, and waits a little for one under way."""
        self._ending.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(wait)

    def _work(self) -> None:
        wait = self._first_after
        while not self._ending.wait(wait.total_seconds()):
            wait = self._heart.pause
            self._make_one()

    def _make_one(self) -> None:
        with self._one:
            self._heart = replace(self._heart, running_since=present())
            try:
                with self._store.running.work("a round"):
                    make_round(self._store, self._ways)
            except ShuttingDown:
                self._ending.set()
            except Exception as error:  # the next round may do better, and the heartbeat tells when none does
                log.exception("a round failed")
                failures = self._heart.failures + 1
                self._heart = replace(
                    self._heart, failures=failures, last_error=type(error).__name__, running_since=None
                )
            else:
                now = present()
                self._heart = replace(self._heart, failures=0, last_error="", ended_at=now, running_since=None)


def keep_rounds(
    store: Store, ways: Channels, *, pause: dt.timedelta, first_after: dt.timedelta = FIRST_ROUND_AFTER
) -> Rounds:
    """Rounds of a serving process from now on, until they are stopped or the process ends."""
    rounds = Rounds(store, ways, pause=pause, first_after=first_after)
    atexit.register(rounds.stop)  # a thread that holds the store while Python ends has it complain
    rounds.begin()
    return rounds
