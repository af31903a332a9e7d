import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import erlang_b, numbers_needed

# servers, offered load in erlangs as printed (rounded to its last digit), overflow rate
PUBLISHED = [
    (1, "0.0101", 0.01),
    (2, "0.15259", 0.01),
    (5, "1.3608", 0.01),
    (10, "4.4612", 0.01),
    (10, "7.5106", 0.10),
    (20, "9.4115", 0.001),
    (20, "12.031", 0.01),
    (50, "37.901", 0.01),
    (100, "75.242", 0.001),
    (100, "84.064", 0.01),
    (100, "104.11", 0.10),
    (250, "228.30", 0.01),
    (250, "414.20", 0.40),
    (301, "303.66", 0.05),
]

loads = st.floats(math.log(1e-6), math.log(1e6)).map(math.exp)
targets = st.floats(math.log(1e-9), math.log(0.999)).map(math.exp)
pools = st.floats(0, 1e5)


def log_loss_by_recurrence(servers, load):
    """1 / B(0) = 1, 1 / B(n) = 1 + (n / A) / B(n - 1): the slow twin, for whole servers."""
    log_inverse = 0.0
    for n in range(1, servers + 1):
        log_inverse = np.logaddexp(0.0, math.log(n / load) + log_inverse)
    return -log_inverse


def fewest_by_counting(load, target):
    servers, loss = 0, 1.0
    while loss > target:
        servers += 1
        loss = load * loss / (servers + load * loss)
    return servers


@pytest.mark.parametrize(("servers", "load", "overflow_rate"), PUBLISHED)
def test_the_loss_formula_gives_the_published_values(servers, load, overflow_rate):
    half_a_digit = 0.5 * 10.0 ** -len(load.partition(".")[2])
    least, printed, most = erlang_b(servers, float(load) + half_a_digit * np.array([-1, 0, 1]))
    assert least <= overflow_rate <= most
    assert printed == pytest.approx(overflow_rate, rel=4e-4)  # what five digits of load can tell


def test_a_loss_far_below_the_smallest_float_has_a_logarithm():
    assert erlang_b(10_000, 200, log=True) == pytest.approx(-29_325.754, abs=5e-4)
    assert erlang_b(10_000, 200) == 0.0


RANGE = [
    (servers, load)
    for servers in (0, 1, 2, 15, 16, 17, 100, 1_000, 100_000)
    for load in (1e-6, 0.3, 15.0, 16.0, 90.0, 110.0, 1_000.0, 1.003e5, 1.1e5, 1e6)
    if servers < 100_000 or load > 1  # there the recurrence itself loses digits
]


@pytest.mark.parametrize(("servers", "load"), RANGE)
def test_the_loss_agrees_with_its_recurrence_over_the_whole_range(servers, load):
    expected = log_loss_by_recurrence(servers, load)
    assert erlang_b(servers, load, log=True) == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_a_hundred_thousand_servers_without_traffic_to_speak_of_have_the_leading_term():
    load = 1e-6
    assert erlang_b(100_000, load, log=True) == pytest.approx(
        100_000 * math.log(load) - math.lgamma(100_001), rel=1e-12
    )


@given(servers=st.floats(0, 2e4), load=loads)
def test_fractional_servers_obey_the_same_recurrence(servers, load):
    now, then = erlang_b(np.array([servers, servers + 1.0]), load, log=True)
    if now > -700:
        expected = math.log(load) + now - math.log(servers + 1.0 + load * math.exp(now))
        assert then == pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_servers_and_loads_broadcast():
    table = erlang_b(np.array([[5], [10]]), np.array([1.3608, 4.4612, 7.5106]))
    assert table.shape == (2, 3)
    assert table[1, 2] == erlang_b(10, 7.5106)


@given(servers=pools, load=loads, more=st.floats(1.001, 2))
def test_the_loss_rises_with_the_load_and_falls_with_the_servers(servers, load, more):
    loss = erlang_b(servers, load, log=True)
    tolerance = 1e-9 * abs(loss) + 1e-12
    assert erlang_b(servers, load * more, log=True) >= loss - tolerance
    assert erlang_b(servers + more, load, log=True) <= loss + tolerance


