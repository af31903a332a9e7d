"""`python -m limits settings`: every setting with its value and where that was said; sets them, as an admin."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from data.door import say
from data.errors import BadInput
from data.store import Store
from data.tables.settings import SettingChange
from limits.commands.persons import acting, reader
from limits.months import day_words
from limits.settings_in_force import SettingInForce

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]

DEFAULT = "default"  # given as a value, it takes back what was set


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    parser = command("settings", _settings, "Every setting, its value and where it was said; an admin sets them.")
    parser.add_argument("--network", default="", metavar="NETWORK", help="as the contract of this network has them")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help=f"may be repeated; {DEFAULT} takes it back"
    )
    parser.add_argument("--history", action="store_true", help="every change of them there was; an admin's to read")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who acts: an admin")
    parser.add_argument("--reason", metavar="TEXT", help="why they are set")


def _settings(store: Store, options: argparse.Namespace) -> int:
    from limits.administration import SetSettings, all_settings, set_settings, setting_history

    if options.history:
        if not options.email:
            raise BadInput("Who reads what was changed? Name an admin: --as EMAIL.")
        changes = setting_history(store, acting(store, options.email))
        say([change_data(c) for c in changes], change_lines(changes), as_json=options.json)
        return 0
    if options.set:
        if not options.email or not options.reason:
            raise BadInput("Setting something needs who does it and why: --as EMAIL --reason TEXT.")
        command = SetSettings(dict(_pair(text) for text in options.set), options.reason, options.network)
        settings = set_settings(store, acting(store, options.email), command)
        settings = [setting for setting in settings if setting.definition.name in command.values]
    else:
        person = acting(store, options.email) if options.email else reader(store)
        settings = all_settings(store, person, options.network)
    say([as_data(setting) for setting in settings], as_lines(settings), as_json=options.json)
    return 0


def _pair(text: str) -> tuple[str, str | None]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadInput(f"'{text}' sets nothing: write NAME=VALUE, such as --set risk=5%.")
    return name.strip(), None if value.strip() == DEFAULT else value.strip()


def as_data(setting: SettingInForce) -> dict[str, Any]:
    """One setting as plain data; ``version`` is what a change of it is made on, 0 where there was none."""
    known = setting.definition
    return {
        "name": known.name,
        "title": known.title,
        "group": known.group,
        "value": setting.value,
        "words": setting.words,
        "unit": known.sort.unit,
        "default": known.default,
        "may_be": known.sort.range_words,
        "does": known.does,
        "source": setting.source,
        "in_contract": known.in_contract,
        "changed_by": "admin",
        "version": setting.version,
        "set_by": setting.change.set_by if setting.change else None,
        "set_at": setting.change.set_at.isoformat() if setting.change else None,
        "reason": setting.change.reason if setting.change else None,
    }


def as_lines(settings: Sequence[SettingInForce]) -> Iterator[str]:
    for setting in settings:
        who = f" by {setting.change.set_by}, {day_words(setting.change.set_at.date())}" if setting.change else ""
        yield f"{setting.definition.name:<26} {setting.words:<22} {setting.source}{who}: {setting.definition.title}"


def change_data(change: SettingChange) -> dict[str, Any]:
    return {
        "name": change.name,
        "network_id": change.network_id or None,
        "version": change.version,
        "value": change.value,
        "set_by": change.set_by,
        "set_at": change.set_at.isoformat(),
        "reason": change.reason,
    }


def change_lines(changes: Sequence[SettingChange]) -> Iterator[str]:
    if not changes:
        yield "No setting was ever changed."
    for change in changes:
        where = f" of {change.network_id}" if change.network_id else ""
        value = "the default again" if change.value is None else change.value
        yield (
            f"{day_words(change.set_at.date())}  {change.name}{where} = {value}, by {change.set_by}: {change.reason}"
        )
