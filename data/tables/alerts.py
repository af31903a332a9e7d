"""Which alerts are raised, and the runs that looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from data.records import AlertRun, AlertState
from data.rows import insert_rows, record, records
from data.store import Cursor

_COLUMNS = "network_id, kind, campaign_id, alert, raised, level, since, as_of, words"


def alert_states(cursor: Cursor, network_ids: Sequence[str], *, only_raised: bool = False) -> list[AlertState]:
    """The newest first."""
    sql = f"""
        SELECT {_COLUMNS} FROM alert_states
        WHERE network_id = ANY($1) AND (NOT $2 OR raised) ORDER BY since DESC, network_id, kind, campaign_id, alert
    """
    return records(cursor, AlertState, sql, list(network_ids), only_raised)


def begin_states(cursor: Cursor, states: Sequence[AlertState]) -> None:
    """Writes states of alerts that had none."""
    insert_rows(
        cursor, "alert_states", _COLUMNS.split(", "), [[getattr(s, f) for f in s.__dataclass_fields__] for s in states]
    )


def change_state(cursor: Cursor, state: AlertState) -> None:
    """Writes the state over the one there was."""
    cursor.execute(
        """
        UPDATE alert_states SET raised = $1, level = $2, since = $3, as_of = $4, words = $5
        WHERE network_id = $6 AND kind = $7 AND campaign_id = $8 AND alert = $9
        """,
        state.raised,
        state.level,
        state.since,
        state.as_of,
        state.words,
        state.network_id,
        state.kind,
        state.campaign_id,
        state.alert,
    )


def seen_as_of(cursor: Cursor, network_ids: Sequence[str], as_of: dt.date) -> int:
    """Dates what is raised in these networks; their states were looked at with usage of that day. Returns of how many
    that is news."""
    return cursor.changed(
        "UPDATE alert_states SET as_of = $1 WHERE network_id = ANY($2) AND raised AND (as_of IS NULL OR as_of <> $1)",
        as_of,
        list(network_ids),
    )


def record_run(cursor: Cursor, run: AlertRun) -> int:
    """Keeps the run and returns its number."""
    run_id = int(cursor.value("SELECT nextval('alert_run_seq')"))
    cursor.execute(
        "INSERT INTO alert_runs (run_id, ran_at, network_count, crossed_count) VALUES ($1, $2, $3, $4)",
        run_id,
        run.ran_at,
        run.network_count,
        run.crossed_count,
    )
    return run_id


def last_run(cursor: Cursor) -> AlertRun | None:
    return record(
        cursor, AlertRun, "SELECT ran_at, network_count, crossed_count FROM alert_runs ORDER BY run_id DESC LIMIT 1"
    )
