"""How fresh and how whole the data of each network is, and what was imported."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.trust import Freshness
from views.panels.tables import NUMBER, RIGHT
from views.text import words
from views.visit import session, trust_reads


def _state(one: Freshness) -> str:
    problems = []
    if one.network.as_of is None:
        problems.append("no usage yet")
    elif one.is_stale(session.today(), stale_days=session.settings().assumptions.stale_days):
        problems.append("old")
    if one.missing_months:
        problems.append(words.count(len(one.missing_months), "months") + " missing")
    if not one.has_limits:
        problems.append("a limit is missing")
    if not one.has_contract:
        problems.append("no partnership")
    return "▲ " + ", ".join(problems) if problems else "● whole"


def _age(one: Freshness) -> str:
    return words.count((session.today() - one.network.as_of).days, "days") if one.network.as_of else "—"


def show() -> None:
    st.subheader("Data of each network")
    found = trust_reads.freshness()
    if not found:
        st.info("No networks are assigned to you.")
        return
    states = [_state(one) for one in found]
    st.dataframe(
        pd.DataFrame(
            {
                "Network": [f.network.name for f in found],
                "State": states,
                "As of": [f.network.as_of for f in found],
                "Age": [_age(f) for f in found],
                "Closed months": [f.months for f in found],
                "Missing months": [", ".join(words.month(m) for m in f.missing_months) or "—" for f in found],
                "Traffic until": [words.month(f.traffic_until) for f in found],
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
    stale_days = session.settings().assumptions.stale_days
    st.caption(
        f"{words.count(sum(s.startswith('●') for s in states), 'networks')} of {len(found):,} whole; old is usage of "
        f"more than {stale_days} days ago. A month nobody reported is unknown, never zero."
    )
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
                    "By": [i.imported_by for i in log],
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
