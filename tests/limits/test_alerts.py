"""Alerts: told once a crossing, not to and fro, their end told, a new month no end, one network's trouble its own."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from data.store import Store
from data.tables import summary
from limits.actors import OPERATOR, Actor, actor
from limits.changes.change import ChangeLimit, change_limit
from limits.kinds import Kind
from limits.notice_texts import feed
from limits.notices.alerts import AlertReport, evaluate_alerts, heartbeat, raised_alerts
from tests.limits.world import AS_OF, OTHER_CSM, RUNNING, VIEWER

NOW = dt.datetime(2026, 11, 21, 2, 30, tzinfo=dt.UTC)


def crossed(report: AlertReport, alert: str = "usage") -> dict[str, tuple[int, int]]:
    """level before and after, by 'kind campaign' of Acme's limits."""
    return {
        f"{c.kind} {c.campaign_id}".strip(): (c.level_before, c.level)
        for c in report.crossings
        if c.alert == alert and c.network.network_id == "acme"
    }


def use(store: Store, dynamic: int, *, month: dt.date = RUNNING, as_of: dt.date = AS_OF, spring: int = 40) -> None:
    """So many dynamic numbers of Acme in the month, as of a day of it."""
    with store.transaction() as cursor:
        cursor.execute("DELETE FROM usage_totals WHERE network_id = 'acme' AND billing_month = $1", month)
        cursor.execute(
            "INSERT INTO usage_totals VALUES ('acme', $1, 'spring', $2, 0), ('acme', $1, 'autumn', 10, 0),"
            " ('acme', $1, '', 0, $3)",
            month,
            spring,
            dynamic,
        )
        summary.describe_as_of(cursor, ["acme"], as_of)
        summary.refresh(cursor, ["acme"])


def raise_to(store: Store, csm: Actor, to: int, kind: Kind = "dynamic", campaign: str = "") -> None:
    change_limit(store, csm, ChangeLimit("acme", kind, to, "because", campaign), now=NOW)


def test_the_first_look_tells_what_stands_above_a_threshold(world: Store) -> None:
    report = evaluate_alerts(world, now=NOW)
    assert crossed(report) == {"campaign spring": (0, 100), "dynamic": (0, 90)}  # 40 of 40; 45 of 50; 95 of 120 is 79 %
    assert report.run_before is None
    assert (report.run.network_count, report.run.crossed_count) == (2, len(report.crossings))


def test_what_was_told_is_not_told_again(world: Store) -> None:
    evaluate_alerts(world, now=NOW)
    again = evaluate_alerts(world, now=NOW + dt.timedelta(hours=1))
    assert again.crossings == ()
    assert again.run_before is not None


def test_each_level_is_told_once_on_the_way_up(world: Store) -> None:
    use(world, 30)
    evaluate_alerts(world, now=NOW)
    told = []
    for used in (39, 40, 41, 44, 45, 49, 50, 50):
        use(world, used)
        told += list(crossed(evaluate_alerts(world, now=NOW)).items())
    dynamic = [step for name, step in told if name == "dynamic"]
    assert dynamic == [(0, 80), (80, 90), (90, 100)]


def test_a_small_raise_is_no_recovery_and_nobody_is_told_to_and_fro(world: Store, csm: Actor) -> None:
    evaluate_alerts(world, now=NOW)
    for to in (51, 50, 52, 50):  # 45 numbers: 88 %, 90 %, 87 %, 90 %
        raise_to(world, csm, to)
        assert crossed(evaluate_alerts(world, now=NOW)) == {}


def test_room_made_by_a_raise_is_told_as_recovery(world: Store, csm: Actor) -> None:
    evaluate_alerts(world, now=NOW)
    raise_to(world, csm, 100)
    report = evaluate_alerts(world, now=NOW)
    assert crossed(report) == {"dynamic": (90, 0)}
    (recovery,) = [c for c in report.crossings if c.kind == "dynamic" and c.alert == "usage"]
    assert recovery.is_recovery
    assert recovery.sentence == "Over: Dynamic limit: 45 of 100 numbers are used (45 %)."
    raise_to(world, csm, 60, "campaign", "spring")  # 40 of 60
    assert crossed(evaluate_alerts(world, now=NOW)) == {"campaign spring": (100, 0)}


def test_a_full_limit_that_gets_some_room_eases(world: Store, csm: Actor) -> None:
    evaluate_alerts(world, now=NOW)
    raise_to(world, csm, 45, "campaign", "spring")  # 40 of 45 is 89 %; 85 % would end the 90 too
    report = evaluate_alerts(world, now=NOW)
    assert crossed(report) == {"campaign spring": (100, 90)}
    assert report.crossings[0].sentence.startswith("Eased: ")


def test_a_new_billing_month_is_no_recovery(world: Store) -> None:
    evaluate_alerts(world, now=NOW)
    told = len(feed(world, OPERATOR))
    use(world, 5, month=dt.date(2026, 12, 1), as_of=dt.date(2026, 12, 1))
    report = evaluate_alerts(world, now=NOW + dt.timedelta(days=11))
    assert "dynamic" not in crossed(report)
    assert report.reset_count >= 1
    assert "campaign spring" not in crossed(report)  # static numbers are still there: it stays full, untold
    assert not any(c.alert == "usage" for c in report.crossings)
    use(world, 46, month=dt.date(2026, 12, 1), as_of=dt.date(2026, 12, 20))
    assert crossed(evaluate_alerts(world, now=NOW + dt.timedelta(days=30)))["dynamic"] == (0, 90)
    assert len(feed(world, OPERATOR)) > told


