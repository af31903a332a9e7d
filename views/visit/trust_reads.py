"""What the page Forecast quality reads, worked out once for each version of the data."""

from __future__ import annotations

import streamlit as st

from data.tables.import_log import ImportedFile
from limits.actors import MAY, Actor
from limits.administration import all_settings
from limits.commands.assumption_words import SettingInWords, settings_in_words
from limits.requests import JournalEntry, Policy
from limits.requests import journal as journal_of
from limits.requests import policy as policy_in_force
from limits.trust import SEES_ALL, Freshness, Trust, imports_on_record, recalibrate_store
from limits.trust import freshness as freshness_of
from limits.trust import trust as trust_of
from views.visit import session


@st.cache_data(max_entries=64, show_spinner="Judging the forecasts of the past …")
def _trust(path: str, data_version: int, who: Actor, network_id: str | None) -> Trust:
    del path, data_version
    return trust_of(session.store(), who, network_id)


def trust(network_id: str | None = None) -> Trust:
    """The record over all this person sees, or over one network."""
    return _trust(session.store().name, session.version(), session.person(), network_id)


@st.cache_data(max_entries=16, show_spinner=False)
def _freshness(path: str, data_version: int, who: Actor) -> list[Freshness]:
    del path, data_version
    return freshness_of(session.store(), who)


def freshness() -> list[Freshness]:
    return _freshness(session.store().name, session.version(), session.person())


@st.cache_data(max_entries=16, show_spinner=False)
def _journal(path: str, data_version: int, who: Actor) -> list[JournalEntry]:
    del path, data_version
    return journal_of(session.store(), who)


def journal() -> list[JournalEntry]:
    """The decisions in the networks this person sees; none for who has no network."""
    who = session.person()
    return _journal(session.store().name, session.version(), who) if session.network_names() else []


def imports() -> list[ImportedFile] | None:
    """None for who may not see them."""
    who = session.person()
    return imports_on_record(session.store(), who) if who.vendor_roles & SEES_ALL else None


def policy() -> Policy:
    return policy_in_force(session.store())


def settings() -> list[SettingInWords]:
    return list(settings_in_words(all_settings(session.store(), session.person()), policy()))


def may_administer() -> bool:
    """Whether to offer it; the use case decides."""
    return bool(session.person().vendor_roles & MAY["administer"])


def look_back() -> None:
    recalibrate_store(session.store(), session.person())
