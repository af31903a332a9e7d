"""What an admin states of a contract: opening balances and amendments; and the contract with its trail, to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from data.errors import BadInput
from data.records import Allotment, Amendment, ContractChange, Network, Partnership
from data.store import Cursor, Store
from data.tables import contracts as contract_store
from data.tables import networks as network_reads
from limits.actors import Actor, refreshed, require
from limits.clock import present, utc
from limits.months import day_words
from limits.network import amended
from limits.text_checks import check_text

NUMBER_MONTHS_MAX = 2_147_483_647


@dataclass(frozen=True)
class ContractRecord:
    """All that is on record of a network's contract."""

    network: Network
    partnerships: tuple[Partnership, ...]
    allotments: tuple[Allotment, ...]
    amendments: tuple[Amendment, ...]
    trail: tuple[ContractChange, ...]

    def as_amended(self, today: dt.date) -> tuple[list[Partnership], list[Allotment]]:
        """Partnerships and periods as answers of that day count them: with what was signed by then."""
        signed = [amendment for amendment in self.amendments if amendment.signed_on <= today]
        return amended(self.partnerships, self.allotments, signed)


@dataclass(frozen=True)
class StateOpening:
    """A command: by the end of ``through`` the period had used so many number-months.

    Without ``period_start`` the period is the one that holds that day.
    """

    network_id: str
    used: int
    through: dt.date
    reason: str
    period_start: dt.date | None = None


@dataclass(frozen=True)
class AddAmendment:
    """A command: a dated addition to the contract. What is None stays as it was agreed."""

    network_id: str
    signed_on: dt.date
    effective_on: dt.date
    reason: str
    added_number_months: int | None = None
    ends_on: dt.date | None = None
    overage_rate: Decimal | None = None


def contract_record(store: Store, person: Actor, network_id: str) -> ContractRecord:
    """The contract as agreed and amended, with who changed what of it; prices are in it, so it is the vendor's."""
    with store.reading() as cursor:
        network = require(cursor, refreshed(cursor, person), "see vendor facts", network_id)
        return _record(cursor, network)


def state_opening(
    store: Store, person: Actor, command: StateOpening, *, now: dt.datetime | None = None
) -> ContractRecord:
    """States an opening balance, in the place of the one there was."""
    moment = now or present()
    check_text(command.reason, "An opening balance needs a reason: people will ask where the figure comes from.")

    def work(cursor: Cursor) -> ContractRecord:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "administer", command.network_id)
        period = _period_of(command, network_reads.allotments(cursor, [network.network_id]).get(network.network_id, []))
        _check_opening(command, period)
        signature = contract_store.Signature(utc(moment), actor.email, command.reason.strip())
        contract_store.set_opening_balance(
            cursor, network.network_id, period.starts_on, command.used, command.through, signature
        )
        reported = contract_store.reported_of_opening(cursor, network.network_id, period.starts_on)
        if reported > command.used:
            raise BadInput(
                f"An opening balance of {command.used:,} through {day_words(command.through)} is less than the "
                f"{reported:,} number-months that the reports of its months add up to. Nothing was changed: give "
                "at least that, or correct the month that is wrong."
            )
        return _record(cursor, network)

    return store.write(work)


def amend(store: Store, person: Actor, command: AddAmendment, *, now: dt.datetime | None = None) -> ContractRecord:
    """Adds an amendment; the same again changes nothing, and what was agreed is never edited."""
    moment = now or present()
    check_text(command.reason, "An amendment needs a reason: people will ask what it was agreed for.")
    _check_amendment(command)
    amendment = Amendment(
        command.network_id,
        command.signed_on,
        command.effective_on,
        command.added_number_months,
        command.ends_on,
        command.overage_rate,
        command.reason.strip(),
    )

    def work(cursor: Cursor) -> ContractRecord:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "administer", command.network_id)
        ids = [network.network_id]
        periods = network_reads.allotments(cursor, ids).get(network.network_id, [])
        if not any(p.starts_on <= command.effective_on <= p.ends_on for p in periods):
            raise BadInput(
                f"{day_words(command.effective_on)} lies in no allotment period of {network.name}"
                f"{_listed(periods)}. Give a day within the period it amends."
            )
        there = network_reads.amendments(cursor, ids).get(network.network_id, [])
        if amendment not in there:
            _refuse_second(amendment, there)
            signature = contract_store.Signature(utc(moment), actor.email, amendment.reason)
            contract_store.add_amendment(cursor, amendment, signature)
        return _record(cursor, network)

    return store.write(work)


