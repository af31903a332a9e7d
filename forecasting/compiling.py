"""Whether compiled loops are worth their start: only fleets are, and only where Numba is installed.

Loading Numba takes about a second, and compiling some more the first time; a network is done long before. The loops
give the same to the last bit as NumPy, so nothing hangs on whether they are there.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

FEWEST_SERIES = 20_000


def worth_compiling(series: int) -> bool:
    """Whether so many series are worth it; never from within a zip file, where compiled code cannot be kept."""
    return series >= FEWEST_SERIES and _can_compile()


@lru_cache(maxsize=1)
def _can_compile() -> bool:
    return find_spec("numba") is not None and Path(__file__).exists()
