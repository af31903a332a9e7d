"""One BLAS thread for small matrix products: several would cost more in waiting for each other than they calculate."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")

_inside = threading.Lock()


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def with_one_blas_thread(work: Callable[P, R]) -> Callable[P, R]:
    """Runs ``work`` with BLAS held to one thread, and gives it back its own number afterwards.

    The number belongs to the process: while one thread of ours holds it, another just works along.
    """

    @wraps(work)
    def held(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _inside.acquire(blocking=False):
            return work(*args, **kwargs)
        try:
            with _controller().limit(limits=1, user_api="blas"):
                return work(*args, **kwargs)
        finally:
            _inside.release()

    return held
