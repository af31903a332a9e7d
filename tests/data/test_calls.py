"""Call logs feed calls and the last call, of numbers, campaigns and RingPools, and never usage."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.__main__ import main
from data.errors import ImportRejected
from data.imports.mapping import FileMapping, mapping_from_file
from data.store import Store
from data.tables.calls import calls_by_month, last_calls
from data.upkeep.check import violations
from tests.data.other_vendors import CALL_LOG, CALLS, take


@pytest.fixture
def loaded(store_without_traffic: Store) -> Store:
    return store_without_traffic


def test_a_call_log_feeds_calls_and_the_last_call_and_never_usage(loaded: Store, tmp_path: Path) -> None:
    with loaded.reading() as cursor:
        before = (
            cursor.rows("SELECT * FROM usage ORDER BY 1, 2, 3"),
            cursor.rows("SELECT * FROM network_months ORDER BY 1, 2"),
        )
    report = take(loaded, tmp_path, CALL_LOG, CALLS)
    # New York's days: 23:30 on the 20th; twice the same call on the 21st; 03:30 UTC on the 22nd is the 21st there.
    with loaded.reading() as cursor:
        sql = "SELECT called_on, calls FROM call_days WHERE promo_number = '+18001234567' ORDER BY 1"
        assert cursor.rows(sql) == [(dt.date(2026, 11, 20), 1), (dt.date(2026, 11, 21), 2)]
        assert last_calls(cursor, "acme") == {"+18001234567": dt.date(2026, 11, 21)}
        after = (
            cursor.rows("SELECT * FROM usage ORDER BY 1, 2, 3"),
            cursor.rows("SELECT * FROM network_months ORDER BY 1, 2"),
        )
    assert after == before
    assert report.files[0].as_of == dt.date(2026, 11, 21)
    assert take(loaded, tmp_path, CALL_LOG).changed_count == 0
    assert violations(loaded) == []


def test_logs_tell_of_idle_numbers_once_they_reach_back_far_enough(loaded: Store, tmp_path: Path) -> None:
    def told() -> list[tuple[str, dt.date]]:
        with loaded.reading() as cursor:
            return cursor.rows("SELECT promo_number, last_call_on FROM last_calls ORDER BY 1")

    header = CALL_LOG.splitlines()[0]
    take(loaded, tmp_path, CALL_LOG, CALLS)
    assert told() == []
    earlier = f"{header}\nB1,inbound,+18555555555,+13035550111,Kim,33,2026-10-01 10:00\n"
    take(loaded, tmp_path, earlier)
    assert told() == [("+18001234567", dt.date(2026, 11, 21)), ("+18555555555", dt.date(2026, 10, 1))]
    assert violations(loaded) == []


def test_a_log_of_a_number_nobody_introduced_is_refused(loaded: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, CALL_LOG.replace("+18001234567", "+18009990001", 1), CALLS)
    (rejection,) = refused.value.rejections
    assert (rejection.row, rejection.value) == (2, "+18009990001")
    assert "a call log does not say where a number belongs" in rejection.reason


def test_a_later_log_of_the_same_days_never_lowers_the_calls(loaded: Store, tmp_path: Path) -> None:
    take(loaded, tmp_path, CALL_LOG, CALLS)
    rows = CALL_LOG.splitlines()
    assert take(loaded, tmp_path, "\n".join([rows[0], rows[2]]) + "\n").changed_count == 0


TRANSACTIONS = """\
transaction_id,complete_call_id,start_time_utc,transaction_type,advertiser_campaign_id_from_network,dynamic_number_pool_id
T1,C1,1764064800000,Call,c1,
T2,C2,1764064800000,Call,c1,p1
T3,C2,1764064800000,PostCallEvent,c1,p1
T4,C3,1764046800000,Call,c2,
"""


def test_a_log_without_the_dialled_number_feeds_campaigns_and_ringpools(
    loaded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "transactions.csv"
    path.write_text(TRANSACTIONS)
    assert main(["import", str(path), "--propose-map", "--network", "acme"]) == 0
    (tmp_path / "proposed.toml").write_text(capsys.readouterr().out)
    take(loaded, tmp_path, TRANSACTIONS, mapping_from_file(tmp_path / "proposed.toml"))
    # 1764064800 is 25 Nov 2025, 10:00 UTC; 1764046800 is 05:00 UTC, midnight in New York.
    with loaded.reading() as cursor:
        found = [(c.campaign_id, c.ring_pool_id, c.calls, c.last_call_on) for c in calls_by_month(cursor, "acme")]
    day = dt.date(2025, 11, 25)
    assert found == [("c1", "", 1, day), ("c1", "p1", 1, day), ("c2", "", 1, day)]


def test_times_in_a_stated_zone_need_the_networks_own(loaded: Store, tmp_path: Path) -> None:
    named = FileMapping(**{**vars(CALLS), "fixed": {"network_id": "nobody"}})
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, CALL_LOG, named, network=None)
    assert any("the network's own is not known here" in one.reason for one in refused.value.rejections)
