"""Which value of each setting is in force, and where it was said.

A contract's terms go before what an admin stored, that before `headroom.toml`, that before the default. Whoever works
figures out reads them in the snapshot of the store that the figures are of.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from data.config_file import ConfigFile
from data.errors import SettingDefect, SettingsRefused
from data.store import Cursor, Store
from data.tables import settings as setting_store
from data.tables.settings import SettingChange
from limits.setting_values import Value
from limits.settings import BY_NAME, DEFINITIONS, Definition, Settings

_NEVER = dt.datetime(1, 1, 1)  # noqa: DTZ001 - of what is only proposed; moments of the store are UTC without a zone
Source = Literal["contract", "stored", "headroom.toml", "default"]


@dataclass(frozen=True)
class SettingInForce:
    """A setting with its value and where that was said; ``change`` is the newest one that an admin made."""

    definition: Definition
    value: Value
    source: Source
    change: SettingChange | None = None

    @property
    def version(self) -> int:
        """What a change of it is made on."""
        return self.change.version if self.change else 0

    @property
    def words(self) -> str:
        return self.definition.sort.words(self.value)


def settings_in(cursor: Cursor) -> Settings:
    """What is in force in this snapshot of the store."""
    return _settings(cursor.config, setting_store.settings_in_force(cursor))


def settings_of(store: Store) -> Settings:
    """What is in force now."""
    with store.reading() as cursor:
        return settings_in(cursor)


def settings_with(cursor: Cursor, given: Mapping[str, Value | None], network_id: str, place: str) -> Settings:
    """What would be in force with these values; None takes back what was set."""
    changes = {(c.network_id, c.name): c for c in setting_store.settings_in_force(cursor)}
    for name, value in given.items():
        text = None if value is None else json.dumps(value)
        changes[network_id, name] = SettingChange(network_id, name, 1, text, "", "", _NEVER)
    return _settings(cursor.config, tuple(changes.values()), place)


def each_in_force(cursor: Cursor, network_id: str = "") -> list[SettingInForce]:
    """Every setting in its order; with a network, as its contract has it."""
    changes = setting_store.settings_in_force(cursor)
    settings = _settings(cursor.config, changes).in_contract(network_id)
    by_name = {(c.network_id, c.name): c for c in changes}
    written = cursor.config.table("settings")
    each = []
    for definition in DEFINITIONS:
        term, stored = by_name.get((network_id, definition.name)), by_name.get(("", definition.name))
        own = term if network_id else stored
        source: Source = "headroom.toml" if definition.name in written else "default"
        if stored and stored.value is not None:
            source = "stored"
        if network_id and term and term.value is not None:
            source = "contract"
        each.append(SettingInForce(definition, settings.value(definition.name), source, own))
    return each


def read_values(given: Mapping[str, Any], place: str, *, of_contract: bool = False) -> dict[str, Value]:
    """The values as they are kept; SettingsRefused names each that cannot be, its value and what may be given."""
    values: dict[str, Value] = {}
    defects = []
    for name, raw in given.items():
        known = BY_NAME.get(name)
        said = raw if isinstance(raw, str) else json.dumps(raw, default=str)
        if known is None:
            names = ", ".join(BY_NAME)
            defects.append(SettingDefect(name, said, f"there is no such setting; there are {names}."))
        elif of_contract and not known.in_contract:
            defects.append(SettingDefect(name, said, "it holds for all networks: leave the network out."))
        else:
            try:
                values[name] = known.sort.read(raw)
            except ValueError as error:
                defects.append(SettingDefect(name, said, f"{error}."))
    if defects:
        raise SettingsRefused(place, tuple(defects))
    return values


def check_together(settings: Settings, place: str) -> Settings:
    """What holds between settings."""
    if settings.alerts.full_chance_ends > settings.alerts.full_chance:
        ends = BY_NAME["alert_full_chance_ends"]
        most = BY_NAME["alert_full_chance"].sort.words(settings.alerts.full_chance)
        reason = f"an alert cannot end above the chance that raises it (alert_full_chance, {most})."
        defect = SettingDefect(ends.name, ends.sort.words(settings.alerts.full_chance_ends), reason)
        raise SettingsRefused(place, (defect,))
    return settings


@lru_cache(maxsize=64)
def _settings(
    config: ConfigFile, changes: tuple[SettingChange, ...], place: str = "The settings as stored"
) -> Settings:
    """Worked out once for what stands in file and store: until somebody sets one, the same value."""
    file = f"{config.path}, [settings]"
    written = check_together(Settings().with_values(read_values(config.table("settings"), file)), file)
    settings = written.with_values(_stored(c for c in changes if not c.network_id))
    terms = [
        (network_id, name, value)
        for network_id in sorted({c.network_id for c in changes if c.network_id})
        for name, value in _stored(c for c in changes if c.network_id == network_id).items()
    ]
    return check_together(replace(settings, of_contracts=tuple(terms)), place)


def _stored(changes: Iterable[SettingChange]) -> dict[str, Value]:
    """What a later version of the product does not know any more is left as it is."""
    given = {c.name: json.loads(c.value) for c in changes if c.value is not None and c.name in BY_NAME}
    return read_values(given, "The settings as stored")
