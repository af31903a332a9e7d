"""The traffic calculator's answers, and who may have them."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from data.errors import BadInput, ImportRejected, NotAllowed
from data.store import Store
from forecasting import erlang_b, numbers_needed
from limits.actors import Actor, actor
from limits.traffic.calculator import calculate
from limits.traffic.traffic import NetworkTraffic, network_traffic, traffic_of, uploaded_traffic, with_traffic
from limits.traffic.traffic_inputs import inputs_from_file, starting_inputs
from tests.limits.world import STRANGER

DAILY = b"# ---\n# Start date: 20260901\n# End date: 20261031\nDate,Sessions\n"


@pytest.fixture
def known(world: Store, csm: Actor) -> NetworkTraffic:
    with world.transaction() as cursor:
        cursor.execute("INSERT INTO ring_pools VALUES ('acme', 'main', NULL, 60, 600, TRUE, NULL, NULL)")
        for i, month in enumerate(np.arange("2025-11", "2026-11", dtype="datetime64[M]").astype(dt.date)):
            cursor.execute("INSERT INTO traffic VALUES ('acme', 'month', $1, $2)", month, 20_000 + 100 * i)
    return network_traffic(world, csm, "acme")


def daily_file(days: int, sessions: int = 1_000) -> io.BytesIO:
    first = dt.date(2026, 9, 1)
    rows = [f'{first + dt.timedelta(days=i):%Y%m%d},"{sessions:,}"\n' for i in range(days)]
    file = io.BytesIO(DAILY + "".join(rows).encode())
    file.name = "ga4.csv"
    return file


def test_a_stranger_is_refused(world: Store, known: NetworkTraffic) -> None:
    with pytest.raises(NotAllowed):
        network_traffic(world, actor(world, STRANGER), known.network.network_id)


def test_the_inputs_begin_with_what_is_on_record(known: NetworkTraffic) -> None:
    start = starting_inputs(known)
    assert (start.sessions_a_month, start.lifetime_seconds, start.pools) == (21_100, 600, 1)
    assert start.hold_seconds == 600
    assert known.months_ahead == (dt.date(2026, 11, 1), dt.date(2026, 12, 1))


def test_numbers_needed_are_the_formulas_and_the_ratio_corrects_them(known: NetworkTraffic) -> None:
    inputs = replace(starting_inputs(known), busy_hour_share=0.004)
    answer = calculate(known, inputs)
    load = 21_100 * 0.004 / 3600 * 600
    assert answer.offered_load_erlangs == pytest.approx(load)
    assert answer.needed_numbers == numbers_needed(load, 0.01)
    assert answer.ratio.months == 12
    assert answer.corrected_numbers == math.ceil(answer.needed_numbers * answer.ratio.median - 1e-9)
    alone = calculate(known, replace(inputs, use_ratio=False))
    assert (alone.corrected_numbers, alone.recommended_numbers) == (None, answer.needed_numbers)


def test_overflow_today_is_erlangs_at_the_least_ceiling(known: NetworkTraffic) -> None:
    inputs = replace(starting_inputs(known), use_ratio=False)
    used, most = calculate(known, inputs).ceilings
    assert (used.numbers, most.numbers, most.words) == (45, 50, "dynamic limit")
    load = 21_100 * inputs.busy_hour_share / 3600 * 600
    assert most.overflow_rate == pytest.approx(float(erlang_b(49, load)))
    carried = replace(inputs, sessions_a_month=most.sessions_carried)
    assert calculate(known, carried).ceilings[-1].overflow_rate == pytest.approx(0.01, rel=1e-6)


def test_longer_holds_and_more_pools_need_more_and_a_softer_target_less(known: NetworkTraffic) -> None:
    inputs = starting_inputs(known)
    answer = calculate(known, inputs)
    numbers = [count for _, count in answer.by_hold]
    assert numbers == sorted(numbers)
    assert (inputs.hold_seconds, answer.needed_numbers) in answer.by_hold
    split = [count for _, count in answer.by_pools]
    assert all(a < b for a, b in itertools.pairwise(split))
    assert (calculate(known, replace(inputs, overflow_rate=0.05)).needed_numbers or 0) < (answer.needed_numbers or 0)


def test_what_is_believed_of_visitors_is_not_corrected_twice(known: NetworkTraffic) -> None:
    inputs = starting_inputs(known)
    first = calculate(known, inputs)
    measured = calculate(known, replace(inputs, visit_seconds=1200.0))
    assert measured.corrected_numbers == pytest.approx(first.corrected_numbers, rel=0.1)
    longer_hold = calculate(known, replace(inputs, lifetime_seconds=1200.0))
    assert (longer_hold.corrected_numbers or 0) > 1.5 * (first.corrected_numbers or 0)


def test_an_estimate_stands_beside_the_history(known: NetworkTraffic) -> None:
    inputs = starting_inputs(known)
    assert [need.source for need in calculate(known, inputs).ahead] == ["history"]
    history, estimate = calculate(
        known, replace(inputs, sessions_a_month=60_000, from_month=dt.date(2026, 12, 1))
    ).ahead
    assert (history.source, estimate.source) == ("history", "estimate")
    assert np.allclose(estimate.numbers_band[0], history.numbers_band[0])
    assert estimate.numbers_band[1, 1] > 1.5 * history.numbers_band[1, 1]
    assert (estimate.numbers_band[:, 0] < estimate.numbers_band[:, 2]).all()


def test_the_same_inputs_give_the_same_answer(known: NetworkTraffic) -> None:
    one, other = (calculate(known, starting_inputs(known)) for _ in range(2))
    assert one == other
    assert np.array_equal(one.ahead[0].numbers_band, other.ahead[0].numbers_band)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sessions_a_month": -1.0},
        {"visit_seconds": 0.0},
        {"visit_seconds": None},
        {"lifetime_seconds": -1.0},
        {"overflow_rate": 0.0},
        {"overflow_rate": 1.0},
        {"peakedness": 0.0},
        {"pools": 0},
        {"busy_hour_share": math.nan},
    ],
)
def test_nonsense_is_refused_by_name(known: NetworkTraffic, wrong: dict[str, float | None]) -> None:
    with pytest.raises(BadInput):
        calculate(known, replace(starting_inputs(known), **wrong))  # type: ignore[arg-type]


def test_without_traffic_today_s_numbers_are_turned_into_sessions(world: Store, csm: Actor) -> None:
    known = network_traffic(world, csm, "acme")
    answer = calculate(known, starting_inputs(known))
    assert (answer.needed_numbers, answer.ahead) == (None, ())
    assert [c.numbers for c in answer.ceilings] == [45, 50]
    assert 0 < answer.ceilings[0].sessions_carried < answer.ceilings[1].sessions_carried


def test_a_file_of_whole_months_gives_the_latest_and_nothing_is_stored(world: Store, known: NetworkTraffic) -> None:
    before = world.data_version()
    found = uploaded_traffic(daily_file(61))
    assert (found.grain, found.excerpt.whole_months, found.excerpt.sessions_a_month) == ("day", 2, 31_000)
    more = with_traffic(known, found.traffic)
    assert more.latest_month == (dt.date(2026, 10, 1), 31_000)
    assert inputs_from_file(found, starting_inputs(more)).sessions_a_month == 31_000
    assert world.data_version() == before


def test_a_file_of_part_of_a_month_is_taken_at_its_pace() -> None:
    found = uploaded_traffic(daily_file(10))
    assert found.excerpt.whole_months == 0
    assert found.excerpt.sessions_a_month == pytest.approx(1_000 * 365.25 / 12)


def test_an_hourly_file_gives_busy_hour_and_peakedness() -> None:
    hours = [f"2026100{d}{h:02d},{10 + 20 * (h == 14)}\n" for d in range(1, 8) for h in range(24)]
    file = io.BytesIO(("# Start date: 20261001\nDate + hour (YYYYMMDDHH),Sessions\n" + "".join(hours)).encode())
    file.name = "hours.csv"
    found = uploaded_traffic(file)
    assert found.grain == "hour"
    assert found.excerpt.hour_share_of_month == pytest.approx(30 / (260 * 365.25 / 12), rel=0.05)
    assert found.excerpt.dispersion is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Start date: 20260901\nDate,Country\n20260901,Ireland\n", "no sessions by date"),
        ("# Start date: 20260901\nDate,Users\n20260901,5\n", "its heading is not known"),
        ("# Start date: 20260901\nDate,Sessions\n", "no sessions below"),
        ("# Start date: 20260901\nDate,Sessions\n20260901,many\n", "no whole number of sessions"),
        ("# Start date: 20260901\nDate,Sessions\n20269901,5\n", "no day"),
    ],
)
def test_a_file_that_is_no_export_of_sessions_is_refused_in_words(text: str, words: str) -> None:
    file = io.BytesIO(text.encode())
    file.name = "wrong.csv"
    with pytest.raises(ImportRejected) as refused:
        uploaded_traffic(file)
    assert words in str(refused.value.rejections[0])


def test_the_shared_profile_needs_several_websites(world: Store, csm: Actor) -> None:
    def hours(cursor: object, network_id: str) -> None:
        moments = np.arange("2026-10-01", "2026-11-01", dtype="datetime64[h]").astype(dt.datetime)
        for moment in moments[::1]:
            cursor.execute(  # type: ignore[attr-defined]
                "INSERT INTO traffic VALUES ($1, 'hour', $2, $3)", network_id, moment, 200 if moment.hour == 10 else 5
            )

    with world.transaction() as cursor:
        hours(cursor, "bolt")
    alone = network_traffic(world, csm, "acme")
    assert (alone.profile_source, alone.profile.months_learnt) == ("stated", 0)
    assert traffic_of([]) == ()
