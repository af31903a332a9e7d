"""How fresh and how whole the data of each network is, and what was imported."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.tables.import_log import ImportedFile
from limits.months import month_of, plus_months, running_month
from limits.trust import Freshness
from views.panels.tables import NUMBER, RIGHT
from views.text import words
from views.visit import people, reads, session, trust_reads

MONTHS_SHOWN, ROWS_SHOWN = 13, 14
OLD = "▲ old"


def state_of(freshness: Freshness) -> str:
    """What is missing or old of one network, in a few words; ● where nothing is."""
    problems = []
    if freshness.network.as_of is None:
        problems.append("no usage yet")
    elif freshness.is_stale(session.today(), stale_days=reads.settings().assumptions.stale_days):
        problems.append("old")
    if freshness.missing_months:
        problems.append(words.count(len(freshness.missing_months), "months") + " missing")
    if not freshness.has_limits:
        problems.append("a limit is missing")
    if not freshness.has_contract:
        problems.append("no partnership")
    return "▲ " + ", ".join(problems) if problems else "● complete"


def _age(freshness: Freshness) -> str:
    return words.count((session.today() - freshness.network.as_of).days, "days") if freshness.network.as_of else "—"


@dataclass(frozen=True)
class Headline:
    """How many networks lack something, how many are only old, and how many there are."""

    lacking: int
    old: int
    networks: int


def headline() -> Headline:
    states = [state_of(freshness) for freshness in trust_reads.freshness()]
    old = sum(state == OLD for state in states)
    return Headline(sum(s.startswith("▲") for s in states) - old, old, len(states))


def coverage() -> None:
    """Which months of which network are on record: the newest at the right."""
    of_networks = trust_reads.freshness()
    last = max(
        (month_of(freshness.network.as_of) for freshness in of_networks if freshness.network.as_of), default=None
    )
    if last is None:
        st.info("No usage was imported yet.")
        return
    months = [plus_months(last, -back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    grid = pd.DataFrame(
        {"Network": [freshness.network.name for freshness in of_networks]}
        | {f"{month:%b %y}": [_cell(freshness, month) for freshness in of_networks] for month in months}
        | {
            "Traffic until": [words.month(freshness.traffic_until) for freshness in of_networks],
            "Limits": ["●" if freshness.has_limits else "✖" for freshness in of_networks],
            "Contract": ["●" if freshness.has_contract else "✖" for freshness in of_networks],
        }
    )
    st.dataframe(
        grid, hide_index=True, key="data.coverage", height="content" if len(of_networks) <= ROWS_SHOWN else 480
    )
    st.caption("● usage on record, ◔ the running month so far, ✖ missing; empty before the first month on record.")


def _cell(freshness: Freshness, month: dt.date) -> str:
    if freshness.network.as_of is not None and month == running_month(freshness.network.as_of):
        return "◔" if month in freshness.reported else "✖"
    if month in freshness.reported:
        return "●"
    return "✖" if month in freshness.missing_months else ""


def show() -> None:
    networks()
    imports()


def _taken_back(file: ImportedFile) -> str:
    if file.taken_back_at is None:
        return ""
    by, when = people.name(file.taken_back_by), words.moment(file.taken_back_at)
    return f"{when}, by {by}: {file.taken_back_why}"


def networks() -> None:
    st.subheader("Data of each network")
    of_networks = trust_reads.freshness()
    if not of_networks:
        st.info("No networks are assigned to you.")
        return
    states = [state_of(freshness) for freshness in of_networks]
    st.dataframe(
        pd.DataFrame(
            {
                "Network": [f.network.name for f in of_networks],
                "State": states,
                "As of": [f.network.as_of for f in of_networks],
                "Age": [_age(f) for f in of_networks],
                "Closed months": [f.months for f in of_networks],
                "Missing months": [", ".join(words.month(m) for m in f.missing_months) or "—" for f in of_networks],
                "Traffic until": [words.month(f.traffic_until) for f in of_networks],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            "As of": st.column_config.DateColumn(format="D MMM YYYY"),
            "Age": RIGHT,
            "Closed months": NUMBER,
            "State": st.column_config.TextColumn(width=200),
        },
    )
    stale_days = reads.settings().assumptions.stale_days
    st.caption(
        f"{words.count(sum(s.startswith('●') for s in states), 'networks')} of {len(of_networks):,} complete; old is "
        f"usage of more than {words.count(stale_days, 'days')} ago. A month nobody reported is unknown, never zero."
    )


def imports() -> None:
    st.subheader("Imports")
    log = trust_reads.imports()
    if log is None:
        st.caption("Files may tell of any network, so the list is for Planners and Admins.")
    elif not log:
        st.info("Nothing was imported yet: the sample portfolio is simulated, not imported.")
    else:
        st.dataframe(
            pd.DataFrame(
                {
                    "When": [words.moment(i.imported_at) for i in log],
                    "File": [i.file_name for i in log],
                    "Table": [i.table_name for i in log],
                    "As of": [i.as_of for i in log],
                    "Rows": [i.row_count for i in log],
                    "Rows changed": [i.changed_count for i in log],
                    "By": [people.name(i.imported_by) for i in log],
                    "Taken back": [_taken_back(i) for i in log],
                    "Notes": [i.notes for i in log],
                }
            ),
            hide_index=True,
            column_config={
                "As of": st.column_config.DateColumn(format="D MMM YYYY"),
                "Rows": NUMBER,
                "Rows changed": NUMBER,
            },
        )
        st.caption("The newest 100 at most; times are UTC.")
