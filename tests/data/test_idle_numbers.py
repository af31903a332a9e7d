"""Idle numbers: static, still assigned, silent for long enough and there for as long."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from data.store import Store
from data.tables.usage import idle_numbers
from tests.data.facts_files import begin, give, number

D = dt.date
AS_OF = D(2026, 11, 24)


def idle(store: Store, as_of: dt.date = AS_OF) -> list[tuple[str, str, dt.date | None, dt.date]]:
    with store.reading() as cursor:
        found = idle_numbers(cursor, "n", as_of, 45)
    return [(i.promo_number[-4:], i.campaign_id, i.last_call_on, i.assigned_on) for i in found]


def test_only_numbers_that_were_silent_and_there_for_45_days_are_idle(begun: Store, tmp_path: Path) -> None:
    rows = [
        number("n", 1, "a", "2025-06-01", "", "2026-10-08"),  # 47 days ago
        number("n", 2, "a", "2025-06-01", "", "2026-10-12"),  # 43 days ago
        number("n", 3, "a", "2026-11-01"),  # never rang, there for 23 days
        number("n", 4, "a", "2026-06-01"),  # never rang in 176 days
        number("n", 5, "pool", "2025-06-01", "", "2026-08-01"),
        number("n", 6, "a", "2025-06-01", "2026-11-12", "2026-08-20"),
        number("n", 7, "a", "2025-06-01", "", "2026-10-10"),  # 45 days ago
        number("n", 8, "b", "2026-10-10"),  # never rang in 45 days
    ]
    give(tmp_path, "2026-11-24", begun, numbers=rows)
    assert idle(begun) == [
        ("0001", "a", D(2026, 10, 8), D(2025, 6, 1)),
        ("0004", "a", None, D(2026, 6, 1)),
        ("0007", "a", D(2026, 10, 10), D(2025, 6, 1)),
        ("0008", "b", None, D(2026, 10, 10)),
    ]


def test_calls_of_a_month_count_to_its_end_unless_the_day_is_known(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-24", begun, numbers=[number("n", i, "a", "2026-01-01") for i in (1, 2, 3, 4)])
    rows = ["1,2026-09,3", "1,2026-10,0", "1,2026-11,0", "2,2026-10,1", "2,2026-11,0", "3,2026-11,", "4,2026-10,1"]
    give(tmp_path, "2026-11-24", begun, usage=[f"n,+1855555000{row}" for row in rows])
    assert [(one[0], one[2]) for one in idle(begun)] == [("0001", D(2026, 9, 30))]
    called = [number("n", 4, "a", "2026-01-01", "", "2026-10-04")]
    give(tmp_path, "2026-11-24", begun, numbers=called)
    assert [(one[0], one[2]) for one in idle(begun)] == [("0001", D(2026, 9, 30)), ("0004", D(2026, 10, 4))]


def test_a_network_of_which_no_call_is_known_has_no_idle_numbers(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-24", begun, numbers=[number("n", 1, "a", "2026-01-01")])
    assert idle(begun) == []


def test_a_moved_number_is_new_where_it_is(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-10-31", begun, numbers=[number("n", 1, "a", "2026-01-01", "", "2026-03-01")])
    assert [one[0] for one in idle(begun, D(2026, 10, 31))] == ["0001"]
    give(tmp_path, "2026-11-20", begun, numbers=[number("n", 1, "b", "2026-01-01", "", "2026-03-01")])
    assert idle(begun) == []


def test_an_older_last_call_never_replaces_a_newer_one(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-20", begun, numbers=[number("n", 1, "a", "2026-01-01", "", "2026-11-18")])
    give(tmp_path, "2026-10-20", begun, numbers=[number("n", 1, "a", "2026-01-01", "", "2026-05-01")])
    assert idle(begun) == []


def test_a_call_of_a_log_counts_by_its_day_and_one_after_the_date_does_not(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path, "n")
    give(tmp_path, "2026-11-24", store, numbers=[number("n", i, "a", "2026-01-01") for i in (1, 2, 3)])
    give(tmp_path, "2026-11-24", store, usage=[f"n,+1855555000{i},2026-11,0" for i in (1, 2, 3)])
    with store.transaction() as cursor:
        for last, day in ((1, "2026-10-11"), (2, "2026-10-10"), (3, "2026-11-25")):
            cursor.execute(f"INSERT INTO call_days VALUES ('n', '+1855555000{last}', '', '', '{day}', 2)")
        cursor.execute("INSERT INTO call_days VALUES ('n', '', 'a', '', '2026-11-20', 9)")  # of no number in particular
    # 44 days ago is in use; 45 days ago is idle; a call after the date is not known on it.
    assert [(one[0], one[2]) for one in idle(store)] == [("0002", D(2026, 10, 10)), ("0003", None)]
