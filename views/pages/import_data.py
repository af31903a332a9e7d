"""Import: files into the store, all or nothing, with every refused row listed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.errors import BadInput, ImportRejected, NeedsConfirming
from data.imports import ImportReport, rejections_csv, sample_files, templates, zipped
from limits.administration import import_as
from views.charts.theme import main_button
from views.forms import import_mapping, import_placements, import_undo_form
from views.panels import backup_section, data_state, webhook_section
from views.panels.answer_card import Tone, answer_card
from views.panels.download_link import download_link
from views.panels.page_head import head
from views.text import words
from views.visit import links, reads, session
from views.visit.long_work import patient

FILES, AS_OF, NETWORK, MONTH, LOWER, WHOLE, UNKNOWN, PLACE, FORM, REFUSED = (
    f"import.{name}"
    for name in ("files", "as_of", "network", "month", "lower", "whole", "unknown", "place", "form", "refused")
)
SECTION, COVERAGE, LOG, WEBHOOKS = "section", "Coverage", "Log", "Webhooks"
SECTIONS = ("Import", COVERAGE, LOG, WEBHOOKS)
_ZIP = "application/zip"
_UNKNOWN = {
    "": "Refuse the file and list them",
    "dynamic": "Dynamic numbers",
    "static": "Static numbers of a campaign",
}


def _report(done: ImportReport) -> None:
    if done.dry_run:
        st.success("These files passed the check. Nothing was stored yet.")
    else:
        st.success(f"Stored. {done.changed_count:,} rows of the store changed.")
    for warning in done.warnings:
        st.warning(words.plain(warning))
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
    st.error(words.plain(str(error)))
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


@dataclass(frozen=True)
class _Given:
    """What the form says beside the files."""

    as_of: dt.date | None
    network: str
    month: str
    unknown: str
    place: str
    lower: bool
    whole: bool

    @property
    def first_day(self) -> dt.date | None:
        """The month's first day; refused where the text is no month."""
        if not self.month:
            return None
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", self.month):
            raise BadInput(f"{self.month!r} is no month; write it as 2026-10.")
        return dt.date.fromisoformat(f"{self.month}-01")

    @property
    def choice(self) -> str | None:
        """Where unknown numbers go, as an import takes it."""
        place = self.place.strip()
        if self.unknown == "static" and not place:
            raise BadInput("Name the campaign that numbers nobody has introduced belong to.")
        return f"{self.unknown}:{place}" if self.unknown and place else self.unknown or None

    @property
    def stand_ins(self) -> dict[str, str]:
        values = {"network_id": self.network, "billing_month": self.month}
        return {name: text for name, text in values.items() if text}


def _run(files: list[object], given: _Given, *, dry_run: bool) -> None:
    bar = st.progress(0.0, "Reading …")

    def show_progress(share: float, doing: str) -> None:
        bar.progress(min(share, 1.0), words.plain(doing))

    st.session_state[REFUSED] = False
    try:
        done = import_as(
            session.store(),
            session.person(),
            files,  # type: ignore[arg-type]
            as_of=given.as_of,
            month=given.first_day,
            network_id=given.network or None,
            dry_run=dry_run,
            allow_decrease=given.lower,
            whole_lists=("users",) if given.whole else (),
            unknown=given.choice,
            progress=patient(show_progress),
        )
    except ImportRejected as error:
        bar.empty()
        st.session_state[REFUSED] = True
        _refused(error)
    except NeedsConfirming as error:
        bar.empty()
        st.warning(f"{words.plain(str(error))} Tick the box that allows it, if it is right.")
    except BadInput as error:
        bar.empty()
        st.error(words.plain(str(error)))
    else:
        bar.empty()
        _report(done)


def _read_another_vendors(files: list[object], given: _Given) -> None:
    """After a refusal: how a file that is none of ours could be read."""
    unread = import_mapping.first_unread(files, given.stand_ins)
    if unread and import_mapping.show(*unread, given.stand_ins):
        st.success("Saved. The files were checked again:")
        _run(files, given, dry_run=True)


