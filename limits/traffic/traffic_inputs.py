"""The inputs of the traffic calculator: what a network's facts and a file say, and what is wrong."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace

from forecasting.traffic import PoolDemand, peakedness
from limits.traffic.traffic import NetworkTraffic, UploadedTraffic

MOST_POOLS = 1000
MOST_SESSIONS = 1e10
LONGEST_HOLD_SECONDS = 86_400.0


@dataclass(frozen=True, kw_only=True)
class TrafficInputs:
    """Every assumption of a calculation; shares and rates are ratios 0..1, None is what was left empty."""

    sessions_a_month: float | None
    visit_seconds: float | None
    lifetime_seconds: float | None
    overflow_rate: float | None
    peakedness: float | None
    pools: int | None
    busy_hour_share: float | None
    allow_overflow: bool = True
    use_ratio: bool = True
    from_month: dt.date | None = None

    @property
    def pool(self) -> PoolDemand:
        """All numbers as one RingPool."""
        return PoolDemand(
            visit_seconds=self.visit_seconds or 0.0,
            lifetime_seconds=self.lifetime_seconds or 0.0,
            overflow_rate=self.overflow_rate or 0.0,
            peakedness=self.peakedness or 0.0,
            allow_overflow=self.allow_overflow,
        )

    @property
    def hold_seconds(self) -> float:
        return self.pool.hold_seconds


def starting_inputs(known: NetworkTraffic) -> TrafficInputs:
    """What the network's own facts say, and the stated assumptions where they are silent."""
    lifetimes = [p.lifetime_seconds for p in known.ring_pools if p.lifetime_seconds]
    visits = [p.visit_seconds for p in known.ring_pools if p.visit_seconds]
    visit = float(max(visits, default=known.assumptions.visit_seconds))
    lifetime = float(max(lifetimes, default=known.assumptions.lifetime_seconds))
    return TrafficInputs(
        sessions_a_month=known.latest_month[1] if known.latest_month else None,
        visit_seconds=visit,
        lifetime_seconds=lifetime,
        overflow_rate=known.assumptions.overflow_rate,
        peakedness=round(float(peakedness(known.dispersion, max(visit, lifetime))), 2),
        pools=max(len(known.ring_pools), 1),
        busy_hour_share=round(_busy_hour_share(known), 6),
        allow_overflow=all(p.allow_overflow is not False for p in known.ring_pools),
        from_month=known.months_ahead[0] if known.months_ahead else None,
    )


def _busy_hour_share(known: NetworkTraffic) -> float:
    """What the RingPools state comes first, as it does wherever sessions are turned into numbers."""
    stated = [p.busy_hour_share for p in known.ring_pools if p.busy_hour_share]
    return max(stated) if stated else known.profile.hour_share_of_month


def inputs_from_file(uploaded: UploadedTraffic, start: TrafficInputs) -> TrafficInputs:
    """The inputs with what a GA4 file says: its sessions, and by hour its busy hour and peakedness."""
    seen = uploaded.excerpt
    share = start.busy_hour_share if seen.hour_share_of_month is None else round(seen.hour_share_of_month, 6)
    z = start.peakedness
    if seen.dispersion is not None:
        z = round(float(peakedness(seen.dispersion, start.hold_seconds)), 2)
    return replace(start, sessions_a_month=round(seen.sessions_a_month), busy_hour_share=share, peakedness=z)


def problems(inputs: TrafficInputs) -> list[str]:
    """What is wrong with the inputs, each in a sentence that names the value and the way out."""
    wrong: list[str] = []

    def check(name: str, value: float | None, fine: bool, wanted: str) -> None:
        if value is None:
            wrong.append(f"{name} is empty: {wanted}.")
        elif not (math.isfinite(value) and fine):
            wrong.append(f"{name} is {value:,.10g}: {wanted}.")

    sessions, visit, life = inputs.sessions_a_month, inputs.visit_seconds, inputs.lifetime_seconds
    rate, z, pools, share = inputs.overflow_rate, inputs.peakedness, inputs.pools, inputs.busy_hour_share
    if sessions is not None:
        wanted = "it must be 0 or more, and at most 10 billion"
        check("Sessions a month", sessions, 0 <= sessions <= MOST_SESSIONS, wanted)
    wanted = "a visit lasts more than 0 seconds and at most a day (86,400)"
    check("Visit length", visit, visit is not None and 0 < visit <= LONGEST_HOLD_SECONDS, wanted)
    wanted = "the guaranteed hold is 0 seconds or more and at most a day (86,400)"
    check("Guaranteed hold", life, life is not None and 0 <= life <= LONGEST_HOLD_SECONDS, wanted)
    wanted = "choose more than 0 % and less than 100 %; 0 % would need endless numbers, 100 % none"
    check("Overflow target, %", None if rate is None else rate * 100, rate is not None and 0 < rate < 1, wanted)
    wanted = "it is variance / mean of concurrent visitors, more than 0 and at most 100; 1 is chance alone"
    check("Peakedness", z, z is not None and 0 < z <= 100, wanted)
    check("RingPools", pools, pools is not None and 1 <= pools <= MOST_POOLS, "count 1 to 1,000 pools")
    wanted = "the busiest of a month's 672 to 744 hours takes more than 0 % and less than 100 %"
    check("Busy-hour share, %", None if share is None else share * 100, share is not None and 0 < share < 1, wanted)
    return wrong
