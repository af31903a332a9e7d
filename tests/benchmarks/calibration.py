"""Whether risks said are risks that come: 500 networks of each kind with a known future, before and after a look back.

Of the probabilities of overage said, for limits and allotments of all sizes, each decile should be right within 5
points; of the safe limits whose own risk is said to be 7 to 10 %, 6 to 14 % should run over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.demand.sum_calibration import SumCalibration, recalibrate
from forecasting.risk.risk import TOLERANCE, levels
from limits.outlook.foreseeing import calibrated
from limits.outlook.outlook import outlooks
from tests.benchmarks.calibration_worlds import KINDS, MONTHS_AHEAD, World, worlds

FloatArray = npt.NDArray[np.float64]

COUNT, SEED = 500, 4242
LIMITS = (0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.7, np.inf)  # times recent usage
ALLOTMENTS = np.arange(0.7, 1.45, 0.03)  # times recent usage, a month
RISK, SAFE_BAND = 0.10, (0.07, 0.10)
DECILE_BAR, SAFE_BAR = 0.05, (0.06, 0.14)


@dataclass(frozen=True)
class Deciles:
    """Probabilities said and what came of them by decile; the same of safe limits said to lie in the band."""

    said: FloatArray
    came: FloatArray
    counts: npt.NDArray[np.int64]
    safe_limits: int
    safe_said: float
    safe_came: float

    @property
    def worst(self) -> float:
        return float(np.abs(self.came - self.said).max())


def measure(scale: float) -> None:
    count = max(20, round(COUNT * scale))
    fleet = {kind: worlds(kind, count, SEED) for kind in KINDS}
    learnt = _recalibrate([world for one in fleet.values() for world in one])
    print(f"\nCalibration: {count} simulated networks of each kind, 3 to 12 months left")
    print(
        f"  the look back on all of them: {learnt.windows} windows, shift {learnt.shift:+.2f}, "
        f"slope {learnt.slope:+.2f}, stretch {learnt.stretch:.2f}"
    )
    for kind, known in fleet.items():
        for name, calibration in (("as forecast", SumCalibration()), ("after the look back", learnt)):
            _show(f"{kind}, {name}", deciles(known, calibration))


def deciles(known: list[World], calibration: SumCalibration) -> Deciles:
    rng = np.random.default_rng(SEED)
    pasts = {str(place): world.known for place, world in enumerate(known)}
    ahead = outlooks(pasts, dict.fromkeys(pasts, MONTHS_AHEAD), seed=0, lesson=None)
    said, came, safe_said, safe_came = [], [], [], []
    for place, world in enumerate(known):
        months = int(rng.integers(3, MONTHS_AHEAD + 1))
        if world.recent < 1:
            continue
        paths = calibrated(ahead[str(place)], world.known, months, calibration).total[:, :months]
        truth = world.demand[:months]
        left = ALLOTMENTS * world.recent * months
        for limit in (np.round(share * world.recent) for share in LIMITS):
            spent = np.minimum(paths, limit).sum(axis=1)
            said.append((spent[:, None] > left + TOLERANCE).mean(axis=0))
            came.append(np.minimum(truth, limit).sum() > left + TOLERANCE)
        sorted_levels = np.sort(np.stack([levels(paths, one) for one in left]), axis=1)
        safe = np.floor(sorted_levels[:, int(RISK * sorted_levels.shape[1] + TOLERANCE)] + TOLERANCE)
        for one, limit, by_path in zip(left, safe, sorted_levels, strict=True):
            own = float((by_path + TOLERANCE < limit).mean())
            if np.isfinite(limit) and SAFE_BAND[0] <= own <= SAFE_BAND[1]:
                safe_said.append(own)
                safe_came.append(bool(np.minimum(truth, limit).sum() > one + TOLERANCE))
    return _deciles(np.concatenate(said), np.concatenate(came), safe_said, safe_came)


def _deciles(said: FloatArray, came: npt.NDArray[np.bool_], safe_said: list[float], safe_came: list[bool]) -> Deciles:
    which = np.minimum((said * 10).astype(np.int64), 9)
    counts = np.bincount(which, minlength=10)
    shares = np.maximum(counts, 1)
    return Deciles(
        said=np.bincount(which, weights=said, minlength=10) / shares,
        came=np.bincount(which, weights=came, minlength=10) / shares,
        counts=counts,
        safe_limits=len(safe_said),
        safe_said=float(np.mean(safe_said)) if safe_said else np.nan,
        safe_came=float(np.mean(safe_came)) if safe_came else np.nan,
    )


def _recalibrate(known: list[World]) -> SumCalibration:
    """The fleet's own history alone: nothing of the future is in it."""
    length = max(len(world.known.closed) for world in known)
    usage = np.full((len(known), length), np.nan)
    cut_off = np.zeros(usage.shape, dtype=bool)
    for row, world in enumerate(known):
        months = world.known.closed
        usage[row, -len(months) :] = [np.nan if m.used is None else m.used for m in months]
        cut_off[row, -len(months) :] = [m.at_dynamic_limit for m in months]
    return recalibrate(usage, at_limit=cut_off)


def _show(name: str, shown: Deciles) -> None:
    print(f"\n  {name}")
    print("    said       cases    said   came   off   came (#) against said (|)")
    for decile in range(10):
        said, came = shown.said[decile], shown.came[decile]
        bar = list("#" * round(came * 40) + " " * (40 - round(came * 40)))
        bar[min(round(said * 40), 39)] = "|"
        print(
            f"    {decile * 10:>2}-{decile * 10 + 10:>3} %  {shown.counts[decile]:>6,}  {said:6.1%} {came:6.1%} "
            f"{(came - said) * 100:+5.1f}  {''.join(bar)}"
        )
    held = "held" if shown.worst <= DECILE_BAR else "missed"
    safe_held = "held" if SAFE_BAR[0] <= shown.safe_came <= SAFE_BAR[1] else "missed"
    print(f"    worst decile off by {shown.worst * 100:.1f} points: {held} (bar 5)")
    print(
        f"    {shown.safe_limits:,} safe limits said to run over with {shown.safe_said:.1%}: "
        f"{shown.safe_came:.1%} did, {safe_held} (bar 6 to 14 %)"
    )
