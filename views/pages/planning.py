"""Planning: how does this account's term end, what would change that, and what do we recommend?"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from data.errors import DocumentUnreadable, HeadroomError
from data.tables.packs import Pack
from limits.actors import OPERATOR
from limits.planning import Changed, TermSheet, freeze_pack, open_pack, packs, renewal_words, safe_words, what_changed
from views.charts import charts
from views.charts.theme import main_button, palette
from views.forms import scenario_form
from views.forms.choose_network import choose
from views.panels import pack_files
from views.panels.cards import card
from views.panels.tables import NUMBER, RIGHT
from views.text import words
from views.visit import session

PACK, PRESENT, SINCE, TITLE = "pack", "present", "since", "planning.title"
NOW = "now"

_PRESENTING = """<style>
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"] { display: none; }
.stMainBlockContainer { padding-top: 1.5rem; }
.stMainBlockContainer p, .stMainBlockContainer li { font-size: 1.2rem; }
</style>"""
_PRINTED = """<style>
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], .stButton, .stDownloadButton,
  .stForm, .stSelectbox, .stToggle, .stDateInput, .stExpander { display: none !important; }
  .stMainBlockContainer { padding: 0; }
  .js-plotly-plot, [data-testid="stDataFrame"], [class*="st-key-cards"] { break-inside: avoid; }
}
</style>"""


def _cards(sheet: TermSheet) -> None:
    end, as_it_is, renewal = sheet.at_the_end, sheet.as_it_is, sheet.renewal
    cells = st.container(key="cards.planning").columns(4)
    bought = sheet.number_months or 0
    left = words.count(sheet.left, "number-months") if sheet.left is not None else "No allotment"
    card(cells[0], "Allotment left", left, sheet.sentence, share=(sheet.used or 0) / bought if bought else None)
    if end is None:
        card(cells[1], "When the period ends", "Not defined", "No allotment covers the running month.")
    else:
        over = end.median < 0
        figure = f"{words.count(abs(end.median), 'number-months')} {'over' if over else 'left'}"
        low, high = f"{end.low:,.0f}", f"{end.high:,.0f}"
        band = (
            f"80 % of outcomes lie between {low} and {high}; below zero is overage."
            if low != high
            else ("Nearly all futures end there: a limit holds usage down.")
        )
        card(cells[1], "When the period ends", figure, f"The median of {sheet.path_count:,} futures. {band}")
    cost = words.money(as_it_is.expected_overage_cost, sheet.currency) if as_it_is.expected_overage_cost else ""
    expected = f"{words.count(as_it_is.expected_overage, 'number-months')} expected beyond the allotment"
    card(cells[2], "Overage risk", words.risk(as_it_is.overage_risk), f"{expected}{f', {cost}' if cost else ''}.")
    figure = words.count(renewal.number_months, "number-months") if renewal else "Too far ahead"
    card(cells[3], "Recommended at renewal", figure, renewal_words(sheet))


def _burn_down(sheet: TermSheet) -> None:
    st.subheader("What is left of the allotment")
    if not sheet.months or sheet.number_months is None:
        st.info(words.plain(sheet.sentence))
        return
    st.plotly_chart(
        charts.burn_down(sheet.months, sheet.number_months, palette()),
        key="planning.burn_down",
        config=charts.CONFIG,
        alt="Number-months left of the allotment by month, against an even pace, with the forecast's 80 % band",
    )
    st.caption(
        f"Number-months, as of the end of {words.day(sheet.as_of)}. The forecast is what today's limits let through; "
        "where it crosses zero, the allotment is spent and overage begins."
    )


def _scenarios(sheet: TermSheet) -> None:
    st.subheader("Scenarios side by side")
    rows = {
        "What is different": [words.sentence(c.words) for c in sheet.scenarios],
        "Months left": [words.count(c.months_left) for c in sheet.scenarios],
        "Allotment, number-months": [words.count(c.number_months) for c in sheet.scenarios],
        "Overage risk": [words.percent(c.overage_risk) for c in sheet.scenarios],
        "Expected overage, number-months": [words.count(c.expected_overage) for c in sheet.scenarios],
        "Cost of it": [words.money(c.expected_overage_cost, sheet.currency) for c in sheet.scenarios],
        "Expected to expire unused, number-months": [words.count(c.expected_unused) for c in sheet.scenarios],
        "Need, numbers a month": [words.count(c.need) for c in sheet.scenarios],
        "Safe network limit": [safe_words(sheet, c) for c in sheet.scenarios],
        "Verdict": [words.sentence(c.verdict) or "—" for c in sheet.scenarios],
    }  # fmt: skip
    names = [words.sentence(c.name) + (" (the plan)" if c.is_plan else "") for c in sheet.scenarios]
    frame = pd.DataFrame(rows, index=names).T.rename_axis("Figure").reset_index()
    st.dataframe(frame, hide_index=True, column_config=dict.fromkeys(names, RIGHT))
    if len(sheet.scenarios) > 1:
        st.plotly_chart(
            charts.over_and_unused(sheet.scenarios, palette()),
            key="planning.scenarios",
            config=charts.CONFIG,
            alt="Expected overage and what is expected to expire unused, in number-months, by scenario",
        )
    st.caption(
        f"As of the end of {words.day(sheet.as_of)}; a limit is safe where its overage risk is at most "
        f"{words.percent(sheet.risk_allowed)}."
    )


def _decisions(sheet: TermSheet) -> None:
    st.subheader(f"Decided since {words.day(sheet.decided_since)}")
    if not sheet.decisions:
        st.info("Nothing was decided in this time.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Day": [words.day(d.on) for d in sheet.decisions],
                "What": [words.sentence(d.words) for d in sheet.decisions],
                "Reason": [d.reason or "—" for d in sheet.decisions],
                "By": [d.by for d in sheet.decisions],
            }
        ),
        hide_index=True,
        column_config={
            "What": st.column_config.TextColumn(width=360),
            "Reason": st.column_config.TextColumn(width=360),
        },
    )


def _limits(sheet: TermSheet) -> None:
    st.subheader("Limits")
    st.dataframe(
        pd.DataFrame(
            {
                "Limit": [words.sentence(one.words) for one in sheet.limits],
                "Numbers a month": [one.limit for one in sheet.limits],
                "Used this month": [one.usage for one in sheet.limits],
                "Headroom": [one.headroom for one in sheet.limits],
                "Likely full": [words.month(one.likely_full) for one in sheet.limits],
                "Recommended": [one.suggested_limit for one in sheet.limits],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config=dict.fromkeys(("Numbers a month", "Used this month", "Headroom", "Recommended"), NUMBER),
    )
    _planned(sheet)


def _planned(sheet: TermSheet) -> None:
    """What the limits will be changed to; nothing where nothing is planned, or a pack did not keep it."""
    if not sheet.planned:
        return
    st.subheader("Planned changes")
    st.markdown("\n".join(f"- {words.plain(one)}" for one in sheet.planned))


def _changed(pack: Pack, then: TermSheet, now: TermSheet | None) -> None:
    st.subheader("What changed since")
    found = what_changed(then, now) if now is not None else []
    if not found:
        st.info(f"Nothing: the figures of {words.day(pack.as_of)} are those of today.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Figure": [c.what for c in found],
                f"In the pack, {words.day(then.as_of)}": [_value(c, c.then) for c in found],
                f"Now, {words.day(now.as_of if now else None)}": [_value(c, c.now) for c in found],
                "Unit": [c.unit.replace("ratio", "") or "" for c in found],
            }
        ),
        hide_index=True,
        column_config={"Figure": st.column_config.TextColumn(width=320)},
    )


def _value(changed: Changed, value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, dt.date):
        return words.day(value)
    if changed.unit == "ratio":
        return words.percent(float(str(value)))
    return words.count(value) if isinstance(value, int | float) else words.sentence(str(value))


def _explained(sheet: TermSheet) -> None:
    with st.expander("How is this computed?"):
        st.markdown(
            f"Usage of closed months is what was imported; from the running month on, demand is simulated on "
            f"**{sheet.path_count:,} paths** and cut off at today's limits. **Left** is the allotment of "
            f"{words.count(sheet.number_months)} number-months less what each path has used by the end of a month; the "
            "band holds the middle 80 % of the paths. **Even pace** spends the same in every month of the period. "
            "**Overage risk** is the share of paths on which an allotment period runs over. The **renewal** takes "
            "demand without limits in the months of the next partnership: the smallest number of number-months that "
            f"{words.percent(1 - sheet.risk_allowed)} of the paths do not exceed. A **scenario** changes demand or "
            "contract as it says and is worked out by the same rules."
        )
        for caveat in sheet.caveats:
            st.markdown(f"- {words.plain(caveat)}")


def _freeze(network_id: str, since: dt.date | None) -> None:
    with st.expander("Freeze these figures for a meeting"), st.form("planning.freeze", border=False):
        st.caption("They reopen exactly as they are now, whatever is imported or decided after.")
        title = st.text_input("Title", key=TITLE, placeholder="Quarterly review with the customer", max_chars=200)
        if st.form_submit_button("Freeze", type=main_button()):
            try:
                pack = freeze_pack(session.store(), session.person(), network_id, title, since=since)
            except HeadroomError as error:
                st.error(words.plain(str(error)))
                return
            session.forget([TITLE])
            session.say_after_reload(f"Frozen as {pack.pack_id}: {words.plain(pack.title)}.")
            st.query_params[PACK] = pack.pack_id
            st.rerun()


def _pack(network_id: str, frozen: list[Pack]) -> Pack | None:
    """The pack that the address names or the field shows; None for the figures of now."""
    by_id = {pack.pack_id: pack for pack in frozen}
    named = st.query_params.get(PACK)
    if named and named != NOW and named not in by_id:
        st.warning(f"There is no pack '{words.plain(named)}' of this network. You are shown the figures of now.")
    key = f"planning.pack.{network_id}"
    options = [NOW, *by_id]
    session.follow_link(PACK, key, options)
    chosen = st.selectbox(
        "Figures",
        options,
        format_func=lambda i: "Now" if i == NOW else f"{by_id[i].title} ({i}, as of {words.day(by_id[i].as_of)})",
        key=key,
    )
    session.keep_link(PACK, key, chosen)
    return by_id.get(chosen)


def _present(sheet: TermSheet) -> None:
    """What a room looks at: no fields, no navigation."""
    st.html(_PRESENTING)
    _cards(sheet)
    _burn_down(sheet)
    _scenarios(sheet)
    _decisions(sheet)


def _show() -> None:
    st.html(_PRINTED)
    presenting = st.query_params.get(PRESENT) == "1"
    title = st.empty()
    title.title("Planning")
    chosen = session.named_network() if presenting else choose("planning")
    if chosen is None or chosen not in session.network_names():
        chosen = choose("planning") if presenting else chosen
    if chosen is None:
        return
    frozen = packs(session.store(), session.person(), chosen)
    pack = next((p for p in frozen if p.pack_id == st.query_params.get(PACK)), None) if presenting else None
    since = None
    if not presenting:
        left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
        with left:
            pack = _pack(chosen, frozen)
        with middle:
            since = st.date_input("Decisions since", value=_last_time(frozen), key=f"planning.since.{chosen}")
        with right:
            if st.button("Present", width="stretch", help="Larger, without fields. The browser's Back leads here."):
                st.query_params[PRESENT] = "1"
                st.rerun()
    live = session.term_sheet(chosen, since if isinstance(since, dt.date) else None)
    if live is None:
        st.info("No usage of this network was imported yet, so there is no term to plan. An admin imports it.")
        return
    try:
        sheet = open_pack(session.store(), session.person(), chosen, pack.pack_id)[1] if pack else live
    except DocumentUnreadable as error:  # the fields stay, so that another pack or the live sheet can be chosen
        st.error(words.plain(str(error)))
        return
    title.title(words.plain(sheet.name))
    st.caption(pack_files.told(sheet, pack))
    if presenting:
        _present(sheet)
        if st.button("End presenting"):
            st.query_params.pop(PRESENT, None)
            st.rerun()
        return
    if old := words.age(sheet.as_of, session.today(), stale_days=session.standing(chosen).assumptions.stale_days):
        st.warning(old)
    _cards(sheet)
    if pack is not None:
        _changed(pack, sheet, live)
    _burn_down(sheet)
    _scenarios(sheet)
    if pack is None:
        scenario_form.show(session.standing(chosen))
    _decisions(sheet)
    _limits(sheet)
    pack_files.show(sheet, pack.pack_id if pack else NOW)
    if pack is None and session.person() != OPERATOR:
        _freeze(chosen, since if isinstance(since, dt.date) else None)
    _explained(sheet)


def _last_time(frozen: list[Pack]) -> dt.date | None:
    """The day of the last pack: what was decided since is what the next meeting has not heard of."""
    return frozen[0].frozen_at.date() if frozen else session.today() - dt.timedelta(days=90)


_show()
