"""Planning: how does this account's term end, what would change that, and what do we recommend?"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from data.errors import DocumentUnreadable, HeadroomError
from data.tables.packs import Pack
from limits.actors import OPERATOR
from limits.planning import Changed, TermSheet, freeze_pack, open_pack, packs, what_changed
from views.charts.theme import main_button
from views.forms import scenario_form
from views.forms.choose_network import choose
from views.panels import pack_files, sheet_sections
from views.panels.page_head import head
from views.text import words
from views.visit import links, reads, session

PACK, PRESENT, SINCE, TITLE = "pack", "present", "since", "planning.title"
NOW = "now"

_PRESENTING = """<style>
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"],
.st-key-demo { display: none; }
.stMainBlockContainer { padding-top: 1.5rem; }
.stMainBlockContainer p, .stMainBlockContainer li { font-size: 1.2rem; }
.stMainBlockContainer h2 { font-size: 1.9rem; }
.stMainBlockContainer h3 { font-size: 1.5rem; }
</style>"""
_PRINTED = """<style>
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], .stButton, .stDownloadButton,
  .stForm, .stSelectbox, .stToggle, .stDateInput, .stExpander { display: none !important; }
  .stMainBlockContainer { padding: 0; }
  .js-plotly-plot, [data-testid="stDataFrame"], [class*="st-key-cards"] { break-inside: avoid; }
}
</style>"""


def _changed(pack: Pack, then: TermSheet, now: TermSheet | None) -> None:
    st.subheader("What changed since")
    changes = what_changed(then, now) if now is not None else []
    changes = [change for change in changes if _value(change, change.then) != _value(change, change.now)]
    if not changes:
        st.info(f"Nothing: the figures of {words.day(pack.as_of)} are those of today.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Figure": [c.what for c in changes],
                f"In the pack, {words.day(then.as_of)}": [_value(c, c.then) for c in changes],
                f"Now, {words.day(now.as_of if now else None)}": [_value(c, c.now) for c in changes],
                "Unit": [c.unit.replace("ratio", "") or "" for c in changes],
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
    if changed.what.startswith("Left") and isinstance(value, int | float) and value < 0:
        return f"{words.count(-value)} over"
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
    links.follow_link(PACK, key, options)
    chosen = st.selectbox(
        "Figures",
        options,
        format_func=lambda i: "Now" if i == NOW else f"{by_id[i].title} ({i}, as of {words.day(by_id[i].as_of)})",
        key=key,
    )
    links.keep_link(PACK, key, chosen)
    return by_id.get(chosen)


def _present(sheet: TermSheet) -> None:
    """What a room looks at: no fields, no navigation."""
    st.html(_PRESENTING)
    sheet_sections.answer(sheet)
    sheet_sections.figures(sheet)
    sheet_sections.burn_down_and_renewal(sheet)
    sheet_sections.scenarios(sheet)
    sheet_sections.decisions(sheet)


def _actions(sheet: TermSheet, name: str, since: dt.date | None) -> None:
    """What to take to the meeting stands at the top of the page."""
    pack_files.show(sheet, name)
    if st.button("Present", key="planning.present", help="Larger, without fields. The browser's Back leads here."):
        st.query_params[PRESENT] = "1"
        if since is not None:  # the room sees the decisions that were chosen
            st.query_params[SINCE] = since.isoformat()
        st.rerun()


def _which(chosen: str, frozen: list[Pack]) -> tuple[Pack | None, dt.date | None]:
    """The figures of now or of a pack, and since when decisions are told; below the answer, for few need them."""
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        pack = _pack(chosen, frozen)
    with right:
        since = st.date_input("Decisions since", value=_last_time(frozen), key=f"planning.since.{chosen}")
    return pack, since if isinstance(since, dt.date) else None


def _show() -> None:
    st.html(_PRINTED)
    presenting = st.query_params.get(PRESENT) == "1"
    title, result = st.container(), st.container()
    chosen = links.named_network() if presenting else choose("planning")
    if chosen is None or chosen not in reads.network_names():
        chosen = choose("planning") if presenting else chosen
    if chosen is None:
        with title:
            head("Planning")
        return
    frozen = reads.own(packs, chosen)
    if presenting:
        pack, since = next((p for p in frozen if p.pack_id == st.query_params.get(PACK)), None), _shown_since(frozen)
    else:
        pack, since = _which(chosen, frozen)
    live = reads.term_sheet(chosen, since)
    if live is None:
        with title:
            head("Planning", reads.network_names()[chosen])
        st.info("No usage of this network was imported yet, so there is no term to plan. An admin imports it.")
        return
    try:
        sheet = reads.own(open_pack, chosen, pack.pack_id)[1] if pack else live
    except DocumentUnreadable as error:  # the fields stay, so that another pack or the live sheet can be chosen
        st.error(words.plain(str(error)))
        return
    with title:
        actions = head(sheet.name, pack_files.told(sheet, pack))
    if presenting:
        _present(sheet)
        if st.button("End presenting"):
            for name in (PRESENT, SINCE):
                st.query_params.pop(name, None)
            st.rerun()
        return
    with actions:
        _actions(sheet, pack.pack_id if pack else NOW, since)
    with result:
        if old := words.age(sheet.as_of, session.today(), stale_days=reads.standing(chosen).assumptions.stale_days):
            st.warning(old)
        sheet_sections.answer(sheet)
        sheet_sections.figures(sheet)
    _details(chosen, sheet, live, pack, since)


def _details(chosen: str, sheet: TermSheet, live: TermSheet, pack: Pack | None, since: dt.date | None) -> None:
    """Why, and what else there is to know."""
    if pack is not None:
        _changed(pack, sheet, live)
    sheet_sections.burn_down_and_renewal(sheet)
    sheet_sections.scenarios(sheet)
    if pack is None:
        scenario_form.show(reads.standing(chosen))
    sheet_sections.decisions(sheet)
    sheet_sections.limits(sheet)
    if pack is None and session.person() != OPERATOR:
        _freeze(chosen, since)
    _explained(sheet)


def _shown_since(frozen: list[Pack]) -> dt.date | None:
    """What was chosen before presenting, else what the field begins with."""
    try:
        return dt.date.fromisoformat(st.query_params.get(SINCE, ""))
    except ValueError:
        return _last_time(frozen)


def _last_time(frozen: list[Pack]) -> dt.date:
    """The day of the last pack: what was decided since is what the next meeting has not heard of."""
    return frozen[0].frozen_at.date() if frozen else session.today() - dt.timedelta(days=90)


_show()
