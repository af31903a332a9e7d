"""How fresh and whole the data of each network is, what was imported and who may sign in, by the rows of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from data.store import Cursor, Store
from limits.months import months_between, plus_months, running_month
from tests.portfolio_store import AS_OF
from tests.views.figures.facts import Figures

STALE_DAYS = 3
SHOWN = [plus_months(AS_OF.replace(day=1), -back) for back in range(12, -1, -1)]
COVERAGE = {f"{month:%b %y}": f"cover_{month:%Y_%m}" for month in SHOWN}


def data_figures(store: Store, today: dt.date) -> tuple[dict[str, Any], list[Figures]]:
    """What is said of all networks, and one row for each of them and each imported file."""
    with store.reading() as cursor:
        rows = [_network(cursor, today, *one) for one in cursor.rows("SELECT network_id, name FROM networks")]
        files = cursor.rows(
            "SELECT imported_at, file_name, table_name, as_of, row_count, changed_count FROM imports"
            " ORDER BY imported_at DESC LIMIT 100"
        )
        people = cursor.rows("SELECT disabled_at FROM people")
    states = [str(one["row_state"]) for one in rows]
    log: list[Figures] = [
        {
            "row_file": f"{_moment(at)} {name} {table}",
            "row_as_of": as_of,
            "row_count": count,
            "row_changed": changed,
        }
        for at, name, table, as_of, count, changed in files
    ]
    figures = {
        "complete": sum(state == "● complete" for state in states),
        "all_networks": len(rows),
        "stale_days": STALE_DAYS,
        "old_networks": sum(state == "▲ old" for state in states),
        "lacking": sum(state.startswith("▲") and state != "▲ old" for state in states),
        "users": sum(disabled is None for (disabled,) in people),
        "users_disabled": sum(disabled is not None for (disabled,) in people),
    }
    return figures, [*rows, *log]


def _network(cursor: Cursor, today: dt.date, network_id: str, name: str) -> Figures:
    as_of = cursor.value("SELECT as_of FROM usage_as_of WHERE network_id = $1", network_id)
    closed = {
        m for (m,) in cursor.rows("SELECT DISTINCT billing_month FROM closed_months WHERE network_id = $1", network_id)
    }
    known = {m for (m,) in cursor.rows("SELECT billing_month FROM network_months WHERE network_id = $1", network_id)}
    latest = cursor.rows("SELECT grain, max(starts_at) FROM traffic WHERE network_id = $1 GROUP BY grain", network_id)
    traffic = _last_whole_month(latest)
    kinds = cursor.value(
        "SELECT count(*) FROM limits WHERE network_id = $1 AND kind IN ('network', 'dynamic')", network_id
    )
    partnerships = cursor.value("SELECT count(*) FROM partnerships WHERE network_id = $1", network_id)
    found: dict[str, Any] = {"row_network": name, "row_traffic": _month(traffic)}
    found |= {"row_limits": "●" if kinds == 2 else "✖", "row_contract": "●" if partnerships else "✖"}
    problems = [] if as_of else ["no usage yet"]
    missing: list[dt.date] = []
    if as_of:
        running = running_month(as_of)
        first = min(closed, default=running)
        missing = [m for m in months_between(first, plus_months(running, -1)) if m not in closed]
        problems += ["old"] if (today - as_of).days > STALE_DAYS else []
        found |= {"row_age": _counted((today - as_of).days, "day"), "row_as_of": as_of}
        for month in SHOWN:
            is_known, is_over = month in closed, first <= month < running
            now = "◔" if month in known else "✖"
            cell = now if month == running else "●" if is_known else "✖" if is_over else ""
            found[f"cover_{month:%Y_%m}"] = cell
    if missing:
        problems.append(f"{_counted(len(missing), 'month')} missing")
    problems += [] if kinds == 2 else ["a limit is missing"]
    problems += [] if partnerships else ["no partnership"]
    return found | {
        "row_state": "▲ " + ", ".join(problems) if problems else "● complete",
        "row_closed": len(closed),
        "row_missing": ", ".join(_month(m) for m in missing) or "—",
    }


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _last_whole_month(latest: Sequence[tuple[Any, ...]]) -> dt.date | None:
    """A month told by days or hours is known once its last day is."""
    found = []
    for grain, at in latest:
        month, day = at.date().replace(day=1), at.date()
        is_whole = grain == "month" or (day + dt.timedelta(days=1)).month != day.month
        found.append(month if is_whole else plus_months(month, -1))
    return max(found, default=None)


def _month(month: dt.date | None) -> str:
    return f"{month:%b %Y}" if month else "—"


def _moment(at: dt.datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M} UTC"
