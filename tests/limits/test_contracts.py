"""Opening balances and amendments stated by an admin, and the contract with its trail."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from data.errors import BadInput, NotAllowed
from data.store import Store
from data.upkeep.check import violations
from limits.__main__ import main
from limits.actors import actor
from limits.administration.contracts import AddAmendment, StateOpening, amend, contract_record, state_opening
from tests.limits.world import ADMIN, CSM, PLANNER, SUPER_USER

D = dt.date
NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
# The world reports 12 x 50 static numbers and 2 x 40 to 44 dynamic ones in these two months: 50 + 44 and 50 + 40.
JANUARY_AND_FEBRUARY = 184


FEBRUARY_ENDS = D(2026, 2, 28)


def opening(used: int, through: dt.date = FEBRUARY_ENDS, start: dt.date | None = None) -> StateOpening:
    return StateOpening("acme", used, through, "the old system's total", start)


def test_an_admin_states_an_opening_balance_and_both_figures_are_kept(world: Store) -> None:
    with world.reading() as cursor:
        reported = cursor.value(
            "SELECT sum(static_used + dynamic_used) FROM network_months WHERE network_id = 'acme' "
            "AND billing_month IN ('2026-01-01', '2026-02-01')"
        )
    assert reported == JANUARY_AND_FEBRUARY
    state_opening(world, actor(world, ADMIN), opening(200), now=NOW)
    record = state_opening(world, actor(world, ADMIN), opening(190), now=NOW)
    assert (record.allotments[0].opening_used, record.allotments[0].opening_through) == (190, D(2026, 2, 28))
    assert [(c.field, c.old_value, c.new_value, c.changed_by) for c in record.trail] == [
        ("opening_used", None, "200", ADMIN),
        ("opening_through", None, "2026-02-28", ADMIN),
        ("opening_used", "200", "190", ADMIN),
    ]
    assert record.trail[0].reason == "the old system's total"
    assert violations(world) == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (opening(JANUARY_AND_FEBRUARY - 1), "183 through 28 Feb 2026 is less than the 184"),
        (opening(-1), "-1 cannot be an opening balance"),
        (opening(9, D(2026, 2, 27)), "27 Feb 2026 is not the last day of a month"),
        (opening(9, D(2027, 1, 31)), "No allotment period of acme holds 31 Jan 2027"),
        (opening(9, D(2025, 12, 31), D(2026, 1, 1)), "31 Dec 2025 lies outside the period 1 Jan 2026 to 31 Dec 2026"),
        (opening(9, start=D(2026, 3, 1)), "No allotment period of acme begins on 1 Mar 2026"),
    ],
)
def test_an_opening_balance_that_makes_no_sense_is_refused(world: Store, command: StateOpening, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        state_opening(world, actor(world, ADMIN), command, now=NOW)
    assert contract_record(world, actor(world, PLANNER), "acme").trail == ()
    assert contract_record(world, actor(world, PLANNER), "acme").allotments[0].opening_used is None


def amendment(**figures: object) -> AddAmendment:
    days = {"signed_on": D(2026, 7, 20), "effective_on": D(2026, 8, 1)}
    return AddAmendment("acme", **{**days, "reason": "more campaigns", **figures})  # type: ignore[arg-type]


def test_an_amendment_is_added_once_and_nothing_agreed_is_edited(world: Store) -> None:
    for _ in range(2):
        record = amend(world, actor(world, ADMIN), amendment(added_number_months=1500), now=NOW)
    assert [(a.added_number_months, a.effective_on) for a in record.amendments] == [(1500, D(2026, 8, 1))]
    assert record.allotments[0].number_months == 1200
    assert [(c.subject, c.field, c.new_value) for c in record.trail] == [
        ("amendment", "signed_on", "2026-07-20"),
        ("amendment", "added_number_months", "1500"),
    ]
    with pytest.raises(BadInput, match=r"sets number-months already \(1500; this one says 10\)"):
        amend(world, actor(world, ADMIN), amendment(added_number_months=10), now=NOW)
    assert violations(world) == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (amendment(), "says at least one thing"),
        (amendment(added_number_months=0), "0 number-months cannot be added"),
        (amendment(ends_on=D(2026, 7, 31)), "31 Jul 2026 lies before the amendment takes effect"),
        (amendment(overage_rate=Decimal("1.23456")), "at most four decimals"),
        (amendment(effective_on=D(2028, 1, 1), added_number_months=5), "1 Jan 2028 lies in no allotment period"),
        (amendment(added_number_months=5, reason=" "), "needs a reason"),
    ],
)
def test_an_amendment_that_makes_no_sense_is_refused(world: Store, command: AddAmendment, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        amend(world, actor(world, ADMIN), command, now=NOW)


@pytest.mark.parametrize("email", [CSM, PLANNER, SUPER_USER])
def test_nobody_but_an_admin_states_anything_of_a_contract(world: Store, email: str) -> None:
    with pytest.raises(NotAllowed):
        state_opening(world, actor(world, email), opening(200), now=NOW)
    with pytest.raises(NotAllowed):
        amend(world, actor(world, email), amendment(added_number_months=5), now=NOW)


def test_customers_do_not_read_the_vendors_record_of_a_contract(world: Store) -> None:
    with pytest.raises(NotAllowed):
        contract_record(world, actor(world, SUPER_USER), "acme")


def test_the_command_states_and_shows(
    world: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = world.address
    world.close()
    monkeypatch.setenv("HEADROOM_DB", str(address))
    by = ["--as", ADMIN, "--reason", "as agreed"]
    assert main(["contract", "acme", "--opening-used", "200", "--opening-through", "2026-02-28", *by]) == 0
    days = ["--signed-on", "2026-07-20", "--effective-on", "2026-08-01"]
    assert main(["contract", "acme", "--amend", *days, "--add", "1500", "--overage-rate", "4.25", *by]) == 0
    capsys.readouterr()
    assert main(["contract", "acme"]) == 0
    said = capsys.readouterr().out
    assert "1,200 number-months 1 Jan 2026 to 31 Dec 2026" in said
    assert "Opening balance: 200 used through 28 Feb 2026" in said
    assert "Amendment of 1 Aug 2026, signed 20 Jul 2026: 1,500 number-months more, overage at 4.25" in said
    assert f"{ADMIN}: period from 1 Jan 2026, Last day before the first report: 28 Feb 2026 (as agreed)" in said
    assert f"{ADMIN}: amendment in force from 1 Aug 2026, Number-months more: 1,500 (as agreed)" in said
    assert f"{ADMIN}: amendment in force from 1 Aug 2026, Overage rate: 4.25 (as agreed)" in said
    assert main(["contract", "acme", "--opening-used", "210", "--opening-through", "2026-02-28", *by]) == 0
    assert "Number-months used before the first report: 210, was 200 (as agreed)" in capsys.readouterr().out
    assert main(["contract", "acme", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["allotments"][0]["opening_used"] == 210
    assert found["amendments"][0]["overage_rate"] == 4.25
    assert {c["changed_by"] for c in found["trail"]} == {ADMIN}
    assert main(["contract", "acme", "--add", "5"]) == 2
    assert "--amend" in capsys.readouterr().err
    assert main(["contract", "acme", "--opening-used", "5"]) == 2
    assert "needs --opening-through, --as, --reason" in capsys.readouterr().err
    assert main(["contract", "acme", "--amend", *days, "--add", "5", "--as", CSM, "--reason", "x"]) == 4
