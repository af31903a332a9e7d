"""Settings, to read and to change: an admin's to set, each with its reason, kept as versions that nobody edits."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.errors import BadInput, NotAllowed, StaleLimit
from data.store import Cursor, Store
from data.tables import settings as setting_store
from data.tables.settings import SettingChange
from limits import visibility
from limits.actors import MAY, Actor, refreshed, require
from limits.clock import present, utc
from limits.setting_values import Value
from limits.settings import BY_NAME, Settings
from limits.settings_in_force import (
    SettingInForce,
    each_in_force,
    read_values,
    settings_with,
)
from limits.text_checks import check_text

REFUSED = "Nothing was changed"


@dataclass(frozen=True)
class SetSettings:
    """A command: these values, as figures or as text; None takes back what was set. All of them or none.

    network_id  the network whose contract says so; '' for all networks
    expected    the version of each that was seen, where it matters
    """

    values: Mapping[str, Any]
    reason: str
    network_id: str = ""
    expected: Mapping[str, int] = field(default_factory=dict)


def all_settings(store: Store, person: Actor, network_id: str = "") -> list[SettingInForce]:
    """Every setting with its value and where that was said, for the vendor's people; of a network with its contract."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        if network_id:
            require(cursor, actor, "see vendor facts", network_id)
        else:
            visibility.require_vendor(actor, "the settings")
        return each_in_force(cursor, network_id)


def setting_history(store: Store, person: Actor) -> list[SettingChange]:
    """Every change of a setting there ever was, the newest first."""
    with store.reading() as cursor:
        _require_admin(cursor, person)
        return setting_store.setting_changes(cursor)


def proposed_settings(store: Store, person: Actor, values: Mapping[str, Any], network_id: str = "") -> Settings:
    """What would be in force with these values, to work figures out with before anything is changed."""
    with store.reading() as cursor:
        _require_admin(cursor, person)
        return settings_with(cursor, _given(values, network_id), network_id, REFUSED)


def set_settings(
    store: Store, person: Actor, command: SetSettings, *, now: dt.datetime | None = None
) -> list[SettingInForce]:
    """Puts other values in force and returns all; refused whole by role, range, staleness or a missing reason."""
    moment = now or present()
    check_text(command.reason, "A change of a setting needs a reason: people will ask why figures are different.")

    def work(cursor: Cursor) -> list[SettingInForce]:
        by = _require_admin(cursor, person)
        if command.network_id:
            require(cursor, refreshed(cursor, person), "administer", command.network_id)
        given = _given(command.values, command.network_id)
        settings_with(cursor, given, command.network_id, REFUSED)
        newest = {c.name: c for c in setting_store.settings_in_force(cursor) if c.network_id == command.network_id}
        changed = 0
        for name, value in given.items():
            before = newest.get(name)
            _require_version(name, before, command.expected)
            text = None if value is None else json.dumps(value)
            if text == (before.value if before else None):
                continue
            version = (before.version if before else 0) + 1
            change = SettingChange(command.network_id, name, version, text, command.reason.strip(), by, utc(moment))
            setting_store.add_setting_change(cursor, change)
            changed += 1
        if not changed:
            raise BadInput(f"{REFUSED}: {', '.join(given) or 'no setting'} stands as given already.")
        return each_in_force(cursor, command.network_id)

    return store.write(work)


def _given(values: Mapping[str, Any], network_id: str) -> dict[str, Value | None]:
    """The values as they are kept; None where one is taken back."""
    names = {name: BY_NAME[name].default for name, value in values.items() if value is None and name in BY_NAME}
    read = read_values({**values, **names}, REFUSED, of_contract=bool(network_id))
    return {name: None if name in names else read[name] for name in values}


def _require_version(name: str, before: SettingChange | None, expected: Mapping[str, int]) -> None:
    version = before.version if before else 0
    if name in expected and expected[name] != version:
        who = f" by {before.set_by}" if before else ""
        raise StaleLimit(f"The setting '{name}' was changed meanwhile{who}. Look at its new value, then set it again.")


def _require_admin(cursor: Cursor, person: Actor) -> str:
    actor = refreshed(cursor, person)
    if not actor.vendor_roles & MAY["administer"]:
        raise NotAllowed(f"{person.email} may not change settings; an Admin may.")
    return actor.email
