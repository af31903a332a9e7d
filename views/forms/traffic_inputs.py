"""The assumptions of the traffic calculator: one field each, all of them in the link."""

from __future__ import annotations

import datetime as dt

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.errors import HeadroomError, ImportRejected
from limits.advice import NetworkStanding
from limits.traffic import (
    NetworkTraffic,
    TrafficInputs,
    UploadedTraffic,
    inputs_from_file,
    sessions_of_today,
    starting_inputs,
    uploaded_traffic,
)
from views.text import words
from views.visit import session

# The keys are the names in the link.
SESSIONS, VISIT, HOLD, TARGET, PEAKEDNESS, POOLS, BUSY, OVERFLOW_NUMBER, OWN_RATIO, FROM = (
    *("sessions", "visit_seconds", "hold_seconds", "overflow_percent", "peakedness", "pools"),
    *("busy_hour_percent", "overflow_number", "own_ratio", "from"),
)
MORE = "traffic.more"  # on top of today's; the link has the sessions in all
KEYS = (SESSIONS, VISIT, HOLD, TARGET, PEAKEDNESS, POOLS, BUSY, OVERFLOW_NUMBER, OWN_RATIO, FROM, MORE)
FILE, FILLED = "traffic.file", "traffic.filled"

_PROFILE_WORDS = {
    "own hours": "learnt from this website's own hours",
    "other networks": "learnt from other websites that have hourly sessions",
    "stated": "a stated assumption, for want of hourly sessions",
}


def uploaded() -> UploadedTraffic | None:
    """The file that was handed in, read; what is wrong with it is said where it was given."""
    with st.expander("Take the sessions from a GA4 file"):
        file = st.file_uploader(
            "GA4 export (CSV or XLSX) with Sessions by Date, or by Date + hour", type=["csv", "xlsx"], key=FILE
        )
        st.caption(
            "Nothing of it is stored. By hour it also gives the busy hour and the peakedness; by day the busy hour is "
            "assumed. The fields below take what the file says, and you can change them after that. "
            "The link keeps the fields; the correction and the need by month know the file only while it is here."
        )
        if file is None:
            return None
        try:
            traffic = uploaded_traffic(file)
        except ImportRejected as error:
            for rejection in error.rejections:
                st.error(words.plain(f"{rejection}."))
            return None
        except HeadroomError as error:
            st.error(words.plain(str(error)))
            return None
        for warning in traffic.warnings:
            st.warning(words.plain(warning))
        seen = traffic.excerpt
        basis = "its latest whole month" if seen.whole_months else f"its pace over {seen.days} days"
        st.success(
            f"{words.plain(traffic.file)}: sessions by {traffic.grain}, {words.day(traffic.first_day)} to "
            f"{words.day(traffic.last_day)}; "
            f"{seen.sessions_a_month:,.0f} sessions a month ({basis})."
        )
        return traffic


def fill_from_file(traffic: UploadedTraffic | None, known: NetworkTraffic) -> None:
    """Puts what a new file says into the fields, once, so that they can be changed afterwards."""
    mark = "" if traffic is None else f"{traffic.file} {traffic.first_day} {traffic.excerpt.sessions_a_month}"
    if not session.changed(FILLED, mark) or traffic is None:
        return
    filled = inputs_from_file(traffic, starting_inputs(known))
    session.put(SESSIONS, round(filled.sessions_a_month or 0))
    session.put(BUSY, round((filled.busy_hour_share or 0.0) * 100, 4))
    session.put(PEAKEDNESS, filled.peakedness)


