import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import erlang_b
from forecasting.traffic.traffic import (
    PoolDemand,
    Traffic,
    learn_shared_profile,
    numbers_by_hold,
    numbers_for_busy_hour,
    offered_load,
    overflow_at,
    split_evenly,
    traffic_by_month,
)
from forecasting.traffic.traffic_profile import ASSUMED_PROFILE, BusyHourProfile, busy_month, learn_profile, peakedness

HOURS = np.r_[np.full(7, 1.0), np.full(3, 4.0), np.full(8, 6.0), 9.0, np.full(5, 3.0)]
POOL = PoolDemand(visit_seconds=240, lifetime_seconds=600)


def hourly(first, last, a_day, rng=None):
    starts = np.arange(np.datetime64(first, "h"), np.datetime64(last, "h") + 24)
    expected = a_day * np.tile(HOURS / HOURS.sum(), len(starts) // 24)
    return Traffic("hour", starts, expected if rng is None else rng.poisson(expected).astype(float))


def test_the_busy_hour_of_steady_hours_is_their_largest():
    month = busy_month(np.tile(1_000 * HOURS / HOURS.sum(), (30, 1)))
    assert month.sessions == pytest.approx(30_000)
    assert month.busy_day_sessions == pytest.approx(1_000)
    assert month.busy_hour_sessions == pytest.approx(1_000 * 9 / HOURS.sum())


@pytest.mark.parametrize("sessions_a_day", [300, 1_000, 10_000])
def test_chance_alone_does_not_make_an_hour_busy(sessions_a_day):
    rng = np.random.default_rng(3)
    expected = np.tile(sessions_a_day * HOURS / HOURS.sum(), (30, 1))
    drawn = [rng.poisson(expected) for _ in range(20)]
    found = np.mean([busy_month(hours).busy_hour_sessions for hours in drawn]) / expected.max()
    naive = np.mean([hours.max() for hours in drawn]) / expected.max()
    assert 0.99 < found < 1.12
    assert naive > found + 0.02


def test_a_busy_weekday_and_a_busy_day_are_seen_in_the_busy_hour():
    days = np.full(28, 2_000.0)
    days[4::7] = 3_000.0
    days[11] = 6_000.0
    month = busy_month(days[:, None] * HOURS / HOURS.sum())
    assert month.busy_day_sessions == pytest.approx(6_000, rel=0.02)
    assert month.busy_hour_sessions == pytest.approx(6_000 * 9 / HOURS.sum(), rel=0.02)


def test_dispersion_is_one_for_chance_and_more_for_rates_that_jump_from_hour_to_hour():
    rng = np.random.default_rng(3)
    expected = np.tile(5_000 * HOURS / HOURS.sum(), (30, 1))
    by_chance = np.mean([busy_month(rng.poisson(expected)).dispersion for _ in range(20)])
    jumps = [rng.poisson(expected * rng.gamma(50, 1 / 50, expected.shape)) for _ in range(20)]
    jumping = np.mean([busy_month(hours).dispersion for hours in jumps])
    busy = expected[expected >= np.median(expected)].mean()
    assert by_chance == pytest.approx(1, abs=0.06)
    assert jumping == pytest.approx(1 + busy / 50, rel=0.15)


def test_peakedness_counts_only_what_one_hold_sees():
    assert peakedness(3.0, [360, 1_800, 3_600, 7_200]).tolist() == [1.2, 2.0, 3.0, 3.0]
    assert peakedness(0.7, 600) == 1.0


def test_a_month_without_sessions_has_no_busy_hour_and_teaches_nothing():
    nothing = busy_month(np.zeros((31, 24)))
    assert (nothing.sessions, nothing.busy_hour_sessions) == (0, 0)
    assert learn_profile([nothing]) is ASSUMED_PROFILE


def test_a_profile_is_the_stated_one_until_months_say_otherwise():
    month = busy_month(np.tile(1_000 * HOURS / HOURS.sum(), (30, 1)))
    shares = [learn_profile([month] * count).hour_share_of_month for count in (0, 1, 4, 400)]
    assert shares[0] == ASSUMED_PROFILE.hour_share_of_month
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(9 / HOURS.sum() / 30, rel=0.01)
    assert learn_profile([month] * 400).log_spread < 0.02


def test_hours_count_before_days_and_days_before_months():
    hours = hourly("2026-03-01", "2026-04-30", 1_000)
    months = Traffic("month", np.array(["2026-01", "2026-03", "2026-05"], "M8[M]"), np.array([50_000.0, 7.0, 60_000.0]))
    days = Traffic("day", np.arange("2026-04-01", "2026-06-01", dtype="M8[D]"), np.full(61, 1_500.0))
    found = traffic_by_month([months, days, hours])
    assert found.months.astype(str).tolist() == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    np.testing.assert_allclose(found.sessions, [50_000, np.nan, 31_000, 30_000, 31 * 1_500])
    profile = found.profile
    assert profile.months_learnt == 2
    expected = [50_000 * profile.hour_share_of_month, np.nan, 9_000 / HOURS.sum(), 9_000 / HOURS.sum()]
    np.testing.assert_allclose(found.busy_hour_sessions[:4], expected)
    assert found.busy_hour_sessions[4] == pytest.approx(1_500 * profile.hour_share_of_day)
    assert np.isfinite(found.dispersion).tolist() == [False, False, True, True, False]


def test_a_month_that_is_cut_off_is_not_taken_for_a_whole_one():
    found = traffic_by_month([hourly("2026-03-20", "2026-05-10", 1_000)])
    assert found.months.astype(str).tolist() == ["2026-04"]
    nothing = traffic_by_month([hourly("2026-03-20", "2026-04-10", 1_000)])
    assert len(nothing.months) == 0
    assert nothing.mean_dispersion == 1.0


def test_hours_that_an_export_leaves_out_had_no_sessions():
    whole = hourly("2026-02-01", "2026-02-28", 1_000, np.random.default_rng(1))
    seen = whole.sessions > 20
    found = traffic_by_month([Traffic("hour", whole.starts_at[seen], whole.sessions[seen])])
    assert found.sessions.tolist() == [whole.sessions[seen].sum()]


def test_a_month_between_two_exports_is_unknown_and_not_without_visitors():
    days = np.arange("2026-05", "2026-09", dtype="datetime64[D]")
    kept = days[(days < np.datetime64("2026-06-10")) | (days >= np.datetime64("2026-08-01"))]
    found = traffic_by_month([Traffic("day", kept, np.full(len(kept), 10.0))])
    np.testing.assert_array_equal(found.sessions, [310, np.nan, np.nan, 310])


def test_rows_may_come_in_any_order():
    whole = hourly("2026-02-01", "2026-02-28", 1_000, np.random.default_rng(1))
    order = np.random.default_rng(2).permutation(len(whole.sessions))
    shuffled = Traffic("hour", whole.starts_at[order], whole.sessions[order])
    assert traffic_by_month([shuffled]).busy_hour_sessions == traffic_by_month([whole]).busy_hour_sessions


def test_networks_without_hours_use_the_profile_of_those_that_have_them():
    websites = [[hourly("2026-01-01", "2026-06-30", a_day)] for a_day in (500, 5_000)]
    shared = learn_shared_profile([*websites, [Traffic("month", np.array(["2026-01"], "M8[M]"), np.ones(1))], []])
    assert shared.months_learnt == 12
    monthly = traffic_by_month([Traffic("month", np.array(["2026-01"], "M8[M]"), np.array([40_000.0]))], shared)
    assert monthly.busy_hour_sessions[0] == pytest.approx(40_000 * shared.hour_share_of_month)


def test_the_load_is_sessions_a_second_times_the_hold():
    assert offered_load(360, 600) == pytest.approx(60)
    assert POOL.hold_seconds == 600
    assert PoolDemand(visit_seconds=900, lifetime_seconds=600).hold_seconds == 900


@given(busy=st.floats(0, 20_000), pools=st.integers(1, 12))
def test_splitting_a_pool_never_needs_fewer(busy, pools):
    assert numbers_for_busy_hour(busy, split_evenly(POOL, pools)) >= numbers_for_busy_hour(busy, [POOL])


def test_the_numbers_for_a_busy_hour_meet_the_target_in_every_pool():
    pools = [PoolDemand(visit_seconds=300, lifetime_seconds=60, session_share=share) for share in (0.2, 0.5)]
    both = numbers_for_busy_hour(np.array([0.0, 1_200.0]), pools)
    apart = [numbers_for_busy_hour(1_200.0, [pool]) for pool in pools]
    assert both.tolist() == [0, sum(apart)]
    for pool, numbers in zip(pools, apart, strict=True):
        load = 1_200 * pool.session_share / 3_600 * 300
        assert erlang_b(numbers - 1, load) <= 0.01 < erlang_b(numbers - 2, load)


def test_a_longer_hold_needs_more_and_the_pools_own_hold_needs_what_the_pool_does():
    holds = np.array([60, 300, 600, 1_800])
    by_hold = numbers_by_hold(900.0, POOL, holds)
    assert (np.diff(by_hold) > 0).all()
    assert by_hold[2] == numbers_for_busy_hour(900.0, [POOL])


def test_the_overflow_at_a_pool_meets_the_target_just_where_the_need_says():
    pool = PoolDemand(visit_seconds=300, lifetime_seconds=60, peakedness=1.4)
    needed = numbers_for_busy_hour(900.0, [pool])
    curve = overflow_at(np.arange(int(needed) + 20), 900.0, pool)
    assert curve[0] == curve[1] == 1
    assert (np.diff(curve) <= 0).all()
    assert curve[needed] <= 0.01 < curve[needed - 1]
    assert overflow_at(5, 0, pool) == 0


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: Traffic("week", np.zeros(0, "M8[D]"), np.zeros(0)), "grain must be month, day or hour, got week"),
        (lambda: Traffic("day", np.array(["2026-01-01"], "M8[D]"), np.array([-1.0])), "sessions must be >= 0, got -1"),
        (lambda: Traffic("day", np.array(["2026-01-01"] * 2, "M8[D]"), np.ones(2)), "each day once, got 2026-01-01"),
        (lambda: Traffic("day", np.array(["2026-01-01"], "M8[D]"), np.ones(2)), "must be of one length"),
        (lambda: traffic_by_month([]), "at least one row, got none"),
        (lambda: busy_month(np.zeros(24)), r"sessions must be \(days, 24\)"),
        (lambda: PoolDemand(visit_seconds=0, lifetime_seconds=60), "visit_seconds must be > 0, got 0"),
        (lambda: PoolDemand(visit_seconds=60, lifetime_seconds=-1), "lifetime_seconds must be >= 0, got -1"),
        (lambda: PoolDemand(visit_seconds=60, lifetime_seconds=1, session_share=1.2), "session_share must be"),
        (lambda: PoolDemand(visit_seconds=60, lifetime_seconds=1, overflow_rate=1), "overflow_rate must be"),
        (lambda: offered_load(10, 0), "hold_seconds must be > 0, got 0"),
        (lambda: split_evenly(POOL, 0), "pools must be >= 1, got 0"),
        (lambda: BusyHourProfile(0, 0.1, 0.1), "hour_share_of_day must be > 0 and < 1, got 0"),
    ],
)
def test_traffic_that_cannot_be_is_refused_by_name_and_value(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