def test_a_recovery_within_the_new_month_is_told(world: Store, csm: Actor) -> None:
    evaluate_alerts(world, now=NOW)
    use(world, 45, month=dt.date(2026, 12, 1), as_of=dt.date(2026, 12, 2))
    assert crossed(evaluate_alerts(world, now=NOW + dt.timedelta(days=12))) == {}
    raise_to(world, csm, 100)
    assert crossed(evaluate_alerts(world, now=NOW + dt.timedelta(days=13))) == {"dynamic": (90, 0)}


def test_likely_full_is_raised_once_and_ends_with_room(world: Store, csm: Actor) -> None:
    change_limit(world, csm, ChangeLimit("acme", "network", 90, "cut", accept_below_usage=True), now=NOW)
    assert crossed(evaluate_alerts(world, now=NOW), "likely full") == {}  # it is full: that is told instead
    use(world, 30)  # 80 of 90 so far, and 90 to 94 in other months
    assert crossed(evaluate_alerts(world, now=NOW), "likely full") == {"network": (0, 1)}
    assert evaluate_alerts(world, now=NOW).crossings == ()
    raise_to(world, csm, 200, "network")
    assert crossed(evaluate_alerts(world, now=NOW), "likely full")["network"] == (1, 0)


def test_likely_overage_is_for_the_vendor_alone(world: Store, csm: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 1000 WHERE network_id = 'acme'")
    report = evaluate_alerts(world, now=NOW)
    assert crossed(report, "likely overage") == {"network": (0, 1)}
    words = next(c.words for c in report.crossings if c.alert == "likely overage")
    (vendor,) = [n for n in feed(world, csm) if n.topic == "alert"]
    (customer,) = [n for n in feed(world, actor(world, VIEWER)) if n.topic == "alert"]
    assert words in vendor.body
    assert words not in customer.body
    assert "is full" in customer.body
    assert {s.alert for s in raised_alerts(world, csm)} == {"usage", "likely overage"}
    assert {s.alert for s in raised_alerts(world, actor(world, VIEWER))} == {"usage"}
    assert raised_alerts(world, actor(world, OTHER_CSM)) == []


def test_a_new_allotment_period_is_no_recovery(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 1000 WHERE network_id = 'acme'")
        cursor.execute("UPDATE partnerships SET ends_on = '2027-12-31' WHERE network_id = 'acme'")
        cursor.execute(
            "INSERT INTO allotments (network_id, starts_on, ends_on, number_months, overage_rate, currency)"
            " VALUES ('acme', '2027-01-01', '2027-12-31', 90000, 4.5, 'USD')"
        )
    assert crossed(evaluate_alerts(world, now=NOW), "likely overage") == {"network": (0, 1)}
    use(world, 41, month=dt.date(2026, 12, 1), as_of=dt.date(2026, 12, 31))
    evaluate_alerts(world, now=NOW + dt.timedelta(days=40))
    use(world, 41, month=dt.date(2027, 1, 1), as_of=dt.date(2027, 1, 3))
    report = evaluate_alerts(world, now=NOW + dt.timedelta(days=44))
    assert crossed(report, "likely overage") == {}
    assert not any(s.alert == "likely overage" for s in raised_alerts(world, OPERATOR))


def test_however_much_crosses_a_network_gets_one_notice_a_look(world: Store, csm: Actor) -> None:
    evaluate_alerts(world, now=NOW)
    (notice,) = feed(world, csm)
    assert notice.subject == "Acme: Limit of campaign Spring is full: 40 of 40 numbers are used (100 %) (and 1 more)"
    assert "Dynamic limit: 45 of 50" in notice.body
    assert f"As of the end of {AS_OF}" in notice.body


def test_many_who_look_at_once_tell_once(world: Store, csm: Actor) -> None:
    with ThreadPoolExecutor(6) as pool:
        reports = list(pool.map(lambda _: evaluate_alerts(world, now=NOW), range(6)))
    assert sorted(len(r.crossings) for r in reports) == [0, 0, 0, 0, 0, 2]
    assert len(feed(world, csm)) == 1


def test_a_network_that_cannot_be_checked_is_named_and_the_others_are_looked_at(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM limits WHERE network_id = 'bolt' AND kind = 'dynamic'")
    report = evaluate_alerts(world, now=NOW)
    assert [network for network, _ in report.unchecked] == ["bolt"]
    assert "dynamic limit" in report.unchecked[0][1]
    assert crossed(report)


def test_the_heartbeat_says_whether_alerts_still_run(world: Store) -> None:
    assert heartbeat(world, now=NOW).is_late
    assert "never ran" in heartbeat(world, now=NOW).sentence
    evaluate_alerts(world, now=NOW)
    assert not heartbeat(world, now=NOW + dt.timedelta(hours=24)).is_late
    late = heartbeat(world, now=NOW + dt.timedelta(days=3))
    assert late.is_late
    assert "3.0 days ago" in late.sentence
