"""Settings: what every figure rests on, changed on the page with its effect looked at first, and on record for good."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.administration import all_settings, setting_history
from limits.settings import BY_NAME
from limits.settings_in_force import SettingInForce
from views.forms import setting_form
from views.panels.done_line import told_here
from views.panels.page_head import head
from views.text import words
from views.visit import drafts, people, reads, session

SECTION, VALUES, RECORD = "section", "Values", "Record"
ALL_NETWORKS = ""
SOURCES = {
    "contract": "this network's contract",
    "stored": "set by an Admin",
    "headroom.toml": "headroom.toml",
    "default": "default",
}


def _show() -> None:
    actions = head("Settings", "what every figure rests on")
    with actions:
        section = st.segmented_control(
            "Section",
            (VALUES, RECORD),
            default=VALUES,
            key=SECTION,
            label_visibility="collapsed",
            required=True,
            bind="query-params",
        )
    if section == RECORD:
        _record()
    else:
        _values()


def _values() -> None:
    names = reads.network_names()
    with drafts.kept("settings", [setting_form.OF]):
        network_id = st.selectbox(
            "For",
            [ALL_NETWORKS, *names],
            format_func=lambda i: names.get(i, "All networks"),
            key=setting_form.OF,
            width=420,
            help="A network's contract may say otherwise for some of them.",
        )
    settings = all_settings(session.store(), session.person(), network_id)
    if network_id:
        settings = [setting for setting in settings if setting.definition.in_contract]
    own = [setting for setting in settings if setting.source != "default"]
    st.markdown(
        f"**{words.count(len(own), 'settings')} of {len(settings)} {'differs' if len(own) == 1 else 'differ'} from the "
        "default.** A change holds from the next look on; figures frozen with decisions and packs stay as they were."
        if own
        else "**All are at their defaults.** A change holds from the next look on; figures frozen with decisions and "
        "packs stay as they were."
    )
    group = ""
    with setting_form.kept_draft():
        for setting in settings:
            if setting.definition.group != group:
                group = setting.definition.group
                st.subheader(group, anchor=False)
            _row(setting, network_id)


def _row(setting: SettingInForce, network_id: str) -> None:
    known = setting.definition
    with st.container(border=True, key=f"settings.row.{known.name}", gap="xsmall"):
        told_here(f"settings.{known.name}")
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{words.plain(known.title)}**", width="content")
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                st.markdown(f"**{words.plain(setting.words)}**", width="content")
                if setting.source != "default":
                    st.badge(SOURCES[setting.source], color="blue")
                if not setting_form.is_open(known.name):
                    st.button(
                        "Change",
                        key=f"settings.change.{known.name}",
                        help=f"Change: {known.title}",
                        on_click=setting_form.open_,
                        args=(known.name,),
                    )
        st.caption(f"{words.plain(known.does)} {_who(setting)}")
        if setting_form.is_open(known.name):
            setting_form.show(setting, network_id)


def _who(setting: SettingInForce) -> str:
    change = setting.change
    if change is None or change.value is None:
        return ""
    return f"Set by {people.written(change.set_by)} on {words.day(change.set_at.date())}: {words.plain(change.reason)}"


def _record() -> None:
    changes = setting_history(session.store(), session.person())
    if not changes:
        st.info("No setting was ever changed.")
        return
    names = reads.network_names()
    st.dataframe(
        pd.DataFrame(
            {
                "When": [words.moment(c.set_at) for c in changes],
                "Setting": [BY_NAME[c.name].title if c.name in BY_NAME else c.name for c in changes],
                "For": [names.get(c.network_id, c.network_id) if c.network_id else "All networks" for c in changes],
                "Value": ["the default again" if c.value is None else _said(c.name, c.value) for c in changes],
                "By": [people.name(c.set_by) for c in changes],
                "Reason": [c.reason for c in changes],
            }
        ),
        hide_index=True,
    )
    st.caption("Nothing here is ever edited or deleted.")


def _said(name: str, text: str) -> str:
    return setting_form.as_words(name, text)


_show()
