"""One setting changed in its row: the value, what it would do to the portfolio, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import streamlit as st

from data.errors import HeadroomError
from limits.administration import SetSettings, proposed_settings, set_settings
from limits.advice import STATES, PortfolioRow, portfolio
from limits.assumptions import Assumptions
from limits.setting_values import Amount, Choice, Names, Ratio, Whole
from limits.settings import BY_NAME
from limits.settings_in_force import SettingInForce
from views.charts.theme import main_button
from views.text import words
from views.visit import drafts, reads, session

OF, OPEN, VALUE, REASON, SEEN = (f"settings.{name}" for name in ("of", "open", "value", "reason", "seen"))
SAVE, RESET, CLOSE, EFFECT = "settings.save", "settings.reset", "settings.close", "settings.effect"
_OF_FIGURES = frozenset(one.name for one in fields(Assumptions))
MOST_NAMED = 5


def is_open(name: str) -> bool:
    return bool(st.session_state.get(OPEN) == name)


def open_(name: str | None) -> None:
    """One row is open at a time; what was typed in the one before is given up."""
    session.forget([OPEN, EFFECT, *_fields(str(st.session_state.get(OPEN)))])
    drafts.drop(_place())
    if name:
        session.put(OPEN, name)


@contextmanager
def kept_draft() -> Iterator[None]:
    """The open row and what is typed in it survive a reload, with the version that it was typed for."""
    with drafts.kept(_place(), [OPEN, *(key for name in BY_NAME for key in _fields(name))]):
        yield


def _place() -> str:
    return f"settings.{st.session_state.get(OF, '')}"


def show(setting: SettingInForce, network_id: str) -> None:
    """The field, the effect when it is asked for, and the buttons."""
    known = setting.definition
    seen = int(st.session_state.setdefault(f"{SEEN}.{known.name}", setting.version))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        given = _field(setting)
        reason = st.text_input("Reason", key=f"{REASON}.{known.name}", max_chars=2000, width=420)
    st.caption(f"May be {known.sort.range_words}. Default: {known.sort.words(known.default)}.")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        saved = st.button("Save", type=main_button(), key=SAVE)
        looked = st.button("Show the effect", key=EFFECT) if known.name in _OF_FIGURES and not network_id else False
        reset = (
            setting.change is not None
            and setting.change.value is not None
            and st.button("Back to the default", key=RESET)
        )
        st.button("Cancel", type="tertiary", key=CLOSE, on_click=open_, args=(None,))
    if looked:
        _effect(known.name, given)
    if saved or reset:
        _save(setting, None if reset else given, reason, network_id, seen)


def as_words(name: str, text: str) -> str:
    """A kept value as people read it; one of a setting that is gone stays as it was written."""
    if name not in BY_NAME:
        return text
    sort = BY_NAME[name].sort
    return sort.words(sort.read(json.loads(text)))


def _fields(name: str) -> list[str]:
    return [f"{VALUE}.{name}", f"{REASON}.{name}", f"{SEEN}.{name}"]


def _field(setting: SettingInForce) -> Any:
    """The value as it is to be kept, in the field its sort asks for."""
    sort, key = setting.definition.sort, f"{VALUE}.{setting.definition.name}"
    value: Any = setting.value
    if isinstance(sort, Ratio):
        st.session_state.setdefault(key, round(100 * value, 6))
        least, most = round(100 * sort.least, 6), round(100 * sort.most, 6)
        return f"{st.number_input('New value, %', least, most, step=1.0, key=key, width=180):g}%"
    if isinstance(sort, Whole | Amount):
        st.session_state.setdefault(key, value)
        return st.number_input(_new(sort.unit), sort.least, sort.most, key=key, width=180)
    if isinstance(sort, Choice):
        st.session_state.setdefault(key, value)
        return st.selectbox("New value", sort.options, key=key, width=220)
    if isinstance(sort, Names):
        st.session_state.setdefault(key, list(value))
        named = st.multiselect("New value", sort.options, format_func=sort.called, key=key, width=320)
        return list(named)
    st.session_state.setdefault(key, setting.words.replace(" %", ""))
    return st.text_input("New value", key=key, width=220)


def _new(unit: str) -> str:
    return f"New value, {unit}" if unit else "New value"


def _effect(name: str, given: Any) -> None:
    """The portfolio as it is beside what it would be: states, and how far limits would be safe."""
    try:
        then = proposed_settings(session.store(), session.person(), {name: given}).assumptions
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    with st.spinner("Working out every network with it …"):
        before = {r.network.network_id: r for r in reads.portfolio_rows()}
        after = {r.network.network_id: r for r in portfolio(session.store(), session.person(), assumptions=then)}
    moved = [i for i in after if i in before and before[i].state != after[i].state]
    changed = [i for i in after if i in before and _safe(before[i]) != _safe(after[i])]
    if not moved and not changed:
        st.info(f"Nothing would change in {words.count(len(after), 'networks')}: no state and no safe limit.")
        return
    counts = (Counter(r.state for r in before.values()), Counter(r.state for r in after.values()))
    states = ", ".join(
        f"{state} {counts[0][state]} → {counts[1][state]}" for state in STATES if counts[0][state] != counts[1][state]
    )
    said = f"**{words.count(len(moved), 'networks')} of {len(after)} would change state**" + (
        f" ({states})" if states else ""
    )
    names = [f"{words.plain(after[i].network.name)} ({before[i].state} → {after[i].state})" for i in moved[:MOST_NAMED]]
    more = f" and {len(moved) - MOST_NAMED:,} more" if len(moved) > MOST_NAMED else ""
    st.warning(
        f"{said}{': ' + ', '.join(names) + more if names else ''}.  \n"
        f"The safe network limit would be another one in **{words.count(len(changed), 'networks')}**."
    )


def _safe(row: PortfolioRow) -> int | None:
    return row.answer.safe_limit if row.answer else None


def _save(setting: SettingInForce, given: Any, reason: str, network_id: str, seen: int) -> None:
    name = setting.definition.name
    command = SetSettings({name: given}, reason, network_id, {name: seen})
    try:
        settings = set_settings(session.store(), session.person(), command)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        session.put(f"{SEEN}.{name}", setting.version)  # told of what changed meanwhile, a second press means it
        return
    now = next(f for f in settings if f.definition.name == name)
    open_(None)
    session.say_after_reload(f"{setting.definition.title}: {setting.words} became {now.words}.", at=f"settings.{name}")
    st.rerun()
