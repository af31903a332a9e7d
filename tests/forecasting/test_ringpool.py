import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import erlang_b, numbers_needed
from forecasting.traffic.ringpool import SCALING_SECONDS, RingPool, _lend, simulate_month

FIXED = RingPool(max_pool_size=31, hold_seconds=1_800, lifetime_seconds=600, fill_immediately=True)


def overflow_rates(pool, load, hours, seeds):
    sessions = np.full(hours, load * 3_600 / pool.hold_seconds)
    return np.array([simulate_month(pool, sessions, np.random.default_rng(seed)).overflow_rate for seed in seeds])


@pytest.mark.parametrize("lifetime_seconds", [0, 600, 1_800])
@pytest.mark.parametrize(("size", "load"), [(31, 25.0), (11, 12.0)])
def test_at_a_constant_rate_the_overflow_rate_is_erlangs(size, load, lifetime_seconds):
    pool = replace(FIXED, max_pool_size=size, lifetime_seconds=lifetime_seconds)
    rates = overflow_rates(pool, load, 720, range(16))
    standard_error = rates.std(ddof=1) / math.sqrt(len(rates))
    assert abs(rates.mean() - erlang_b(size - 1, load)) < 3 * standard_error
    for wrong_servers in (size - 2, size):
        assert abs(rates.mean() - erlang_b(wrong_servers, load)) > 6 * standard_error


def lend_by_looking_at_everyone(pool, arrivals, holds, size, end):
    """The slow twin: every look is taken, every number is looked at."""
    held, overflowed, growth, most_held, ran_dry, look = [], [], [(0.0, size)], 0, False, SCALING_SECONDS
    for now, hold in [*zip(arrivals, holds, strict=True), (end, None)]:
        while look <= now and look < end:
            if ran_dry:
                step = min(math.ceil(round(pool.growth_ratio * size, 9)), pool.growth_step_numbers)
                size = min(size + step, pool.ceiling)
                growth.append((look, size))
            ran_dry = False
            look += SCALING_SECONDS
        if hold is None:
            break
        held = [back for back in held if back > now]
        if len(held) < size - pool.allow_overflow:
            held.append(now + hold)
            most_held = max(most_held, len(held))
        else:
            overflowed.append(now)
            ran_dry = True
    return np.array(overflowed), growth, most_held, sum(back > end for back in held)


@settings(max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    visitors=st.integers(0, 300),
    ceiling=st.integers(1, 60),
    room=st.none() | st.integers(0, 40),
    allow_overflow=st.booleans(),
    growth_ratio=st.sampled_from([0.0, 0.1, 0.5]),
)
def test_lending_agrees_with_its_slow_twin(seed, visitors, ceiling, room, allow_overflow, growth_ratio):
    pool = RingPool(
        max_pool_size=ceiling,
        hold_seconds=900,
        allow_overflow=allow_overflow,
        growth_ratio=growth_ratio,
        growth_step_numbers=3,
        room_numbers=room,
    )
    rng = np.random.default_rng(seed)
    arrivals, holds = np.sort(rng.random(visitors) * 7_200), rng.exponential(900, visitors)
    fast = _lend(pool, arrivals, holds, pool.first_fill, 7_200.0)
    slow = lend_by_looking_at_everyone(pool, arrivals, holds, pool.first_fill, 7_200.0)
    assert fast[0].tolist() == slow[0].tolist()
    assert fast[1:] == slow[1:]


def test_a_pool_begins_with_a_tenth_of_its_ceiling_and_compounds_up_to_the_step_cap():
    pool = RingPool(max_pool_size=1_000, hold_seconds=86_400, growth_step_numbers=25)
    month = simulate_month(pool, np.full(24, 2_000.0), np.random.default_rng(1))
    assert pool.first_fill == 100
    sizes = [100]
    while sizes[-1] < 1_000:
        sizes.append(pool.grown(sizes[-1]))
    assert sizes[:8] == [100, 110, 121, 134, 148, 163, 180, 198]
    assert set(np.diff(sizes[12:-1])) == {25}
    assert month.pool_by_hour[0] in sizes
    assert month.usage_numbers == month.pool_by_hour[-1] == 1_000


def test_a_pool_filled_immediately_uses_its_ceiling_whether_anybody_comes_or_not():
    month = simulate_month(FIXED, np.zeros(720), np.random.default_rng(1))
    assert (month.usage_numbers, month.most_held, month.overflow_rate) == (31, 0, 0.0)
    assert month.numbers_at_end == 1  # the overflow number stays


def test_the_limits_hold_a_pool_below_its_own_ceiling():
    month = simulate_month(replace(FIXED, room_numbers=12), np.full(48, 50.0), np.random.default_rng(1))
    assert month.usage_numbers == 12
    assert month.most_held == 11
    assert (
        simulate_month(replace(FIXED, room_numbers=0), np.full(48, 50.0), np.random.default_rng(1)).overflow_rate == 1
    )


def test_the_month_end_removes_the_numbers_nobody_holds():
    busy_then_quiet = np.r_[np.full(10, 200.0), np.zeros(10)]
    pool = RingPool(max_pool_size=300, hold_seconds=900)
    month = simulate_month(pool, busy_then_quiet, np.random.default_rng(1))
    assert month.usage_numbers > 50
    assert month.numbers_at_end == 1
    busy_to_the_end = simulate_month(pool, busy_then_quiet[::-1], np.random.default_rng(1))
    assert 30 < busy_to_the_end.numbers_at_end < busy_to_the_end.usage_numbers
    next_month = simulate_month(pool, [0.0], np.random.default_rng(1), numbers_at_start=busy_to_the_end.numbers_at_end)
    assert next_month.usage_numbers == busy_to_the_end.numbers_at_end


def test_a_growing_pool_ends_near_what_the_busy_hour_needs_by_the_formula():
    day = np.r_[np.full(10, 20.0), np.full(4, 160.0), np.full(10, 40.0)]
    pool = RingPool(max_pool_size=400, hold_seconds=1_800, lifetime_seconds=900)
    usage = [simulate_month(pool, np.tile(day, 30), np.random.default_rng(seed)).usage_numbers for seed in range(5)]
    needed = numbers_needed(160.0 * 1_800 / 3_600)
    assert 0.9 < np.mean(usage) / needed < 1.3


def test_the_same_generator_gives_the_same_month_and_another_seed_another():
    one, same, other = (simulate_month(FIXED, np.full(48, 60.0), np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert one.visitors_by_hour.tolist() == same.visitors_by_hour.tolist()
    assert one.overflowed_by_hour.tolist() == same.overflowed_by_hour.tolist()
    assert one.visitors_by_hour.tolist() != other.visitors_by_hour.tolist()


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: replace(FIXED, hold_seconds=0), "hold_seconds must be > 0, got 0"),
        (lambda: replace(FIXED, lifetime_seconds=1_801), "lifetime_seconds must be <= 1800, got 1801"),
        (lambda: replace(FIXED, max_pool_size=0), "max_pool_size must be >= 1, got 0"),
        (lambda: simulate_month(FIXED, [1, -3], np.random.default_rng(1)), "sessions_by_hour must be >= 0, got -3"),
        (
            lambda: simulate_month(FIXED, [math.nan], np.random.default_rng(1)),
            "sessions_by_hour must be finite, got nan",
        ),
    ],
)
def test_a_pool_that_cannot_be_is_refused_by_name_and_value(ask, message):
    with pytest.raises(ValueError, match="must be") as refusal:
        ask()
    assert str(refusal.value).startswith(message)
