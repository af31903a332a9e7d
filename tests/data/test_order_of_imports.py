"""In whatever order files of one network come in, the store ends the same; and no file alone changes a closed month."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from pathlib import Path
from typing import Any

import pytest

from data.errors import ImportRejected
from data.store import Store
from data.upkeep.check import violations
from tests.data.facts_files import begun_store, campaign, give, months, number, total_of
from tests.store_maker import StoreMaker, content

# What counts; what tells when something was seen (the course of a month, the log of imports) differs by its nature.
SAME = ("numbers", "usage", "usage_totals", "closed_months", "month_reports", "last_calls", "allotments", "amendments")
STINTS = [number("n", 1, "a", "2026-06-05", "2026-08-10"), number("n", 1, "b", "2026-09-03")]
# Each with its own day: what a customer's and a vendor's systems would send in the course of a year.
FILES: list[tuple[str | None, dict[str, list[str]]]] = [
    (None, {"monthly_usage": [total_of("n", "2026-03", 20, 5), total_of("n", "2026-04", 21, 6)]}),
    (None, {"monthly_usage": [total_of("n", "2026-05", 22, 7)]}),
    ("2026-06-20", {"monthly_usage": [total_of("n", "2026-06", 12, 7)]}),
    ("2026-08-31", {"numbers": STINTS[:1]}),
    ("2026-11-24", {"numbers": [STINTS[1], number("n", 2, "pool", "2026-10-01", "", "2026-11-20")]}),
    ("2026-11-24", {"allotments": ["n,2026-01-01,2026-12-31,600,,,,100,2026-05-31"]}),
]


def forced(files: list[tuple[str | None, dict[str, list[str]]]], store: Store, folder: Path) -> None:
    for as_of, tables in files:
        give(folder, as_of, store, **tables)


def facts(store: Store) -> dict[str, Any]:
    with store.reading() as cursor:
        found: dict[str, Any] = {name: content(cursor, name) for name in SAME}
    return {**found, "months": months(store, "n"), "a": campaign(store, "n", "a"), "b": campaign(store, "n", "b")}


@pytest.mark.parametrize("at_random", [1, pytest.param(3, marks=pytest.mark.long)])
def test_the_order_of_imports_does_not_matter(store_maker: StoreMaker, tmp_path: Path, at_random: int) -> None:
    expected: dict[str, Any] | None = None
    chance = random.Random(20261124)
    orders = [FILES, FILES[::-1], *(chance.sample(FILES, len(FILES)) for _ in range(at_random))]
    for order in orders:
        store = begun_store(store_maker)
        forced(order, store, tmp_path)
        assert violations(store) == []
        expected = expected or facts(store)
        assert facts(store) == expected, order
        store.close()
    assert expected is not None
    assert expected["months"] == {
        "2026-03": (20, 5, True),
        "2026-04": (21, 6, True),
        "2026-05": (22, 7, True),
        "2026-06": (12, 7, False),
        "2026-07": (1, 0, False),
        "2026-08": (1, 0, True),
        "2026-09": (1, 0, False),
        "2026-10": (1, 1, False),
        "2026-11": (1, 1, True),
    }


def random_files(chance: random.Random) -> list[tuple[str | None, dict[str, list[str]]]]:
    files: list[tuple[str | None, dict[str, list[str]]]] = []
    for _ in range(12):
        as_of = dt.date(2026, chance.randint(3, 11), chance.choice([1, 14, 28]))
        if chance.random() < 0.5:
            month = dt.date(2026, chance.randint(1, as_of.month), 1)
            row = total_of("n", f"{month:%Y-%m}", chance.randint(0, 9), chance.randint(0, 9))
            files.append((as_of.isoformat(), {"monthly_usage": [row]}))
        else:
            rows = []
            for last in chance.sample(range(1, 6), 3):
                start = as_of - dt.timedelta(days=chance.randint(0, 200))
                ends = chance.random() < 0.3
                through = start + dt.timedelta(days=chance.randint(0, (as_of - start).days)) if ends else ""
                rows.append(number("n", last, chance.choice(["a", "b", "pool"]), str(start), str(through)))
            files.append((as_of.isoformat(), {"numbers": rows}))
    return files


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3))])
def test_no_file_changes_a_closed_month_that_was_reported(begun: Store, tmp_path: Path, seed: int) -> None:
    store = begun
    frozen: dict[tuple[dt.date, str], tuple[int, int]] = {}
    taken = 0
    for as_of, tables in random_files(random.Random(seed)):
        complete = {"complete_since": dt.date(2026, 1, 1)} if seed % 2 and "numbers" in tables else {}
        try:
            give(tmp_path, as_of, store, **tables, **complete, allow_decrease=True)
        except ImportRejected:
            continue
        taken += 1
        with store.reading() as cursor:
            now = {
                (month, campaign_id): (static, dynamic)
                for month, campaign_id, static, dynamic in cursor.rows(
                    "SELECT billing_month, campaign_id, static_used, dynamic_used FROM closed_months"
                )
            }
            reported = {m for m, (_, _, is_reported) in months(store, "n").items() if is_reported}
        assert {key: now.get(key) for key in frozen} == frozen
        assert {f"{month:%Y-%m}" for month, _ in now} <= reported
        frozen = now
        unsound = [v for v in violations(store) if v.invariant != "within a month usage only rises"]
        assert unsound == []
    assert taken > 3


def test_every_pair_of_orders_of_two_stints_is_the_same(store_maker: StoreMaker, tmp_path: Path) -> None:
    found = []
    lists = [("2026-08-31", STINTS[:1]), ("2026-11-24", STINTS[1:]), ("2026-11-24", STINTS)]
    for order in itertools.permutations(lists):
        store = begun_store(store_maker)
        for as_of, rows in order:
            give(tmp_path, as_of, store, numbers=rows)
        with store.reading() as cursor:
            found.append(content(cursor, "numbers"))
        store.close()
    assert all(one == found[0] for one in found)
    assert len(found[0]) == 2
