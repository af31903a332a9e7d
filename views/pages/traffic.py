"""Traffic calculator: how many dynamic numbers a website's sessions need, and what that depends on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.kinds import DYNAMIC
from limits.traffic import NetworkTraffic, TrafficAnswer, calculate, problems, with_traffic
from limits.visibility import is_of_vendor
from views.charts import traffic_charts
from views.charts.theme import main_button, palette
from views.forms import ask, traffic_inputs
from views.forms.choose_network import choose
from views.panels.answer_card import answer_card
from views.panels.page_head import head
from views.panels.tables import RIGHT
from views.text import traffic_words, words
from views.visit import links, reads, session

OF = "traffic.of"
_NO_BAR = {"displayModeBar": False}


def _answer(known: NetworkTraffic, answer: TrafficAnswer) -> None:
    """The one sentence, and the button that carries it into the form of a request, where it can still be changed."""
    limit, needed = known.dynamic_limit, answer.recommended_numbers or 0
    more = 0 if limit is None else max(0, needed - limit)
    with answer_card("info" if limit is None else "bad" if more else "good"):
        st.header(words.plain(traffic_words.headline(needed, limit)), anchor=False)
        if answer.need is not None:
            st.markdown(words.plain(traffic_words.need(answer.need)))
        may = session.person().may("file request", known.network)
        label = f"Ask for {words.count(more, 'more dynamic numbers')}"
        if may and more and st.button(label, key="traffic.ask", type=main_button()):
            sessions, reason = round(answer.inputs.sessions_a_month or 0), traffic_words.summary(known, answer)
            ask.fill(DYNAMIC, more, sessions=sessions or None, from_month=answer.inputs.from_month, reason=reason)
            page = "views/pages/headroom.py" if not is_of_vendor(session.person()) else "views/pages/network.py"
            to = {**links.carried(), "network": known.network.network_id, "section": "Requests"}
            st.switch_page(page, query_params=to)


def _figures(answer: TrafficAnswer) -> None:
    needed, corrected, load = answer.needed_numbers, answer.corrected_numbers, answer.offered_load_erlangs
    assert needed is not None
    hold = traffic_words.duration(answer.inputs.hold_seconds)
    today = answer.ceilings[-1] if answer.ceilings else None
    cells = st.container(key="cards.traffic").columns(4)
    cells[0].metric("Numbers needed", words.count(answer.recommended_numbers), border=True)
    if answer.need is not None:
        cells[0].caption(f"By the formula alone {needed:,}, at a hold time of {hold}, whatever was used so far.")
    elif corrected is None:
        cells[0].caption(f"by the formula alone, at a hold time of {hold}; {traffic_words.why_alone(answer)}")
    else:
        cells[0].caption(
            f"{needed:,} by the formula at a hold time of {hold}, times {answer.ratio.median:.2f}, what this network "
            f"used for each computed number in {words.count(answer.ratio.months, 'months')}"
        )
    cells[1].metric("Overflow today", traffic_words.rate(today.overflow_rate) if today else "—", border=True)
    cells[1].caption(
        traffic_words.overflow_today(answer)
        if today
        else "No limit, usage or RingPool is on record to hold it against."
    )
    cells[2].metric("Busy-hour load, erlangs", f"{load:,.1f}", border=True)
    cells[2].caption(f"{answer.busy_hour_sessions:,.0f} sessions in the busiest hour, each holding a number for {hold}")
    cells[3].metric("Most sessions today", words.count(today.sessions_carried) if today else "—", border=True)
    cells[3].caption("sessions a month that today's numbers carry at the target")


def _hang_on(answer: TrafficAnswer) -> None:
    """The curve, the hold time, and what splitting costs."""
    left, right = st.columns(2)
    with left:
        st.subheader("Overflow against numbers")
        st.plotly_chart(
            traffic_charts.overflow_by_numbers(answer, palette()),
            key="traffic.curve",
            config=_NO_BAR,
            alt="Overflow rate in the busiest hour by numbers, with the target, the numbers needed and today's",
        )
    with right:
        st.subheader("The hold time matters most")
        st.plotly_chart(
            traffic_charts.numbers_by_hold(answer, palette()),
            key="traffic.hold",
            config=_NO_BAR,
            alt="Numbers needed by hold time, by the formula alone",
        )
    left, right = st.columns(2)
    with left:
        st.markdown("**One pool against many**, the same visitors spread evenly, by the formula")
        one = answer.one_pool_numbers or 0
        st.dataframe(
            pd.DataFrame(
                {
                    "RingPools": [words.count(pools) for pools, _ in answer.by_pools],
                    "Numbers needed": [f"{numbers:,}" for _, numbers in answer.by_pools],
                    "More than one pool": [
                        f"+{numbers - one:,}" if pools > 1 else "" for pools, numbers in answer.by_pools
                    ],
                    "": ["◀ assumed" if pools == answer.inputs.pools else "" for pools, _ in answer.by_pools],
                }
            ),
            hide_index=True,
            column_config=dict.fromkeys(("RingPools", "Numbers needed", "More than one pool"), RIGHT),
        )
    with right:
        st.markdown("**Numbers needed by hold time**, all else as assumed, by the formula")
        st.dataframe(
            pd.DataFrame(
                {
                    "Hold time": [traffic_words.duration(seconds) for seconds, _ in answer.by_hold],
                    "Numbers needed": [f"{numbers:,}" for _, numbers in answer.by_hold],
                    "": ["◀ assumed" if s == answer.inputs.hold_seconds else "" for s, _ in answer.by_hold],
                }
            ),
            hide_index=True,
            height="content",
            column_config={"Hold time": RIGHT, "Numbers needed": RIGHT},
        )


def _ahead(known: NetworkTraffic, answer: TrafficAnswer) -> None:
    st.subheader("Need by month")
    if not answer.ahead:
        st.info(traffic_words.NO_MONTHS)
        return
    st.plotly_chart(
        traffic_charts.need_by_month(answer.ahead, known.history, known.dynamic_limit, palette()),
        key="traffic.months",
        config=_NO_BAR,
        alt="Dynamic numbers used by month, and the need of the months ahead with an 80 % band",
    )
    st.caption(traffic_words.months_caption(known))
    if answer.need is not None:
        st.caption(traffic_words.need(answer.need))
    for need in answer.ahead:
        st.markdown(f"**{traffic_words.source(need, answer)}**")
        figures = ("Sessions (median)", "Numbers, 10 %", "Numbers, median", "Numbers, 90 %")
        st.dataframe(
            pd.DataFrame(
                {
                    "Month": [words.month(month) for month in need.months],
                    "Sessions (median)": [f"{row[1]:,.0f}" for row in need.sessions_band],
                    "Numbers, 10 %": [f"{row[0]:,.0f}" for row in need.numbers_band],
                    "Numbers, median": [f"{row[1]:,.0f}" for row in need.numbers_band],
                    "Numbers, 90 %": [f"{row[2]:,.0f}" for row in need.numbers_band],
                }
            ),
            hide_index=True,
            column_config=dict.fromkeys(figures, RIGHT),
        )


def _without_sessions(known: NetworkTraffic, answer: TrafficAnswer) -> None:
    st.info(traffic_words.needs_sessions(known))
    for ceiling in answer.ceilings:
        st.markdown(traffic_words.carries(ceiling, answer.inputs))


def _show() -> None:
    head("Traffic calculator", "how many dynamic numbers a website needs, and what that depends on")
    chosen = choose("traffic")
    if chosen is None:
        return
    if session.changed(OF, chosen):
        session.forget(traffic_inputs.KEYS)
    stored = known = reads.traffic(chosen)
    if old := words.age(known.network.as_of, session.today(), stale_days=reads.settings().assumptions.stale_days):
        st.warning(old)
    st.caption(traffic_words.as_of(known))
    first = st.container()  # the answer, above what it hangs on
    file = traffic_inputs.uploaded()
    if file is not None:
        known = with_traffic(stored, file.traffic)
    traffic_inputs.fill_from_file(file, known)
    standing = reads.standing(chosen)
    inputs = traffic_inputs.show(known, stored, standing)
    if wrong := problems(inputs):
        for sentence in wrong:
            st.error(sentence)
        return
    answer = calculate(known, inputs, standing=standing)
    if answer.needed_numbers is None:
        with first:
            _without_sessions(known, answer)
    elif answer.needed_numbers == 0:
        first.info("No sessions need no dynamic numbers, not even one to share on overflow.")
    else:
        with first:
            _answer(known, answer)
            _figures(answer)
        _hang_on(answer)
        _ahead(known, answer)
    with st.expander("How is this computed?"):
        st.markdown(traffic_words.explanation(answer))
    if answer.needed_numbers:
        with st.expander("The same to copy"):
            st.code(traffic_words.summary(known, answer), language=None, wrap_lines=True)


_show()
