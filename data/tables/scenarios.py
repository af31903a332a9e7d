"""Scenarios, the plan of a network, and what people themselves expect of a month: reads and guarded writes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.errors import StaleLimit
from data.rows import records
from data.store import Cursor

_SCENARIO = "s.scenario_id, s.network_id, s.name, s.reason, s.changes, s.saved_by, s.saved_at"


@dataclass(frozen=True)
class ScenarioRow:
    """A saved what-if; ``changes`` is JSON text."""

    scenario_id: str
    network_id: str
    name: str
    reason: str
    changes: str
    saved_by: str
    saved_at: dt.datetime


@dataclass(frozen=True)
class ScenarioEvent:
    scenario_id: str
    happened_at: dt.datetime
    by_email: str
    event: str
    words: str


@dataclass(frozen=True)
class OwnFigure:
    """What a person expects of a month, beside the forecast; ``numbers`` is None where it was withdrawn."""

    network_id: str
    kind: str
    campaign_id: str
    billing_month: dt.date
    version: int
    numbers: int | None
    reason: str
    stated_by: str
    stated_at: dt.datetime


def scenarios(cursor: Cursor, network_id: str) -> list[ScenarioRow]:
    """A network's scenarios that were not removed, by name."""
    sql = f"""
        SELECT {_SCENARIO} FROM scenarios AS s WHERE s.network_id = $1 AND s.removed_at IS NULL
        ORDER BY s.name, s.scenario_id
    """
    return records(cursor, ScenarioRow, sql, network_id)


def committed_scenarios(cursor: Cursor, network_ids: list[str]) -> dict[str, ScenarioRow]:
    """The scenario that is the plan of each network that has one."""
    sql = f"""
        SELECT {_SCENARIO} FROM plans AS p JOIN scenarios AS s ON s.scenario_id = p.scenario_id
        WHERE p.network_id = ANY($1)
    """
    return {scenario.network_id: scenario for scenario in records(cursor, ScenarioRow, sql, network_ids)}


def next_scenario_number(cursor: Cursor) -> int:
    return int(cursor.value("SELECT nextval('scenario_seq')"))


def save(cursor: Cursor, row: ScenarioRow) -> None:
    cursor.execute(
        """
        INSERT INTO scenarios (scenario_id, network_id, name, reason, changes, saved_by, saved_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        *(getattr(row, field) for field in row.__dataclass_fields__),
    )


def remove(cursor: Cursor, scenario_id: str, at: dt.datetime) -> bool:
    sql = "UPDATE scenarios SET removed_at = $1 WHERE scenario_id = $2 AND removed_at IS NULL"
    return cursor.changed(sql, at, scenario_id) == 1


def committed_scenario(cursor: Cursor, network_id: str) -> tuple[str, int]:
    """The plan's scenario, '' for none, and the version it has."""
    row = cursor.row("SELECT scenario_id, version FROM plans WHERE network_id = $1", network_id)
    return (row[0], row[1]) if row else ("", 0)


def set_committed(cursor: Cursor, network_id: str, scenario_id: str, *, version: int) -> None:
    """Makes the scenario the plan, '' none, if the plan still has the version before this one."""
    if version == 1:
        sql = "INSERT INTO plans (network_id, scenario_id, version) VALUES ($1, $2, 1)"
        cursor.execute(sql, network_id, scenario_id)
        return
    sql = "UPDATE plans SET scenario_id = $1, version = $2 WHERE network_id = $3 AND version = $4"
    if cursor.changed(sql, scenario_id, version, network_id, version - 1) != 1:
        raise StaleLimit(f"The plan of {network_id} was changed meanwhile. Look at it again, then decide.")


def add_event(cursor: Cursor, network_id: str, event: ScenarioEvent) -> None:
    cursor.execute(
        """
        INSERT INTO scenario_events (network_id, scenario_id, happened_at, by_email, event, words)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        network_id,
        *(getattr(event, field) for field in event.__dataclass_fields__),
    )


def events(cursor: Cursor, network_id: str) -> list[ScenarioEvent]:
    """Who saved, committed and uncommitted what, oldest first."""
    sql = """
        SELECT scenario_id, happened_at, by_email, event, words FROM scenario_events
        WHERE network_id = $1 ORDER BY event_id
    """
    return records(cursor, ScenarioEvent, sql, network_id)


def own_figures(cursor: Cursor, network_id: str, *, all_versions: bool = False) -> list[OwnFigure]:
    """The figures in force by month, or with all that were stated before them."""
    sql = """
        SELECT network_id, kind, campaign_id, billing_month, version, numbers, reason, stated_by, stated_at
        FROM own_figures WHERE network_id = $1 ORDER BY billing_month, kind, campaign_id, version
    """
    stated = records(cursor, OwnFigure, sql, network_id)
    if all_versions:
        return stated
    newest = {(figure.billing_month, figure.kind, figure.campaign_id): figure for figure in stated}
    return [figure for figure in newest.values() if figure.numbers is not None]


def newest_version(cursor: Cursor, figure: OwnFigure) -> int:
    sql = """
        SELECT coalesce(max(version), 0) FROM own_figures
        WHERE network_id = $1 AND kind = $2 AND campaign_id = $3 AND billing_month = $4
    """
    return int(cursor.value(sql, figure.network_id, figure.kind, figure.campaign_id, figure.billing_month))


def state(cursor: Cursor, figure: OwnFigure) -> None:
    places = ", ".join(f"${i}" for i in range(1, 10))
    cursor.execute(
        f"""
        INSERT INTO own_figures (network_id, kind, campaign_id, billing_month, version, numbers, reason, stated_by,
          stated_at) VALUES ({places})
        """,
        *(getattr(figure, field) for field in figure.__dataclass_fields__),
    )
