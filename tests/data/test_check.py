"""Every invariant of the store: sound stores are clean, and each break is found and named."""

from __future__ import annotations

import pytest

from data.store import Cursor, Store
from data.upkeep import check
from data.upkeep.check import violations
from data.upkeep.invariants import INVARIANTS
from tests.limits.world import filled
from tests.store_maker import StoreMaker

NUMBER = "INSERT INTO numbers VALUES ('acme', '{}', '{}', '{}', '{}', '2026-11-25', NULL)"
CHANGED = (
    "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit, changed_at,"
    " changed_by, reason, effective_from) VALUES ('x', 'acme', 'network', '', {}, {}, 120, '2026-01-01 00:00:00',"
    " 'x', 'x', '2026-01-01')"
)
REQUEST = (
    "INSERT INTO requests VALUES ('r1', 'acme', '{kind}', '{campaign}', 5, '2026-12-01', 'why', NULL, '{status}',"
    " 'sam@acme.example', '2026-11-01 00:00:00', {by}, {at}, {granted}, NULL, NULL, NULL, NULL)"
)
PROMISE = (
    "INSERT INTO promises (promise_id, network_id, kind, campaign_id, numbers, first_month, used_then, as_of,"
    " limit_before, by_sessions, promised_at)"
    " VALUES ('g1', 'acme', '{kind}', '{campaign}', 5, '2026-12-01', 10, '2026-11-20', 50, FALSE,"
    " '2026-11-20 00:00:00')"
)
PLANNED = (
    "INSERT INTO scheduled_changes (scheduled_id, network_id, kind, campaign_id, new_limit, on_date, until_date,"
    " expected_version, step_down,"
    " reason, request_id, scheduled_by, scheduled_at, status, settled_at, settled_words)"
    " VALUES ('{id}', 'acme', 'campaign', '{campaign}', 60, '2026-12-01', NULL, 1, false,"
    " 'season', NULL, 'dana@vendor.example', '2026-11-01 00:00:00', '{status}', {at}, NULL)"
)

CORRECTED = (
    "INSERT INTO month_corrections (network_id, billing_month, campaign_id, old_static, old_dynamic, new_static,"
    " new_dynamic, corrected_at, corrected_by, reason, file_name)"
    " VALUES ('acme', '{}', '', 1, 1, {}, 40, '2026-11-01 00:00:00', 'x', 'x', 'x')"
)
TWO_PLACES = (
    "INSERT INTO numbers VALUES ('acme', '+18005550101', 'static', 'spring', '', '2026-01-01', '2026-06-30'), "
    "('acme', '+18005550101', 'static', 'autumn', '', '2026-06-30', NULL)"
)
TWO_AMENDMENTS = (
    "INSERT INTO amendments VALUES ('acme', '2026-07-01', '2026-08-01', 5, NULL, NULL, 'x'), "
    "('acme', '2026-07-02', '2026-08-01', 6, NULL, NULL, 'x')"
)
OPENING = "UPDATE allotments SET opening_used = {}, opening_through = {} WHERE network_id = 'acme'"
TRAIL = (
    "INSERT INTO contract_changes (network_id, subject, starts_on, field, new_value, changed_at, changed_by, reason)"
    " VALUES ('acme', '{}', '{}', '{}', {}, '2026-11-01 00:00:00', 'x', 'x')"
)
PACK = (
    "INSERT INTO packs VALUES ('P-1', 'acme', 'x', '2026-11-20', 'x', '2026-11-20', "
    """'{{"network_id": "{network}", "as_of": "2026-11-{day}"}}')"""
)
NOTICE = "INSERT INTO notices VALUES ('t1', 'acme', 'vendor', 'alert', 'x', 'x', '2026-11-02')"
SCENARIO = "INSERT INTO scenarios VALUES ('S-1', 'bolt', 'x', 'x', '[]', 'x', '2026-11-01 00:00:00', NULL)"
FIGURE = "INSERT INTO own_figures VALUES ('acme', '{}', '{}', '{}', 1, 5, 'x', 'x', '2026-11-01 00:00:00')"

OVERLAPPING = (
    "INSERT INTO allotments (network_id, starts_on, ends_on, number_months)"
    " VALUES ('acme', '2026-12-31', '2027-12-30', 100)"
)

