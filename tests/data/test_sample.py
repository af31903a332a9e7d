"""The sample portfolio fills an empty store, the same rows each time, and the store agrees with the simulation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.errors import BadInput
from data.sample import fill, is_empty, sample_stories
from data.store import Store
from data.upkeep.check import violations
from tests.data.test_sample_stories import history
from tests.portfolio_store import AS_OF, sample_store


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as cursor:
        tables = cursor.tables() - {"schema_migrations"}
        return {name: cursor.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in tables}


def sums(store: Store) -> dict[str, tuple[int, int]]:
    """How many rows each table has, and a sum over all of their values."""
    with store.reading() as cursor:
        return {
            name: cursor.rows(f"SELECT count(*), sum(CAST(hash(t) AS HUGEINT)) FROM {name} AS t")[0]
            for name in cursor.tables() - {"schema_migrations"}
        }


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample as it is filled in for all tests of this process, by two threads."""
    path = sample_store(tmp_path_factory.mktemp("sample") / "headroom.duckdb")
    with closing(Store(path, memory_limit="500MB", threads=2)) as store:
        yield store


@pytest.fixture(scope="module")
def filled_again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[float]]]:
    store = Store(tmp_path_factory.mktemp("again") / "headroom.duckdb", memory_limit="500MB", threads=1)
    told: list[float] = []
    fill(store, as_of=AS_OF, progress=lambda share, _what: told.append(share))
    yield store, told
    store.close()


