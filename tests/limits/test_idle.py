"""Idle numbers one by one: what is known of each, and when releasing them frees room."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.errors import NotAllowed
from data.store import Store
from limits.__main__ import main
from limits.actors import OPERATOR, actor
from limits.network.idle import IdleList, idle_list
from tests.data.facts_files import begin, give, number
from tests.limits.lending import CopyOf

D = dt.date


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(17), dt.UTC)


NOW = noon(D(2026, 11, 25))


@dataclass(frozen=True)
class Call:
    last: int
    on: str

    @property
    def sql(self) -> str:
        return f"INSERT INTO call_days VALUES ('n', '+1855555{self.last:04d}', '', '', '{self.on}', 1)"


@pytest.fixture
def six(copy_of: CopyOf, tmp_path: Path) -> Store:
    return copy_of("six_numbers", lambda store: with_six(store, tmp_path))


def with_six(store: Store, tmp_path: Path) -> dict[str, str]:
    """Six numbers: two idle, one that rang lately, one new, one of a RingPool, one released already."""
    begin(store, tmp_path, "n")
    rows = [
        number("n", 1, "a", "2025-06-01", "", "2026-10-08"),  # 47 days ago
        number("n", 2, "a", "2025-06-01", "", "2026-10-12"),  # 43 days ago
        number("n", 3, "a", "2026-11-01"),  # never rang, there for 23 days
        number("n", 4, "b", "2026-06-01"),  # never rang in 176 days
        number("n", 5, "pool", "2025-06-01", "", "2026-08-01"),
        number("n", 6, "a", "2025-06-01", "2026-11-12", "2026-08-20"),
    ]
    give(tmp_path, "2026-11-24", store, numbers=rows)
    with store.transaction() as cursor:
        cursor.execute("UPDATE campaigns SET name = 'Autumn mail' WHERE campaign_id = 'b'")
        cursor.execute(
            "INSERT INTO number_statuses (network_id, promo_number, billing_month, as_of, number_status)"
            " VALUES ('n', '+18555550004', '2026-11-01', '2026-11-24', 'Suspended')"
        )
    return {}


def listed(store: Store, now: dt.datetime = NOW) -> IdleList:
    return idle_list(store, OPERATOR, "n", now=now)


def test_each_idle_number_is_listed_with_what_is_known_of_it(six: Store) -> None:
    found = [
        (i.promo_number, i.reach, i.campaign, i.last_call_on, i.assigned_since, i.status) for i in listed(six).numbers
    ]
    assert found == [
        ("+18555550001", "toll-free", "a", D(2026, 10, 8), D(2025, 6, 1), None),
        ("+18555550004", "toll-free", "Autumn mail", None, D(2026, 6, 1), "Suspended"),
    ]


def test_releasing_them_frees_room_from_the_next_month_on_and_none_in_this_one(six: Store) -> None:
    assert listed(six).frees_from == D(2026, 12, 1)
    assert listed(six).sentence == (
        "2 static numbers had no call for 45 days or more. Releasing one frees room from the next billing month: "
        "releasing all of them makes room for 2 from December 2026."
    )


@pytest.mark.parametrize(("today", "month"), [(D(2026, 11, 30), D(2026, 12, 1)), (D(2026, 12, 1), D(2027, 1, 1))])
def test_a_number_released_today_counts_to_the_end_of_todays_month(six: Store, today: dt.date, month: dt.date) -> None:
    assert listed(six, noon(today)).frees_from == month


def test_one_number_is_said_in_the_singular(six: Store) -> None:
    with six.transaction() as cursor:
        cursor.execute(Call(4, "2026-11-20").sql)
    assert listed(six).sentence == (
        "1 static number had no call for 45 days or more. Releasing one frees room from the next billing month: "
        "releasing it makes room for 1 from December 2026."
    )


def test_a_call_in_a_log_ends_idleness_however_short_the_log_is(six: Store) -> None:
    with six.transaction() as cursor:
        cursor.execute(Call(1, "2026-11-23").sql)
        cursor.execute(Call(4, "2026-10-01").sql)  # 54 days ago: idle still, and now with a last call
    assert [(i.promo_number[-4:], i.last_call_on) for i in listed(six).numbers] == [("0004", D(2026, 10, 1))]


def test_where_no_call_is_known_nothing_is_called_idle_or_in_use(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path, "n")
    give(tmp_path, "2026-11-24", store, numbers=[number("n", 1, "a", "2026-01-01")])
    found = listed(store)
    assert (found.is_known, found.numbers) == (False, ())
    assert found.sentence.startswith("No import tells which numbers rang lately")


def test_where_every_number_rings_it_says_so(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path, "n")
    give(tmp_path, "2026-11-24", store, numbers=[number("n", 1, "a", "2026-01-01", "", "2026-11-20")])
    found = listed(store)
    assert (found.is_known, found.numbers) == (True, ())
    assert found.sentence == "Every static number rang within 45 days, or has not been there for as long."


def test_a_customer_sees_the_list_of_their_own_network_and_of_no_other(six: Store) -> None:
    with six.transaction() as cursor:
        cursor.execute("INSERT INTO users (email, role, network_id) VALUES ('vic@n.example', 'viewer', 'n')")
        cursor.execute("INSERT INTO users (email, role, network_id) VALUES ('eve@m.example', 'viewer', 'm')")
    assert len(idle_list(six, actor(six, "vic@n.example"), "n", now=NOW).numbers) == 2
    with pytest.raises(NotAllowed, match="not among the networks"):
        idle_list(six, actor(six, "eve@m.example"), "n", now=NOW)


def test_the_command_lists_them_as_words_and_as_data(
    six: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("limits.clock._now", lambda: NOW)
    monkeypatch.setenv("HEADROOM_DB", str(six.address))
    six.close()
    assert main(["idle", "n", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["room_from_releasing"] == {"month": "2026-12", "numbers": 2}
    assert [one["promo_number"] for one in answer["numbers"]] == ["+18555550001", "+18555550004"]
    assert answer["numbers"][0] == {
        "promo_number": "+18555550001",
        "reach": "toll-free",
        "campaign_id": "a",
        "campaign": "a",
        "last_call_on": "2026-10-08",
        "assigned_since": "2025-06-01",
        "status": None,
        "status_as_of": None,
    }
    assert main(["idle", "n"]) == 0
    words = capsys.readouterr().out
    assert "makes room for 2 from December 2026" in words
    assert "none known" in words
    assert "8 Oct 2026" in words
    assert main(["idle", "nobody"]) != 0
