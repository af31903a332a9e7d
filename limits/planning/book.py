"""A CSM's book: the networks that need somebody, ranked as the Portfolio ranks them, each with what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from data.errors import BadInput
from data.records import Request
from data.store import Store
from limits.actors import Actor, refreshed
from limits.advice import PortfolioMemory, PortfolioRow, call_order, is_due, network_standing, portfolio, ranked
from limits.clock import present
from limits.kinds import NETWORK, LimitKey, as_kind
from limits.months import day_words
from limits.people import Contact, customer_contacts, names
from limits.percents import counted
from limits.planning.account_sheet import TermSheet, term_sheet
from limits.requests import Waiting, waiting_requests
from limits.settings_in_force import settings_of
from limits.visibility import require_vendor


@dataclass(frozen=True)
class Matter:
    """One network that needs somebody: why, what is asked, how its term ends, and the next step."""

    row: PortfolioRow
    sheet: TermSheet | None  # None before any usage was imported
    request: Waiting | None  # the one that waits longest
    contact: Contact | None
    waits: str
    next_steps: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """What a deck tells of a portfolio; ``names`` are people's by their address."""

    whose: str
    rows: tuple[PortfolioRow, ...]
    matters: tuple[Matter, ...]
    names: Mapping[str, str]
    risk_allowed: float

    @property
    def as_of(self) -> dt.date | None:
        """The newest day that usage is known of; its networks may be older."""
        return max((r.network.as_of for r in self.rows if r.network.as_of), default=None)

    @property
    def oldest(self) -> dt.date | None:
        return min((r.network.as_of for r in self.rows if r.network.as_of), default=None)


def portfolio_book(
    store: Store,
    person: Actor,
    *,
    only: Collection[str] | None = None,
    csm: str | None = None,
    memory: PortfolioMemory | None = None,
    now: dt.datetime | None = None,
) -> Book:
    """The networks this person sees, or those of them that are named or are one CSM's; for the vendor's people."""
    moment = now or present()
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
    require_vendor(actor, "the portfolio as a deck")
    rows = ranked(portfolio(store, person, memory=memory, now=moment))
    rows = [r for r in rows if only is None or r.network.network_id in only]
    rows = [r for r in rows if csm is None or (r.network.csm_email or "").casefold() == csm.casefold()]
    if not rows:
        of_whom = f" of {csm}" if csm else ""
        raise BadInput(f"None of the networks you may see is{of_whom} in this portfolio, so there is no deck to make.")
    contacts, known = customer_contacts(store, person), names(store, person)
    longest: dict[str, Waiting] = {}
    for waiting in waiting_requests(store, person):
        longest.setdefault(waiting.network.network_id, waiting)
    matters = [
        _matter(store, person, row, longest.get(i), contacts.get(i), moment.date())
        for row in rows
        if is_due(row)
        for i in [row.network.network_id]
    ]
    whose = {r.network.csm_email for r in rows}
    one_csm = whose.pop() if len(whose) == 1 else None
    return Book(
        whose=known.get(one_csm, one_csm) if one_csm else "",
        rows=tuple(rows),
        matters=tuple(sorted(matters, key=_order)),
        names=known,
        risk_allowed=settings_of(store).assumptions.risk,
    )


def _order(matter: Matter) -> tuple[int, str]:
    return call_order(matter.row, matter.request.request.filed_at.isoformat() if matter.request else "")


def _matter(
    store: Store, person: Actor, row: PortfolioRow, request: Waiting | None, contact: Contact | None, today: dt.date
) -> Matter:
    network_id = row.network.network_id
    return Matter(
        row=row,
        sheet=term_sheet(store, person, network_id),
        request=request,
        contact=contact,
        waits=_waits(request, today),
        next_steps=tuple(_next_steps(store, person, row, request, contact)),
    )


def _next_steps(
    store: Store, person: Actor, row: PortfolioRow, request: Waiting | None, contact: Contact | None
) -> list[str]:
    """Whom to speak to about what, in the words of the one answer."""
    steps = []
    if request is not None:
        asked = request.request
        answer = network_standing(store, person, row.network.network_id).request_answers.get(asked.request_id)
        steps.append(
            f"Answer request {asked.request_id} for {asked.more_numbers:,} more ({_limit_words(row, asked)})"
            f"{f': {answer.sentence}' if answer else '.'}"
        )
    is_weighed = request is not None and as_kind(request.request.kind) == NETWORK.kind  # its answer is the limit's then
    if row.answer is not None and row.answer.verdict != "there is room" and not is_weighed:
        steps.append(row.answer.sentence)
    if contact is not None:
        steps.append(f"Call {contact.name}{f', {contact.phone}' if contact.phone else ''}.")
    return steps or ["Look at the network: no contact is on record."]


def _limit_words(row: PortfolioRow, asked: Request) -> str:
    key = LimitKey(as_kind(asked.kind), asked.campaign_id)
    return next((limit.words for limit in row.limits if limit.key == key), key.words())


def _waits(request: Waiting | None, today: dt.date) -> str:
    if request is None:
        return "–"
    days = max(0, (today - request.request.filed_at.date()).days)
    return f"{counted(days, 'day')}, since {day_words(request.request.filed_at.date())}" if days else "asked today"
