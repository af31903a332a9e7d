"""Where numbers were: moves, releases and returns are spans, and the past stays with the old one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.errors import ImportRejected
from data.store import Store
from data.tables.usage import assignments
from data.upkeep.check import violations
from tests.data.facts_files import begin, campaign, give, months, number

# number, where, from, through
SPANS = [
    (1, "a", "2026-08-01", "2026-11-10"),
    (1, "b", "2026-11-11", ""),
    (2, "a", "2026-08-01", "2026-09-20"),
    (2, "a", "2026-11-05", ""),
    (3, "b", "2026-08-01", "2026-10-15"),
    (3, "a", "2026-10-20", ""),
    (4, "a", "2026-08-01", "2026-11-15"),
    (4, "pool", "2026-11-16", ""),
    (5, "pool", "2026-10-03", ""),
]
AUGUST_TO_NOVEMBER = {"2026-08": (4, 0), "2026-09": (4, 0), "2026-10": (3, 1), "2026-11": (4, 1)}


def spans(store: Store, network_id: str = "n") -> list[tuple[int, str, str, str]]:
    with store.reading() as cursor:
        found = assignments(cursor, network_id)
    return [
        (int(s.promo_number[-4:]), s.campaign_id or s.ring_pool_id, str(s.assigned_on), str(s.through or ""))
        for s in found
    ]


def used(store: Store, network_id: str = "n") -> dict[str, tuple[int, int]]:
    return {month: (static, dynamic) for month, (static, dynamic, _) in months(store, network_id).items()}


def by_place(store: Store) -> dict[str, dict[str, int]]:
    return {c: {m: n for m, n in campaign(store, "n", c).items() if n} for c in ("a", "b")}


def test_a_number_counts_once_a_month_where_it_was_first(begun: Store, tmp_path: Path) -> None:
    rows = [number("n", *span) for span in SPANS]
    give(tmp_path, "2026-11-24", begun, numbers=rows, complete_since=dt.date(2026, 8, 1))
    assert used(begun) == AUGUST_TO_NOVEMBER
    assert by_place(begun) == {
        "a": {"2026-08": 3, "2026-09": 3, "2026-10": 2, "2026-11": 4},
        "b": {"2026-08": 1, "2026-09": 1, "2026-10": 1},
    }
    assert violations(begun) == []


def test_when_november_is_closed_december_has_the_numbers_still_assigned(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-30", begun, numbers=[number("n", *span) for span in SPANS])
    assert used(begun) == {**AUGUST_TO_NOVEMBER, "2026-12": (3, 2)}
    assert (by_place(begun)["a"]["2026-12"], by_place(begun)["b"]["2026-12"]) == (2, 1)
    assert violations(begun) == []


def test_lists_night_by_night_come_to_the_same_assignments(begun: Store, tmp_path: Path) -> None:
    """Each list holds only what is on the account that day, each number since its very first day."""
    nights = {
        "2026-08-31": [(1, "a"), (2, "a"), (3, "b"), (4, "a")],
        "2026-10-31": [(1, "a"), (3, "a"), (4, "a"), (5, "pool")],
        "2026-11-11": [(1, "b"), (2, "a"), (3, "a"), (4, "a"), (5, "pool")],
        "2026-11-16": [(1, "b"), (2, "a"), (3, "a"), (4, "pool"), (5, "pool")],
    }
    first = {1: "2026-08-01", 2: "2026-08-01", 3: "2026-08-01", 4: "2026-08-01", 5: "2026-10-03"}
    back = {2: ("2026-11-11", "2026-11-05"), 3: ("2026-10-31", "2026-10-20")}
    for night, held in nights.items():
        rows = []
        for last, at in held:
            since = back[last][1] if last in back and night >= back[last][0] else first[last]
            rows.append(number("n", last, at, since))
        if night == "2026-10-31":
            rows += [number("n", 2, "a", first[2], "2026-09-20"), number("n", 3, "b", first[3], "2026-10-15")]
        give(tmp_path, night, begun, numbers=rows)
    assert spans(begun) == SPANS
    assert violations(begun) == []


def test_a_move_counts_from_the_day_of_the_list_and_the_past_stays(begun: Store, tmp_path: Path) -> None:
    twenty = [number("n", i, "a" if i <= 15 else "b", "2026-01-05") for i in range(1, 21)]
    since = dt.date(2026, 1, 1)
    give(tmp_path, "2026-10-31", begun, numbers=twenty, complete_since=since)
    closed = {f"2026-{m:02d}": 15 for m in range(1, 11)}
    done = give(tmp_path, "2026-11-15", begun, numbers=[number("n", i, "b", "2026-01-05") for i in range(1, 11)])
    assert any("10 known promo numbers are in another campaign" in text for text in done.warnings)
    give(tmp_path, "2026-11-20", begun, numbers=[number("n", i, "pool", "2026-01-05") for i in range(11, 16)])
    assert campaign(begun, "n", "a") == {**closed, "2026-11": 15}
    assert campaign(begun, "n", "b") == {**dict.fromkeys(closed, 5), "2026-11": 5}
    give(tmp_path, "2026-11-30", begun, numbers=[number("n", 16, "b", "2026-01-05")])
    assert months(begun, "n")["2026-12"] == (15, 5, True)
    assert campaign(begun, "n", "b")["2026-12"] == 15
    assert spans(begun)[:2] == [(1, "a", "2026-01-05", "2026-11-14"), (1, "b", "2026-11-15", "")]
    assert violations(begun) == []


def test_a_number_released_and_taken_again_has_two_assignments(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path, "rc", ("A",))
    first = [number("rc", 1, "A", "2026-01-05", "2026-04-10"), number("rc", 2, "A", "2026-01-05")]
    give(tmp_path, "2026-09-30", store, numbers=first)
    give(tmp_path, "2026-11-20", store, numbers=[number("rc", 1, "A", "2026-10-03")])
    both = [number("rc", 1, "A", "2026-01-05", "2026-04-10"), number("rc", 1, "A", "2026-10-03")]
    again = give(tmp_path, "2026-11-20", store, numbers=both)
    assert again.changed_count == 0
    assert spans(store, "rc") == [
        (1, "A", "2026-01-05", "2026-04-10"),
        (1, "A", "2026-10-03", ""),
        (2, "A", "2026-01-05", ""),
    ]
    assert [n for n, _, _ in months(store, "rc").values()] == [2, 2, 2, 2, 1, 1, 1, 1, 1, 2, 2]


def test_the_earlier_stint_may_come_later(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path, "rc", ("A",))
    give(tmp_path, "2026-11-20", store, numbers=[number("rc", 1, "A", "2026-10-03")])
    give(tmp_path, "2026-05-01", store, numbers=[number("rc", 1, "A", "2026-01-05", "2026-04-10")])
    assert spans(store, "rc") == [(1, "A", "2026-01-05", "2026-04-10"), (1, "A", "2026-10-03", "")]


def test_overlapping_rows_of_one_number_are_refused_with_both_rows(begun: Store, tmp_path: Path) -> None:
    rows = [number("n", 1, "a", "2026-01-05", "2026-06-30"), number("n", 1, "b", "2026-06-01")]
    with pytest.raises(ImportRejected) as refused:
        give(tmp_path, "2026-11-20", begun, numbers=rows)
    (one,) = refused.value.rejections
    assert (one.row, one.column) == (3, "promo_number")
    assert "in two campaigns, a and b: also in row 2" in one.reason
    assert "2026-01-05 and from 2026-06-01 overlap" in one.reason


def test_a_number_handed_over_on_one_day_is_there_the_day_before(begun: Store, tmp_path: Path) -> None:
    rows = [number("n", 1, "a", "2026-01-05", "2026-06-30"), number("n", 1, "b", "2026-06-30")]
    give(tmp_path, "2026-11-20", begun, numbers=rows)
    assert spans(begun) == [(1, "a", "2026-01-05", "2026-06-29"), (1, "b", "2026-06-30", "")]
    assert violations(begun) == []


def test_an_older_list_that_says_otherwise_is_refused(begun: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-20", begun, numbers=[number("n", 1, "b", "2026-01-05")])
    with pytest.raises(ImportRejected, match="rejected") as refused:
        give(tmp_path, "2026-11-10", begun, numbers=[number("n", 1, "a", "2026-01-05")])
    assert "knows this number otherwise as of 2026-11-20" in refused.value.rejections[0].reason


def test_an_older_list_that_only_lacks_what_came_after_changes_nothing(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path, "n")
    give(tmp_path, "2026-11-20", store, numbers=[number("n", 1, "a", "2026-01-05", "2026-11-12")])
    give(tmp_path, "2026-11-10", store, numbers=[number("n", 1, "a", "2026-01-05")])
    assert spans(store) == [(1, "a", "2026-01-05", "2026-11-12")]
