"""Limits that fall back: said with the numbers to release, and told once seven days before."""

from __future__ import annotations

import datetime as dt

from data.store import Store
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.fallback_warnings import fallbacks_due, fallbacks_of, notify_of_fallbacks
from limits.changes.planned_changes import apply_due, schedule_change
from limits.network.planned_words import planned_for, planned_sentences
from limits.notice_texts import feed
from limits.notices.rounds import make_round
from limits.notices.sending import channels
from tests.limits.world import VIEWER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
LAST = dt.date(2026, 12, 31)


def raised(world: Store, csm: Actor, kind: str = "campaign", campaign_id: str = "spring", to: int = 60) -> None:
    change_limit(
        world, csm, ChangeLimit("acme", kind, to, "fair", campaign_id, until=LAST),  # type: ignore[arg-type]
        now=NOW,
    )  # fmt: skip


def spring_uses(world: Store, numbers: int) -> None:
    """In the running month, as an import would have it."""
    with world.transaction() as cursor:
        cursor.execute(
            "UPDATE network_months SET static_used = static_used + $1 - (SELECT static_used FROM monthly_usage WHERE"
            " network_id = 'acme' AND campaign_id = 'spring' AND billing_month = '2026-11-01')"
            " WHERE network_id = 'acme' AND billing_month = '2026-11-01'",
            numbers,
        )
        for table in ("monthly_usage", "usage_totals"):
            cursor.execute(
                f"UPDATE {table} SET static_used = $1 WHERE network_id = 'acme' AND campaign_id = 'spring'"
                " AND billing_month = '2026-11-01'",
                numbers,
            )


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def test_a_limit_that_falls_back_is_said_with_the_numbers_to_release(world: Store, csm: Actor) -> None:
    raised(world, csm)
    spring_uses(world, 52)
    (fallback,) = fallbacks_of(world, csm, "acme")
    assert (fallback.limit, fallback.to, fallback.last_day, fallback.to_release) == (60, 40, LAST, 12)
    assert fallback.sentence == (
        "The limit of campaign Spring falls from 60 to 40 after 31 Dec 2026: 12 static numbers have to be released by "
        "then (52 in use). Nothing is released by itself."
    )


def test_numbers_that_fit_need_no_release(world: Store, csm: Actor) -> None:
    raised(world, csm)
    (fallback,) = fallbacks_of(world, csm, "acme")
    assert "40 are in use, so no static number has to be released" in fallback.sentence


def test_what_was_released_this_month_counts_as_released(world: Store, csm: Actor) -> None:
    raised(world, csm)
    spring_uses(world, 52)
    with world.transaction() as cursor:
        cursor.execute(
            "INSERT INTO numbers (network_id, promo_number, number_type, campaign_id, ring_pool_id,"
            " first_used_on, released_on)"
            " SELECT 'acme', '+1855555' || CAST(1000 + i AS TEXT), 'static', 'spring', '', '2026-03-01', '2026-11-10'"
            " FROM generate_series(1, 5) AS g(i)"
        )
    (fallback,) = fallbacks_of(world, csm, "acme")
    assert (fallback.in_use, fallback.to_release) == (47, 7)


def test_a_change_to_come_that_ends_and_a_planned_lowering_are_falls_too(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, ChangeLimit("acme", "network", 150, "x", until=LAST), dt.date(2026, 12, 5), now=NOW)
    schedule_change(world, csm, ChangeLimit("acme", "network", 90, "x"), dt.date(2027, 3, 1), now=NOW)
    found = fallbacks_of(world, csm, "acme")
    assert [(f.limit, f.to, f.last_day, f.to_release) for f in found] == [
        (150, 120, LAST, 0),
        (120, 90, dt.date(2027, 2, 28), 5),
    ]


def test_it_is_told_once_from_seven_days_before_to_both_sides(world: Store, csm: Actor) -> None:
    raised(world, csm)
    spring_uses(world, 52)
    assert notify_of_fallbacks(world, now=at(dt.date(2026, 12, 23))) == []
    assert len(notify_of_fallbacks(world, now=at(dt.date(2026, 12, 24)))) == 1
    assert notify_of_fallbacks(world, now=at(dt.date(2026, 12, 25))) == []
    for person in (csm, actor(world, VIEWER)):
        told = [n for n in feed(world, person) if n.topic == "alert"]
        assert [n.subject for n in told] == ["Acme: numbers to be released by 31 Dec 2026"]


def test_a_round_tells_it(world: Store, csm: Actor) -> None:
    raised(world, csm)
    spring_uses(world, 52)
    make_round(world, channels({}), now=at(dt.date(2026, 12, 28)))
    assert any("numbers to be released" in n.subject for n in feed(world, csm))


def test_where_the_numbers_were_released_in_time_nothing_is_told(world: Store, csm: Actor) -> None:
    raised(world, csm)
    with world.reading() as cursor:
        assert fallbacks_due(cursor, LAST) == []
    assert notify_of_fallbacks(world, now=at(LAST)) == []


def test_dynamic_numbers_go_by_themselves(world: Store, csm: Actor) -> None:
    change_limit(world, csm, ChangeLimit("acme", "dynamic", 70, "fair", until=LAST), now=NOW)
    schedule_change(world, csm, ChangeLimit("acme", "dynamic", 30, "less"), dt.date(2027, 2, 1), now=NOW)
    assert [f.to_release for f in fallbacks_of(world, csm, "acme")] == [0, 0]


def test_what_is_planned_is_said_in_order_without_reasons_or_names(world: Store, csm: Actor) -> None:
    schedule_change(
        world, csm, ChangeLimit("acme", "network", 150, "secret", until=LAST), dt.date(2026, 12, 5), now=NOW
    )
    schedule_change(world, csm, ChangeLimit("acme", "dynamic", 60, "secret"), dt.date(2026, 12, 1), now=NOW)
    expected = [
        "The dynamic limit goes from 50 to 60 on 1 Dec 2026.",
        "The network limit goes from 120 to 150 on 5 Dec 2026, until 31 Dec 2026.",
        "The network limit goes back from 150 to 120 on 1 Jan 2027.",
    ]
    with world.reading() as cursor:
        network = network_standing(world, OPERATOR, "acme").network
        assert planned_for(cursor, network) == expected
    apply_due(world, now=at(dt.date(2026, 12, 5)))
    assert planned_sentences(network_standing(world, OPERATOR, "acme").limits, []) == []
