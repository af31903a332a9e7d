"""Requests: one request, everything on one screen, and the decision."""

from __future__ import annotations

import streamlit as st

from data.records import Request
from data.tables.requests import OPEN
from limits.advice import NetworkStanding
from limits.kinds import LimitKey, as_kind
from limits.planning import contract_months
from limits.requests import Waiting
from limits.traffic import dynamic_need
from views.charts import charts, cost_chart
from views.charts.theme import palette
from views.forms import away_form, decide_form
from views.panels import answers, audit, evidence, request_thread, trial, usage_section
from views.text import traffic_words, words
from views.visit import session

CHOSEN = "review.chosen"
NONE_WAITING = "No request is waiting for you. New ones appear here as customers file them."


def _show() -> None:
    st.title("Requests")
    waiting = session.waiting_requests()
    named = session.named_request()
    open_ids = [w.request.request_id for w in waiting]
    if named and named not in open_ids:
        _decided(named)
        if waiting:
            st.divider()
    if waiting:
        _queue(waiting, open_ids, named)
    else:
        st.info(NONE_WAITING)
    away_form.show()


def _queue(waiting: list[Waiting], open_ids: list[str], named: str | None) -> None:
    """One of the open requests: the box, the address and the body name the same one."""
    session.follow_link(session.REQUEST, CHOSEN, open_ids)
    chosen = st.selectbox(
        f"Waiting: {words.count(len(waiting), 'requests')}, the longest first",
        open_ids,
        format_func={w.request.request_id: _line(w) for w in waiting}.__getitem__,
        key=CHOSEN,
    )
    if named is None or named in open_ids:
        session.keep_link(session.REQUEST, CHOSEN, chosen)
    one = next(w for w in waiting if w.request.request_id == chosen)
    if one.is_stuck:
        st.warning(words.plain(one.who_decides))
    _review(session.standing(one.network.network_id), one.request)


def _line(one: Waiting) -> str:
    days = max(0, (session.today() - one.request.filed_at.date()).days)
    key = LimitKey(as_kind(one.request.kind), one.request.campaign_id)
    return (
        f"{one.network.name} · {one.request.more_numbers:,} more, {key.words()} · "
        f"{'today' if not days else words.count(days, 'days')} · {one.request.request_id}"
        + (f" · {one.team.csm} is away until {words.day(one.team.away_until)}" if one.team.away_until else "")
        + (" · nobody can decide it" if one.is_stuck else "")
    )


def _review(standing: NetworkStanding, request: Request) -> None:
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    if old := words.age(standing.as_of, session.today(), stale_days=standing.assumptions.stale_days):
        st.warning(old)
    st.subheader(words.plain(standing.network.name))
    st.caption(f"Usage as of the end of {words.day(standing.as_of)}. {words.plain(standing.contract.sentence)}")
    answer = standing.request_answers.get(request.request_id)
    if answer is not None:
        answers.banner(answer)
    need = dynamic_need(
        standing, from_month=request.from_month, until_month=request.until_month,
        sessions=request.sessions, more_sessions=request.more_sessions,
    )  # fmt: skip
    if need is not None and request.kind == "dynamic":
        st.caption(traffic_words.need(need))
    asked, decision = st.columns([3, 2], gap="large")
    with asked:
        if answer is not None:
            answers.ways(answer, with_money=standing.sees_vendor_facts)
        request_thread.headline(standing, request)
        request_thread.thread(request)
        request_thread.comment_form(request, may_be_internal=True)
    with decision:
        decide_form.show(standing, key, request)
    trial.slider(standing, key, request)
    if answer is not None:
        st.subheader("Why")
        answers.reasons(answer)
    st.subheader("Usage and forecast demand")
    _pictures(standing, key)
    cost_chart.show(standing, key)
    audit.requests(standing)


def _pictures(standing: NetworkStanding, key: LimitKey) -> None:
    if standing.outlook is None:
        st.info("No usage was imported for this network yet, so there is nothing to draw or to forecast.")
        return
    left, right = st.columns(2) if standing.contract.current else (st.container(), None)
    with left:
        st.plotly_chart(
            charts.usage_and_demand(usage_section.drawn(standing, key), palette()),
            key="review.usage",
            config=charts.CONFIG,
            alt=f"Usage of {standing.network.name} by month beside the limit asked for, and forecast demand",
        )
    if right is not None and standing.contract.current is not None:
        with right:
            st.plotly_chart(
                charts.burn_down(contract_months(standing), standing.contract.current.number_months, palette()),
                key="review.burn_down",
                config=charts.CONFIG,
                alt="Number-months left of the allotment by month, against an even pace, with the forecast's band",
            )
    st.caption(
        f"Numbers a billing month and number-months left, as of the end of {words.day(standing.as_of)}. "
        "The band covers 80 % of outcomes."
    )
    for caveat in standing.outlook.caveats:
        st.caption(f"◌ {words.plain(caveat)}.")


def _decided(request_id: str) -> None:
    """A request that waits no more: what became of it, and what it was decided on."""
    found = session.request_with_thread(request_id)
    if found is None:
        return
    request, standing = found
    with st.container(border=True):
        st.subheader(f"{words.plain(standing.network.name)}: {words.REQUEST_MARKS[request.status]}")
        request_thread.headline(standing, request)
        request_thread.thread(request)
        if request.decision_note:
            st.markdown(f"**Note:** {words.plain(request.decision_note)}")
        if request.status not in OPEN:
            evidence.show(request)


_show()
