import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forecasting.risk.allotment import AllotmentLeft
from forecasting.risk.joint import JointDemand, JointLimits, joint_outlook, joint_usage
from forecasting.risk.joint_safe import safe_among, safe_pair


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    paths, months, campaigns = draw(st.integers(1, 30)), draw(st.integers(1, 8)), draw(st.integers(0, 3))
    level = rng.uniform(5, 60, (campaigns + 1, 1, 1))
    demand = level * rng.lognormal(0, 0.4, (campaigns + 1, paths, months))
    used = np.floor(demand[:, :, 0].min(axis=1) * rng.random(campaigns + 1))
    limits = np.floor(level[:, 0, 0] * rng.uniform(0.5, 1.8, campaigns + 1))
    network = math.floor(limits.sum() * rng.uniform(0.6, 1.2))
    split = draw(st.integers(1, months))
    sizes = [split, months - split] if months > split else [split]
    periods = [AllotmentLeft(size, float(np.floor(level.sum() * size * rng.uniform(0.6, 1.3)))) for size in sizes]
    return (
        JointDemand(demand[0], demand[1:], float(used[0]), used[1:]),
        JointLimits(network, limits[0], limits[1:]),
        periods,
    )


def outlook_path_by_path(demand, limits, periods, rollover):
    """The slow twin: one path, one month, one limit at a time."""
    paths, months = demand.dynamic.shape
    over_by_month, beyond, turned_away, full = (
        np.zeros(months),
        np.zeros(len(periods)),
        np.zeros(months),
        np.zeros(months),
    )
    for path in range(paths):
        total = []
        for month in range(months):
            floors = (
                [demand.dynamic_used, *demand.campaigns_used] if month == 0 else [0.0] * (len(limits.campaigns) + 1)
            )
            wanted = [demand.dynamic[path, month], *demand.campaigns[:, path, month]]
            caps = [limits.dynamic, *limits.campaigns]
            cut = [max(min(w, cap), floor) for w, cap, floor in zip(wanted, caps, floors, strict=True)]
            used = max(min(sum(cut), limits.network), sum(floors))
            full[month] += used < sum(cut)
            turned_away[month] += max(sum(wanted) - used, 0.0)
            total.append(used)
        start, carried, ran_over = 0, 0.0, False
        for index, period in enumerate(periods):
            left, spent = period.number_months + carried, 0.0
            for month in range(start, start + period.months):
                spent += total[month]
                ran_over = ran_over or spent > left
                over_by_month[month] += ran_over
            beyond[index] += max(spent - left, 0.0)
            carried = max(left - spent, 0.0) if rollover else 0.0
            start += period.months
    return over_by_month / paths, beyond / paths, turned_away / paths, full / paths


@given(case=cases(), rollover=st.booleans())
def test_the_outlook_agrees_with_its_slow_twin(case, rollover):
    demand, limits, periods = case
    priced = [replace(period, overage_rate=2.5) for period in periods]
    found = joint_outlook(demand, limits, priced, rollover=rollover)
    risk, beyond, turned_away, full = outlook_path_by_path(demand, limits, periods, rollover)
    np.testing.assert_allclose(found.risk_by_month, risk, atol=1e-12)
    np.testing.assert_allclose([period.expected_overage for period in found.periods], beyond, atol=1e-6)
    np.testing.assert_allclose([period.expected_overage_cost for period in found.periods], 2.5 * beyond, atol=1e-6)
    np.testing.assert_allclose(found.turned_away_by_month, turned_away, atol=1e-6)
    np.testing.assert_allclose(found.network_full, full, atol=1e-12)


@given(case=cases(), more=st.integers(1, 40), which=st.sampled_from(["network", "dynamic", "campaigns"]))
def test_risk_never_falls_when_a_limit_rises_and_fewer_are_turned_away(case, more, which):
    demand, limits, periods = case
    raised = replace(limits, **{which: np.asarray(getattr(limits, which)) + more})
    now, then = joint_outlook(demand, limits, periods), joint_outlook(demand, raised, periods)
    assert (then.risk_by_month >= now.risk_by_month).all()
    assert (then.turned_away_by_month <= now.turned_away_by_month + 1e-9).all()


