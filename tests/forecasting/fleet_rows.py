"""Small fleets as the long tables that the job reads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from forecasting.fleet.tables import LONG

NEXT = dt.date(2026, 11, 1)
NEXT_MONTH = (2026 - 1970) * 12 + 10


def usage_rows(
    network_id: str, static: list[int], dynamic: list[int], full: tuple[int, ...] = ()
) -> list[dict[str, Any]]:
    """The months up to the one before NEXT, oldest first; ``full`` counts them from 0."""
    first = NEXT_MONTH - len(static)
    return [
        {
            "network_id": network_id,
            "billing_month": np.datetime64(first + i, "M").astype("datetime64[D]").item(),
            "static_used": s,
            "dynamic_used": d,
            "at_limit": i in full,
        }
        for i, (s, d) in enumerate(zip(static, dynamic, strict=True))
    ]


def contract(network_id: str, starts_on: str, ends_on: str, number_months: float, limit: float) -> dict[str, Any]:
    return {
        "network_id": network_id,
        "starts_on": dt.date.fromisoformat(starts_on),
        "ends_on": dt.date.fromisoformat(ends_on),
        "number_months": number_months,
        "network_limit": limit,
    }


def simulated(networks: int, *, seed: int = 0, months: int = 30) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Usage and contracts of all kinds: growing, seasonal, cut off, short, with a ramp or two years left."""
    rng = np.random.default_rng(seed)
    usage, contracts = [], []
    for i in range(networks):
        name, level = f"n{i:05d}", rng.lognormal(3.5, 0.9)
        history = int(rng.integers(2, months + 1))
        t = np.arange(history)
        static = np.round(level * (1 + 0.01 * t) * rng.lognormal(0, 0.05, history)).astype(int)
        dynamic = np.round(0.6 * level * (1 + 0.3 * np.sin(t / 2)) * rng.lognormal(0, 0.1, history)).astype(int)
        usage += usage_rows(name, static.tolist(), dynamic.tolist(), (history - 1,) if i % 5 == 0 else ())
        limit = float(np.round(1.7 * level))
        known_from = str(np.datetime64(NEXT_MONTH - history, "M")) + "-01"
        if i % 3 == 0:
            begins = max("2026-05-01", known_from)
            contracts.append(contract(name, begins, "2027-04-30", float(np.round(level * 20)), limit))
        elif i % 3 == 1:
            begins = max("2026-01-01", known_from)
            contracts.append(contract(name, begins, "2026-12-31", float(np.round(level * 19)), limit))
            contracts.append(contract(name, "2027-01-01", "2027-12-31", float(np.round(level * 22)), limit))
        else:
            begins = max("2026-08-15", known_from)
            contracts.append(contract(name, begins, "2027-08-14", float(np.round(level * 21)), limit))
    return usage, contracts


def at_the_edges(networks: int, *, seed: int = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Allotments and limits from far too small to ample; unused networks, gaps between periods, and long ones."""
    rng = np.random.default_rng(seed)
    ends = [("2026-12-31",), ("2027-10-31",), ("2031-10-31",), ("2027-01-31", "2027-04-01", "2028-03-31")]
    usage, contracts = [], []
    for i in range(networks):
        name, level = f"e{i:05d}", 0 if i % 10 == 0 else int(rng.integers(1, 120))
        history = int(rng.integers(3, 25))
        static, dynamic = rng.poisson(level, history), rng.poisson(level / 2, history)
        usage += usage_rows(name, static.tolist(), dynamic.tolist(), (history - 1,) if i % 7 == 0 else ())
        limit = float(rng.integers(0, 3 * level + 2))
        end, *later = ends[int(rng.integers(len(ends)))]
        months = history + (dt.date.fromisoformat(end) - NEXT).days / 30
        start = str(np.datetime64(NEXT_MONTH - history, "M")) + "-01"
        contracts.append(contract(name, start, end, float(np.round(level * months * rng.uniform(0.5, 2.5))), limit))
        if later:
            bought = float(np.round(12 * level * rng.uniform(0.5, 2.5)))
            contracts.append(contract(name, later[0], later[1], bought, limit))
    return usage, contracts


def long_table(usage: list[dict[str, Any]], contracts: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{f.name: row.get(f.name) for f in LONG} for row in usage + contracts], schema=LONG)


def write_fleet(folder: Path, usage: list[dict[str, Any]], contracts: list[dict[str, Any]]) -> tuple[str, str]:
    """The two Parquet files, with every value in the type of LONG."""
    files = []
    for name, rows in (("usage", usage), ("contracts", contracts)):
        schema = pa.schema([LONG.field(column) for column in rows[0]])
        path = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
        files.append(str(path))
    return files[0], files[1]
