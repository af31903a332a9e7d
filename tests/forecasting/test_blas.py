"""Small matrix products run on one BLAS thread, and nobody else notices."""

from __future__ import annotations

import pytest
from threadpoolctl import threadpool_info

from forecasting.demand.blas import with_one_blas_thread


def blas_threads() -> list[int]:
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_work_is_held_to_one_thread_and_the_number_given_back() -> None:
    before = blas_threads()
    assert set(with_one_blas_thread(blas_threads)()) == {1}
    assert blas_threads() == before


def test_work_within_work_and_work_that_fails_leave_the_number_as_it_was() -> None:
    before = blas_threads()

    @with_one_blas_thread
    def failing() -> None:
        assert set(with_one_blas_thread(blas_threads)()) == {1}
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert blas_threads() == before
