"""Scenarios: what-ifs people save, weigh side by side, and one of which may be the plan every forecast follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import BadInput, DocumentUnreadable, Unknown
from data.store import Cursor, Store
from data.tables import scenarios as scenario_store
from data.tables.scenarios import OwnFigure, ScenarioEvent, ScenarioRow
from limits.actors import Actor, refreshed, require
from limits.advice import NetworkStanding, network_standing
from limits.assumptions import Assumptions
from limits.changes import LIMIT_MAX, limit_on_record
from limits.clock import present, utc
from limits.kinds import LimitKey
from limits.months import month_of, running_month
from limits.outlook import Change, ExtendedTo, as_text, from_text
from limits.text_checks import check_text

AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Scenario:
    """A saved what-if with who saved it and why; ``is_plan`` where every forecast of the network follows it."""

    scenario_id: str
    network_id: str
    name: str
    reason: str
    changes: tuple[Change, ...]
    saved_by: str
    saved_at: dt.datetime
    is_plan: bool
    unreadable: str = ""  # why nobody knows what it changes, where it cannot be read

    @property
    def words(self) -> str:
        if self.unreadable:
            return self.unreadable.rstrip(".")
        return "; ".join(c.words for c in self.changes)


@dataclass(frozen=True)
class Weighed:
    """One column of a comparison: the network with a scenario, or as it is (None)."""

    scenario: Scenario | None
    standing: NetworkStanding

    @property
    def name(self) -> str:
        return self.scenario.name if self.scenario else AS_IT_IS


def scenarios(store: Store, person: Actor, network_id: str) -> list[Scenario]:
    """The scenarios saved for a network, for the vendor's people."""
    with store.reading() as cursor:
        require(cursor, refreshed(cursor, person), "see vendor facts", network_id)
        return _scenarios(cursor, network_id)


def compare(store: Store, person: Actor, network_id: str, *, assumptions: Assumptions | None = None) -> list[Weighed]:
    """The network as it is, without any plan, and with each of its scenarios, all as of the same date.

    A scenario that cannot be read is left out: there is nothing to weigh.
    """
    readable = [s for s in scenarios(store, person, network_id) if not s.unreadable]
    columns: list[tuple[Scenario | None, tuple[Change, ...]]] = [(None, ()), *((s, s.changes) for s in readable)]
    return [
        Weighed(scenario, network_standing(store, person, network_id, assumptions=assumptions, changes=changes))
        for scenario, changes in columns
    ]


def unread_scenarios(store: Store, person: Actor, network_id: str) -> tuple[str, ...]:
    """What has to be said beside a comparison: of each scenario that it lacks, why."""
    saved = scenarios(store, person, network_id)
    return tuple(
        f"{'The plan ' if s.is_plan else ''}'{s.name}' is left out. {s.unreadable}" for s in saved if s.unreadable
    )


def save_scenario(
    store: Store,
    person: Actor,
    network_id: str,
    name: str,
    changes: Sequence[Change],
    *,
    reason: str,
    now: dt.datetime | None = None,
) -> Scenario:
    """Keeps a what-if under a name no other scenario of the network has."""
    moment = utc(now or present())
    check_text(name, "A scenario needs a name.")
    check_text(reason, "A scenario needs a reason: others will read it.")
    if not changes:
        raise BadInput("The scenario changes nothing: say what would be different.")

    def work(cursor: Cursor) -> Scenario:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "plan scenarios", network_id)
        if any(s.name.casefold() == name.strip().casefold() for s in scenario_store.scenarios(cursor, network_id)):
            raise BadInput(f"There is a scenario named '{name.strip()}' already: give this one another name.")
        for change in changes:
            first = running_month(network.as_of) if network.as_of else None
            if first and not isinstance(change, ExtendedTo) and getattr(change, "from_month", first) < first:
                raise BadInput(f"'{change.words}' begins in a month that is over: the first open one is {first:%Y-%m}.")
        row = ScenarioRow(
            scenario_id=f"S-{scenario_store.next_scenario_number(cursor)}",
            network_id=network_id,
            name=name.strip(),
            reason=reason.strip(),
            changes=as_text(changes),
            saved_by=actor.email,
            saved_at=moment,
        )
        scenario_store.save(cursor, row)
        _record(cursor, row, actor, "saved", row.reason, moment)
        return _scenario(row, "")

    return store.write(work)


def commit_scenario(
    store: Store, person: Actor, scenario_id: str, network_id: str, *, reason: str, now: dt.datetime | None = None
) -> Scenario:
    """Makes a scenario the plan of its network, in place of the one before it."""
    moment = utc(now or present())
    check_text(reason, "Committing a plan needs a reason: every forecast of the network follows it.")

    def work(cursor: Cursor) -> Scenario:
        actor = refreshed(cursor, person)
        row = _row(cursor, actor, network_id, scenario_id)
        before, version = scenario_store.committed_scenario(cursor, network_id)
        if (wanted := _scenario(row, scenario_id)).unreadable:
            raise DocumentUnreadable(f"'{row.name}' cannot be a plan. {wanted.unreadable}")
        if before == scenario_id:
            return wanted
        if before:
            _record(cursor, _row(cursor, actor, network_id, before), actor, "uncommitted", reason.strip(), moment)
        scenario_store.set_committed(cursor, network_id, scenario_id, version=version + 1)
        _record(cursor, row, actor, "committed", reason.strip(), moment)
        return wanted

    return store.write(work)