def _answer() -> None:
    """What is missing, or how to begin; and the files to begin with."""
    headline = data_state.headline() if reads.network_names() else data_state.Headline(0, 0, 0)
    tone: Tone = "info" if not headline.networks else "bad" if headline.lacking or headline.old else "good"
    with answer_card(tone):
        if not headline.networks:
            st.header("Nothing is here yet: drop your first files below.", anchor=False)
            st.markdown(
                "Begin with the sample files, or fill in the empty ones: networks, their contract and limits, and "
                "usage by month are enough for a first answer."
            )
        elif headline.lacking:
            lack = "lacks" if headline.lacking == 1 else "lack"
            st.header(f"{headline.lacking:,} of {headline.networks:,} networks {lack} data.", anchor=False)
            st.markdown("What is missing is under Coverage.")
        elif headline.old:
            st.header(
                f"Usage of {headline.old:,} of {headline.networks:,} networks is old: import the newest files.",
                anchor=False,
            )
        else:
            many = "The network here is" if headline.networks == 1 else f"All {headline.networks:,} networks are"
            st.header(f"{many} complete.", anchor=False)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if headline.networks:
                to = links.carried()
                st.page_link("views/pages/portfolio.py", label="Open the Portfolio", query_params=to)
            today = session.today()
            download_link("Sample files", "sample-files.zip", _ZIP, lambda: zipped(sample_files(today)))
            download_link("Empty templates", "templates.zip", _ZIP, lambda: zipped(templates()))


def _show() -> None:
    with head("Data"):
        section = st.segmented_control(
            "Section",
            SECTIONS,
            default=SECTIONS[0],
            key=SECTION,
            label_visibility="collapsed",
            required=True,
            bind="query-params",
        )
    if section == COVERAGE:
        data_state.coverage()
        data_state.networks()
    elif section == LOG:
        data_state.imports()
        import_undo_form.show()
    elif section == WEBHOOKS:
        webhook_section.show(reads.network_names())
    else:
        answer = st.container()  # drawn last: an import that was just stored counts
        _import()
        with answer:
            _answer()
        import_placements.show()
        backup_section.show()


def _options(names: dict[str, str]) -> _Given:
    """What only some files need somebody to say."""
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
    left, right = st.columns(2)
    unknown = left.selectbox(
        "Numbers in use that nobody has introduced",
        list(_UNKNOWN),
        format_func=lambda choice: _UNKNOWN[choice],
        key=UNKNOWN,
        help="A Number Usage Report does not say whether a number is static or dynamic. What is placed so is "
        "listed below and can be taken back.",
    )
    place = right.text_input("Their campaign (or RingPool)", key=PLACE, placeholder="its ID or name")
    lower = st.checkbox("Allow a month's usage to fall (a correction)", key=LOWER)
    whole = st.checkbox(
        "The files hold all users there are: disable who is not in them (never the last Admin)", key=WHOLE
    )
    return _Given(as_of, network, month.strip(), unknown, place, lower, whole)


def _import() -> None:
    names = reads.network_names()
    with st.form(FORM):
        files = st.file_uploader("Files", type=["csv", "xlsx", "parquet", "txt"], accept_multiple_files=True, key=FILES)
        check, store = st.columns(2)
        only_check = check.form_submit_button("Check only", width="stretch")
        go = store.form_submit_button("Import", type=main_button(), width="stretch")
        st.caption(
            "CSV, XLSX or Parquet files of the import tables, a Number Usage Report, a GA4 export, or lists and call "
            "logs of other vendors. Files given together are taken together: all of them, or none."
        )
        with st.expander("What the files do not say themselves"):
            given = _options(names)
    if (only_check or go) and not files:
        st.info("Choose one or more files first.")
    elif only_check or go:
        _run(list(files), given, dry_run=only_check)
    if files and st.session_state.get(REFUSED):
        _read_another_vendors(list(files), given)


_show()