def _record(cursor: Cursor, network: Network) -> ContractRecord:
    ids = [network.network_id]
    return ContractRecord(
        network,
        tuple(network_reads.partnerships(cursor, ids).get(network.network_id, [])),
        tuple(network_reads.allotments(cursor, ids).get(network.network_id, [])),
        tuple(network_reads.amendments(cursor, ids).get(network.network_id, [])),
        tuple(contract_store.contract_changes(cursor, network.network_id)),
    )


def _period_of(command: StateOpening, periods: Sequence[Allotment]) -> Allotment:
    if command.period_start is not None:
        matching = [p for p in periods if p.starts_on == command.period_start]
        wanted = f"begins on {day_words(command.period_start)}"
    else:
        matching = [p for p in periods if p.starts_on <= command.through <= p.ends_on]
        wanted = f"holds {day_words(command.through)}"
    if len(matching) == 1:
        return matching[0]
    many = "More than one allotment period" if matching else "No allotment period"
    raise BadInput(
        f"{many} of {command.network_id} {wanted}{_listed(periods)}. Name the period by its first day (--period-start)."
    )


def _check_opening(command: StateOpening, period: Allotment) -> None:
    if isinstance(command.used, bool) or not 0 <= command.used <= NUMBER_MONTHS_MAX:
        raise BadInput(
            f"{command.used:,} cannot be an opening balance: give a whole number of number-months from 0 on."
        )
    if not period.starts_on <= command.through <= period.ends_on:
        raise BadInput(
            f"{day_words(command.through)} lies outside the period {day_words(period.starts_on)} to "
            f"{day_words(period.ends_on)}: give the last day of a month within it."
        )
    if (command.through + dt.timedelta(days=1)).day != 1:
        raise BadInput(
            f"{day_words(command.through)} is not the last day of a month: an opening balance stands for whole months."
        )


def _check_amendment(command: AddAmendment) -> None:
    added, rate = command.added_number_months, command.overage_rate
    if added is None and command.ends_on is None and rate is None:
        raise BadInput(
            "An amendment says at least one thing: more number-months (--add), another end (--ends-on) or another "
            "overage rate (--overage-rate)."
        )
    if added is not None and (isinstance(added, bool) or not 0 < added <= NUMBER_MONTHS_MAX):
        raise BadInput(f"{added:,} number-months cannot be added: give a whole number of at least 1.")
    if rate is not None and not (rate.is_finite() and 0 <= rate < 10**8 and rate == round(rate, 4)):
        raise BadInput(f"{rate} cannot be an overage rate: give an amount with at most four decimals, such as 2.75.")
    if command.ends_on is not None and command.ends_on < command.effective_on:
        raise BadInput(
            f"The end {day_words(command.ends_on)} lies before the amendment takes effect, "
            f"{day_words(command.effective_on)}."
        )


def _refuse_second(amendment: Amendment, there: Sequence[Amendment]) -> None:
    names = {
        "added_number_months": "number-months",
        "ends_on": "another end",
        "overage_rate": "another overage rate",
    }
    for other in there:
        both = [
            (words, getattr(other, field), getattr(amendment, field))
            for field, words in names.items()
            if getattr(other, field) is not None and getattr(amendment, field) is not None
        ]
        if other.effective_on == amendment.effective_on and both:
            words, stands, given = both[0]
            raise BadInput(
                f"An amendment of {day_words(other.effective_on)} sets {words} already ({stands}; this one says "
                f"{given}). What was agreed is never edited: give the later amendment its own day."
            )


def _listed(periods: Sequence[Allotment]) -> str:
    if not periods:
        return ": it has none on record; import its allotments first"
    shown = ", ".join(f"{day_words(p.starts_on)} to {day_words(p.ends_on)}" for p in periods)
    return f" (its periods: {shown})"
