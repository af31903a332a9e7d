"""Bulk changes: many limits from a reviewed file, all of them or none."""

from __future__ import annotations

import csv
import io
from functools import partial

import pandas as pd
import streamlit as st

from data.errors import BulkRefused
from limits.advice import PortfolioRow
from limits.changes import COLUMNS, BulkReport, change_by_list
from limits.kinds import LimitKey, as_kind
from views.charts.theme import main_button
from views.panels.tables import NUMBER
from views.text import words
from views.visit import reads, session

FORM, FILE = "change_by_list", "change_by_list.file"


def _limits_of_today(networks: list[PortfolioRow]) -> str:
    """The list as it would be if nothing changed: a row a limit, with the version that was looked at."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for network in networks:
        for limit in network.limits:
            rows.writerow(
                [network.network.network_id, limit.key.kind, limit.key.campaign_id, limit.limit, "", limit.version]
            )
    return out.getvalue()


def _done(report: BulkReport) -> None:
    names = reads.network_names()
    count = words.count(len(report.changes), "changes")
    if report.is_dry_run:
        st.success(f"{count} would be made. Nothing was changed yet.")
    else:
        st.success(f"{count} made. Each is in its network's history, and can be taken back there.")
    st.dataframe(
        pd.DataFrame(
            {
                "Network": [names.get(c.network_id, c.network_id) for c in report.changes],
                "Limit": [words.sentence(LimitKey(as_kind(c.kind), c.campaign_id).words()) for c in report.changes],
                "From": [c.old_limit for c in report.changes],
                "To": [c.new_limit for c in report.changes],
                "Overage risk": [words.percent(c.overage_risk) for c in report.changes],
                "Recommended": [c.suggested_limit for c in report.changes],
                "Reason": [c.reason for c in report.changes],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config=dict.fromkeys(("From", "To", "Recommended"), NUMBER),
    )


def _refused(error: BulkRefused) -> None:
    st.error(words.plain(str(error)))
    st.dataframe(
        pd.DataFrame(
            {
                "Row": [r.row for r in error.rejections],
                "Column": [r.column for r in error.rejections],
                "Value": [r.value for r in error.rejections],
                "Reason": [r.reason for r in error.rejections],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={"Reason": st.column_config.TextColumn(width="large")},
    )


def _show() -> None:
    st.title("Bulk changes")
    st.markdown(
        "A CSV file with a row a limit: "
        + ", ".join(f"`{column}`" for column in COLUMNS)
        + ". `kind` is network, dynamic or campaign, `to` the new limit; `expect` is the version you reviewed, and may "
        "stay empty. Begin with the limits of today: keep the rows you mean to change, and give each its reason. All "
        "rows are changed, or none; the same file given twice changes once."
    )
    st.download_button(
        "Download the limits of today",
        partial(_limits_of_today, reads.portfolio_rows()),
        "changes.csv",
        "text/csv",
        on_click="ignore",
    )
    with st.form(FORM):
        file = st.file_uploader("List of changes", type=["csv"], key=FILE)
        check, change = st.columns(2)
        only_check = check.form_submit_button("Check only", width="stretch")
        go = change.form_submit_button("Change all", type=main_button(), width="stretch")
    if not (only_check or go):
        return
    if file is None:
        st.info("Choose a list first.")
        return
    try:
        report = change_by_list(session.store(), session.person(), file.name, file.getvalue(), dry_run=only_check)
    except BulkRefused as error:
        _refused(error)
    else:
        _done(report)


_show()