@given(case=cases(), more=st.integers(1, 500), rollover=st.booleans())
def test_risk_never_rises_when_the_allotment_does(case, more, rollover):
    demand, limits, periods = case
    larger = [replace(periods[0], number_months=periods[0].number_months + more), *periods[1:]]
    now, then = (joint_outlook(demand, limits, given, rollover=rollover) for given in (periods, larger))
    assert (then.risk_by_month <= now.risk_by_month).all()


@given(case=cases())
def test_risk_by_month_never_falls_and_its_steps_are_where_overage_starts(case):
    demand, limits, periods = case
    found = joint_outlook(demand, limits, periods)
    assert (np.diff(found.risk_by_month) >= 0).all()
    np.testing.assert_allclose(found.starts_by_month.cumsum(), found.risk_by_month)
    for period in found.periods:
        assert (np.diff(period.risk_by_month) >= 0).all()
        assert period.risk <= found.risk_by_month[period.first_month + period.months - 1]


def freely_limited(limits, kind, campaign, value):
    if kind != "campaign":
        return replace(limits, **{kind: value})
    campaigns = np.array(limits.campaigns, dtype=float)
    campaigns[campaign] = value
    return replace(limits, campaigns=campaigns)


@given(
    case=cases(),
    kind=st.sampled_from(["network", "dynamic", "campaign"]),
    campaign=st.integers(0, 2),
    risk=st.sampled_from([0.0, 0.1, 0.5]),
)
def test_the_safe_limit_among_others_is_the_last_one_that_is_safe(case, kind, campaign, risk):
    demand, limits, periods = case
    assume(kind != "campaign" or campaign < len(demand.campaigns))
    demand = replace(demand, dynamic_used=0.0, campaigns_used=np.zeros(len(demand.campaigns)))
    safe = safe_among(demand, limits, periods, kind, campaign=campaign, risk=risk)

    def risk_at(value):
        return joint_outlook(demand, freely_limited(limits, kind, campaign, value), periods).risk_by_month[-1]

    if math.isinf(safe):
        assert risk_at(10_000) <= risk
    else:
        assert safe == -1 or risk_at(safe) <= risk
        assert risk_at(safe + 1) > risk


@given(
    case=cases(),
    kind=st.sampled_from(["dynamic", "campaign"]),
    rest=st.integers(0, 80),
    risk=st.sampled_from([0.0, 0.1, 0.5]),
    rollover=st.booleans(),
)
def test_the_safe_pair_is_the_last_raise_of_both_that_is_safe(case, kind, rest, risk, rollover):
    demand, limits, periods = case
    assume(kind == "dynamic" or len(demand.campaigns))
    today = limits.dynamic if kind == "dynamic" else limits.campaigns[0]

    def risk_at(limit):
        raised = freely_limited(limits, kind, 0, limit)
        raised = replace(raised, network=max(limits.network, limit + rest))
        return joint_outlook(demand, raised, periods, rollover=rollover).risk

    pair = safe_pair(demand, limits, periods, kind, rest=rest, risk=risk, rollover=rollover)
    if pair is None:
        assert risk_at(today) > risk
    elif math.isinf(pair[0]):
        assert risk_at(10_000) <= risk
    else:
        assert pair[1] == max(limits.network, pair[0] + rest)
        assert pair[0] >= today
        assert risk_at(pair[0]) <= risk < risk_at(pair[0] + 1)


def constant(level, months=6, paths=20):
    return JointDemand(np.full((paths, months), float(level)), np.zeros((0, paths, months)))


def test_constant_usage_has_a_risk_of_exactly_nothing_or_one():
    limits = JointLimits(network=1_000, dynamic=1_000)
    safe, over = (joint_outlook(constant(50), limits, [AllotmentLeft(6, left)]) for left in (300, 299))
    assert (safe.risk_by_month == 0).all()
    assert safe.likely_start is None
    assert over.risk_by_month.tolist() == [0, 0, 0, 0, 0, 1]
    assert over.likely_start == 5
    assert over.periods[0].expected_overage == 1


