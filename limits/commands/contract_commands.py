"""`python -m limits contract`: a contract with its amendments and its trail, and what an admin states of it."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from data.door import say
from data.errors import BadInput
from data.records import Allotment, Amendment, ContractChange
from data.store import Store
from limits.commands.persons import acting, reader
from limits.months import day_words, moment_words
from limits.prices import price_words

if TYPE_CHECKING:
    from limits.administration import ContractRecord

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    parser = command("contract", _contract, "The terms, amendments and trail of a network's contract; states new ones.")
    parser.add_argument("network", metavar="NETWORK")
    parser.add_argument("--opening-used", type=int, metavar="N", help="number-months used before the first report")
    parser.add_argument("--opening-through", type=_day, metavar="DATE", help="the last day that balance stands for")
    parser.add_argument("--period-start", type=_day, metavar="DATE", help="the first day of the period it belongs to")
    parser.add_argument("--amend", action="store_true", help="add an amendment")
    parser.add_argument("--signed-on", type=_day, metavar="DATE", help="the day the amendment was signed")
    parser.add_argument("--effective-on", type=_day, metavar="DATE", help="the day it takes effect")
    parser.add_argument("--add", type=int, metavar="N", help="number-months it adds")
    parser.add_argument("--ends-on", type=_day, metavar="DATE", help="the end it sets")
    parser.add_argument("--overage-rate", type=_amount, metavar="AMOUNT", help="the price of a number-month beyond")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who acts")
    parser.add_argument("--reason", metavar="TEXT")


def _contract(store: Store, options: argparse.Namespace) -> int:
    from limits.administration import AddAmendment, StateOpening, amend, contract_record, state_opening

    opening = {"--opening-used": options.opening_used, "--opening-through": options.opening_through}
    amendment = {"--signed-on": options.signed_on, "--effective-on": options.effective_on}
    states_opening = any(value is not None for value in (*opening.values(), options.period_start))
    says_amendment = (*amendment.values(), options.add, options.ends_on, options.overage_rate)
    if options.amend and states_opening:
        raise BadInput("One command states an opening balance or an amendment: give the other by a command of its own.")
    if not options.amend and any(value is not None for value in says_amendment):
        raise BadInput("These figures belong to an amendment: say so with --amend.")
    if options.amend:
        who = _signed(options, amendment)
        added = AddAmendment(
            options.network,
            options.signed_on,
            options.effective_on,
            options.reason,
            added_number_months=options.add,
            ends_on=options.ends_on,
            overage_rate=options.overage_rate,
        )
        record = amend(store, acting(store, who), added)
    elif states_opening:
        who = _signed(options, opening)
        stated = StateOpening(
            options.network, options.opening_used, options.opening_through, options.reason, options.period_start
        )
        record = state_opening(store, acting(store, who), stated)
    else:
        record = contract_record(store, reader(store), options.network)
    say(as_data(record), as_lines(record), as_json=options.json)
    return 0


def _signed(options: argparse.Namespace, needed: dict[str, object]) -> str:
    """Who acts; refuses a command that lacks a part of what it states."""
    missing = [
        name
        for name, value in {**needed, "--as": options.email, "--reason": options.reason}.items()
        if value in (None, "")
    ]
    if missing:
        raise BadInput(f"This needs {', '.join(missing)} too.")
    return str(options.email)


def as_data(record: ContractRecord) -> dict[str, Any]:
    """The record as plain data."""
    return {
        "network_id": record.network.network_id,
        "partnerships": [{"starts_on": str(p.starts_on), "ends_on": str(p.ends_on)} for p in record.partnerships],
        "allotments": [_allotment(a) for a in record.allotments],
        "amendments": [_amendment(a) for a in record.amendments],
        "trail": [_change(c) for c in record.trail],
    }


def _allotment(a: Allotment) -> dict[str, Any]:
    return {
        "starts_on": str(a.starts_on),
        "ends_on": str(a.ends_on),
        "number_months": a.number_months,
        "overage_rate": _number(a.overage_rate),
        "currency": a.currency,
        "unit_price": _number(a.unit_price),
        "opening_used": a.opening_used,
        "opening_through": _text(a.opening_through),
    }


def _amendment(a: Amendment) -> dict[str, Any]:
    return {
        "signed_on": str(a.signed_on),
        "effective_on": str(a.effective_on),
        "added_number_months": a.added_number_months,
        "ends_on": _text(a.ends_on),
        "overage_rate": _number(a.overage_rate),
        "reason": a.reason,
    }


def _change(c: ContractChange) -> dict[str, Any]:
    return {
        "changed_at": c.changed_at.isoformat(timespec="seconds") + "Z",
        "changed_by": c.changed_by,
        "subject": c.subject,
        "starts_on": str(c.starts_on),
        "field": c.field,
        "old_value": c.old_value,
        "new_value": c.new_value,
        "reason": c.reason,
    }


def as_lines(record: ContractRecord) -> Iterator[str]:
    """The record in words."""
    from limits.administration import figure_name, part_of_contract, values_in_words

    yield f"{record.network.name} ({record.network.network_id})"
    if not record.partnerships:
        yield "  No partnership is on record."
    for p in record.partnerships:
        yield f"  Partnership {day_words(p.starts_on)} to {day_words(p.ends_on)}"
    for a in record.allotments:
        yield f"  {a.number_months:,} number-months {day_words(a.starts_on)} to {day_words(a.ends_on)}{_prices(a)}"
        if a.opening_used is not None and a.opening_through is not None:
            yield f"    Opening balance: {a.opening_used:,} used through {day_words(a.opening_through)}"
    for m in record.amendments:
        yield f"  Amendment of {day_words(m.effective_on)}, signed {day_words(m.signed_on)}: {_says(m)} ({m.reason})"
    yield "Changes:" if record.trail else "No change is on record."
    for c in record.trail:
        before, after = values_in_words(c)
        yield (
            f"  {moment_words(c.changed_at)}, {c.changed_by}: {part_of_contract(c)}, "
            f"{figure_name(c)}: {after}{'' if c.old_value is None else f', was {before}'} ({c.reason})"
        )


def _prices(a: Allotment) -> str:
    currency = f" {a.currency}" if a.currency else ""
    parts = [
        f"{words} {price_words(amount)}{currency}"
        for words, amount in (("overage at", a.overage_rate), ("bought at", a.unit_price))
        if amount is not None
    ]
    return f", {', '.join(parts)} a number-month" if parts else ""


def _says(m: Amendment) -> str:
    parts = [f"{m.added_number_months:,} number-months more"] if m.added_number_months is not None else []
    parts += [f"ends on {day_words(m.ends_on)}"] if m.ends_on is not None else []
    parts += [f"overage at {price_words(m.overage_rate)}"] if m.overage_rate is not None else []
    return ", ".join(parts)


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _text(day: dt.date | None) -> str | None:
    return None if day is None else str(day)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day: write it as 2026-12-01") from None


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"'{text}' is no amount of money: write it as 2.75") from None
