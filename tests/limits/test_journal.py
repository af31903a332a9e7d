"""The journal: decisions beside what came of them, judged when it is time to, by who may read of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.errors import NotAllowed
from data.store import Store
from data.tables import summary
from limits.actors import OPERATOR, Actor, actor
from limits.administration.contracts import AddAmendment, StateOpening, amend, state_opening
from limits.changes.promising import end_promise, running_promises
from limits.decision import Outcome
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.decision_journal import JournalEntry, journal
from limits.requests.fast_lane_policy import FastLane, set_policy
from limits.requests.journal_summary import summaries
from limits.requests.journal_verdict import adherence_of, nearer_of
from limits.requests.requests import FileRequest, file_request
from tests.limits.world import ADMIN, CSM, OTHER_CSM, VIEWER, nothing_to_frown_at, tell_anew
from tests.portfolio_store import sample_store

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def decided(store: Store, outcome: Outcome = "approve", to: int | None = None, more: int = 54) -> None:
    """A request for more of the network limit of 120, of which 96 are needed and 24 are free: 54 more make it 150."""
    asked = FileRequest("acme", "network", more, dt.date(2026, 11, 1), "posters")
    filed = file_request(store, actor(store, VIEWER), asked, now=NOW - dt.timedelta(hours=36))
    command = DecideRequest(filed.request_id, outcome, "because", answer="So.", to=to)
    decide_request(store, actor(store, CSM), command, now=NOW)


def go_on(store: Store, dynamic: dict[str, int], as_of: str) -> None:
    """So many dynamic numbers of Acme in later months, beside its 50 static ones."""
    with store.transaction() as cursor:
        for month, used in dynamic.items():
            cursor.execute(
                "INSERT INTO usage_totals VALUES ('acme', $1, 'spring', 40, 0), ('acme', $1, 'autumn', 10, 0),"
                " ('acme', $1, '', 0, $2)",
                dt.date.fromisoformat(month),
                used,
            )
        summary.describe_as_of(cursor, ["acme"], dt.date.fromisoformat(as_of))
        summary.refresh(cursor, ["acme"])


def only(store: Store) -> JournalEntry:
    (entry,) = journal(store, OPERATOR)
    return entry


def test_a_fresh_decision_is_there_and_not_judged(world: Store) -> None:
    decided(world)
    entry = only(world)
    assert (entry.limit_before, entry.limit_after, entry.from_day) == (120, 150, dt.date(2026, 11, 21))
    assert (entry.hours_to_decide, entry.has_evidence, entry.afterwards) == (36, True, ())
    assert entry.suggested is not None
    assert (entry.is_judged, entry.was_used, entry.nearer) == (False, None, None)


def test_each_day_says_how_much_of_the_raise_was_used(world: Store) -> None:
    decided(world)
    go_on(world, {"2026-12-01": 60, "2027-01-01": 85, "2027-02-01": 79}, "2027-02-25")
    found = {a.moment: (a.highest_usage, a.used_share) for a in only(world).afterwards}
    assert found == {
        "30 days": (110, 0.0),
        "period end": (110, 0.0),
        "60 days": (135, 0.5),
        "90 days": (135, 0.5),
    }
    assert only(world).was_used


def test_it_says_when_the_allotment_was_exceeded_and_not_before_the_period_is_over(world: Store) -> None:
    decided(world)
    assert only(world).ran_over is None
    with world.reading() as cursor:
        used = sum(
            int(row[0])
            for row in cursor.rows(
                "SELECT static_used + dynamic_used FROM network_months"
                " WHERE network_id = 'acme' AND billing_month >= '2026-01-01'"
            )
        )
    go_on(world, {"2026-12-01": 1200 - used + 7 - 50}, "2026-12-31")
    entry = only(world)
    assert [a.overage for a in entry.afterwards if a.moment == "period end"] == [7]
    assert entry.ran_over is True


def overage_at_the_end(store: Store) -> int | None:
    return next(a.overage for a in only(store).afterwards if a.moment == "period end")


def test_what_was_bought_in_addition_and_spent_before_the_records_counts_as_in_the_contract(world: Store) -> None:
    """1,200 are bought; 11 months and a December of 110 use 1,165 of them, and 200 were spent before March, not 184."""
    decided(world)
    with world.reading() as cursor:
        sql = "SELECT sum(static_used + dynamic_used) FROM network_months WHERE network_id = 'acme'"
        before = int(cursor.value(f"{sql} AND billing_month BETWEEN '2026-01-01' AND '2026-02-01'"))
        used = int(cursor.value(f"{sql} AND billing_month >= '2026-01-01'"))
    go_on(world, {"2026-12-01": 1200 - used + 7 - 50}, "2026-12-31")
    assert overage_at_the_end(world) == 7
    days = (dt.date(2026, 12, 1), dt.date(2026, 12, 1))
    admin = actor(world, ADMIN)
    amend(world, admin, AddAmendment("acme", *days, "more", added_number_months=5), now=NOW)
    assert overage_at_the_end(world) == 2
    opening = StateOpening("acme", before + 10, dt.date(2026, 2, 28), "the old system's total")
    state_opening(world, admin, opening, now=NOW)
    assert overage_at_the_end(world) == 12


def test_months_that_nobody_reported_may_hide_an_overage(world: Store) -> None:
    decided(world)
    go_on(world, {"2026-12-01": 40}, "2026-12-31")
    assert (overage_at_the_end(world), only(world).ran_over) == (0, False)
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM usage_totals WHERE network_id = 'acme' AND billing_month = '2026-05-01'")
        tell_anew(cursor, "acme")
    assert (overage_at_the_end(world), only(world).ran_over) == (None, None)


def test_a_declined_request_keeps_its_limit_and_shows_whether_it_stayed_full(world: Store) -> None:
    decided(world, "decline")
    go_on(world, {"2026-12-01": 70, "2027-01-01": 70, "2027-02-01": 70}, "2027-02-25")
    entry = only(world)
    assert (entry.limit_before, entry.limit_after, entry.was_used) == (120, 120, None)
    assert entry.afterwards[-1].highest_usage == 120
    assert entry.is_judged


@pytest.mark.parametrize(
    ("before", "asked", "after", "suggested", "course"),
    [
        (120, 150, 150, 150, "followed"),
        (120, 150, 150, 170, "followed"),  # it speaks for all that was asked
        (120, 150, 120, 100, "followed"),  # it speaks for no raise
        (120, 150, 130, 130, "followed"),
        (120, 150, 150, 130, "above"),
        (120, 150, 150, 100, "above"),
        (120, 150, 120, 130, "below"),
        (120, 150, 125, 130, "below"),
    ],
)
def test_whether_a_suggestion_was_followed(before: int, asked: int, after: int, suggested: int, course: str) -> None:
    assert adherence_of(before, asked, after, suggested) == course


@pytest.mark.parametrize(
    ("after", "suggested", "highest", "ran_over", "nearer"),
    [
        (150, 150, 140, False, "both"),
        (150, 130, 128, False, "suggestion"),
        (150, 130, 145, False, "decision"),
        (150, 130, 140, False, "both"),
        (120, 130, 120, False, "suggestion"),  # full: demand was at least that
        (150, 130, 150, False, "decision"),
        (150, 130, 149, True, "suggestion"),  # the lower would have cost less
        (120, 130, 119, True, "decision"),
    ],
)
def test_who_was_nearer(after: int, suggested: int, highest: int, ran_over: bool, nearer: str) -> None:
    assert nearer_of(after, suggested, highest, ran_over=ran_over) == nearer


def test_summaries_count_people_and_leave_the_fast_lane_out_of_the_teams_time(world: Store) -> None:
    with world.transaction() as cursor:
        nothing_to_frown_at(cursor)
    decided(world, "part", to=130)
    csm = actor(world, CSM)
    for promise in running_promises(world, csm, "acme"):  # they fill the limit: nothing would be left to grant at once
        end_promise(world, csm, promise.promise_id, "not used after all", now=NOW)
    set_policy(world, actor(world, ADMIN), FastLane(is_on=True), expected_version=0, now=NOW)
    file_request(world, actor(world, VIEWER), FileRequest("acme", "dynamic", 2, dt.date(2026, 11, 1), "more"), now=NOW)
    team, dana, lane = summaries(journal(world, OPERATOR))
    assert (team.decided_by, team.decided, team.part, team.median_hours_to_decide) == (None, 1, 1, 36)
    assert (dana.decided_by, dana.decided) == (CSM, 1)
    assert (lane.decided_by, lane.decided, lane.median_hours_to_decide) == ("fast lane", 1, 0)
    assert team.suggestion_known == team.followed + team.above + team.below == 1


def test_only_the_vendors_people_read_it_and_a_csm_of_their_networks(world: Store, csm: Actor) -> None:
    decided(world)
    assert len(journal(world, csm)) == 1
    assert journal(world, actor(world, OTHER_CSM)) == []
    for network in (None, "acme"):
        with pytest.raises(NotAllowed):
            journal(world, actor(world, VIEWER), network)
    with pytest.raises(NotAllowed):
        journal(world, actor(world, OTHER_CSM), "acme")


def test_the_sample_has_a_year_of_decisions_without_evidence(tmp_path: Path) -> None:
    store = Store(sample_store(tmp_path / "copy.duckdb"), memory_limit="500MB", threads=2)
    entries = journal(store, OPERATOR)
    team = summaries(entries)[0]
    store.close()
    assert team.decided == len(entries) > 30
    assert team.without_evidence == team.decided
    assert team.suggestion_known == 0
    assert 0 < team.raises_used < team.raises_known
    assert team.ran_over <= team.overage_known
    assert all(e.limit_before <= e.limit_after == (e.request.granted_limit or e.limit_before) for e in entries)
    assert all(0 <= a.used_share <= 1 for e in entries for a in e.afterwards if a.used_share is not None)
