"""One BLAS thread for small matrix products: several would cost more in waiting for each other than they calculate."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")

_inside = threading.Lock()


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Holds BLAS to one thread meanwhile, and gives it back its own number afterwards.

    The number belongs to the process: while one thread of ours holds it, another just works along.
    """
    if not _inside.acquire(blocking=False):
        yield
        return
    try:
        with _controller().limit(limits=1, user_api="blas"):
            yield
    finally:
        _inside.release()


def with_one_blas_thread(work: Callable[P, R]) -> Callable[P, R]:
    """Runs ``work`` with BLAS held to one thread."""

    @wraps(work)
    def held(*args: P.args, **kwargs: P.kwargs) -> R:
        with one_blas_thread():
            return work(*args, **kwargs)

    return held