def test_each_limit_cuts_its_own_and_the_network_cuts_the_rest():
    demand = JointDemand(np.full((1, 1), 50.0), np.array([[[30.0]], [[10.0]]]))
    usage = joint_usage(demand, JointLimits(network=70, dynamic=40, campaigns=[20, 15]))
    assert (usage.dynamic.item(), usage.campaigns.ravel().tolist(), usage.network.item()) == (40, [20, 10], 70)
    assert usage.dynamic_turned_away.item()
    assert usage.campaigns_turned_away.ravel().tolist() == [True, False]
    assert not usage.network_turned_away.item()
    assert joint_usage(demand, JointLimits(60, 40, [20, 15])).network_turned_away.item()


def test_a_limit_of_exactly_the_demand_turns_nobody_away():
    found = joint_outlook(constant(50), JointLimits(network=50, dynamic=50), [])
    assert not found.any_full.any()
    assert not found.turned_away_by_month.any()
    assert found.periods == ()
    assert not found.risk_by_month.any()


def test_a_limit_may_change_on_a_month():
    found = joint_outlook(constant(50), JointLimits(1_000, dynamic=[40, 40, 60, 60, 60, 60]), [AllotmentLeft(6, 280)])
    assert found.dynamic_full.tolist() == [1, 1, 0, 0, 0, 0]
    assert found.periods[0].risk == 0
    assert found.turned_away_by_month.tolist() == [10, 10, 0, 0, 0, 0]


def test_a_lowered_limit_gives_back_nothing_of_the_first_month():
    demand = replace(constant(50), dynamic_used=45.0)
    assert joint_usage(demand, JointLimits(network=20, dynamic=20)).network[0].tolist() == [45, 20, 20, 20, 20, 20]


def test_a_period_that_has_run_over_already_stays_so_and_the_next_begins_anew():
    found = joint_outlook(constant(50), JointLimits(99, 99), [AllotmentLeft(2, -10), AllotmentLeft(4, 200)])
    assert found.likely_start == 0
    assert [period.risk for period in found.periods] == [1, 0]
    assert found.periods[0].expected_overage == 110


def test_what_a_period_leaves_over_is_the_next_ones_where_it_rolls_over():
    periods = [AllotmentLeft(3, 200), AllotmentLeft(3, 100)]
    alone, rolled = (joint_outlook(constant(50), JointLimits(99, 99), periods, rollover=way) for way in (False, True))
    assert [period.risk for period in alone.periods] == [0, 1]
    assert [period.risk for period in rolled.periods] == [0, 0]


def test_no_limit_is_safe_where_the_others_alone_run_over_and_any_is_where_nothing_can():
    demand = JointDemand(np.full((5, 2), 10.0), np.full((1, 5, 2), 30.0))
    limits = JointLimits(network=100, dynamic=10, campaigns=[30])
    assert safe_among(demand, limits, [AllotmentLeft(2, 59)], "dynamic") == -1
    assert safe_among(demand, limits, [AllotmentLeft(2, 60)], "dynamic") == 0
    assert safe_among(demand, limits, [AllotmentLeft(2, 80)], "dynamic") == math.inf


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: joint_usage(constant(5), JointLimits(-1, 5)), "network limit must be >= 0 and not missing, got -1"),
        (
            lambda: joint_usage(constant(5), JointLimits(9, math.nan)),
            "dynamic limit must be >= 0 .* got nan",
        ),
        (lambda: joint_usage(constant(5), JointLimits(9, 9, [3])), "limits must be given for 0 campaigns, got 1"),
        (lambda: joint_outlook(constant(5), JointLimits(9, 9), [AllotmentLeft(7, 1)]), "end within 6 months, got 7"),
        (lambda: joint_outlook(constant(5), JointLimits(9, 9), [AllotmentLeft(0, 1)]), "must have >= 1 month"),
        (lambda: JointDemand(np.ones((2, 3)), np.ones((1, 2, 4))), "the same paths and months"),
        (lambda: replace(constant(5), dynamic_used=-1), "dynamic_used must be >= 0, got -1"),
        (lambda: constant(math.nan), "dynamic demand must be finite, got nan"),
        (lambda: safe_among(constant(5), JointLimits(9, 9), [], "network", risk=1.5), "risk must be <= 1, got 1.5"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
