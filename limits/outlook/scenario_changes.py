"""What a scenario makes different, and how demand, contract and partnership look with it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from data.documents import SCENARIO, read, write
from data.errors import BadInput, DocumentUnreadable
from data.records import Allotment, Partnership
from limits.kinds import DYNAMIC, NETWORK, LimitKey, campaign_limit
from limits.months import day_words, month_of
from limits.outlook.outlook import FloatArray, Outlook
from limits.percents import counted

NEW = "new:"  # before the name of a campaign that is only planned: no campaign on record has such an id in an outlook
LARGEST_FACTOR, NUMBERS_MAX, NUMBER_MONTHS_MAX = 100.0, 1_000_000, 1_000_000_000


@dataclass(frozen=True)
class TrafficTimes:
    """Website traffic, and dynamic demand with it, times a factor from a month on."""

    factor: float
    from_month: dt.date

    def __post_init__(self) -> None:
        if not (math.isfinite(self.factor) and 0 < self.factor <= LARGEST_FACTOR):
            raise BadInput(f"Traffic times {self.factor:g} is no factor: give one above 0, at most {LARGEST_FACTOR:g}.")

    @property
    def words(self) -> str:
        return f"{self.factor:g} times the traffic from {self.from_month:%b %Y} on"


@dataclass(frozen=True)
class NewCampaign:
    """A campaign to come, with so many static numbers from a month on and no limit of its own yet."""

    name: str
    numbers: int
    from_month: dt.date

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadInput("A new campaign needs a name.")
        _whole("A new campaign", self.numbers, NUMBERS_MAX)

    @property
    def words(self) -> str:
        return f"a new campaign {self.name} with {counted(self.numbers, 'number')} from {self.from_month:%b %Y} on"


@dataclass(frozen=True)
class Reclaimed:
    """So many numbers released, from a month on; never more than there would be."""

    numbers: int
    from_month: dt.date
    number_type: Literal["static", "dynamic"] = "static"

    def __post_init__(self) -> None:
        _whole("A scenario", self.numbers, NUMBERS_MAX)
        if self.number_type not in ("static", "dynamic"):
            raise BadInput(f"'{self.number_type}' is no type of number: they are static or dynamic.")

    @property
    def words(self) -> str:
        return f"{counted(self.numbers, f'{self.number_type} number')} reclaimed from {self.from_month:%b %Y} on"


@dataclass(frozen=True)
class ExtendedTo:
    """The partnership lasts until that day, and its last allotment period with it."""

    ends_on: dt.date

    @property
    def words(self) -> str:
        return f"the partnership extended to {day_words(self.ends_on)}"


@dataclass(frozen=True)
class OtherAllotment:
    """The period in force has so many number-months."""

    number_months: int

    def __post_init__(self) -> None:
        _whole("An allotment", self.number_months, NUMBER_MONTHS_MAX)

    @property
    def words(self) -> str:
        return f"an allotment of {counted(self.number_months, 'number-month')}"


Change = TrafficTimes | NewCampaign | Reclaimed | ExtendedTo | OtherAllotment
_NAMES: dict[str, type[Change]] = {
    "traffic": TrafficTimes,
    "new campaign": NewCampaign,
    "reclaimed": Reclaimed,
    "extended": ExtendedTo,
    "allotment": OtherAllotment,
}


def as_text(changes: Sequence[Change]) -> str:
    """JSON text, the form in which changes are kept."""
    names = {kind: name for name, kind in _NAMES.items()}
    return write(SCENARIO, [{"what": names[type(c)]} | _plain(c) for c in changes])


def from_text(text: str, subject: str = "the scenario") -> tuple[Change, ...]:
    """What `as_text` wrote, in this version or an earlier one; DocumentUnreadable for anything else."""
    try:
        return tuple(_change(dict(change)) for change in read(SCENARIO, text, subject).content)
    except BadInput as error:  # a value that no scenario may have
        raise DocumentUnreadable(f"{subject[:1].upper()}{subject[1:]} cannot be read: {error}") from error


def _plain(change: Change) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in vars(change).items()}


def _change(fields: dict[str, Any]) -> Change:
    kind = _NAMES[fields.pop("what")]
    for name in ("from_month", "ends_on"):
        if name in fields:
            fields[name] = dt.date.fromisoformat(fields[name])
    return kind(**fields)


def _whole(what: str, numbers: int, most: int) -> None:
    if isinstance(numbers, bool) or not isinstance(numbers, int) or not 0 <= numbers <= most:
        raise BadInput(f"{what} of {numbers} numbers is not possible: give a whole number from 0 to {most:,}.")


def changed_contract(
    changes: Sequence[Change], partnerships: list[Partnership], allotments: list[Allotment], as_of: dt.date
) -> tuple[list[Partnership], list[Allotment]]:
    """Partnerships and allotments as the scenario has them; what is not in force as of the date stays as it is."""
    partnerships = sorted(partnerships, key=lambda p: p.starts_on)
    allotments = sorted(allotments, key=lambda a: a.starts_on)
    for change in changes:
        if isinstance(change, ExtendedTo):
            for place, partnership in enumerate(partnerships):
                if partnership.starts_on <= as_of <= partnership.ends_on < change.ends_on:
                    before = partnership.ends_on
                    partnerships[place] = replace(partnership, ends_on=change.ends_on)
                    allotments = _extended(allotments, partnership.starts_on, before, change.ends_on)
        if isinstance(change, OtherAllotment):
            allotments = [
                replace(a, number_months=change.number_months) if a.starts_on <= as_of <= a.ends_on else a
                for a in allotments
            ]
    return partnerships, allotments


def _extended(allotments: list[Allotment], starts_on: dt.date, ended_on: dt.date, ends_on: dt.date) -> list[Allotment]:
    """The last period of a partnership made to last as long as it, unless another one follows."""
    own = [a for a in allotments if starts_on <= a.starts_on <= ended_on]
    if not own or any(ended_on < a.starts_on <= ends_on for a in allotments):
        return allotments
    return [replace(a, ends_on=max(a.ends_on, ends_on)) if a is own[-1] else a for a in allotments]


def changed_outlook(
    changes: Sequence[Change], outlook: Outlook, used: Mapping[LimitKey, int], caveat: str | None = None
) -> Outlook:
    """Demand as the scenario has it; the running month never falls below what each limit's numbers have ``used``."""
    static, dynamic, campaigns = outlook.static, outlook.dynamic, dict(outlook.campaigns)
    for change in changes:
        if isinstance(change, TrafficTimes):
            dynamic = np.where(_from(outlook, change.from_month), dynamic * change.factor, dynamic)
        elif isinstance(change, NewCampaign):
            campaigns = campaigns or {"": static}
            by_month = np.where(_from(outlook, change.from_month), float(change.numbers), 0.0)
            added = np.broadcast_to(by_month, static.shape)
            key = NEW + change.name
            campaigns[key] = campaigns[key] + added if key in campaigns else added
            static = static + added
        elif isinstance(change, Reclaimed):
            gone = np.where(_from(outlook, change.from_month), float(change.numbers), 0.0)
            if change.number_type == "dynamic":
                dynamic = np.maximum(dynamic - gone, 0.0)
            else:
                left = np.maximum(static - gone, 0.0)
                share = np.where(static > 0, left / np.where(static > 0, static, 1.0), 1.0)
                campaigns = {i: own * share for i, own in campaigns.items()}
                static = left
    dynamic_used = used.get(DYNAMIC, 0)
    campaigns = {i: _kept(own, used.get(campaign_limit(i), 0) if i else 0) for i, own in campaigns.items()}
    static = _kept(static, used.get(NETWORK, 0) - dynamic_used)
    if campaigns:
        static = np.sum(list(campaigns.values()), axis=0)
    caveats = outlook.caveats if caveat is None else (caveat, *outlook.caveats)
    return replace(outlook, static=static, dynamic=_kept(dynamic, dynamic_used), campaigns=campaigns, caveats=caveats)


def _from(outlook: Outlook, month: dt.date) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.array([m >= month_of(month) for m in outlook.months])


def _kept(paths: FloatArray, used: int) -> FloatArray:
    """A plan gives nothing back of what the running month has used."""
    if not used or paths[:, 0].min(initial=np.inf) >= used:
        return paths
    kept = paths.copy()
    kept[:, 0] = np.maximum(kept[:, 0], used)
    return kept
