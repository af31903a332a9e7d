"""Numbers come and go by the rules of the domain: pools grow by steps and are pruned, limits cut off, months count."""

from __future__ import annotations

import datetime as dt

import numpy as np

from data.sample.account import UNLIMITED, Account, LimitsByDay, run
from data.sample.days import Days, Ints, days_until
from data.sample.ring_pools import numbers_needed_by_day
from data.sample.story import Pool

DAYS = days_until(dt.date(2026, 3, 10), 1)  # February whole, ten days of March
POOL = Pool("p", "Pool", max_pool_size=100, growth=0.10, step_cap_numbers=20)


def by_day(*spells: tuple[int, int]) -> Ints:
    """(days, 1) from (how many days, value)."""
    return np.concatenate([np.full(count, value) for count, value in spells])[:, None]


def outcome(
    wished: Ints | None = None,
    needed: Ints | None = None,
    *,
    pool: Pool = POOL,
    network: int = UNLIMITED,
    dynamic: int = UNLIMITED,
    campaign: int = UNLIMITED,
    days: Days = DAYS,
) -> Account:
    count = len(days.dates)
    none = np.zeros((count, 1), dtype=np.int64)
    limits = LimitsByDay(np.full(count, network), np.full(count, dynamic), np.full((count, 1), campaign))
    return run(days, none if wished is None else wished, (pool,), none if needed is None else needed, limits)


def test_a_pool_starts_with_a_tenth_of_its_ceiling_and_grows_by_compound_steps() -> None:
    small = outcome(needed=by_day((38, 4)))
    assert set(small.dynamic_used.ravel().tolist()) == {10}
    larger = outcome(needed=by_day((38, 14)))
    assert larger.dynamic_used[0, 0] == 15  # 10, 11, 13, 15: each step a tenth of the size, rounded up
    capped = outcome(needed=by_day((38, 95)), pool=Pool("p", "Pool", max_pool_size=100, growth=0.5, step_cap_numbers=3))
    assert capped.dynamic_used[0, 0] == 97  # 10, then steps of 3


def test_a_pool_never_exceeds_its_ceiling_and_can_be_filled_at_once() -> None:
    assert outcome(needed=by_day((38, 400))).dynamic_used.max() == 100
    at_once = outcome(needed=by_day((38, 4)), pool=Pool("p", "Pool", max_pool_size=60, fill_immediately=True))
    assert set(at_once.dynamic_used.ravel().tolist()) == {60}


def test_a_months_dynamic_usage_is_its_maximum_and_the_month_end_prunes() -> None:
    used = outcome(needed=by_day((5, 20), (1, 60), (32, 12)))
    february, march = used.dynamic_used[:28, 0], used.dynamic_used[28:, 0]
    assert (np.diff(february) >= 0).all()
    assert february[-1] >= 60
    assert march.max() < 20
    assert used.dynamic_pruned[27, 0] == february[-1] - march[0]
    assert used.dynamic_pruned.sum() == used.dynamic_pruned[27, 0]


def test_a_released_static_number_counts_until_the_month_ends() -> None:
    used = outcome(by_day((10, 8), (28, 3)))
    assert used.static_released[9, 0] == 5
    assert used.static_used[27, 0] == 8
    assert used.static_used[28, 0] == 3


def test_what_was_released_this_month_gives_no_room_in_the_limit() -> None:
    used = outcome(by_day((5, 8), (5, 2), (28, 8)), campaign=10)
    assert used.static_used[:28, 0].max() == 10
    assert used.static_used[28, 0] == 8


def test_each_limit_cuts_off_what_it_counts() -> None:
    wished, needed = by_day((38, 40)), by_day((38, 50))
    assert outcome(wished, needed, campaign=25).static_used.max() == 25
    dynamic = outcome(wished, needed, dynamic=31)
    assert (dynamic.dynamic_used.max(), dynamic.static_used.max()) == (31, 40)
    network = outcome(wished, needed, network=77)
    assert (network.used == 77).all()
    assert outcome(wished, needed, network=30).dynamic_used.max() == 0


def test_a_lowered_limit_releases_nothing() -> None:
    count = len(DAYS.dates)
    network = np.where(np.arange(count) < 20, 50, 10)
    limits = LimitsByDay(network, np.full(count, UNLIMITED), np.full((count, 1), UNLIMITED))
    used = run(DAYS, by_day((38, 30)), (), np.zeros((count, 0), dtype=np.int64), limits)
    assert used.static_used[:, 0].tolist() == [30] * 38


def test_numbers_that_end_with_a_month_do_not_count_in_the_next() -> None:
    used = outcome(by_day((28, 6), (10, 0)), by_day((28, 20), (10, 0)))
    assert used.used[27] > 20
    assert used.used[28:].tolist() == [0] * 10


def test_the_busiest_moment_is_that_of_visitors_followed_one_by_one() -> None:
    chance = np.random.default_rng(4)
    hours = np.array([1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 9, 9, 9, 9, 9, 9, 8, 7, 6, 4, 2, 1])
    for sessions_a_day, hold in ((1000, 600.0), (5000, 420.0), (8000, 900.0)):
        sessions = chance.poisson(sessions_a_day * hours / hours.sum(), (150, 24))
        pool = Pool("p", "Pool", hold_seconds=hold, allow_overflow=False)
        quick = numbers_needed_by_day(pool, sessions, 1.0, chance).mean()
        slow = np.mean([most_at_once(day, hold, chance) for day in sessions])
        assert abs(quick / slow - 1) < 0.05
        with_overflow = Pool("p", "Pool", hold_seconds=hold, allow_overflow=True)
        again = numbers_needed_by_day(with_overflow, sessions, 1.0, np.random.default_rng(1))
        assert (again == numbers_needed_by_day(pool, sessions, 1.0, np.random.default_rng(1)) + 1).all()


def most_at_once(sessions: Ints, hold: float, chance: np.random.Generator) -> int:
    """The slow twin: every visitor arrives at a moment of the hour and holds a number for an exponential time."""
    arrived = np.concatenate([hour * 3600 + chance.uniform(0, 3600, count) for hour, count in enumerate(sessions)])
    left = arrived + chance.exponential(hold, len(arrived))
    moments = np.concatenate([arrived, left])
    change = np.concatenate([np.ones(len(arrived)), -np.ones(len(left))])
    return int(np.cumsum(change[np.argsort(moments)]).max())


def test_no_visitors_need_no_number() -> None:
    nobody = np.zeros((3, 24), dtype=np.int64)
    assert numbers_needed_by_day(POOL, nobody, 1.0, np.random.default_rng(0)).tolist() == [0, 0, 0]
