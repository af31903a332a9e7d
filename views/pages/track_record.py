"""How forecasts did: over everything a person sees, and over one network."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from forecasting.demand import SumCalibration
from forecasting.evaluation import Record
from limits.outlook import UnreadCalibration
from limits.trust import EVERY, FEWEST_WINDOWS, HORIZON, Trust, lesson_in_words
from views.charts import charts, trust_charts
from views.charts.theme import palette
from views.panels.cards import card
from views.panels.tables import NUMBER, RIGHT
from views.text import words
from views.visit import links, people, reads, session, trust_reads

KEY = "trust.network"
TOO_FEW = "◌ Too few forecasts to judge by."
NEAR = 0.05  # ratio: a band that holds so nearly what it should is right


def _band_words(held: float, meant: float, *, says_little: bool) -> str:
    if says_little:
        return TOO_FEW
    if held < meant - NEAR:
        return "▲ Too narrow: more months fell outside than the band says."
    if held > meant + NEAR:
        return "◆ Wider than needed: more months fell inside than the band says."
    return "● As it should be."


def _error_words(record: Record) -> str:
    if record.error is None or record.error_naive is None:
        return "Nothing was used in these months."
    if not record.error_naive:
        return "Usage stood still from year to year: there is nothing to be better at."
    ratio = record.error / record.error_naive
    if ratio > 1:
        return f"▲ Worse than taking the same month a year ago, which is off by {words.percent(record.error_naive)}."
    return (
        f"● Taking the same month a year ago is off by {words.percent(record.error_naive)}: "
        f"{words.percent(1 - ratio)} of that error is gone."
    )


def _risk_words(trust: Trust) -> tuple[str, str]:
    risks = trust.record.risks
    count = sum(r.count for r in risks)
    if not count:
        return "—", "No whole year ahead is known yet."
    off = sum(abs(r.said - r.came) * r.count for r in risks) / count
    if trust.says_little:
        return _points(off), TOO_FEW
    mark = "●" if off <= NEAR else "◆" if off <= 2 * NEAR else "▲"
    return (
        _points(off),
        f"{mark} Risks as they were said beside how often they came true, over {words.count(count, 'forecasts')}.",
    )


def _points(off: float) -> str:
    """Percentage points; a little is not none."""
    return "under 1 point off" if 0 < off < 0.005 else f"{words.count(off * 100, 'points')} off"


def _cards(trust: Trust) -> None:
    record = trust.record.overall
    if record is None:
        return
    cells = st.container(key="cards.trust").columns(4)
    card(cells[0], "Error", f"{words.percent(record.error)} of usage", _error_words(record))
    for cell, meant, held in ((cells[1], 0.80, record.coverage_80), (cells[2], 0.95, record.coverage_95)):
        card(
            cell,
            f"{words.percent(meant)} band",
            f"held {words.percent(held)}",
            _band_words(held, meant, says_little=trust.says_little),
            share=held,
        )
    card(cells[3], "Risks", *_risk_words(trust))


def _basis(trust: Trust) -> None:
    record = trust.record
    judged = record.overall.forecasts if record.overall else 0
    span = f"{words.month(trust.first)} to {words.month(trust.last)}"
    st.caption(
        f"{words.count(record.windows, 'forecasts')} of a year each, {judged:,} months judged, {span}, from "
        f"{words.count(trust.networks, 'networks')}. Each was made from nothing but the months before it, one every "
        f"{EVERY} months, for static and dynamic numbers apart; months in which a limit was full tell only the least "
        "that demand was, and are not judged."
    )
    if trust.says_little:
        st.warning(f"Fewer than {FEWEST_WINDOWS} forecasts can be judged: this is too little to tell skill from luck.")


def of_all() -> None:
    trust = trust_reads.trust()
    if trust.record.overall is None:
        st.info(
            f"Nothing can be judged yet: it takes {HORIZON} closed months after the first 3 of a network. Until then "
            "the forecast leans on what public series taught it (docs/forecasting.md)."
        )
        return
    _cards(trust)
    _basis(trust)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Did risks come true?")
        st.plotly_chart(
            trust_charts.reliability(trust.record.risks, palette()),
            key="trust.risks",
            config=charts.CONFIG,
            alt="How often a risk was said to happen beside how often it did, in tenths",
        )
        st.caption(
            f"The risk that some month of the next {HORIZON} exceeds the most so far, as it was said, beside how often "
            "it did. On the dotted line a risk is right; below it was said too high, above too low. Beside each mark: "
            "how many forecasts it stands for; forecasts of neighbouring months share their luck."
        )
    with right:
        st.subheader("How far off?")
        st.plotly_chart(
            trust_charts.errors(trust.record.by_months_ahead, palette()),
            key="trust.errors",
            config=charts.CONFIG,
            alt="Error of the forecast and of the same month a year ago as a share of usage, by months ahead",
        )
        st.caption("The sum of what the median was off, as a share of all usage in those months.")
    if session.opened("Every figure, by months ahead and by length of history", "trust.figures"):
        _figures(trust)
    _look_back(trust)


def _figures(trust: Trust) -> None:
    st.markdown("**By months ahead**")
    _records({f"{ahead}": r for ahead, r in trust.record.by_months_ahead.items()}, "Months ahead")
    st.markdown("**By length of history**")
    _records({f"{least} or more": r for least, r in trust.record.by_history.items()}, "Known months")
    left, _ = st.columns(2)
    with left:
        st.markdown("**Quantiles**")
        st.plotly_chart(
            trust_charts.levels(trust.record.level_shares, palette()),
            key="trust.levels",
            config=charts.CONFIG,
            alt="For each quantile of the forecast the share of months that came below it",
        )
        st.caption("Above the dotted line the forecast was too high there, below it too low.")


def _records(records: dict[str, Record], first: str) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                first: list(records),
                "Months judged": [r.forecasts for r in records.values()],
                "Error": [words.percent(r.error) for r in records.values()],
                "Same month a year ago": [words.percent(r.error_naive) for r in records.values()],
                "80 % band held": [words.percent(r.coverage_80) for r in records.values()],
                "95 % band held": [words.percent(r.coverage_95) for r in records.values()],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            first: RIGHT,
            "Months judged": NUMBER,
            **dict.fromkeys(("Error", "Same month a year ago", "80 % band held", "95 % band held"), RIGHT),
        },
    )


def _look_back(trust: Trust) -> None:
    st.subheader("What it has learnt from itself")
    if trust.calibrated_at is None:
        st.markdown(
            "No look back was made yet: sums over the months left are as the simulated paths have them. An Admin can "
            "look back on a year of this store's forecasts, which puts the sums of the next ones right."
        )
    elif isinstance(trust.calibration, UnreadCalibration):
        st.error(trust.calibration.caveat)
    elif trust.calibration.changes_nothing:
        st.markdown(
            f"A look back by {people.written(trust.calibrated_by)} on {words.moment(trust.calibrated_at)} over "
            f"{words.count(trust.calibration.windows, 'forecasts')} found nothing to put right."
        )
    else:
        st.markdown(
            f"Since a look back by {people.written(trust.calibrated_by)} on {words.moment(trust.calibrated_at)} over "
            f"{words.count(trust.calibration.windows, 'forecasts')}, sums over the months left are put "
            f"{_put_right(trust.calibration)}."
        )
    st.markdown(words.plain(lesson_in_words(trust.taught)))
    if trust_reads.may_administer() and st.button("Look back now", key="trust.look_back"):
        with st.spinner("Forecasting the year that was …"):
            trust_reads.look_back()
        session.say_after_reload("Looked back: every forecast rests on it from now on.")
        st.rerun()


def _put_right(learnt: SumCalibration) -> str:
    """How sums were moved and widened; what was left as it was is not told."""
    wider, parts = learnt.stretch - 1, []
    if learnt.shift:
        parts.append(f"{abs(learnt.shift):.2f} standard deviations a year {'higher' if learnt.shift > 0 else 'lower'}")
    if wider:
        parts.append(f"{words.percent(abs(wider))} {'wider' if wider > 0 else 'narrower'}")
    return f"{' and '.join(parts)} than simulated" if parts else "right where usage moved lately"


def of_one() -> None:
    names = reads.network_names()
    if not names:
        st.info("No network is yours to see yet.")
        return
    if (named := links.named_network()) and named not in names:
        st.error(f"'{words.plain(named)}' is not among the networks you may see. Showing one of your networks.")
    links.follow_link(links.NETWORK, KEY, list(names))
    chosen = st.selectbox("Network", list(names), format_func=names.__getitem__, key=KEY, width=420)
    links.keep_link(links.NETWORK, KEY, chosen)
    trust = trust_reads.trust(chosen)
    if trust.record.overall is None:
        st.info(
            f"Nothing can be judged of {words.plain(names[chosen])} yet: it takes {HORIZON} closed months after the "
            "first 3, and months in which no limit was full."
        )
        return
    _cards(trust)
    _basis(trust)
    for place, then in enumerate(trust.a_year_ago):
        st.subheader(f"{then.number_type.capitalize()} numbers: a year ago and now")
        st.plotly_chart(
            trust_charts.year_ago(then, palette()),
            key=f"trust.year_ago.{place}",
            config=charts.CONFIG,
            alt=f"{then.number_type.capitalize()} numbers as forecast a year ago, with the band, and as they came",
        )
    st.caption(
        "Forecast from the months before, as if it were a year ago: without the running month's course, traffic and "
        "plans, which today's forecast has beside it. ▲ marks months in which a limit was full: demand was at "
        "least that."
    )
