"""Alerts: what crossed a threshold since the last look, told once, with its end told too."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from data.records import AlertRun, AlertState, Network, Notice
from data.store import Cursor, Store
from data.tables import alerts as alert_store
from data.tables import notices as notice_store
from data.tables.webhook_events import AlertTurn, tell
from limits import visibility
from limits.actors import OPERATOR, Actor, refreshed, require, visible_networks
from limits.advice import PortfolioRow, portfolio
from limits.assumptions import AlertRules, Assumptions
from limits.clock import present, utc
from limits.notice_texts import notice
from limits.notices.alert_rules import Reading, readings
from limits.settings import Settings
from limits.settings_in_force import settings_of

QUIET_HOURS_AT_MOST = 26  # a nightly run may be late by that much before it is said to be missing


@dataclass(frozen=True)
class Crossing:
    """An alert that was raised, rose or ended; levels of usage are percent of the limit, others 0 or 1."""

    network: Network
    kind: str
    campaign_id: str
    alert: str
    level: int
    level_before: int
    words: str
    as_of: dt.date | None

    @property
    def is_recovery(self) -> bool:
        return self.level < self.level_before

    @property
    def sentence(self) -> str:
        return f"{'Over' if not self.level else 'Eased'}: {self.words}" if self.is_recovery else self.words


@dataclass(frozen=True)
class AlertReport:
    """One look at all networks. ``reset_count`` alerts ended with their billing month or period, which is no news."""

    run: AlertRun
    run_before: AlertRun | None
    crossings: tuple[Crossing, ...]
    reset_count: int
    unchecked: tuple[tuple[str, str], ...]  # (network, why)


@dataclass(frozen=True)
class Heartbeat:
    """Whether alerts still run."""

    last_run: AlertRun | None
    is_late: bool
    sentence: str


def evaluate_alerts(
    store: Store,
    *,
    now: dt.datetime | None = None,
    rules: AlertRules | None = None,
    assumptions: Assumptions | None = None,
) -> AlertReport:
    """Looks at every network, keeps how each alert stands and tells the people of what crossed."""
    moment = now or present()
    settings = settings_of(store)
    if rules is not None:
        settings = replace(settings, alerts=rules)
    rows = portfolio(store, OPERATOR, assumptions=assumptions)
    checked = [r for r in rows if r.limits and r.network.as_of is not None]
    by_network = {r.network.network_id: readings(r, _of_network(settings, r.network, assumptions)) for r in checked}
    unchecked = tuple((r.network.network_id, r.reason) for r in rows if not r.limits)

    def work(cursor: Cursor) -> tuple[AlertReport, bool]:
        notice_store.lock(cursor)
        before = _states(cursor, by_network)
        crossings: list[Crossing] = []
        reset_count = 0
        new: list[AlertState] = []
        for row in checked:
            for reading in by_network[row.network.network_id]:
                known = before.get((row.network.network_id, reading.key.kind, reading.key.campaign_id, reading.alert))
                crossing = _crossing(row.network, reading, known)
                if crossing is None:
                    continue
                if known is None:
                    new.append(_state(crossing, utc(moment)))
                else:
                    alert_store.change_state(cursor, _state(crossing, utc(moment)))
                is_reset = _is_reset(crossing, reading, known)
                _tell_systems(cursor, crossing, utc(moment), with_its_period=is_reset)
                if is_reset:
                    reset_count += 1
                else:
                    crossings.append(crossing)
        alert_store.begin_states(cursor, new)
        dated_count = _date(cursor, checked)
        run_before = alert_store.last_run(cursor)
        run = AlertRun(utc(moment), len(checked), len(crossings))
        _tell(cursor, crossings, alert_store.record_run(cursor, run), moment)
        report = AlertReport(run, run_before, tuple(crossings), reset_count, unchecked)
        return report, bool(crossings or reset_count or dated_count)

    report, _ = store.write(work, changes_figures=itemgetter(1))  # that alerts ran is no figure of a page
    return report


def _of_network(settings: Settings, network: Network, assumptions: Assumptions | None) -> Settings:
    own = settings.in_contract(network.network_id)
    return own if assumptions is None else replace(own, assumptions=assumptions)


def _states(cursor: Cursor, networks: Iterable[str]) -> dict[tuple[str, str, str, str], AlertState]:
    return {(s.network_id, s.kind, s.campaign_id, s.alert): s for s in alert_store.alert_states(cursor, list(networks))}


def _crossing(network: Network, reading: Reading, known: AlertState | None) -> Crossing | None:
    level_before = known.level if known else 0
    level = reading.level_after(level_before)
    if level == level_before:
        return None
    key = reading.key
    return Crossing(
        network, key.kind, key.campaign_id, reading.alert, level, level_before, reading.words, network.as_of
    )


def _state(crossing: Crossing, at: dt.datetime) -> AlertState:
    return AlertState(
        crossing.network.network_id,
        crossing.kind,
        crossing.campaign_id,
        crossing.alert,
        raised=crossing.level > 0,
        level=crossing.level,
        since=at,
        as_of=crossing.as_of,
        words=crossing.words,
    )


def _is_reset(crossing: Crossing, reading: Reading, known: AlertState | None) -> bool:
    if not crossing.is_recovery or known is None or known.as_of is None or reading.began is None:
        return False
    return known.as_of < reading.began


def _tell_systems(cursor: Cursor, crossing: Crossing, at: dt.datetime, *, with_its_period: bool) -> None:
    state = vars(_state(crossing, at))
    turn = AlertTurn(**state, level_before=crossing.level_before, with_its_period=with_its_period)
    tell(cursor, "alert.ended" if crossing.is_recovery else "alert.began", crossing.network.network_id, at, turn)


def _date(cursor: Cursor, rows: Sequence[PortfolioRow]) -> int:
    """How many raised alerts are of newer figures now."""
    by_day: dict[dt.date, list[str]] = defaultdict(list)
    for row in rows:
        if row.network.as_of is not None:
            by_day[row.network.as_of].append(row.network.network_id)
    return sum(alert_store.seen_as_of(cursor, ids, day) for day, ids in by_day.items())


def _tell(cursor: Cursor, crossings: Sequence[Crossing], run_id: int, moment: dt.datetime) -> None:
    """One notice a network and audience, however much crossed in it."""
    notices: list[Notice] = []
    by_network: dict[str, list[Crossing]] = defaultdict(list)
    for crossing in crossings:
        by_network[crossing.network.network_id].append(crossing)
    for of_network in by_network.values():
        audiences: tuple[tuple[visibility.Audience, list[Crossing]], ...] = (
            ("vendor", of_network),
            ("customer", [c for c in of_network if c.alert in visibility.ALERTS_FOR_CUSTOMERS]),
        )
        for audience, theirs in audiences:
            if theirs:
                network = theirs[0].network
                notices.append(
                    notice(
                        network,
                        audience,
                        "alert",
                        f"{network.name}: {_headline(theirs)}",
                        "\n".join(c.sentence for c in theirs) + f"\nAs of the end of {network.as_of}.",
                        notice_id=f"alerts-{run_id}-{network.network_id}",
                        at=moment,
                    )
                )
    notice_store.add_all(cursor, notices)


def _headline(crossings: Sequence[Crossing]) -> str:
    """The most urgent one in its own words, the others by their count."""
    order = ("likely full", "likely overage", "usage")
    first = max(crossings, key=lambda c: (not c.is_recovery, c.level >= 100, order.index(c.alert), c.level))
    more = f" (and {len(crossings) - 1} more)" if len(crossings) > 1 else ""
    return first.sentence.split(". ", maxsplit=1)[0].rstrip(".") + more


def raised_alerts(store: Store, person: Actor, network_id: str | None = None) -> list[AlertState]:
    """What is raised now, newest first; customers see what concerns their limits, not the contract."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        networks = (
            visible_networks(cursor, actor)
            if network_id is None
            else [require(cursor, actor, "see network", network_id)]
        )
        raised = alert_store.alert_states(cursor, [n.network_id for n in networks], only_raised=True)
    return visibility.alerts(raised, whole={n.network_id for n in visibility.seen_whole(actor, networks)})


def heartbeat(store: Store, *, now: dt.datetime | None = None) -> Heartbeat:
    """When alerts last ran, and whether that is too long ago."""
    moment = utc(now or present())
    with store.reading() as cursor:
        run = alert_store.last_run(cursor)
    if run is None:
        return Heartbeat(None, True, "Alerts never ran on this store: nobody is told of limits that fill up.")
    hours = (moment - run.ran_at) / dt.timedelta(hours=1)
    if hours > QUIET_HOURS_AT_MOST:
        return Heartbeat(run, True, f"Alerts last ran {run.ran_at:%Y-%m-%d %H:%M} UTC, {hours / 24:,.1f} days ago.")
    return Heartbeat(run, False, f"Alerts last ran {run.ran_at:%Y-%m-%d %H:%M} UTC.")