CALL = "INSERT INTO call_days VALUES ('acme', '{}', '{}', '{}', '2026-11-01', 1)"
STATUS = (
    "INSERT INTO number_statuses (network_id, promo_number, billing_month, as_of) "
    "VALUES ('acme', '+18005559999', '2026-11-01', '2026-11-01')"
)
PLACED = "INSERT INTO placed_numbers VALUES ('p', 'acme', '+18005559999', '2026-11-01', 'static', 'spring', '', '')"
PLACEMENT = "INSERT INTO placements VALUES ('p', 'x.csv', 'x', '2026-11-01', '2026-11-01 00:00:00', 'x', NULL, NULL); "

TWO_STARTS = (
    "INSERT INTO saved_filters VALUES ('a@b.example', 'portfolio', 'one', 'One', 'state=Over', TRUE, '2026-11-20'),"
    " ('a@b.example', 'portfolio', 'two', 'Two', 'state=Over', TRUE, '2026-11-20')"
)
BREAKS = {
    "calls are of numbers, campaigns and RingPools that exist": [
        CALL.format("+18005559999", "", ""),
        CALL.format("", "nowhere", ""),
        CALL.format("", "", "nowhere"),
        CALL.format("", "", ""),
    ],
    "statuses are of numbers that exist": [
        STATUS,
    ],
    "placed numbers are on record until they are taken back": [PLACED, PLACEMENT + PLACED],
    "every network has its network and dynamic limit": [
        "DELETE FROM limits WHERE network_id = 'acme' AND kind = 'dynamic'",
    ],
    "a promise is of a limit on record": [
        PROMISE.format(kind="campaign", campaign="summer"),
    ],
    "every campaign has its limit, every campaign limit its campaign": [
        "DELETE FROM limits WHERE campaign_id = 'spring'",
        "DELETE FROM campaigns WHERE campaign_id = 'spring'",
    ],
    "the history of a limit replays to its value and version": [
        "UPDATE limits SET limit_numbers = 121 WHERE network_id = 'acme' AND kind = 'network'",
        "UPDATE limits SET version = 2 WHERE network_id = 'acme' AND kind = 'network'",
        CHANGED.format(2, 120),
        CHANGED.format(3, 120),
    ],
    "monthly totals equal the distinct numbers, or what was frozen": [
        "UPDATE monthly_usage SET static_used = 41 WHERE campaign_id = 'spring' AND billing_month = '2026-05-01'",
        "DELETE FROM monthly_usage WHERE campaign_id = 'autumn' AND billing_month = '2026-05-01'",
        "INSERT INTO monthly_usage VALUES ('acme', '2026-05-01', 'spare', 1, 0)",
    ],
    "network totals equal the sum of their campaigns": [
        "UPDATE network_months SET static_used = 51 WHERE network_id = 'acme' AND billing_month = '2026-05-01'",
        "DELETE FROM network_months WHERE network_id = 'acme' AND billing_month = '2026-05-01'",
    ],
    "the summary has one row a key": [
        "INSERT INTO network_months SELECT * FROM network_months WHERE billing_month = '2026-05-01'",
        "INSERT INTO monthly_usage SELECT * FROM monthly_usage WHERE billing_month = '2026-05-01'",
    ],
    "a month is frozen exactly where it was reported to its last day": [
        "DELETE FROM closed_months WHERE network_id = 'acme' AND billing_month = '2026-05-01'",
        "DELETE FROM month_reports WHERE network_id = 'acme' AND billing_month = '2026-05-01'",
        "DELETE FROM closed_months WHERE billing_month = '2026-05-01' AND campaign_id = ''",
    ],
    "months are reported as of days that were described": [
        "UPDATE month_reports SET as_of = '2026-11-21' WHERE billing_month = '2026-11-01'",
        "UPDATE month_reports SET as_of = '2026-04-30' WHERE billing_month = '2026-05-01'",
        "UPDATE month_reports SET as_of = '2026-06-01' WHERE billing_month = '2026-05-01'",
        "INSERT INTO month_reports VALUES ('acme', '2026-11-02', 'numbers', '2026-11-20')",
    ],
    "corrections lead to what closed months say": [
        CORRECTED.format("2026-05-01", 49),
        CORRECTED.format("2030-05-01", 50),
    ],
    "a promo number has one assignment at a time": [
        NUMBER.format("+18005550101", "static", "spring", "")
        + "; "
        + NUMBER.format("+18005550101", "static", "autumn", ""),
        TWO_PLACES,
    ],
    "last calls are of numbers that exist": [
        "INSERT INTO last_calls VALUES ('acme', '+18005550101', '2026-05-01', '2026-11-20')",
    ],
    "an opening balance is whole, of its period, and not less than its reports": [
        OPENING.format("5", "NULL"),
        OPENING.format("-5", "'2026-01-31'"),
        OPENING.format("5000", "'2025-12-31'"),
        OPENING.format("5000", "'2027-01-31'"),
        OPENING.format("5000", "'2026-01-30'"),
        OPENING.format("5", "'2026-01-31'"),
    ],
    "two amendments never set the same thing on one day": [
        TWO_AMENDMENTS,
    ],
    "the trail of a contract ends in what it says": [
        TRAIL.format("allotment", "2026-01-01", "number_months", "'1201'"),
        TRAIL.format("allotment", "2026-01-01", "number_months", "NULL"),
        TRAIL.format("opening balance", "2026-01-01", "opening_used", "'5'"),
        TRAIL.format("partnership", "2020-01-01", "ends_on", "'2026-12-31'"),
    ],
    "usage of a number is reported once a month": [
        "INSERT INTO usage VALUES ('acme', '+18005550101', '2026-05-01', 1), ('acme', '+18005550101', '2026-05-01', 2)",
    ],
    "promo numbers are E.164 text": [
        NUMBER.format("8005550101", "static", "spring", ""),
        NUMBER.format("+1800555010x", "static", "spring", ""),
        NUMBER.format("+1800", "static", "spring", ""),
    ],
    "numbers belong to a campaign or a RingPool that exists": [
        NUMBER.format("+18005550101", "static", "summer", ""),
        NUMBER.format("+18005550101", "dynamic", "", "nowhere"),
    ],
    "usage is of numbers that exist": [
        "INSERT INTO usage VALUES ('acme', '+18005550101', '2026-05-01', 1)",
    ],
    "totals and requests are of campaigns that exist": [
        "INSERT INTO usage_totals VALUES ('acme', '2026-05-01', 'summer', 1, 0)",
        REQUEST.format(kind="campaign", campaign="summer", status="filed", by="NULL", at="NULL", granted="NULL"),
    ],
    "customers belong to a network that exists": [
        "INSERT INTO users VALUES ('x@example.com', 'viewer', 'nobody')",
    ],
    "nobody decided a request they filed; what was granted was applied": [
        REQUEST.format(
            kind="network",
            campaign="",
            status="approved",
            by="'sam@acme.example'",
            at="'2026-11-02 00:00:00'",
            granted="120",
        ),
        REQUEST.format(
            kind="network",
            campaign="",
            status="part",
            by="'dana@vendor.example'",
            at="'2026-11-02 00:00:00'",
            granted="125",
        ),
    ],
    "a limit has one open request at most": [
        REQUEST.format(kind="network", campaign="", status="filed", by="NULL", at="NULL", granted="NULL")
        + "; "
        + REQUEST.replace("'r1'", "'r2'").format(
            kind="network", campaign="", status="in review", by="NULL", at="NULL", granted="NULL"
        ),
    ],
    "a planned change was made exactly when it says so": [
        PLANNED.format(id="p1", campaign="spring", status="applied", at="'2026-11-02 00:00:00'"),
        PLANNED.format(id="first-acme-campaign-spring", campaign="spring", status="waiting", at="NULL"),
    ],
    "an id belongs to one change, planned or made": [
        PLANNED.format(id="first-acme-campaign-spring", campaign="spring", status="held", at="'2026-11-02 00:00:00'"),
        PLANNED.format(id="first-acme-network-", campaign="spring", status="applied", at="'2026-11-02 00:00:00'"),
    ],
    "a change taken back, and a step-down, follow the change they name": [
        "UPDATE limit_changes SET change_id = 'undo-first-acme-dynamic-' WHERE change_id = 'first-acme-network-'",
        PLANNED.format(id="first-acme-network--step-down", campaign="spring", status="waiting", at="NULL"),
    ],
    "somebody may manage users where there are any": [
        (
            "INSERT INTO people SELECT email, NULL, NULL, TIMESTAMP '2026-11-02 00:00:00', FALSE FROM users "
            "WHERE role = 'admin'"
        ),
    ],
    "addresses are in small letters": [
        "INSERT INTO users VALUES ('Ann@vendor.example', 'csm', '')",
        "UPDATE networks SET csm_email = 'Ann@vendor.example' WHERE network_id = 'acme'",
    ],
    "planned changes are of limits that exist": [
        PLANNED.format(id="p1", campaign="summer", status="waiting", at="NULL"),
    ],
    "a plan is a scenario of its own network that was not removed": [
        "INSERT INTO plans VALUES ('acme', 'S-9', 1)",
        SCENARIO + "; INSERT INTO plans VALUES ('acme', 'S-1', 1)",
    ],
    "own figures are of limits that exist and of first days of months": [
        FIGURE.format("network", "", "2026-12-02"),
        FIGURE.format("campaign", "summer", "2026-12-01"),
    ],
    "allotment periods do not overlap": [
        OVERLAPPING,
    ],
    "partnerships do not overlap": [
        "INSERT INTO partnerships VALUES ('acme', '2026-12-31', '2027-12-30')",
    ],
    "billing months are first days of months, none after the running one": [
        "INSERT INTO network_months VALUES ('acme', '2026-12-01', 1, 0)",
        "INSERT INTO network_months VALUES ('acme', '2026-11-02', 1, 0)",
    ],
    "what is sent was addressed, and to its end only once": [
        NOTICE + "; INSERT INTO deliveries VALUES ('t1', 'mail:a@b.example', 'waiting', 0, '2026-11-02', NULL, NULL)",
        NOTICE + "; INSERT INTO routed_notices VALUES ('t1', '2026-11-02'); "
        "INSERT INTO deliveries VALUES ('t1', 'mail:a@b.example', 'sent', 1, '2026-11-02', NULL, NULL)",
    ],
    "raised alerts are of limits that exist": [
        "INSERT INTO alert_states VALUES ('acme', 'campaign', 'summer', 'usage', TRUE, 90, '2026-11-02', NULL, 'x')",
    ],
    "a pack holds the figures of its own network": [
        PACK.format(network="bolt", day="20"),
        PACK.format(network="acme", day="19"),
    ],
    "within a month usage only rises": [
        "INSERT INTO month_course VALUES ('acme', '2026-11-01', '2026-11-10', 90, 20)",
    ],
    "a list opens with one saved filter at most": [
        TWO_STARTS,
    ],
}


