"""What a customer may not see, in one place: pages, commands, JSON, packs and notices show what this leaves of things.

What is the vendor's own:

- reasons that the vendor's people gave, and who planned what for later; a customer's own reasons are shown
- addresses of the vendor's staff: what they did names them by name or as the CSM; what for they made which token
- overage risk and suggested limit as they were kept with a change
- prices: overage rate, price of a number-month, currency, and with them every amount of money
- notes on a decision, comments marked as the vendor's own, and what a committed scenario is called and holds
- alerts about the contract, and what the vendor's people are told
- evidence, packs, scenarios, the journal, settings, how forecasts did and the state of the data, as a whole

Customers see of the vendor's staff who changed their limits and answered their requests, and whom to call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from data.errors import NotAllowed
from data.records import AlertState, Allotment, Amendment, LimitChange, Network, Request, RequestEvent, ScheduledChange
from data.store import Cursor
from data.tables import users as user_store
from limits.actors import Actor

Audience = Literal["vendor", "customer"]
BOTH_SIDES: Final[tuple[Audience, ...]] = ("vendor", "customer")
STAFF: Final = "a CSM"  # how somebody of the vendor is named to a customer, where no name is on record
ALERTS_FOR_CUSTOMERS: Final = frozenset({"usage", "likely full"})


def sees_vendor_facts(person: Actor, network: Network) -> bool:
    """Whether all of a network is shown to this person, the vendor's own with it."""
    return person.may("see vendor facts", network)


def seen_whole(person: Actor, networks: Iterable[Network]) -> list[Network]:
    """The networks of which the person sees the vendor's own too."""
    return [network for network in networks if sees_vendor_facts(person, network)]


def is_of_vendor(person: Actor) -> bool:
    """Whether somebody works for the vendor, whichever networks are theirs."""
    return person.is_vendor


def require_vendor(person: Actor, what: str) -> None:
    """For what concerns no single network, such as how forecasts did."""
    if not is_of_vendor(person):
        raise NotAllowed(f"{person.email} may not see {what}; the vendor's people may.")


def side_of(person: Actor, network: Network) -> Audience:
    """Which notices are a person's."""
    return "vendor" if sees_vendor_facts(person, network) else "customer"


def other_side(person: Actor, network: Network) -> Audience:
    """Who is told of what this person did."""
    return "customer" if sees_vendor_facts(person, network) else "vendor"


@dataclass(frozen=True)
class Sides:
    """Who of those on record is the customer's own, and how the vendor's people are named to them."""

    customers: frozenset[str]  # all who ever were on their side
    names: Mapping[str, str]

    def said(self, email: str) -> str:
        """An address of the customer's own; of the vendor's staff the name, or what they are."""
        if email in self.customers or "@" not in email:
            return email
        return self.names.get(email, STAFF)


def sides(cursor: Cursor, network_id: str) -> Sides:
    names = {somebody.email: somebody.name for somebody in user_store.people(cursor) if somebody.name}
    return Sides(frozenset(user_store.customers_ever(cursor, network_id)), names)


def limit_changes(changes: Sequence[LimitChange], *, known: Sides) -> list[LimitChange]:
    """The audit for a customer, who may read the reasons of their own side."""
    return [
        replace(
            change,
            changed_by=known.said(change.changed_by),
            reason=change.reason if change.changed_by in known.customers else "",
            overage_risk=None,
            suggested_limit=None,
        )
        for change in changes
    ]


def planned_changes(changes: Sequence[ScheduledChange]) -> list[ScheduledChange]:
    """What is planned, for a customer."""
    return [replace(change, reason="", settled_words=None, scheduled_by="") for change in changes]


def request(request: Request, *, known: Sides) -> Request:
    """A request, for a customer."""
    by = request.decided_by
    return replace(
        request, decision_note=None, filed_by=known.said(request.filed_by), decided_by=known.said(by) if by else by
    )


def request_events(events: Sequence[RequestEvent], *, known: Sides) -> list[RequestEvent]:
    """What was said of a request, for a customer."""
    return [
        replace(
            event,
            by_email=known.said(event.by_email),
            token=event.token if event.by_email in known.customers else None,
        )
        for event in events
        if not event.vendor_only
    ]


def allotments(periods: Sequence[Allotment]) -> list[Allotment]:
    """The contract's periods, for a customer: number-months and no money."""
    return [replace(period, overage_rate=None, currency=None, unit_price=None) for period in periods]


def amendments(signed: Sequence[Amendment]) -> list[Amendment]:
    """What was amended, for a customer: number-months and dates, no money."""
    return [replace(amendment, overage_rate=None) for amendment in signed]


def alerts(states: Sequence[AlertState], *, whole: set[str]) -> list[AlertState]:
    """Raised alerts; of networks that are not among ``whole`` those that concern limits, not the contract."""
    return [alert for alert in states if alert.network_id in whole or alert.alert in ALERTS_FOR_CUSTOMERS]


def knows(person: Actor, networks: set[str], roles: Iterable[tuple[str, str]]) -> bool:
    """Whether somebody with these roles is told by name: everybody to the vendor's people, to a customer the vendor's
    and those of their own networks.
    """
    return is_of_vendor(person) or any(not network_id or network_id in networks for _, network_id in roles)
