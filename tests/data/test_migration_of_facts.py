"""A store of before months were frozen opens with the figures it had, all of them reported."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data.migrations import RECORD, available
from data.store import Store
from data.tables import summary
from data.upkeep.check import violations
from tests.data.facts_files import campaign, give, months, number, total_of

REPORTED = True
LAST_OLD = 5

ROWS = """
INSERT INTO networks VALUES ('mid', 'Mid', 'UTC', NULL), ('end', 'End', 'UTC', NULL), ('tot', 'Tot', 'UTC', NULL);
INSERT INTO campaigns VALUES ('mid', 'a', 'A'), ('mid', 'b', 'B'), ('end', 'a', 'A'), ('tot', 'a', 'A');
INSERT INTO ring_pools VALUES ('mid', 'pool', NULL, NULL, NULL, NULL), ('end', 'pool', NULL, NULL, NULL, NULL);
INSERT INTO allotments VALUES ('mid', '2026-01-01', '2026-12-31', 600, 3.5, 'USD');
INSERT INTO limits SELECT n.network_id, k.kind, '', 100, 1
  FROM networks AS n CROSS JOIN (VALUES ('network'), ('dynamic')) AS k (kind);
INSERT INTO limits SELECT network_id, 'campaign', campaign_id, 100, 1 FROM campaigns;
INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, new_limit, changed_at, changed_by, reason,
                           effective_from)
  SELECT 'c-' || network_id || kind || campaign_id, network_id, kind, campaign_id, 1, 100, '2026-01-01', 'x', 'x',
         '2026-01-01' FROM limits;
INSERT INTO usage_as_of VALUES ('mid', '2026-11-22'), ('end', '2026-10-31'), ('tot', '2026-11-22');
-- mid: one static since August, one dynamic in August only, nothing more; September has the static, and so on.
INSERT INTO numbers VALUES
  ('mid', '+18555550001', 'static', 'a', '', '2026-10-10', NULL),
  ('mid', '+18555550002', 'dynamic', '', 'pool', '2026-08-03', '2026-08-31'),
  ('end', '+18555550003', 'static', 'a', '', '2026-09-10', NULL),
  ('end', '+18555550004', 'dynamic', '', 'pool', '2026-10-01', '2026-10-31');
INSERT INTO usage VALUES ('mid', '+18555550001', '2026-10-01', 4);
INSERT INTO usage_totals VALUES ('tot', '2026-08-01', 'a', 7, 0), ('tot', '2026-08-01', '', 0, 3),
  ('tot', '2026-10-01', 'a', 8, 0), ('tot', '2026-11-01', '', 0, 0);
-- As the rules of then wrote it down.
INSERT INTO monthly_usage VALUES
  ('mid', '2026-08-01', '', 0, 1), ('mid', '2026-10-01', 'a', 1, 0), ('mid', '2026-11-01', 'a', 1, 0),
  ('end', '2026-09-01', 'a', 1, 0), ('end', '2026-10-01', 'a', 1, 0), ('end', '2026-10-01', '', 0, 1),
  ('tot', '2026-08-01', 'a', 7, 0), ('tot', '2026-08-01', '', 0, 3), ('tot', '2026-10-01', 'a', 8, 0),
  ('tot', '2026-11-01', '', 0, 0);
INSERT INTO network_months VALUES
  ('mid', '2026-08-01', 0, 1), ('mid', '2026-09-01', 0, 0), ('mid', '2026-10-01', 1, 0), ('mid', '2026-11-01', 1, 0),
  ('end', '2026-09-01', 1, 0), ('end', '2026-10-01', 1, 1),
  ('tot', '2026-08-01', 7, 3), ('tot', '2026-10-01', 8, 0), ('tot', '2026-11-01', 0, 0);
INSERT INTO month_course VALUES ('mid', '2026-11-01', '2026-11-22', 1, 0);
"""
FIGURES = {
    "mid": {
        "2026-08": (0, 1, REPORTED),
        "2026-09": (0, 0, REPORTED),
        "2026-10": (1, 0, REPORTED),
        "2026-11": (1, 0, REPORTED),
    },
    # October was closed by the as-of day; November runs with the number still assigned.
    "end": {"2026-09": (1, 0, REPORTED), "2026-10": (1, 1, REPORTED), "2026-11": (1, 0, REPORTED)},
    "tot": {"2026-08": (7, 3, REPORTED), "2026-10": (8, 0, REPORTED), "2026-11": (0, 0, REPORTED)},
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(RECORD)
        for version, name, sql in available():
            if version <= LAST_OLD:
                connection.execute(sql)
                connection.execute("INSERT INTO schema_migrations (version, name) VALUES (?, ?)", [version, name])
        connection.execute(ROWS)
    return path


def test_an_old_store_has_the_same_figures_and_all_its_months_are_reported(old: Path) -> None:
    store = Store(old)
    assert {network_id: months(store, network_id) for network_id in FIGURES} == FIGURES
    assert campaign(store, "tot", "a") == {"2026-08": 7, "2026-10": 8}
    assert violations(store) == []
    store.close()


def test_its_figures_are_the_same_when_they_are_derived_anew(old: Path) -> None:
    store = Store(old)
    store.write(lambda cursor: summary.refresh(cursor, list(FIGURES)))
    assert {network_id: months(store, network_id) for network_id in FIGURES} == FIGURES
    assert violations(store) == []
    store.close()


def test_its_closed_months_are_frozen_and_the_running_one_goes_on(old: Path, tmp_path: Path) -> None:
    store = Store(old)
    done = give(tmp_path, None, store, monthly_usage=[total_of("tot", "2026-08", 9, 9)])
    assert "Aug 2026 of tot is closed and stays 10; the file says 18" in done.warnings[0]
    give(
        tmp_path,
        "2026-11-25",
        store,
        numbers=[number("mid", 1, "b", "2026-08-10"), number("mid", 9, "a", "2026-11-24")],
    )
    assert months(store, "mid") == {**FIGURES["mid"], "2026-11": (2, 0, REPORTED)}
    assert campaign(store, "mid", "a")["2026-11"] == 2
    assert violations(store) == []
    store.close()