class _TakenBack(Exception):
    """Ends the transaction of a break, so that the next one finds the store sound."""


@pytest.fixture(scope="module")
def sound(lasting_stores: StoreMaker) -> Store:
    return lasting_stores.copy_of("small_world", filled)


def _break(cursor: Cursor, sql: str) -> None:
    for statement in sql.split("; "):
        cursor.execute(statement)


def test_a_sound_store_has_nothing_to_report(sound: Store) -> None:
    assert violations(sound) == []


def test_every_invariant_is_broken_once_below() -> None:
    assert BREAKS.keys() == INVARIANTS.keys()


@pytest.mark.parametrize(
    ("invariant", "break_it"), [(name, sql) for name, all_sql in BREAKS.items() for sql in all_sql]
)
def test_a_break_is_found_and_named(
    sound: Store, monkeypatch: pytest.MonkeyPatch, invariant: str, break_it: str
) -> None:
    monkeypatch.setattr(check, "INVARIANTS", {invariant: INVARIANTS[invariant]})  # that all are asked is shown below
    with pytest.raises(_TakenBack), sound.transaction() as cursor:
        _break(cursor, break_it)
        found = [v for v in check.violations_within(cursor) if v.invariant == invariant]
        raise _TakenBack
    assert found
    assert all(v.subject and v.detail for v in found)


def test_a_check_asks_for_every_invariant(sound: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {name: f"SELECT 'acme', 'breaks {number}'" for number, name in enumerate(INVARIANTS)}
    monkeypatch.setattr(check, "INVARIANTS", asked)
    assert {(v.invariant, v.detail) for v in violations(sound)} == {
        (name, f"breaks {number}") for number, name in enumerate(INVARIANTS)
    }


def test_what_is_broken_at_once_is_found_at_once(store_maker: StoreMaker) -> None:
    """By the real queries, of what was committed."""
    several = [
        "every network has its network and dynamic limit",
        "monthly totals equal the distinct numbers, or what was frozen",
        "corrections lead to what closed months say",
        "statuses are of numbers that exist",
        "a list opens with one saved filter at most",
    ]
    store = store_maker.copy_of("small_world", filled)
    with store.transaction() as cursor:
        for invariant in several:
            _break(cursor, BREAKS[invariant][0])
    assert {v.invariant for v in violations(store)} >= set(several)
