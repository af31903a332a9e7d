"""The sections of an account's sheet: the verdict, what is left, renewal options, scenarios, decisions, limits."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.planning import ScenarioFigures, TermSheet, plan_words, renewal_options, renewal_words, safe_words, verdict
from views.charts import charts
from views.charts.theme import palette
from views.panels.answer_card import answer_card
from views.panels.cards import card
from views.panels.tables import NUMBER, RIGHT
from views.panels.width import wide
from views.text import words
from views.visit import people

MOST_CARDS = 4  # more scenarios than that are read in the table


def answer(sheet: TermSheet) -> None:
    """How it ends as it is, and what a plan would change."""
    risk = sheet.followed.overage_risk
    tone = "info" if risk is None else "good" if risk <= sheet.risk_allowed else "bad"
    with answer_card(tone):  # type: ignore[arg-type]
        st.header(words.plain(verdict(sheet)), anchor=False)
        others = [c for c in sheet.scenarios[1:] if c.overage_risk is not None and not c.is_plan]
        said = [words.plain(plan_words(sheet))] if sheet.followed.is_plan else []
        said += [
            f"With *{words.plain(c.name)}* the overage risk would be {words.percent(c.overage_risk)}."
            for c in others[:2]
        ]
        if sheet.renewal is not None:
            said.append(
                f"Renew at **{sheet.renewal.number_months:,}** number-months "
                f"({sheet.renewal.numbers_a_month:,} a month); {sheet.renewal.bought_now:,} are bought now."
            )
        st.markdown(" ".join(said) or words.plain(sheet.sentence))


def figures(sheet: TermSheet) -> None:
    end, followed, renewal = sheet.at_the_end, sheet.followed, sheet.renewal
    cells = st.container(key="cards.planning").columns(4)
    bought = sheet.number_months or 0
    left = "No allotment" if sheet.left is None else words.count(abs(sheet.left), "number-months")
    if sheet.left is not None and sheet.left < 0:
        left += " over"
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
    spent = followed.expected_overage_cost
    cost = words.money(spent, sheet.currency) if _is_some(spent) else ""
    expected = f"{words.count(followed.expected_overage, 'number-months')} expected beyond the allotment"
    card(cells[2], "Overage risk", words.risk(followed.overage_risk), f"{expected}{f', {cost}' if cost else ''}.")
    figure = words.count(renewal.number_months, "number-months") if renewal else "Too far ahead"
    card(cells[3], "Recommended at renewal", figure, renewal_words(sheet))


def burn_down_and_renewal(sheet: TermSheet) -> None:
    options = renewal_options(sheet)
    chart, side = st.columns([1.9, 1], gap="medium") if options else (st.container(), None)
    with chart:
        _burn_down(sheet)
    if side is None:
        return
    with side:
        st.subheader("Renewal", anchor=False)
        for option in options:
            with st.container(border=True, gap="xsmall"):
                with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                    st.markdown(f"**{option.number_months:,}** number-months", width="content")
                    if option.is_recommended:
                        st.badge("Recommended", color="green", icon=":material/check:")
                    else:
                        st.badge(option.name, color="gray")
                st.caption(words.plain(f"{option.numbers_a_month:,} a month; {option.holds}; {option.at_the_median}."))


def _burn_down(sheet: TermSheet) -> None:
    st.subheader("What is left of the allotment", anchor=False)
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


def scenarios(sheet: TermSheet) -> None:
    st.subheader("Scenarios side by side", anchor=False)
    if len(sheet.scenarios) <= MOST_CARDS:
        grid = st.grid(max(2, len(sheet.scenarios)), min_column_width=235, border=True)
        for scenario in sheet.scenarios:
            with grid.cell():
                _scenario(sheet, scenario)
    with wide("scenarios"), st.expander("Every figure of them", expanded=len(sheet.scenarios) > MOST_CARDS):
        _scenario_table(sheet)
    if len(sheet.scenarios) > 1:
        st.plotly_chart(
            charts.over_and_unused(sheet.scenarios, palette()),
            key="planning.scenarios",
            config=charts.CONFIG,
            alt="Expected overage and what expires unused on average, in number-months, by scenario",
        )
    st.caption(
        f"As of the end of {words.day(sheet.as_of)}; a limit is safe where its overage risk is at most "
        f"{words.percent(sheet.risk_allowed)}."
    )


def _scenario(sheet: TermSheet, scenario: ScenarioFigures) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{words.plain(words.sentence(scenario.name))}**", width="content")
        if scenario.is_plan:
            st.badge("The plan", color="blue")
        elif scenario.overage_risk is not None:
            fits = scenario.overage_risk <= sheet.risk_allowed
            st.badge("Fits" if fits else "Runs over", color="green" if fits else "red")
    st.caption(words.plain(words.sentence(scenario.words)))
    over = scenario.expected_overage or 0
    cost = (
        f" ({words.money(scenario.expected_overage_cost, sheet.currency)})"
        if _is_some(scenario.expected_overage_cost)
        else ""
    )
    rows = (
        ("Overage risk", words.percent(scenario.overage_risk)),
        ("Expected over", f"{words.count(over)}{cost}" if scenario.expected_overage is not None else "—"),
        ("Unused on average", words.count(scenario.expected_unused)),
        ("Need, numbers a month", words.count(scenario.need)),
    )
    st.markdown("  \n".join(f"{name}: **{words.plain(value)}**" for name, value in rows))


def _scenario_table(sheet: TermSheet) -> None:
    rows = {
        "What is different": [words.sentence(c.words) for c in sheet.scenarios],
        "Months left": [words.count(c.months_left) for c in sheet.scenarios],
        "Allotment, number-months": [words.count(c.number_months) for c in sheet.scenarios],
        "Overage risk": [words.percent(c.overage_risk) for c in sheet.scenarios],
        "Expected overage, number-months": [words.count(c.expected_overage) for c in sheet.scenarios],
        "Cost of it": [words.money(c.expected_overage_cost, sheet.currency) for c in sheet.scenarios],
        "Unused on average, number-months": [words.count(c.expected_unused) for c in sheet.scenarios],
        "Need, numbers a month": [words.count(c.need) for c in sheet.scenarios],
        "Safe network limit": [safe_words(sheet, c) for c in sheet.scenarios],
        "Verdict": [words.sentence(c.verdict) or "—" for c in sheet.scenarios],
    }  # fmt: skip
    names = [words.sentence(c.name) + (" (the plan)" if c.is_plan else "") for c in sheet.scenarios]
    frame = pd.DataFrame(rows, index=names).T.rename_axis("Figure").reset_index()
    st.dataframe(frame, hide_index=True, column_config=dict.fromkeys(names, RIGHT))


def _is_some(amount: float | None) -> bool:
    """Whether it is worth saying: less than half of one rounds to nothing."""
    return amount is not None and round(amount) >= 1


def decisions(sheet: TermSheet) -> None:
    st.subheader(f"Decided since {words.day(sheet.decided_since)}", anchor=False)
    if not sheet.decisions:
        st.info("Nothing was decided in this time.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Day": [words.day(d.on) for d in sheet.decisions],
                "What": [words.sentence(d.words) for d in sheet.decisions],
                "Reason": [d.reason or "—" for d in sheet.decisions],
                "By": [people.name(d.by) for d in sheet.decisions],
            }
        ),
        hide_index=True,
        column_config={
            "What": st.column_config.TextColumn(width=360),
            "Reason": st.column_config.TextColumn(width=360),
        },
    )


def limits(sheet: TermSheet) -> None:
    st.subheader("Limits", anchor=False)
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
    if sheet.planned:
        st.subheader("Planned changes", anchor=False)
        st.markdown("\n".join(f"- {words.plain(one)}" for one in sheet.planned))
