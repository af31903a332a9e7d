"""A worked case put into a store by imports and commands, as its users would."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"
AS_OF = dt.date(2026, 11, 24)  # of every case
Case = dict[str, Any]
Network = dict[str, Any]
Run = Callable[..., tuple[int, Any]]


def case(name: str) -> Case:
    return tomllib.loads(next(CASES.glob(f"{name}-*.toml")).read_text(encoding="utf-8"))


def fill(folder: Path, networks: Sequence[Network], run: Run) -> None:
    """Imports cases: limits of other days first, then everything as of the day of the facts."""
    folder.mkdir(exist_ok=True)
    for day in sorted({day for network in networks for day in _limit_days(network)}):
        folder_of_day, of_the_day = folder / day.isoformat(), [n for n in networks if day in _limit_days(n)]
        base = [_people(folder_of_day, of_the_day), *_limits(folder_of_day, of_the_day, day)]
        succeeds(run("data", "import", *base, "--as-of", day.isoformat()))
    files = [
        table(folder, "monthly_usage", [row for n in networks for row in _usage(n)]),
        table(folder, "partnerships", [_of(n, n["partnership"]) for n in networks if "partnership" in n]),
        table(folder, "allotments", [row for n in networks for row in _allotments(n)]),
        table(folder, "ring_pools", [_pool(n, p) for n in networks for p in n.get("ring_pools", [])]),
        table(folder, "traffic", [row for n in networks for row in _traffic(n)]),
        table(folder, "amendments", [_amendment(n, a) for n in networks for a in n.get("amendments", [])]),
    ]
    if wanted := [file for file in files if file]:
        succeeds(run("data", "import", *wanted, "--as-of", AS_OF.isoformat()))
    for network in networks:
        for number, change in enumerate(network.get("planned", [])):
            what = ["--kind", change["kind"], "--to", change["to"], "--on", change["on"]]
            who = ["--as", "csm@vendor.example", "--reason", "as agreed", "--change-id", f"planned-{number}"]
            succeeds(run("limits", "change", network["id"], *what, *who))


def asked(network: Network) -> list[str]:
    """The request of a network as arguments of a command."""
    wanted = network["request"]
    arguments = ["--kind", wanted["kind"], "--more", str(wanted["more"]), "--from", wanted["from"]]
    for name, option in (("until", "--until"), ("campaign", "--campaign"), ("additional_sessions", "--more-sessions")):
        if name in wanted:
            arguments += [option, str(wanted[name])]
    return arguments


def limit_of(status: Any, kind: str = "network", campaign: str | None = None) -> Any:
    return next(one for one in status["limits"] if (one["kind"], one["campaign_id"]) == (kind, campaign))


def _people(folder: Path, networks: Sequence[Network]) -> str:
    people = [("csm@vendor.example", "csm", ""), ("ada@vendor.example", "admin", "")]
    people += [(network["super_user"], "super_user", network["id"]) for network in networks if "super_user" in network]
    return table(folder, "users", [dict(zip(("email", "role", "network_id"), one, strict=True)) for one in people])


def _limits(folder: Path, networks: Sequence[Network], day: dt.date) -> list[str]:
    names = [
        {"network_id": n["id"], "name": n["id"], "time_zone": n["time_zone"], "csm_email": "csm@vendor.example"}
        for n in networks
    ]
    campaigns = [
        {"network_id": n["id"], "campaign_id": c, "name": c, "campaign_limit": limit}
        for n in networks
        for c, limit in n["limits"]["campaigns"].items()
    ]
    limits = [
        {"network_id": n["id"], "network_limit": _limit_on(n, day), "dynamic_limit": n["limits"]["dynamic"]}
        for n in networks
    ]
    tables = (("networks", names), ("campaigns", campaigns), ("limits", limits))
    return [table(folder, name, rows) for name, rows in tables]


def _of(network: Network, facts: dict[str, Any]) -> dict[str, Any]:
    return {"network_id": network["id"], **facts}


def _limit_days(network: Network) -> set[dt.date]:
    """The days whose limits are imported: of its history, or that of the facts."""
    return {one["from"] for one in network.get("limit_history", [])} or {AS_OF}


def _limit_on(network: Network, day: dt.date) -> int:
    """The network limit that held on a day; today's where it always did."""
    past = network.get("limit_history", [])
    return next((int(h["limit"]) for h in reversed(past) if h["from"] <= day), int(network["limits"]["network"]))


