"""What makes a forecast less than sure, as data: the kind for code, the text for people, the figures for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from forecasting.demand.history_kinds import MANY_ZEROS_RATIO

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SHORT_HISTORY_MONTHS = 12


@dataclass(frozen=True)
class Caveat:
    """One thing to know about a forecast; ``figures`` are the values that the text is made of."""

    kind: str
    text: str
    figures: Mapping[str, float] = field(default_factory=dict)


def caveats_of(usage: FloatArray, at_limit: BoolArray) -> tuple[tuple[Caveat, ...], ...]:
    """The caveats of each series.

    Args:
        usage: float (series, months), numbers; NaN where unknown.
        at_limit: bool (series, months), where a limit cut usage off.
    """
    known = np.isfinite(usage)
    months = known.sum(axis=1)
    zeros = (known & (usage == 0)).sum(axis=1)
    cut_off = at_limit.sum(axis=1)
    return tuple(
        tuple(c for c in (_short(m), _many_zeros(z, m), _at_limit(k, m)) if c is not None)
        for m, z, k in zip(months.tolist(), zeros.tolist(), cut_off.tolist(), strict=True)
    )


def _short(months: int) -> Caveat | None:
    if months >= SHORT_HISTORY_MONTHS:
        return None
    said = {0: "no whole month of history", 1: "one month of history"}.get(months, f"{months} months of history")
    return Caveat("short history", f"{said}: a season cannot be known yet, and the band is wide", {"months": months})


def _many_zeros(zeros: int, months: int) -> Caveat | None:
    if months < 2 or zeros < MANY_ZEROS_RATIO * months:
        return None
    figures = {"zero_months": zeros, "months": months}
    return Caveat("many zeros", f"nothing was used in {zeros} of {months} months: the forecast is a rough one", figures)


def _at_limit(cut_off: int, months: int) -> Caveat | None:
    if not cut_off:
        return None
    said = "1 month was" if cut_off == 1 else f"{cut_off} months were"
    if cut_off < months:
        text = f"{said} cut off by a limit: demand was at least what was used"
    else:
        text = (
            f"{'the' if months == 1 else 'all'} {said} cut off by a limit: demand was at least what was used, and "
            "nothing tells how much more, so the band reaches far up"
        )
    return Caveat("at limit", text, {"months": cut_off, "of_months": months})
