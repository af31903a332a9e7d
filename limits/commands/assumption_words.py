"""Every setting behind the figures, the fast lane's among them: its value in words, what it does, who set it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from limits.months import day_words
from limits.percents import percent_as_set

if TYPE_CHECKING:
    from limits.requests import FastLane, Policy
    from limits.settings_in_force import SettingInForce

_SAID: Final = {
    "contract": "in the contract",
    "headroom.toml": "in headroom.toml, by whoever runs Headroom",
    "default": "the default",
}


@dataclass(frozen=True)
class SettingInWords:
    name: str  # of the setting, as the code has it
    words: str
    value: str
    where: str


def settings_in_words(settings: Sequence[SettingInForce], policy: Policy) -> Iterator[SettingInWords]:
    """Every setting with its words, those of the figures first, then the fast lane's."""
    for setting in settings:
        yield SettingInWords(setting.definition.name, setting.definition.title, setting.words, _where(setting))
    yield from _fast_lane(policy.fast_lane)


def _where(setting: SettingInForce) -> str:
    if setting.source == "stored" and setting.change is not None:
        return f"set by {setting.change.set_by}, {day_words(setting.change.set_at.date())}"
    return _SAID.get(setting.source, setting.source)


def _fast_lane(lane: FastLane) -> Iterator[SettingInWords]:
    where = "by an Admin, below"
    yield SettingInWords(
        "is_on", "The fast lane grants small requests as they are filed", "on" if lane.is_on else "off", where
    )
    yield SettingInWords(
        "most_share", "The most it grants, as a share of the limit", percent_as_set(lane.most_share), where
    )
    yield SettingInWords("most_numbers", "The most it grants, numbers", f"{lane.most_numbers:,}", where)
    yield SettingInWords("most_risk", "The overage risk it stays below", percent_as_set(lane.most_risk), where)