def _usage(network: Network) -> list[dict[str, Any]]:
    rows = []
    for span in network.get("usage", []):
        for month in months(span["first"], span["last"]):
            rows.append(
                {
                    "network_id": network["id"],
                    "billing_month": month,
                    "campaign_id": "",
                    "static_used": "",
                    "dynamic_used": span["dynamic"],
                }
            )
            for campaign, numbers in span["campaigns"].items():
                rows.append(
                    {
                        "network_id": network["id"],
                        "billing_month": month,
                        "campaign_id": campaign,
                        "static_used": numbers,
                        "dynamic_used": "",
                    }
                )
    return rows


def _allotments(network: Network) -> list[dict[str, Any]]:
    rows = []
    for period in network.get("periods", []):
        spans = [(period["starts_on"], period["ends_on"])]
        if period.get("every_month"):
            spans = [_days_of(month) for month in months(f"{period['starts_on']:%Y-%m}", f"{period['ends_on']:%Y-%m}")]
        for starts_on, ends_on in spans:
            rows.append(
                {
                    "network_id": network["id"],
                    "starts_on": starts_on,
                    "ends_on": ends_on,
                    "number_months": period["number_months"],
                    "overage_rate": period.get("overage_rate", ""),
                    "currency": period.get("currency", ""),
                    "opening_used": period.get("opening_used", ""),
                    "opening_through": period.get("opening_through", ""),
                }
            )
    return rows


def _pool(network: Network, pool: dict[str, Any]) -> dict[str, Any]:
    traffic = network["traffic"]
    return {
        "network_id": network["id"],
        "ring_pool_id": pool["id"],
        "max_pool_size": pool["max_pool_size"],
        "lifetime_seconds": pool["lifetime_seconds"],
        "allow_overflow": str(pool["allow_overflow"]).lower(),
        "visit_seconds": traffic["visit_seconds"],
        "busy_hour_share": traffic["busy_hour_share"],
    }


def _traffic(network: Network) -> list[dict[str, Any]]:
    traffic = network.get("traffic")
    if traffic is None:
        return []
    return [
        {"network_id": network["id"], "starts_at": month, "sessions": traffic["sessions_a_month"]}
        for month in months(traffic["first"], traffic["last"])
    ]


def _amendment(network: Network, amendment: dict[str, Any]) -> dict[str, Any]:
    return {
        "network_id": network["id"],
        "signed_on": amendment["signed_on"],
        "effective_on": amendment["effective_on"],
        "added_number_months": amendment["more_number_months"],
        "reason": "more numbers were bought",
    }


def months(first: str, last: str) -> list[str]:
    """Every month from '2026-01' to '2026-12'."""
    (y, m), (until_y, until_m) = (tuple(map(int, text.split("-"))) for text in (first, last))
    count = (until_y - y) * 12 + until_m - m + 1
    return [f"{y + (m - 1 + i) // 12}-{(m - 1 + i) % 12 + 1:02}" for i in range(count)]


def _days_of(month: str) -> tuple[dt.date, dt.date]:
    first = dt.date.fromisoformat(f"{month}-01")
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return first, following - dt.timedelta(days=1)


def table(folder: Path, name: str, rows: list[dict[str, Any]]) -> str:
    """A file of the rows, named by its table; none for no rows."""
    if not rows:
        return ""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def succeeds(answer: tuple[int, Any]) -> Any:
    """What a command said, which has to have done what it was asked."""
    code, said = answer
    assert code == 0, json.dumps(said, indent=1, default=str)
    return said
