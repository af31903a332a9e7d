"""Static numbers that nobody called for long, one by one, and from which month on releasing them frees room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.phone_numbers import Reach, reach
from data.records import Network
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import usage as usage_reads
from data.tables.number_statuses import number_statuses
from limits.actors import Actor, refreshed, require
from limits.assumptions import Assumptions
from limits.clock import day_for_network
from limits.months import month_of, plus_months, running_month


@dataclass(frozen=True)
class Idle:
    """One number; ``last_call_on`` is None where no call of it is known, ``status`` where no report listed it."""

    promo_number: str
    reach: Reach
    campaign_id: str
    campaign: str
    last_call_on: dt.date | None
    assigned_since: dt.date
    status: str | None  # in the vendor's own word, as of ``status_as_of``
    status_as_of: dt.date | None


@dataclass(frozen=True)
class IdleList:
    """The idle numbers of a network, those that were silent the longest first within each campaign.

    ``is_known`` is False where no report tells which numbers rang: then nothing can be called idle. ``frees_from`` is
    the first billing month in which a number released today no longer counts; None before any usage was imported.
    """

    network: Network
    days: int
    is_known: bool
    numbers: tuple[Idle, ...]
    frees_from: dt.date | None

    @property
    def sentence(self) -> str:
        if self.frees_from is None:
            return "No usage was imported yet, so it cannot be told which numbers are idle."
        if not self.is_known:
            return (
                "No import tells which numbers rang lately, so it cannot be told which are idle. A Number Usage "
                "Report, a call log or last calls in a list of numbers would tell."
            )
        if not self.numbers:
            return f"Every static number rang within {self.days} days, or has not been there for as long."
        return f"{_silent(len(self.numbers), self.days)} {_frees(len(self.numbers), self.frees_from)}"


def idle_list(
    store: Store,
    person: Actor,
    network_id: str,
    *,
    assumptions: Assumptions | None = None,
    now: dt.datetime | None = None,
) -> IdleList:
    """The idle numbers of a network, for everybody who may see it."""
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "see network", network_id)
        days = (assumptions or person.settings.assumptions).idle_days
        if network.as_of is None:
            return IdleList(network, days, False, (), None)
        return IdleList(
            network=network,
            days=days,
            is_known=usage_reads.calls_are_known(cursor, network_id, network.as_of, days),
            numbers=_numbers(cursor, network_id, network.as_of, days),
            frees_from=_frees_from(network.as_of, day_for_network(network, now)),
        )


def _numbers(cursor: Cursor, network_id: str, as_of: dt.date, days: int) -> tuple[Idle, ...]:
    names = network_reads.campaign_names(cursor, [network_id])
    statuses = number_statuses(cursor, network_id)
    idle_numbers = []
    for number in usage_reads.idle_numbers(cursor, network_id, as_of, days):
        status = statuses.get(number.promo_number)
        idle_numbers.append(
            Idle(
                promo_number=number.promo_number,
                reach=reach(number.promo_number),
                campaign_id=number.campaign_id,
                campaign=names.get((network_id, number.campaign_id)) or number.campaign_id,
                last_call_on=number.last_call_on,
                assigned_since=number.assigned_on,
                status=status.number_status if status else None,
                status_as_of=status.as_of if status and status.number_status else None,
            )
        )
    return tuple(sorted(idle_numbers, key=_longest_silent))


def _longest_silent(number: Idle) -> tuple[str, str, dt.date, str]:
    """Within a campaign by the last sign of use: a number that never rang is silent since it was assigned."""
    silent_since = number.last_call_on or number.assigned_since
    return number.campaign.casefold(), number.campaign_id, silent_since, number.promo_number


def _frees_from(as_of: dt.date, today: dt.date) -> dt.date:
    """A number released today counts to the end of today's month, and no month that is over is freed."""
    return plus_months(max(running_month(as_of), month_of(today)), 1)


def _silent(numbers: int, days: int) -> str:
    if numbers == 1:
        return f"1 static number had no call for {days} days or more."
    return f"{numbers:,} static numbers had no call for {days} days or more."


def _frees(numbers: int, month: dt.date) -> str:
    until = "Releasing one frees room from the next billing month"
    if numbers == 1:
        return f"{until}: releasing it makes room for 1 from {month:%B %Y}."
    return f"{until}: releasing all of them makes room for {numbers:,} from {month:%B %Y}."
