"""What a decision grants, by month: on top of what is planned, by allotment period, until the last month asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from data.errors import BadInput, StaleLimit
from data.records import LimitChange, Request
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes import change as change_module
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, schedule_change, scheduled_changes
from limits.network.limit_history import history
from limits.notice_texts import feed
from limits.requests import decide as decide_module
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.requests import FileRequest, file_request
from limits.requests.thread import request_thread
from tests.limits.world import SUPER_USER, VIEWER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
DEC, JAN, FEB, APR = (dt.date(2026 + m // 12, m % 12 + 1, 1) for m in (11, 12, 13, 15))


@pytest.fixture
def long_contract(world: Store) -> Store:
    with world.transaction() as cursor:
        cursor.execute("UPDATE partnerships SET ends_on = '2027-12-31' WHERE network_id = 'acme'")
    return world


def asked(world: Store, more: int, first: dt.date, until: dt.date | None = None) -> Request:
    command = FileRequest("acme", "network", more, first, "a fair", until_month=until)
    return file_request(world, actor(world, SUPER_USER), command, now=NOW)


def planned(world: Store) -> list[tuple[int, dt.date, dt.date | None]]:
    found = scheduled_changes(world, OPERATOR, "acme")
    return [(c.new_limit, c.on_date, c.until_date) for c in found if c.status == "waiting"]


def approve(request: Request, **more: object) -> DecideRequest:
    return DecideRequest(request.request_id, "approve", "fits", as_asked=True, **more)  # type: ignore[arg-type]


def part(request: Request, *steps: tuple[dt.date, int]) -> DecideRequest:
    return DecideRequest(request.request_id, "part", "by period", steps=steps)


def test_a_grant_is_on_top_of_the_limit_of_its_month_not_of_todays(long_contract: Store, csm: Actor) -> None:
    """150 today, 180 from 5 December, 210 from 10 January: what more is needed in February comes on top of 210."""
    change_limit(long_contract, csm, ChangeLimit("acme", "network", 150, "x"), now=NOW)
    for to, on in ((180, dt.date(2026, 12, 5)), (210, dt.date(2027, 1, 10))):
        schedule_change(long_contract, csm, ChangeLimit("acme", "network", to, "ramp"), on, now=NOW)
    decision = decide_request(long_contract, csm, approve(asked(long_contract, 200, FEB)), now=NOW)
    granted = decision.request.granted_limit
    assert granted is not None
    assert 210 < granted <= 210 + 200  # no more than was asked for, less what is free
    apply_due(long_contract, now=dt.datetime(2027, 2, 2, 12, tzinfo=dt.UTC))
    own = [c for c in history(long_contract, OPERATOR, "acme") if c.kind == "network" and c.version > 2]
    assert [(c.old_limit, c.new_limit) for c in reversed(own)] == [(150, 180), (180, 210), (210, granted)]
    assert violations(long_contract) == []


def test_two_periods_get_two_limits(long_contract: Store, csm: Actor) -> None:
    decision = decide_request(long_contract, csm, part(asked(long_contract, 100, DEC), (DEC, 170), (JAN, 220)), now=NOW)
    assert planned(long_contract) == [(170, DEC, None), (220, JAN, None)]
    assert (decision.request.status, decision.request.granted_limit) == ("part", 220)
    told = next(n.body for n in feed(long_contract, actor(long_contract, VIEWER)) if n.topic == "request")
    assert told == "The network limit is 170 from 1 Dec 2026, 220 from 1 Jan 2027."
    assert violations(long_contract) == []


def test_a_period_in_which_nothing_is_granted_is_left_out_or_named_as_it_is(long_contract: Store, csm: Actor) -> None:
    """Nothing until December, half from January, all from April."""
    decide_request(
        long_contract, csm, part(asked(long_contract, 200, DEC), (DEC, 120), (JAN, 220), (APR, 320)), now=NOW
    )
    assert planned(long_contract) == [(220, JAN, None), (320, APR, None)]


def test_a_grant_by_period_goes_back_after_the_last_month_asked_for(long_contract: Store, csm: Actor) -> None:
    request = asked(long_contract, 100, DEC, until=FEB)
    decide_request(long_contract, csm, part(request, (DEC, 170), (JAN, 220)), now=NOW)
    apply_due(long_contract, now=dt.datetime(2027, 4, 1, 12, tzinfo=dt.UTC))
    own = [c for c in history(long_contract, OPERATOR, "acme") if c.kind == "network" and c.old_limit is not None]
    assert [(c.new_limit, c.effective_from) for c in reversed(own)] == [
        (170, DEC),
        (220, JAN),
        (120, dt.date(2027, 3, 1)),
    ]


def test_a_grant_that_conflicts_with_what_is_planned_leaves_the_request_open(long_contract: Store, csm: Actor) -> None:
    other = ChangeLimit("acme", "network", 130, "fair", until=dt.date(2026, 12, 31), change_id="fair")
    schedule_change(long_contract, csm, other, dt.date(2026, 12, 10), now=NOW)
    request = asked(long_contract, 30, DEC)
    with pytest.raises(BadInput, match=r"\(fair\)"):
        decide_request(long_contract, csm, approve(request), now=NOW)
    assert request_thread(long_contract, csm, request.request_id)[0].status == "filed"
    assert len(planned(long_contract)) == 1


def test_a_month_that_has_begun_is_granted_at_once(long_contract: Store, csm: Actor) -> None:
    request = asked(long_contract, 30, dt.date(2026, 11, 1))
    decision = decide_request(long_contract, csm, approve(request), now=NOW)
    assert decision.change is not None
    assert decision.change.effective_from == dt.date(2026, 11, 21)


def test_a_day_named_goes_before_the_month_asked_for(long_contract: Store, csm: Actor) -> None:
    day = dt.date(2027, 1, 15)
    decide_request(long_contract, csm, approve(asked(long_contract, 30, DEC), on=day), now=NOW)
    ((limit, on, until),) = planned(long_contract)
    assert (on, until) == (day, None)
    assert 120 < limit <= 120 + 30  # no more than was asked for, less what is free


def test_a_day_after_the_last_month_asked_for_is_refused(long_contract: Store, csm: Actor) -> None:
    request = asked(long_contract, 30, DEC, until=DEC)
    with pytest.raises(BadInput, match="until 31 Dec 2026, which is over by 15 Jan 2027: decline it"):
        decide_request(long_contract, csm, approve(request, on=dt.date(2027, 1, 15)), now=NOW)


def an_import_comes_between(world: Store, times: int, readings: list[int]) -> Callable[..., object]:
    """What reads the figures, with usage that rises right after the first ``times`` readings."""
    read = network_standing

    def standing(*arguments: object, **named: object) -> object:
        found = read(*arguments, **named)  # type: ignore[arg-type]
        readings.append(1)
        if len(readings) <= times:
            with world.transaction() as cursor:
                for table in ("monthly_usage", "usage_totals"):
                    cursor.execute(
                        f"UPDATE {table} SET dynamic_used = dynamic_used + 1 WHERE network_id = 'acme' "
                        "AND billing_month = '2026-11-01' AND campaign_id = ''"
                    )
                cursor.execute(
                    "UPDATE network_months SET dynamic_used = dynamic_used + 1 WHERE network_id = 'acme' "
                    "AND billing_month = '2026-11-01'"
                )
        return found

    return standing


@pytest.mark.parametrize("where", [decide_module, change_module])
def test_figures_of_data_that_moved_are_computed_anew(
    long_contract: Store, csm: Actor, monkeypatch: pytest.MonkeyPatch, where: object
) -> None:
    request = asked(long_contract, 30, dt.date(2026, 11, 1))
    readings: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(where, "network_standing", an_import_comes_between(long_contract, 1, readings))
        if where is decide_module:
            change = decide_request(long_contract, csm, approve(request), now=NOW).change
        else:
            change = change_limit(long_contract, csm, ChangeLimit("acme", "network", 150, "x"), now=NOW)
    assert isinstance(change, LimitChange)
    assert change.usage_then == 96  # 95 and the one that came between
    assert len(readings) == 2


def test_where_the_data_never_rests_nothing_is_written(
    long_contract: Store, csm: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(change_module, "network_standing", an_import_comes_between(long_contract, 99, []))
        with pytest.raises(StaleLimit, match="The data of Acme kept changing"):
            change_limit(long_contract, csm, ChangeLimit("acme", "network", 150, "x"), now=NOW)
    assert len(history(long_contract, OPERATOR, "acme")) == 4
