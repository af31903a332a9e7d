"""A network's outlook is the same to the last bit whoever else is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from data.records import RingPool
from limits.kinds import LimitKey
from limits.months import months_between
from limits.outlook.known_past import HistoryMonth, Past
from limits.outlook.one_outlook import outlook_of
from limits.outlook.outlook import Outlook, outlooks
from limits.outlook.traffic_demand import TrafficPast

AS_OF = dt.date(2026, 11, 14)
POOL = RingPool("main", "Main", 80, 600, True)


def a_past(number: int) -> Past:
    """A network with two campaigns, one of them often full, and every other one with traffic."""
    rng = np.random.default_rng(number)
    months = months_between(dt.date(2023 + number % 3, 3, 1), AS_OF)
    first, second, dynamic = (rng.poisson(level, len(months)).tolist() for level in (40, 9, 60 + number))
    rows = tuple(
        HistoryMonth(month, first[i] + second[i], dynamic[i], 130, 75, month == months[-1])
        for i, month in enumerate(months)
    )
    sessions = {month: int(rng.normal(20_000, 900)) for month in months[:-1]}
    return Past(
        as_of=AS_OF,
        months=rows,
        campaigns={"a": tuple(first), "b": tuple(second)},
        campaign_limits={"a": (44,) * len(months), "b": (90,) * len(months)},
        by_this_day={},
        traffic=TrafficPast(sessions, (POOL,)) if number % 2 else None,
    )


def paths(outlook: Outlook) -> np.ndarray:
    return np.stack([outlook.static, outlook.dynamic, *outlook.campaigns.values()])


def test_a_networks_outlook_is_the_same_alone_and_in_company() -> None:
    pasts = {f"n{i}": a_past(i) for i in range(12)}
    horizons = {name: (12, 20)[i % 3 == 0] for i, name in enumerate(pasts)}
    together = outlooks(pasts, horizons, seed=3, lesson=None)
    assert any(o.dynamic_source and o.dynamic_source.traffic_weight for o in together.values())
    for name, one in pasts.items():
        alone = outlooks({name: one}, {name: horizons[name]}, seed=3, lesson=None)[name]
        np.testing.assert_array_equal(paths(alone), paths(together[name]))
        assert alone.dynamic_source == together[name].dynamic_source
    backwards = outlooks(dict(reversed(pasts.items())), horizons, seed=3, lesson=None)
    for name in pasts:
        np.testing.assert_array_equal(paths(backwards[name]), paths(together[name]))


def test_an_outlook_that_was_kept_is_the_one_worked_out_and_nobody_can_change_it() -> None:
    past = a_past(1)
    fresh = outlooks({"n": past}, {"n": 12}, seed=3, lesson=None)["n"]
    kept = outlook_of(past, 12, seed=3, lesson=None)
    assert outlook_of(a_past(1), 12, seed=3, lesson=None) is kept  # the same past, read anew
    np.testing.assert_array_equal(paths(kept), paths(fresh))
    assert kept == fresh
    with pytest.raises(ValueError, match="read-only"):
        kept.static[0, 0] = 0
    for other in (replace(past, as_of=AS_OF - dt.timedelta(days=1)), a_past(2)):
        assert outlook_of(other, 12, seed=3, lesson=None) is not kept
    assert outlook_of(past, 13, seed=3, lesson=None) is not kept
    assert outlook_of(past, 12, seed=4, lesson=None) is not kept


def test_what_is_said_of_a_campaigns_forecast_is_kept_for_its_own_limit() -> None:
    past = a_past(0)
    months = len(past.months)
    used = (*[9] * (months - 15), *[0] * 15)
    past = replace(past, campaigns={"a": past.campaigns["a"], "b": used})
    outlook = outlooks({"n": past}, {"n": 12}, seed=0, lesson=None)["n"]
    said = outlook.caveats_of(LimitKey("campaign", "b"))
    assert any(text.startswith("Nothing was used") for text in said), said
    assert not set(said) & set(outlook.caveats)
    assert outlook.caveats_of(LimitKey("network")) == outlook.caveats
    assert all(c.startswith("Dynamic") for c in outlook.caveats_of(LimitKey("dynamic")))
