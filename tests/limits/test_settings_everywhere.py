"""Every figure rests on the settings in force; what was frozen keeps those it was made with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from data.errors import NotAllowed
from data.store import Store
from limits import as_json
from limits.actors import OPERATOR, actor
from limits.administration.setting_changes import SetSettings, set_settings
from limits.advice.portfolio_rows import PortfolioMemory, portfolio
from limits.advice.standing import network_standing
from limits.advice.weigh import Asked, weigh
from limits.answers import answer_data
from limits.changes.change import ChangeLimit, change_limit
from limits.kinds import LimitKey
from limits.network.explaining import explain
from limits.network.idle import idle_list
from limits.notices.alerts import evaluate_alerts
from limits.planning.account_sheet import term_sheet
from limits.planning.frozen_packs import freeze_pack, open_pack
from limits.requests.decide import DecideRequest, decide_request, frozen_evidence
from limits.requests.expiry import expire_requests
from limits.requests.requests import FileRequest, file_request
from limits.traffic.calculator import calculate
from limits.traffic.traffic import network_traffic
from limits.traffic.traffic_inputs import starting_inputs
from tests.limits.world import ADMIN, CSM, SUPER_USER, TODAY, tell_anew

DECEMBER = dt.date(2026, 12, 1)
NETWORK = LimitKey("network")
ASKED = Asked("acme", "network", 40, DECEMBER)


def put(store: Store, values: dict[str, object], network: str = "") -> None:
    set_settings(store, actor(store, ADMIN), SetSettings(values, "agreed", network), now=TODAY)


def levels(store: Store) -> dict[str, Any]:
    """The risk level that each surface names or was worked out with."""
    csm = actor(store, CSM)
    standing = network_standing(store, csm, "acme")
    status = as_json.status(standing)
    row = next(r for r in portfolio(store, csm) if r.network.network_id == "acme")
    sheet = term_sheet(store, csm, "acme")
    assert row.answer is not None
    assert sheet is not None
    return {
        "status": {limit["answer"]["risk_level"] for limit in status["limits"]},
        "weigh": answer_data(weigh(store, csm, ASKED), standing.contract)["risk_level"],
        "page": standing.answers[NETWORK].risk_level,
        "portfolio": row.answer.risk_level,
        "sheet": sheet.risk_allowed,
    }


def test_another_risk_level_is_on_every_surface_and_moves_the_figures(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute(
            "UPDATE usage_totals SET dynamic_used ="
            " 5 + (extract(month FROM billing_month) * extract(month FROM billing_month) * 17"
            " + extract(year FROM billing_month) * 13) % 40"
            " WHERE network_id = 'acme' AND campaign_id = '' AND billing_month < '2026-11-01'"
        )
        cursor.execute("UPDATE partnerships SET ends_on = '2027-06-30' WHERE network_id = 'acme'")
        cursor.execute("UPDATE allotments SET ends_on = '2027-06-30', number_months = 1750 WHERE network_id = 'acme'")
        tell_anew(cursor, "acme")
    put(world, {"risk": 0.01})
    safe = network_standing(world, actor(world, CSM), "acme").answers[NETWORK].safe_increase
    put(world, {"risk": None})
    assert levels(world) == {"status": {0.1}, "weigh": 0.1, "page": 0.1, "portfolio": 0.1, "sheet": 0.1}
    put(world, {"risk": 0.5})
    assert levels(world) == {"status": {0.5}, "weigh": 0.5, "page": 0.5, "portfolio": 0.5, "sheet": 0.5}
    bolder = network_standing(world, actor(world, CSM), "acme").answers[NETWORK].safe_increase
    assert safe is not None
    assert bolder is not None
    assert bolder > safe
    put(world, {"risk": 0.05}, "acme")
    assert levels(world) == {"status": {0.05}, "weigh": 0.05, "page": 0.05, "portfolio": 0.05, "sheet": 0.05}
    assert network_standing(world, OPERATOR, "bolt").answers[NETWORK].risk_level == 0.5


def test_what_was_frozen_keeps_the_settings_it_was_made_with(world: Store) -> None:
    csm, asker = actor(world, CSM), actor(world, SUPER_USER)
    first = file_request(world, asker, FileRequest("acme", "network", 5, DECEMBER, "why"), now=TODAY)
    decide_request(world, csm, DecideRequest(first.request_id, "decline", answer="no"), now=TODAY)
    pack = freeze_pack(world, csm, "acme", "before", now=TODAY)
    put(world, {"risk": 0.05})
    second = file_request(world, asker, FileRequest("acme", "network", 6, DECEMBER, "why"), now=TODAY)
    decide_request(world, csm, DecideRequest(second.request_id, "decline", answer="no"), now=TODAY)
    kept = [frozen_evidence(world, csm, one.request_id) for one in (first, second)]
    assert [one["assumptions"]["risk"] for one in kept if one] == [0.1, 0.05]
    _, sheet = open_pack(world, csm, "acme", pack.pack_id)
    assert sheet.risk_allowed == 0.1


def test_a_memory_of_the_portfolio_does_not_outlive_a_setting(world: Store) -> None:
    memory = PortfolioMemory()
    before = {r.network.network_id: r.state for r in portfolio(world, OPERATOR, memory=memory)}
    put(world, {"watch_utilization": 0.5, "short_history_months": 36})
    after = {r.network.network_id: r.state for r in portfolio(world, OPERATOR, memory=memory)}
    assert before != after
    assert after["acme"] == "Watch"


def test_limits_are_nearly_full_from_the_level_that_is_set(world: Store) -> None:
    def states() -> dict[str, str]:
        return {s.key.kind: s.state for s in network_standing(world, OPERATOR, "acme").limits if not s.key.campaign_id}

    assert states() == {"network": "free", "dynamic": "nearly full"}
    put(world, {"watch_utilization": 0.75})
    assert states() == {"network": "nearly full", "dynamic": "nearly full"}


def test_alerts_are_raised_at_the_levels_that_are_set(world: Store) -> None:
    put(world, {"alert_usage_percent": [95]})
    told = {
        (c.network.network_id, c.kind, c.campaign_id)
        for c in evaluate_alerts(world, now=TODAY).crossings
        if c.alert == "usage"
    }
    assert told == {("acme", "campaign", "spring")}
    put(world, {"alert_usage_percent": "75,95"})
    told = {
        (c.network.network_id, c.kind, c.campaign_id)
        for c in evaluate_alerts(world, now=TODAY).crossings
        if c.alert == "usage"
    }
    assert ("acme", "network", "") in told


def test_who_may_raise_a_campaign_limit_is_a_setting_and_a_contracts(world: Store) -> None:
    raise_it = ChangeLimit("acme", "campaign", 45, "season", "spring", accept_overage=True)
    put(world, {"may_raise_campaign": "none"}, "acme")
    found = explain(world, actor(world, SUPER_USER), "acme", number_type="static", count=1, campaign_id="spring")
    assert "the customer success manager, through a request" in found.binding[0].who_may_raise
    with pytest.raises(NotAllowed, match="a CSM may"):
        change_limit(world, actor(world, SUPER_USER), raise_it, now=TODAY)
    put(world, {"may_raise_campaign": None}, "acme")
    put(world, {"may_raise_campaign": []})
    with pytest.raises(NotAllowed, match="a CSM may"):
        change_limit(world, actor(world, SUPER_USER), raise_it, now=TODAY)
    put(world, {"may_raise_campaign": ["super_user"]}, "acme")
    assert change_limit(world, actor(world, SUPER_USER), raise_it, now=TODAY).new_limit == 45


def test_what_a_customer_raises_is_held_against_the_risk_in_force(world: Store) -> None:
    raise_it = ChangeLimit("acme", "campaign", 45, "season", "spring")
    risk = network_standing(world, OPERATOR, "acme").typed(raise_it.key, 45).risk
    assert risk is not None
    put(world, {"risk": 0.5})
    assert change_limit(world, actor(world, SUPER_USER), raise_it, now=TODAY).new_limit == 45


def test_requests_expire_and_numbers_are_idle_after_the_days_that_are_set(world: Store) -> None:
    file_request(world, actor(world, SUPER_USER), FileRequest("acme", "network", 5, DECEMBER, "why"), now=TODAY)
    later = TODAY + dt.timedelta(days=11)
    assert expire_requests(world, now=later) == []
    put(world, {"request_expires_days": 10, "idle_days": 30})
    assert [r.status for r in expire_requests(world, now=later)] == ["expired"]
    assert idle_list(world, OPERATOR, "acme").days == 30


def test_the_calculator_starts_from_what_is_set(world: Store) -> None:
    put(world, {"visit_seconds": 600, "busy_hour_share": "1 %", "overflow_rate": "2%"})
    known = network_traffic(world, actor(world, CSM), "acme")
    start = starting_inputs(known)
    assert (start.visit_seconds, start.busy_hour_share, start.overflow_rate) == (600.0, 0.01, 0.02)
    assert calculate(known, start).inputs == start
