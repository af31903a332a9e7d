"""Usage beside one limit, and the demand ahead: the picture that pages share, for whichever limit is asked about."""

from __future__ import annotations

import streamlit as st

from limits.advice import NetworkStanding
from limits.kinds import LimitKey
from views.charts import charts
from views.charts.theme import palette
from views.panels import reasons
from views.text import words
from views.visit import session

SHOWN = "show"


def drawn(standing: NetworkStanding, key: LimitKey) -> charts.Drawn:
    """What the chart needs to know of one limit: what counts into it, the limit of each month, and demand ahead."""
    months = standing.history
    static = tuple(m.static_used for m in months)
    dynamic = tuple(m.dynamic_used for m in months)
    if key.of_campaign:
        nothing = (None,) * len(months)
        parts: tuple[charts.Part, ...] = (
            charts.Part("Static", "static", standing.campaign_history.get(key.campaign_id, nothing)),
        )
        limits = standing.campaign_limits.get(key.campaign_id, nothing)
    elif key.is_lent:
        parts = (charts.Part("Dynamic", "dynamic", dynamic),)
        limits = tuple(m.dynamic_limit for m in months)
    else:
        parts = (charts.Part("Static", "static", static), charts.Part("Dynamic", "dynamic", dynamic))
        limits = tuple(m.network_limit for m in months)
    paths = standing.outlook.paths(key) if standing.outlook else None
    return charts.Drawn(
        months=tuple(m.billing_month for m in months),
        running=tuple(m.is_running for m in months),
        parts=parts,
        limits=limits,
        limit_now=standing.limit(key).limit,
        ahead=standing.outlook.months if standing.outlook and paths is not None else (),
        limits_ahead=_limits_ahead(standing, key),
        band=standing.outlook.band(paths) if standing.outlook and paths is not None else None,
    )


def _limits_ahead(standing: NetworkStanding, key: LimitKey) -> tuple[int, ...]:
    """The limit of each month ahead, planned changes among them."""
    if standing.advice is None or standing.outlook is None:
        return ()
    ahead = standing.advice.ahead
    if ahead.months != standing.outlook.months:
        return ()
    return tuple(int(limit) for limit in ahead.limits.of(ahead.place(key)))


def in_words(standing: NetworkStanding, key: LimitKey) -> str:
    """The picture for who hears the page."""
    limit = standing.limit(key).words
    return f"Usage of {standing.network.name} by month beside the {limit}, and forecast demand with its band"


def show(standing: NetworkStanding, *, first: LimitKey | None = None) -> None:
    """The chart of one limit with its captions, and its inputs one click away; ``first`` is what the page is about."""
    if standing.outlook is None:
        st.info("No usage was imported for this network yet, so there is nothing to draw or to forecast.")
        return
    names = {_name(s.key): s for s in standing.limits}
    own = f"{SHOWN}.{standing.network.network_id}"
    if first is not None and st.session_state.get(f"{own}.first") != first:
        session.put(f"{own}.first", first)
        session.put(own, _name(first))
    chosen = st.selectbox(
        "Limit to look at",
        list(names),
        format_func=lambda name: words.sentence(names[name].words),
        key=own,
        width=420,
    )
    limit = names[chosen]
    picture = session.derived(drawn, standing, limit.key)
    st.plotly_chart(
        charts.usage_and_demand(picture, palette()),
        key=f"usage.{standing.network.network_id}",
        config=charts.CONFIG,
        alt=in_words(standing, limit.key),
    )
    st.caption(
        f"Numbers a billing month, as of the end of {words.day(standing.as_of)}; the hatched month is still running; "
        "▲ marks months in which this limit was full. Forecast is the demand there would be without limits; the "
        "band covers 80 % of outcomes."
    )
    heading, meaning = words.when_full(limit, standing.outlook.likely_full(limit.key, limit.limit))
    st.markdown(f"**{words.sentence(words.plain(limit.words))}, likely full: {heading}.** {meaning}")
    for caveat in standing.outlook.caveats_of(limit.key):
        st.caption(f"◌ {words.plain(caveat)}.")
    if session.opened("How is this computed?", f"usage.why.{standing.network.network_id}"):
        reasons.forecast(standing, limit.key, picture)


def _name(key: LimitKey) -> str:
    return f"{key.kind} {key.campaign_id}".strip()