def test_the_same_seed_gives_the_same_rows_in_every_table(
    filled: Store, filled_again: tuple[Store, list[float]]
) -> None:
    ours, theirs = sums(filled), sums(filled_again[0])
    assert set(ours) == set(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_progress_rises_to_one(filled_again: tuple[Store, list[float]]) -> None:
    told = filled_again[1]
    assert len(told) > 40
    assert (sorted(told), told[-1]) == (told, 1.0)


@pytest.mark.long
def test_another_seed_gives_other_numbers_for_the_same_networks(filled: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other.duckdb", memory_limit="500MB", threads=2)
    fill(other, seed=1, as_of=AS_OF)
    ours, theirs = content(filled), content(other)
    other.close()
    assert [row[:2] for row in ours["networks"]] == [row[:2] for row in theirs["networks"]]
    for table in ("network_months", "usage", "traffic", "limit_changes", "month_course"):
        assert ours[table] != theirs[table], table


def test_a_store_that_has_networks_is_refused_and_left_alone(store: Store) -> None:
    assert is_empty(store)
    with store.transaction() as cursor:
        cursor.execute("INSERT INTO networks VALUES ('n1', 'Acme', 'UTC', NULL)")
    assert not is_empty(store)
    with pytest.raises(BadInput, match="already has networks"):
        fill(store, as_of=AS_OF)
    with store.reading() as cursor:
        assert cursor.value("SELECT count(*) FROM networks") == 1
        assert cursor.value("SELECT count(*) FROM limits") == 0


def test_the_summary_of_the_store_equals_the_simulated_months(filled: Store) -> None:
    with filled.reading() as cursor:
        rows = cursor.rows(
            "SELECT network_id, billing_month, static_used, dynamic_used FROM network_months ORDER BY 1, 2"
        )
        courses = cursor.rows("SELECT network_id, as_of, static_used, dynamic_used FROM month_course")
    stored = {(network_id, month): (static, dynamic) for network_id, month, static, dynamic in rows}
    simulated, by_day = {}, {}
    for network_id in (story.network_id for story in sample_stories(0)):
        simulation = history(network_id, 0)
        days = simulation.days
        static = simulation.used.static_used.sum(axis=1).tolist()
        dynamic = simulation.used.dynamic_used.sum(axis=1).tolist()
        for day in range(len(days.dates)):
            simulated[network_id, days.date(day).replace(day=1)] = (static[day], dynamic[day])
            by_day[network_id, days.date(day)] = (static[day], dynamic[day])
    assert stored == simulated
    assert courses
    assert all(by_day[network_id, as_of] == (s, d) for network_id, as_of, s, d in courses)


def test_the_portfolio_breaks_no_invariant_of_the_store(filled: Store) -> None:
    assert violations(filled) == []


def test_campaigns_and_dynamic_numbers_add_up_to_the_network(filled: Store) -> None:
    with filled.reading() as cursor:
        apart = cursor.rows(
            "SELECT n.network_id, n.billing_month FROM network_months AS n JOIN ("
            " SELECT network_id, billing_month, sum(static_used) AS s, sum(dynamic_used) AS d FROM monthly_usage"
            " GROUP BY network_id, billing_month) AS m"
            " ON m.network_id = n.network_id AND m.billing_month = n.billing_month"
            " WHERE m.s <> n.static_used OR m.d <> n.dynamic_used"
        )
    assert apart == []


def test_within_a_month_usage_only_rises_and_ends_at_its_total(filled: Store) -> None:
    with filled.reading() as cursor:
        falling = cursor.rows(
            "SELECT * FROM (SELECT network_id, as_of, static_used + dynamic_used AS used,"
            " lag(static_used + dynamic_used) OVER (PARTITION BY network_id, billing_month ORDER BY as_of) AS before"
            " FROM month_course) AS c WHERE used < before"
        )
        unequal = cursor.rows(
            "SELECT c.network_id, c.as_of FROM month_course AS c JOIN network_months AS n"
            " ON n.network_id = c.network_id AND n.billing_month = c.billing_month"
            " WHERE c.as_of = (SELECT max(x.as_of) FROM month_course AS x"
            "  WHERE x.network_id = c.network_id AND x.billing_month = c.billing_month)"
            " AND (c.static_used <> n.static_used OR c.dynamic_used <> n.dynamic_used)"
        )
    assert (falling, unequal) == ([], [])


def test_the_history_of_every_limit_replays_to_the_limit_of_today(filled: Store) -> None:
    with filled.reading() as cursor:
        limits = cursor.rows("SELECT network_id, kind, campaign_id, version, limit_numbers FROM limits")
        changes = cursor.rows(
            "SELECT network_id, kind, campaign_id, version, old_limit, new_limit, effective_from, changed_at"
            " FROM limit_changes ORDER BY change_seq"
        )
    replayed: dict[tuple[str, ...], tuple[int, int]] = {}
    latest: dict[tuple[str, ...], dt.date] = {}
    for network_id, kind, campaign_id, version, old, new, effective_from, changed_at in changes:
        key = (network_id, kind, campaign_id)
        assert (version - 1, old) == replayed.get(key, (0, None))
        assert effective_from >= latest.get(key, dt.date.min)
        assert effective_from == changed_at.date()
        replayed[key], latest[key] = (version, new), effective_from
    assert replayed == {tuple(row[:3]): tuple(row[3:]) for row in limits}


def test_every_network_has_its_three_limits(filled: Store) -> None:
    with filled.reading() as cursor:
        bare = cursor.rows(
            "SELECT network_id FROM networks EXCEPT SELECT network_id FROM limits WHERE kind = 'network'"
            " UNION ALL (SELECT network_id FROM networks EXCEPT SELECT network_id FROM limits WHERE kind = 'dynamic')"
        )
        campaigns = cursor.rows(
            "SELECT network_id, campaign_id FROM campaigns EXCEPT"
            " SELECT network_id, campaign_id FROM limits WHERE kind = 'campaign'"
        )
    assert (bare, campaigns) == ([], [])


def test_requests_that_were_granted_have_their_change_and_no_other_has(filled: Store) -> None:
    with filled.reading() as cursor:
        granted = cursor.rows(
            "SELECT request_id, network_id, kind, campaign_id, granted_limit, decided_by, decided_at"
            " FROM requests WHERE status IN ('approved', 'part') ORDER BY 1"
        )
        changed = cursor.rows(
            "SELECT request_id, network_id, kind, campaign_id, new_limit, changed_by, changed_at"
            " FROM limit_changes WHERE request_id IS NOT NULL ORDER BY 1"
        )
        self_decided = cursor.value("SELECT count(*) FROM requests WHERE decided_by = filed_by")
        strangers = cursor.rows(
            "SELECT r.request_id FROM requests AS r WHERE NOT EXISTS (SELECT 1 FROM users AS u"
            " WHERE u.email = r.filed_by AND u.network_id = r.network_id)"
        )
        others = cursor.rows(
            "SELECT r.request_id FROM requests AS r JOIN networks AS n ON n.network_id = r.network_id"
            " WHERE r.decided_by <> n.csm_email"
        )
        statuses = dict(cursor.rows("SELECT status, count(*) FROM requests GROUP BY status"))
    assert granted == changed
    assert (self_decided, strangers, others) == (0, [], [])
    assert statuses["filed"] >= 2
    assert statuses["in review"] >= 2
    assert min(statuses[status] for status in ("approved", "part", "declined")) >= 3


def test_promo_numbers_are_unique_and_evidently_fictional(filled: Store) -> None:
    with filled.reading() as cursor:
        numbers = [number for (number,) in cursor.rows("SELECT promo_number FROM numbers")]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\+1[2-9]\d\d555\d{4}", number) for number in numbers)
    assert sum(number[8:10] == "01" for number in numbers) > 0.7 * len(numbers)


def test_one_network_has_many_idle_numbers_to_reclaim(filled: Store) -> None:
    with filled.reading() as cursor:
        idle = dict(
            cursor.rows(
                "SELECT network_id, avg(idle) FROM (SELECT n.network_id, n.promo_number,"
                " CASE WHEN sum(u.calls) = 0 THEN 1 ELSE 0 END AS idle FROM numbers AS n JOIN usage AS u"
                " ON u.network_id = n.network_id AND u.promo_number = n.promo_number"
                " WHERE n.number_type = 'static' AND n.released_on IS NULL AND n.first_used_on < DATE '2026-09-01'"
                " AND u.billing_month >= DATE '2026-10-01' GROUP BY n.network_id, n.promo_number) AS s"
                " GROUP BY network_id"
            )
        )
    assert idle["wrenfield-vets"] > 0.2
    assert max(share for network_id, share in idle.items() if network_id != "wrenfield-vets") < 0.2


def test_one_network_is_known_by_totals_only_and_one_without_traffic(filled: Store) -> None:
    with filled.reading() as cursor:
        assert cursor.value("SELECT count(*) FROM numbers WHERE network_id = 'quillstone-cover'") == 0
        assert cursor.value("SELECT min(static_used) FROM network_months WHERE network_id = 'quillstone-cover'") > 0
        assert cursor.value("SELECT count(*) FROM traffic WHERE network_id = 'amberfield-inns'") == 0
        assert cursor.value("SELECT min(dynamic_used) FROM network_months WHERE network_id = 'amberfield-inns'") > 0


def test_traffic_of_days_adds_up_to_its_months_and_hours_to_its_days(filled: Store) -> None:
    with filled.reading() as cursor:
        grains = cursor.rows("SELECT grain, count(DISTINCT network_id) FROM traffic GROUP BY grain ORDER BY grain")
        apart = [
            cursor.rows(
                "SELECT f.network_id, f.starts_at FROM (SELECT network_id, date_trunc($1, starts_at) AS starts_at,"
                " sum(sessions) AS sessions, count(*) AS parts FROM traffic WHERE grain = $2 GROUP BY 1, 2) AS f"
                " JOIN traffic AS c ON c.network_id = f.network_id AND c.starts_at = f.starts_at AND c.grain = $1"
                " WHERE f.parts >= $3 AND f.sessions <> c.sessions AND c.starts_at > TIMESTAMP '2025-11-30 00:00:00'",
                coarse,
                fine,
                parts,
            )
            for coarse, fine, parts in (("month", "day", 28), ("day", "hour", 24))
        ]
    assert apart == [[], []]
    counts = dict(grains)
    assert counts["month"] > counts["day"] > counts["hour"] >= 3


def test_past_months_at_a_limit_can_be_told_from_the_stored_history(filled: Store) -> None:
    with filled.reading() as cursor:
        full = cursor.value(
            "SELECT count(*) FROM network_months AS m JOIN (SELECT network_id, billing_month, ("
            "  SELECT c.new_limit FROM limit_changes AS c WHERE c.network_id = n.network_id AND c.kind = 'network'"
            "  AND c.effective_from < n.billing_month + INTERVAL '1' MONTH ORDER BY c.version DESC LIMIT 1"
            " ) AS in_force FROM network_months AS n) AS l"
            " ON l.network_id = m.network_id AND l.billing_month = m.billing_month"
            " WHERE m.network_id = 'harbor-dental' AND m.static_used + m.dynamic_used = l.in_force"
        )
    assert full >= 9


def test_there_is_a_person_for_every_role_and_one_with_different_roles(filled: Store) -> None:
    with filled.reading() as cursor:
        roles = {role for (role,) in cursor.rows("SELECT DISTINCT role FROM users")}
        csms = cursor.value("SELECT count(*) FROM users WHERE role = 'csm'")
        robin = cursor.rows("SELECT role FROM users WHERE email = 'robin.maddox@example.org' ORDER BY role")
        emails = [email for (email,) in cursor.rows("SELECT email FROM users")]
        unknown = cursor.rows(
            "SELECT csm_email FROM networks WHERE csm_email NOT IN (SELECT email FROM users WHERE role = 'csm')"
        )
    assert roles == {"viewer", "super_user", "csm", "planner", "admin"}
    assert csms == 3
    assert robin == [("super_user",), ("viewer",)]
    assert unknown == []
    assert all(email.endswith(("example.com", "example.org")) for email in emails)


@pytest.mark.long
@pytest.mark.parametrize("as_of", [dt.date(2026, 10, 31), dt.date(2024, 2, 29)])
def test_any_day_can_be_the_as_of_date(store: Store, as_of: dt.date) -> None:
    check_filled(store, as_of)


@pytest.mark.usefixtures("few_networks")
@pytest.mark.parametrize("as_of", [dt.date(2026, 10, 31), dt.date(2024, 2, 29)])
def test_any_day_can_be_the_as_of_date_of_some_networks(store: Store, as_of: dt.date) -> None:
    check_filled(store, as_of)


def check_filled(store: Store, as_of: dt.date) -> None:
    fill(store, seed=3, as_of=as_of)
    with store.reading() as cursor:
        assert cursor.value("SELECT max(as_of) FROM usage_as_of") == as_of
        running = (as_of + dt.timedelta(days=1)).replace(day=1)  # an as-of day is included to its end
        assert cursor.value("SELECT max(billing_month) FROM network_months") == running
        assert cursor.value("SELECT count(*) FROM usage_as_of") == cursor.value("SELECT count(*) FROM networks")


def test_what_is_written_later_gets_new_keys(tmp_path: Path) -> None:
    with closing(Store(sample_store(tmp_path / "copy.duckdb"), threads=1)) as store, store.transaction() as cursor:
        cursor.execute(
            "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit,"
            " changed_at, changed_by, reason, effective_from)"
            " SELECT 'later', network_id, kind, campaign_id, version + 1, limit_numbers, 999,"
            " TIMESTAMP '2026-11-23 10:00:00', 'x', 'y', DATE '2026-11-23' FROM limits LIMIT 1"
        )
        last = cursor.value("SELECT change_id FROM limit_changes ORDER BY change_seq DESC LIMIT 1")
    assert last == "later"