@given(servers=st.integers(1, 2_000), load=st.floats(0.1, 2_000), pieces=st.integers(2, 20))
def test_pools_that_are_split_overflow_more_than_one(servers, load, pieces):
    together = erlang_b(servers * pieces, load * pieces, log=True)
    assert erlang_b(servers, load, log=True) > together - 1e-9


@given(load=st.floats(1e-6, 3_000), target=st.floats(1e-6, 0.999))
def test_the_numbers_needed_are_those_that_counting_finds(load, target):
    assert numbers_needed(load, target, allow_overflow=False) == fewest_by_counting(load, target)


@given(load=loads, target=targets, peakedness=st.floats(0.2, 8))
def test_one_number_less_than_needed_would_miss_the_target(load, target, peakedness):
    pool = numbers_needed(load, target, peakedness=peakedness, allow_overflow=False)
    assert erlang_b(pool / peakedness, load / peakedness, log=True) <= math.log(target)
    assert erlang_b((pool - 1) / peakedness, load / peakedness, log=True) > math.log(target)


def test_the_least_pool_is_exact_where_the_target_is_met_by_a_whole_number():
    for servers in (1, 7, 100, 4_321):
        target = erlang_b(servers, 0.9 * servers)
        assert numbers_needed(0.9 * servers, target, allow_overflow=False) == servers


@pytest.mark.parametrize("load", [5e-324, 1e-100, 1e-6, 1e6, 1e9])
@pytest.mark.parametrize("target", [1e-300, 0.5, 1 - 1e-12])
def test_extremes_are_answered_without_a_warning(load, target):
    pool = numbers_needed(load, target, allow_overflow=False)
    assert erlang_b(pool, load, log=True) <= math.log(target) < erlang_b(pool - 1, load, log=True)


@given(load=loads, more=st.floats(1, 2), target=targets)
def test_more_load_or_a_harder_target_never_needs_fewer(load, more, target):
    pool = numbers_needed(load, target)
    assert numbers_needed(load * more, target) >= pool
    assert numbers_needed(load, target / more) >= pool


def test_a_hundred_erlangs_need_more_the_more_pools_they_are_split_into():
    per_pool = numbers_needed(np.array([100, 20, 5]), 0.01, allow_overflow=False)
    assert (per_pool * [1, 5, 20]).tolist() == [117, 150, 220]


def test_the_overflow_number_comes_on_top():
    assert numbers_needed(100.0) == 118
    assert numbers_needed(100.0, allow_overflow=np.array([False, True])).tolist() == [117, 118]


def test_peaky_traffic_needs_more():
    smooth, poisson, peaky = numbers_needed(100.0, peakedness=np.array([0.5, 1.0, 3.0]))
    assert smooth < poisson < peaky


def test_a_pool_without_traffic_needs_no_number_and_loses_nobody():
    assert numbers_needed(0.0) == 0
    assert erlang_b([0, 3], 0.0).tolist() == [1.0, 0.0]


def test_an_empty_question_has_an_empty_answer():
    assert numbers_needed(np.zeros(0)).shape == (0,)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: erlang_b(-1, 3), "servers must be >= 0, got -1"),
        (lambda: erlang_b(1, [3, -2]), "offered_load must be >= 0, got -2 at position 1"),
        (lambda: erlang_b(math.nan, 3), "servers must be finite, got nan"),
        (lambda: numbers_needed(math.inf), "offered_load must be finite, got inf"),
        (lambda: numbers_needed(3, 0), "overflow_rate must be > 0 and < 1, got 0"),
        (lambda: numbers_needed(3, 1), "overflow_rate must be > 0 and < 1, got 1"),
        (lambda: numbers_needed(3, peakedness=0), "peakedness must be > 0, got 0"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(ask, message):
    with pytest.raises(ValueError, match="must be") as refusal:
        ask()
    assert str(refusal.value) == message
