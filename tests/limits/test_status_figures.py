"""Every figure of `limits status --json` follows from what the same JSON says it was worked out from, path by path."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from data.store import Store
from limits import as_json
from limits.actors import actor
from limits.advice.standing import network_standing
from tests.limits.slow_twin import Ends, Json, OnTop, Twin, own_key
from tests.limits.world import CSM, tell_anew

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Asked:
    key: str
    more: int
    first: str
    last: str | None = None

    def insert(self) -> str:
        kind = self.key if self.key in ("network", "dynamic") else "campaign"
        campaign = "" if kind == self.key else self.key
        until = f"'{self.last}-01'" if self.last else "NULL"
        return (
            "INSERT INTO requests (request_id, network_id, kind, campaign_id, more_numbers, from_month, until_month, "
            f"reason, status, filed_by, filed_at) VALUES ('r1', 'acme', '{kind}', '{campaign}', {self.more}, "
            f"'{self.first}-01', {until}, 'visitors', 'filed', 'sam@acme.example', '2026-11-01 00:00:00')"
        )


@dataclass(frozen=True)
class World:
    changes: Sequence[str] = ()
    asked: Asked | None = None
    planned: Sequence[tuple[str, str, int]] = ()  # limit, month, its new limit from the 1st on
    promised: tuple[str, int, str, str] | None = None  # limit, numbers, first month, as of
    answered: str = "there is room"  # for what is asked, or for the network limit


def allotment(number_months: int) -> str:
    return f"UPDATE allotments SET number_months = {number_months} WHERE network_id = 'acme'"


def limit(kind: str, campaign_id: str, numbers: int) -> list[str]:
    where = f"WHERE network_id = 'acme' AND kind = '{kind}' AND campaign_id = '{campaign_id}'"
    return [
        f"UPDATE limits SET limit_numbers = {numbers} {where}",
        f"UPDATE limit_changes SET new_limit = {numbers} {where}",
    ]


FULL = [*limit("dynamic", "", 45), *limit("network", "", 95)]
GAP = [
    "UPDATE partnerships SET ends_on = '2027-12-31' WHERE network_id = 'acme'",
    (
        "INSERT INTO allotments (network_id, starts_on, ends_on, number_months, overage_rate, currency)"
        " VALUES ('acme', '2027-01-01', '2027-03-31', 285, 3.0, 'USD'),"
        " ('acme', '2027-05-01', '2027-12-31', 790, 3.5, 'USD')"
    ),
]
WORLDS = {
    "room everywhere": World(),
    "an allotment that may not last": World([allotment(1118)]),
    "overrun already": World([allotment(900)], answered="needs a contract conversation"),
    "the dynamic and the network limit are full": World(FULL, Asked("dynamic", 20, "2026-12"), answered="grant"),
    "full limits, and an allotment that holds a part": World(
        [*FULL, allotment(1125)], Asked("dynamic", 20, "2026-12"), answered="grant N of M"
    ),
    "a request that fits the limits": World([allotment(1400)], Asked("network", 12, "2026-12", "2026-12")),
    "a request for a campaign that is full": World([allotment(1400)], Asked("spring", 30, "2026-11"), answered="grant"),
    "several periods, a gap between them": World(GAP, Asked("network", 30, "2026-12"), answered="grant N of M"),
    "totals only": World(
        [
            "DELETE FROM usage_totals WHERE network_id = 'acme' AND campaign_id <> ''",
            "UPDATE usage_totals SET static_used = 50 WHERE network_id = 'acme'",
        ]
    ),
    "a request on top of a planned raise": World(
        [allotment(1400)], Asked("network", 60, "2026-12"), [("network", "2026-12", 130)], answered="grant"
    ),
    "numbers granted a month ago": World(
        [allotment(1150)], Asked("network", 10, "2026-12"), promised=("dynamic", 8, "2026-11", "2026-10-20")
    ),
    "numbers granted today": World(
        [allotment(1150)], answered="grant", promised=("autumn", 12, "2026-12", "2026-11-20")
    ),
}


def status_of(store: Store, world: World) -> Json:
    with store.transaction() as cursor:
        for change in [*world.changes, *([world.asked.insert()] if world.asked else [])]:
            cursor.execute(change)
        for number, (key, month, numbers) in enumerate(world.planned):
            cursor.execute(
                "INSERT INTO scheduled_changes (scheduled_id, network_id, kind, campaign_id, new_limit, on_date,"
                " expected_version, step_down, reason, scheduled_by, scheduled_at, status)"
                f" VALUES ('p{number}', 'acme', '{key}', '', {numbers}, '{month}-01', 1, FALSE, 'as agreed', '{CSM}',"
                " '2026-11-01 00:00:00', 'waiting')"
            )
        if world.promised:
            key, numbers, month, as_of = world.promised
            kind = "dynamic" if key == "dynamic" else "campaign"
            campaign, used, before = ("", 44, 50) if key == "dynamic" else (key, 10, 30)
            cursor.execute(
                "INSERT INTO promises (promise_id, network_id, kind, campaign_id, numbers, first_month, used_then,"
                " as_of, limit_before, by_sessions, promised_at)"
                f" VALUES ('g1', 'acme', '{kind}', '{campaign}', {numbers}, '{month}-01', {used}, '{as_of}', {before},"
                " FALSE, '2026-10-20 00:00:00')"
            )
        tell_anew(cursor, "acme")
    standing = network_standing(store, actor(store, CSM), "acme", now=NOW)
    return dict(json.loads(json.dumps(as_json.status(standing, with_paths=True), allow_nan=False)))


def twin_of(status: Json, world: World) -> Twin:
    twin = Twin(status)
    twin = Twin(
        status,
        planned={key: {twin.months.index(month): numbers} for key, month, numbers in world.planned},
        full=frozenset(own_key(one) for one in status["limits"] if one["usage"] >= one["limit"] and one["usage"]),
    )
    if world.promised:
        key, numbers, month, as_of = world.promised
        used, before = (44, 50) if key == "dynamic" else (10, 30)
        months = frozenset(range(twin.months.index(month), len(twin.months)))
        on_top = OnTop(key, numbers, months, [before] * len(twin.months), used, floor=as_of != status["as_of"])
        twin.promised.append(on_top)
    return twin


@pytest.mark.parametrize("name", WORLDS)
def test_every_figure_can_be_recomputed_from_the_json(world: Store, name: str) -> None:
    status = status_of(world, WORLDS[name])
    twin = twin_of(status, WORLDS[name])
    now = twin.ends(twin.limits, twin.promised)
    assert status["overage_risk"] == pytest.approx(max(now.risk_by_period))
    assert status["ahead"]["expected_overage"] == pytest.approx(sum(now.overage), abs=1e-6)
    assert status["ahead"]["expected_overage_cost"] == pytest.approx(now.cost, abs=1e-6)
    asked = WORLDS[name].asked
    verdicts = {own_key(one): one["answer"]["verdict"] for one in status["limits"]}
    assert verdicts[asked.key if asked else "network"] == WORLDS[name].answered
    for one in status["limits"]:
        check_contract(status, one["answer"]["contract"])
        OneLimit(twin, one, asked if asked and asked.key == own_key(one) else None).check()


def test_what_the_contract_lacks_is_one_figure_whichever_limit_is_asked_about(world: Store) -> None:
    answers = [one["answer"] for one in status_of(world, WORLDS["overrun already"])["limits"]]
    assert len(answers) == 4
    assert len({(one["missing"], one["missing_cost"]) for one in answers}) == 1


def check_contract(status: Json, found: Json) -> None:
    period = status["contract"]["periods"][0]
    left = period["number_months"] - period["used_in_closed_months"]
    running = next(one["usage"] for one in status["limits"] if one["kind"] == "network")
    months = len(period["months_ahead"])
    ceiling = left // months
    if running > ceiling:
        ceiling = (left - running) // (months - 1)
    limit_now = next(one["limit"] for one in status["limits"] if one["kind"] == "network")
    assert (found["left_at_month_start"], found["left_today"], found["months_ahead"]) == (left, left - running, months)
    assert found["ceiling"] == (ceiling if left >= running else None)
    assert found["ceiling_increase"] == (ceiling - limit_now if left >= running else None)


class OneLimit:
    """The answer beside one limit, worked out again."""

    def __init__(self, twin: Twin, shown: Json, asked: Asked | None) -> None:
        self.twin, self.key, self.answer, self.asked = twin, own_key(shown), shown["answer"], asked
        self.risk, self.confidence = self.answer["risk_level"], self.answer["confidence"]
        covered = [month for first, count, _, _ in twin.periods for month in range(first, first + count)]
        self.need = twin.need(self.key, [month for month in covered if month < 12], self.confidence)
        self.more = asked.more if asked else max(0, self.need - shown["limit"])
        first = twin.months.index(asked.first) if asked else 0
        last = twin.months.index(asked.last) if asked and asked.last else len(twin.months) - 1
        self.months = range(first, last + 1)
        self.wanted = [
            (place, [m for m in range(start, start + count) if m in self.months])
            for place, (start, count, _, _) in enumerate(twin.periods)
        ]
        self.wanted = [(place, months) for place, months in self.wanted if months]
        self.on_top = twin.asks(self.key, self.more, self.months)
        self.free = [self.free_by_month(months) for _, months in self.wanted]

    def free_by_month(self, months: Sequence[int]) -> tuple[list[float], list[float]]:
        """What is free for it under its own limit and the network's; unasked, what is planned beyond today's."""
        own, network = (float(self.twin.free(key, months, self.confidence)) for key in (self.key, "network"))
        if self.asked:
            return [own] * len(self.twin.months), [network] * len(self.twin.months)
        limits = self.twin.limits[self.key]
        planned = [max(0.0, limit - limits[0]) for limit in limits]
        return planned, [max(network, beyond) for beyond in planned]

    def holding(self, granted: Sequence[int]) -> dict[str, list[float]]:
        """The limits that hold so many numbers in each period asked for."""
        found = {key: list(limits) for key, limits in self.twin.limits.items()}
        for (_, months), numbers, (own, network) in zip(self.wanted, granted, self.free, strict=True):
            for key, free in ((self.key, own), *([] if self.key == "network" else [("network", network)])):
                for month in months:
                    raised = self.twin.limits[key][month] + max(0, numbers - free[month])
                    found[key][month] = max(found[key][month], raised)
        return found

    def check(self) -> None:
        twin, answer = self.twin, self.answer
        assert answer["need"] == self.need
        asked = self.asked is not None
        limits = self.holding([self.more] * len(self.wanted)) if asked else twin.limits
        history = twin.ends(limits, twin.promised)
        self.check_way("as_history", history)
        self.check_way("as_asked", twin.ends(limits, [*twin.promised, self.on_top]) if asked else history)
        self.check_way("if_filled", twin.ends(limits, twin.promised, filled=self.key))
        self.check_safe_increase()
        self.check_verdict(history)
        self.check_missing(history)

    def check_way(self, name: str, ends: Ends) -> None:
        found = self.answer[name]
        assert found["used"] == pytest.approx(ends.used, abs=0.06), name
        assert found["overage"] == pytest.approx(sum(ends.overage), abs=0.06), name
        assert found["overage_by_period"] == pytest.approx(ends.overage, abs=0.06), name
        assert found["cost"] == pytest.approx(ends.cost, abs=0.01), name
        assert found["risk"] == pytest.approx(max(ends.risk_by_period)), name
        assert found["risk_by_period"] == pytest.approx(ends.risk_by_period), name
        likely = [
            self.twin.months[first + month]
            for (first, _, _, _), risks in zip(self.twin.periods, ends.risk_by_month, strict=True)
            for month, risk in enumerate(risks)
            if risk >= 0.5
        ]
        if likely and self.answer["contract"]["left_at_month_start"] >= 0:
            assert found["first_over"] == likely[0], name
        assert (found["first_over"] is None) == (max(ends.risk_by_period) == 0), name

    def check_safe_increase(self) -> None:
        twin, found = self.twin, self.answer["safe_increase"]

        def safe(more: int) -> bool:
            every = range(len(twin.months))
            return twin.is_safe(twin.raised(self.key, every, more), twin.asks(self.key, more, every), self.risk)

        if not safe(0):
            assert found == 0
            return
        assert safe(found)
        if self.key != "network":
            others = twin.used["network"] - twin.used[self.key]
            most = max(0, max(twin.limits["network"]) - others - twin.limits[self.key][0])
            assert found <= most
            if found == most:
                return
        assert not safe(found + 1)

    def check_verdict(self, history: Ends) -> None:
        twin, answer, none = self.twin, self.answer, [0] * len(self.wanted)
        fits = all(min(*own, *network) >= self.more for own, network in self.free_where_wanted())
        if not self.asked:
            limits, months = twin.limits[self.key], [m for _, span in self.wanted for m in span]
            fits = self.need <= answer["limit_now"] or twin.fits(self.key, limits, months, self.confidence)
        whole = self.holding([self.more] * len(self.wanted))
        safe = [twin.is_safe(whole, self.on_top, self.risk, place) for place, _ in self.wanted]
        keys = {self.key, "network"}
        today = all(twin.limits[k][0] - twin.used[k] >= self.more for k in keys)
        if answer["verdict"] == "there is room":
            if self.asked:
                assert fits
                assert all(safe)
            else:
                assert fits
                assert max(history.risk_by_period) <= self.risk
            assert answer["granted"] == [self.more] * len(self.wanted)
            assert (answer["limit"], answer["increase"]) == (answer["limit_now"], 0)
            assert (answer["schedule"], answer["pair"]) == ([], None)
            return
        assert not (fits and (not self.asked or (today and all(safe))) and max(history.risk_by_period) <= self.risk)
        parts = [self.largest_safe(at) for at in range(len(self.wanted))]
        if not self.asked and max(history.risk_by_period) > self.risk:
            parts = none
        useful = any(part >= max(1, self.more / 10) for part in parts)
        expected = "needs a contract conversation"
        if useful:
            expected = "grant" if all(part == self.more for part in parts) else "grant N of M"
        assert answer["verdict"] == expected
        assert answer["granted"] == (parts if useful else none)
        self.check_schedule(parts if useful else none)

    def largest_safe(self, at: int) -> int:
        """The largest part of what is asked that the period holds; 0 where no limit would rise for it."""
        place, _ = self.wanted[at]

        def safe(numbers: int) -> bool:
            granted = [numbers if i == at else 0 for i in range(len(self.wanted))]
            return self.twin.is_safe(self.holding(granted), self.on_top, self.risk, place)

        good, bad = 0, self.more + 1
        while bad - good > 1:
            middle = (good + bad) // 2
            good, bad = (middle, bad) if safe(middle) else (good, middle)
        own, network = self.free_where_wanted()[at]
        rises = good > min(own) or (self.key != "network" and good > min(network))
        return good if rises else 0

    def free_where_wanted(self) -> list[tuple[list[float], list[float]]]:
        return [
            ([own[month] for month in months], [network[month] for month in months])
            for (_, months), (own, network) in zip(self.wanted, self.free, strict=True)
        ]

    def check_schedule(self, granted: Sequence[int]) -> None:
        twin, answer = self.twin, self.answer
        last = self.wanted[-1][1][-1]
        if not any(granted):
            assert (answer["limit"], answer["increase"]) == (answer["limit_now"], 0)
            assert (answer["schedule"], answer["pair"]) == ([], None)
            return
        limits = self.holding(granted)
        assert answer["limit"] == limits[self.key][last]
        assert answer["increase"] == limits[self.key][last] - twin.limits[self.key][last]
        assert self.by_month(answer["schedule"], self.key, last) == limits[self.key][: last + 1]
        if self.key != "network" and limits["network"] != twin.limits["network"]:
            assert answer["pair"]["limit"] == limits["network"][last]
            assert self.by_month(answer["pair"]["schedule"], "network", last) == limits["network"][: last + 1]
        else:
            assert answer["pair"] is None

    def by_month(self, schedule: Sequence[Any], key: str, last: int) -> list[float]:
        """What the limit is in every month when the steps are followed; a month without a period keeps what it had."""
        steps = {step["from"]: step["limit"] for step in schedule}
        covered = {m for first, count, _, _ in self.twin.periods for m in range(first, first + count)}
        found, limit_now = [], self.twin.limits[key][0]
        for place, month in enumerate(self.twin.months[: last + 1]):
            limit_now = steps.get(month, limit_now)
            found.append(limit_now if place in covered else self.twin.limits[key][place])
        return found

    def check_missing(self, history: Ends) -> None:
        answer, twin = self.answer, self.twin
        if answer["verdict"] != "needs a contract conversation":
            assert answer["missing"] is None
            return
        endless = [math.inf] * len(twin.months)
        with_more = self.asked is not None or max(history.risk_by_period) <= self.risk
        own = twin.limits | {"network": endless} | ({self.key: endless} if with_more else {})
        ends = twin.ends(own, [*twin.promised, *([self.on_top] if with_more else [])])
        assert answer["missing"] == max(1, round(sum(ends.overage)))
        assert answer["missing_cost"] == pytest.approx(ends.cost, abs=0.01)


def test_a_month_nobody_reported_leaves_every_figure_unknown(world: Store) -> None:
    gone = ["DELETE FROM usage_totals WHERE network_id = 'acme' AND billing_month = '2026-05-01'"]
    status = status_of(world, World(gone))
    assert status["contract"]["state"] == "months unreported"
    assert status["overage_risk"] is None
    for one in status["limits"]:
        answer = one["answer"]
        assert answer["verdict"] == "cannot be assessed"
        assert answer["contract"]["unreported"] == ["2026-05"]
        for way in ("as_history", "as_asked", "if_filled"):
            assert {answer[way][name] for name in ("used", "overage", "cost", "risk", "first_over")} == {None}
        unknown = ("limit", "increase", "granted", "schedule", "safe_increase", "missing")
        assert {answer[name] for name in unknown} == {None}
        assert {answer["contract"][name] for name in ("left_at_month_start", "left_today", "ceiling")} == {None}


def test_full_by_month_is_the_share_of_paths_that_are_turned_away(world: Store) -> None:
    status = status_of(world, WORLDS["the dynamic and the network limit are full"])
    twin = Twin(status)
    dynamic = next(one for one in status["limits"] if one["kind"] == "dynamic")
    for month, share in enumerate(dynamic["full_by_month"]):
        away = [path[month] > dynamic["limit"] for path in twin.parts["dynamic"]]
        assert share == pytest.approx(sum(away) / len(away))
