"""Import: files into the store, all or nothing, with every refused row listed."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from data.errors import ImportRejected, NeedsConfirming
from data.imports import ImportReport, rejections_csv
from limits.importing import import_as
from views import backup_section, session, words
from views.long_work import patient
from views.theme import main_button

FILES, AS_OF, NETWORK, MONTH, LOWER, FORM = (
    f"import.{name}" for name in ("files", "as_of", "network", "month", "lower", "form")
)


def _report(done: ImportReport) -> None:
    if done.dry_run:
        st.success("These files would be taken. Nothing was stored yet.")
    else:
        st.success(f"Stored. {done.changed_count:,} rows of the store changed.")
    for warning in done.warnings:
        st.warning(warning)
    st.dataframe(
        pd.DataFrame(
            {
                "File": [f.file for f in done.files],
                "Table": [f.table for f in done.files],
                "Rows": [f.row_count for f in done.files],
                "Rows changed": [f.changed_count for f in done.files],
                "As of": [words.day(f.as_of) for f in done.files],
            }
        ),
        hide_index=True,
    )


def _refused(error: ImportRejected) -> None:
    st.error(str(error))
    shown = error.rejections
    st.dataframe(
        pd.DataFrame(
            {
                "File": [r.file for r in shown],
                "Row": [r.row for r in shown],
                "Column": [r.column for r in shown],
                "Value": [r.value for r in shown],
                "Reason": [r.reason for r in shown],
            }
        ),
        hide_index=True,
        column_config={"Reason": st.column_config.TextColumn(width="large")},
    )
    st.download_button(
        "Download the refused rows", rejections_csv(shown), "refused-rows.csv", "text/csv", on_click="ignore"
    )


def _run(files: list[object], as_of: dt.date | None, network: str, month: str, *, lower: bool, dry_run: bool) -> None:
    bar = st.progress(0.0, "Reading …")

    def show_progress(share: float, doing: str) -> None:
        bar.progress(min(share, 1.0), doing)

    try:
        done = import_as(
            session.store(),
            session.person(),
            files,  # type: ignore[arg-type]
            as_of=as_of,
            month=dt.date.fromisoformat(f"{month}-01") if month else None,
            network_id=network or None,
            dry_run=dry_run,
            allow_decrease=lower,
            progress=patient(show_progress),
        )
    except ImportRejected as error:
        bar.empty()
        _refused(error)
    except NeedsConfirming as error:
        bar.empty()
        st.warning(f"{error} Tick the box that allows it, if it is right.")
    else:
        bar.empty()
        _report(done)


def _show() -> None:
    st.title("Import")
    st.markdown(
        "CSV, XLSX or Parquet files of the import tables, a Number Usage Report, or a GA4 export. Files given together "
        "are taken together: all of them, or none."
    )
    names = session.network_names()
    with st.form(FORM):
        files = st.file_uploader("Files", type=["csv", "xlsx", "parquet", "txt"], accept_multiple_files=True, key=FILES)
        as_of = st.date_input(
            "Describes usage as of the end of",
            value=None,
            key=AS_OF,
            format="YYYY-MM-DD",
            help="Empty: as the files say, else yesterday",
        )
        left, right = st.columns(2)
        network = left.selectbox(
            "Network, for reports that name none",
            ["", *names],
            format_func=lambda i: names.get(i, "not needed"),
            key=NETWORK,
        )
        month = right.text_input("Billing month, for reports that name none", key=MONTH, placeholder="2026-10")
        lower = st.checkbox("Allow a month's usage to fall (a correction)", key=LOWER)
        check, store = st.columns(2)
        only_check = check.form_submit_button("Check only", width="stretch")
        go = store.form_submit_button("Import", type=main_button(), width="stretch")
    if not (only_check or go):
        return
    if not files:
        st.info("Choose one or more files first.")
        return
    _run(list(files), as_of, network, month.strip(), lower=lower, dry_run=only_check)


_show()
backup_section.show()
