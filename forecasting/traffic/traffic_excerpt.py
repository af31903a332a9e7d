"""Any run of days or hours of a website's sessions, whole months or not, as what a month of it would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.traffic.traffic import Traffic, traffic_by_month
from forecasting.traffic.traffic_profile import ASSUMED_PROFILE, BusyHourProfile, busy_month

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Excerpt:
    """What a run of sessions says of a month.

    days                 from the first to the last, both counted
    sessions_a_month     of the latest whole month, or of an average month at the run's pace where it holds none
    whole_months         how many it holds
    hour_share_of_month  the busiest hour's share; None without hourly sessions
    dispersion           of its hours' sessions, 1 = chance alone; None without hourly sessions
    """

    days: int
    sessions_a_month: float
    whole_months: int
    hour_share_of_month: float | None
    dispersion: float | None


def excerpt(traffic: Traffic, assumed: BusyHourProfile = ASSUMED_PROFILE) -> Excerpt:
    """ValueError where there is no row; see ``Excerpt`` for what is found."""
    months = traffic_by_month([traffic], assumed)
    whole = months.sessions[np.isfinite(months.sessions)]
    if traffic.grain == "month":
        return Excerpt(round(len(whole) * DAYS_A_MONTH), float(whole[-1]), len(whole), None, None)
    days = traffic.starts_at.astype("datetime64[D]")
    count = int((days[-1] - days[0]).astype(np.int64)) + 1
    a_month = float(whole[-1]) if len(whole) else float(traffic.sessions.sum()) / count * DAYS_A_MONTH
    if traffic.grain == "day":
        return Excerpt(count, a_month, len(whole), None, None)
    if len(whole):
        return Excerpt(count, a_month, len(whole), months.profile.hour_share_of_month, months.mean_dispersion)
    hours = np.zeros(count * 24)
    hours[(traffic.starts_at - days[0].astype("datetime64[h]")).astype(np.int64)] = traffic.sessions
    seen = busy_month(hours.reshape(count, 24))
    share = seen.busy_hour_sessions / a_month if a_month > 0 else None
    return Excerpt(count, a_month, 0, share, seen.dispersion)