def show(known: NetworkTraffic, stored: NetworkTraffic, standing: NetworkStanding) -> TrafficInputs:
    """The fields, each beginning with what is stored of the network, so that the link holds what a file changed."""
    start = starting_inputs(stored)
    with st.container(border=True):
        st.markdown("**Assumptions.** Every one can be changed; the link keeps what you change.")
        a, b, c, d = st.columns(4)
        sessions = _sessions(a, start, stored, standing)
        visit = _figure(
            b,
            "Visit length, seconds",
            VISIT,
            start.visit_seconds,
            30.0,
            "%.0f",
            "Mean time a visitor stays. GA4 calls it average session duration.",
        )
        hold = _figure(
            c,
            "Guaranteed hold, seconds",
            HOLD,
            start.lifetime_seconds,
            60.0,
            "%.0f",
            "A RingPool's lifetime: a visitor holds a number at least so long. "
            + ("From this network's RingPools." if known.ring_pools else "A stated assumption."),
        )
        target = _figure(
            d,
            "Overflow target, %",
            TARGET,
            (start.overflow_rate or 0.0) * 100,
            0.5,
            "%.4g",
            "Share of visitors in the busiest hour that may find the RingPool empty.",
        )
        busy, peaked, pools, from_month = _second_row(known, stored, start)
        overflow_number, own_ratio = _ticks(start)
    return TrafficInputs(
        sessions_a_month=None if sessions is None else float(sessions),
        visit_seconds=visit,
        lifetime_seconds=hold,
        overflow_rate=None if target is None else target / 100,
        peakedness=peaked,
        pools=None if pools is None else int(pools),
        busy_hour_share=None if busy is None else busy / 100,
        allow_overflow=overflow_number,
        use_ratio=own_ratio,
        from_month=from_month,
    )


def _figure(
    place: DeltaGenerator, label: str, key: str, value: float | None, step: float, form: str, explained: str
) -> float | None:
    return place.number_input(label, value=value, step=step, format=form, key=key, bind="query-params", help=explained)


def _sessions(
    place: DeltaGenerator, start: TrafficInputs, stored: NetworkTraffic, standing: NetworkStanding
) -> int | None:
    """Sessions in all, and beside them what comes on top of today's: either follows the other."""
    latest = stored.latest_month
    sessions = place.number_input(
        "Sessions a month, in all",
        value=None if start.sessions_a_month is None else round(start.sessions_a_month),
        step=1000,
        placeholder="not known",
        key=SESSIONS,
        bind="query-params",
        help="Website sessions a month that can see a dynamic number. "
        + (f"Begins with {words.month(latest[0])}, the latest whole month known." if latest else ""),
    )
    today = sessions_of_today(standing)
    if today is not None:
        session.put(MORE, max(0, round(sessions or 0) - today))
        place.number_input(
            "More sessions a month",
            min_value=0,
            step=1000,
            key=MORE,
            on_change=lambda: session.put(SESSIONS, today + int(st.session_state[MORE] or 0)),
            help=f"On top of today's {today:,}: give either, the other follows.",
        )
    return sessions


def _second_row(
    known: NetworkTraffic, stored: NetworkTraffic, start: TrafficInputs
) -> tuple[float | None, float | None, int | None, dt.date | None]:
    """Busy hour in percent, peakedness, RingPools, and the month an estimate counts from."""
    e, f, g, h = st.columns(4)
    busy = _figure(
        e,
        "Busy-hour share, %",
        BUSY,
        round((start.busy_hour_share or 0.0) * 100, 4),
        0.05,
        "%.4g",
        f"Share of the month's sessions in its busiest hour: {_PROFILE_WORDS[stored.profile_source]}.",
    )
    peaked = _figure(
        f,
        "Peakedness",
        PEAKEDNESS,
        start.peakedness,
        0.1,
        "%.4g",
        "Variance / mean of concurrent visitors. 1 is chance alone; advertising in bursts is above.",
    )
    pools = g.number_input(
        "RingPools",
        value=start.pools,
        step=1,
        key=POOLS,
        bind="query-params",
        help="The same visitors, spread evenly over so many pools.",
    )
    options = [f"{month:%Y-%m}" for month in known.months_ahead]
    from_month = h.selectbox(
        "Sessions hold from",
        options or ["—"],
        format_func=lambda text: words.month(dt.date.fromisoformat(f"{text}-01")) if options else text,
        key=FROM,
        bind="query-params",
        help="The month from which an estimate of yours counts, in the need by month below.",
    )
    first = dt.date.fromisoformat(f"{from_month}-01") if options and from_month else None
    return busy, peaked, pools, first


def _ticks(start: TrafficInputs) -> tuple[bool, bool]:
    i, j = st.columns(2)
    overflow_number = i.checkbox(
        "Set one number of each pool aside for overflow",
        value=start.allow_overflow,
        key=OVERFLOW_NUMBER,
        bind="query-params",
    )
    own_ratio = j.checkbox("Correct by what this network really used", value=True, key=OWN_RATIO, bind="query-params")
    return overflow_number, own_ratio
