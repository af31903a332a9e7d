"""What the page Forecast quality reads, worked out once for each version of the data."""

from __future__ import annotations

from data.tables.import_log import ImportedFile
from limits.actors import MAY
from limits.administration import all_settings
from limits.commands.assumption_words import SettingInWords, settings_in_words
from limits.requests import JournalEntry, Policy
from limits.requests import journal as journal_of
from limits.requests import policy as policy_in_force
from limits.trust import SEES_ALL, Freshness, Trust, imports_on_record, recalibrate_store
from limits.trust import freshness as freshness_of
from limits.trust import trust as trust_of
from views.visit import reads, session


def trust(network_id: str | None = None) -> Trust:
    """The record over all this person sees, or over one network."""
    who = session.person()
    return session.shared(
        ("trust", who, network_id),
        lambda: trust_of(session.store(), who, network_id),
        waiting="Judging the forecasts of the past …",
    )


def freshness() -> list[Freshness]:
    return reads.own(freshness_of)


def journal() -> list[JournalEntry]:
    """The decisions in the networks this person sees; none for who has no network."""
    return reads.own(journal_of) if reads.network_names() else []


def imports() -> list[ImportedFile] | None:
    """None for who may not see them."""
    return reads.own(imports_on_record) if session.person().vendor_roles & SEES_ALL else None


def policy() -> Policy:
    return session.shared("policy", lambda: policy_in_force(session.store()))


def settings() -> list[SettingInWords]:
    return list(settings_in_words(reads.own(all_settings), policy()))


def may_administer() -> bool:
    """Whether to offer it; the use case decides."""
    return bool(session.person().vendor_roles & MAY["administer"])


def look_back() -> None:
    recalibrate_store(session.store(), session.person())