def uncommit_scenario(
    store: Store, person: Actor, network_id: str, *, reason: str, now: dt.datetime | None = None
) -> Scenario | None:
    """Takes the plan back: every forecast is again what it was without it. Returns what was the plan, if anything."""
    moment = utc(now or present())
    check_text(reason, "Taking a plan back needs a reason.")

    def work(cursor: Cursor) -> Scenario | None:
        actor = refreshed(cursor, person)
        require(cursor, actor, "plan scenarios", network_id)
        before, version = scenario_store.committed_scenario(cursor, network_id)
        if not before:
            return None
        row = _row(cursor, actor, network_id, before)
        scenario_store.set_committed(cursor, network_id, "", version=version + 1)
        _record(cursor, row, actor, "uncommitted", reason.strip(), moment)
        return _scenario(row, "")

    return store.write(work)


def remove_scenario(
    store: Store, person: Actor, scenario_id: str, network_id: str, *, now: dt.datetime | None = None
) -> None:
    """Takes a scenario off the list, unless it is the plan; what it was and who did what stays on record."""
    moment = utc(now or present())

    def work(cursor: Cursor) -> None:
        actor = refreshed(cursor, person)
        row = _row(cursor, actor, network_id, scenario_id)
        if scenario_store.committed_scenario(cursor, network_id)[0] == scenario_id:
            raise BadInput(f"'{row.name}' is the plan of this network: uncommit it first.")
        scenario_store.remove(cursor, scenario_id, moment)
        _record(cursor, row, actor, "removed", "", moment)

    store.write(work)


def scenario_history(store: Store, person: Actor, network_id: str) -> list[ScenarioEvent]:
    """Who saved, committed, uncommitted and removed what, oldest first; for the vendor's people."""
    with store.reading() as cursor:
        require(cursor, refreshed(cursor, person), "see vendor facts", network_id)
        return scenario_store.events(cursor, network_id)


def state_figure(
    store: Store,
    person: Actor,
    network_id: str,
    key: LimitKey,
    billing_month: dt.date,
    numbers: int | None,
    *,
    reason: str,
    now: dt.datetime | None = None,
) -> OwnFigure:
    """Keeps what a person expects of a month beside the forecast; None withdraws it. Nothing is ever overwritten."""
    moment = utc(now or present())
    check_text(reason, "Your own figure needs a reason: others will read it beside the forecast.")
    if numbers is not None and (isinstance(numbers, bool) or not 0 <= numbers <= LIMIT_MAX):
        raise BadInput(f"{numbers} numbers cannot be: give a whole number from 0 to {LIMIT_MAX:,}.")

    def work(cursor: Cursor) -> OwnFigure:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "state own figures", network_id)
        limit_on_record(cursor, network, key)
        month = month_of(billing_month)
        if network.as_of is not None and month < running_month(network.as_of):
            raise BadInput(f"{month:%Y-%m} is over: its usage is known, and no figure stands beside it.")
        blank = OwnFigure(network_id, key.kind, key.campaign_id, month, 1, numbers, reason.strip(), actor.email, moment)
        figure = OwnFigure(**{**vars(blank), "version": scenario_store.newest_version(cursor, blank) + 1})
        scenario_store.state(cursor, figure)
        return figure

    return store.write(work)


def own_figures(store: Store, person: Actor, network_id: str, *, all_versions: bool = False) -> list[OwnFigure]:
    """The figures people stated, for everybody who may see the network."""
    with store.reading() as cursor:
        require(cursor, refreshed(cursor, person), "see network", network_id)
        return scenario_store.own_figures(cursor, network_id, all_versions=all_versions)


def _scenarios(cursor: Cursor, network_id: str) -> list[Scenario]:
    plan, _ = scenario_store.committed_scenario(cursor, network_id)
    return [_scenario(row, plan) for row in scenario_store.scenarios(cursor, network_id)]


def _scenario(row: ScenarioRow, plan: str) -> Scenario:
    changes: tuple[Change, ...] = ()
    unreadable = ""
    try:
        changes = from_text(row.changes, f"scenario {row.scenario_id}")
    except DocumentUnreadable as error:
        unreadable = str(error)
    return Scenario(
        scenario_id=row.scenario_id,
        network_id=row.network_id,
        name=row.name,
        reason=row.reason,
        changes=changes,
        saved_by=row.saved_by,
        saved_at=row.saved_at,
        is_plan=row.scenario_id == plan,
        unreadable=unreadable,
    )


def _row(cursor: Cursor, person: Actor, network_id: str, scenario_id: str) -> ScenarioRow:
    require(cursor, person, "plan scenarios", network_id)
    for row in scenario_store.scenarios(cursor, network_id):
        if row.scenario_id == scenario_id:
            return row
    raise Unknown(f"There is no scenario '{scenario_id}' of this network. `python -m limits scenario show` lists them.")


def _record(cursor: Cursor, row: ScenarioRow, person: Actor, event: str, words: str, moment: dt.datetime) -> None:
    step = ScenarioEvent(row.scenario_id, moment, person.email, event, words)
    scenario_store.add_event(cursor, row.network_id, step)
