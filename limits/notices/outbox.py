"""The outbox: notices addressed once, sent once each, tried again later where that fails, given up with the reason.

None of its writes changes a figure, so what was worked out from the data stays known: whoever shows deliveries reads
them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from data.records import Delivery, Notice, User
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import notices as notice_store
from data.tables import outbox as outbox_store
from data.tables import users as user_store
from data.tables.outbox import MAIL
from limits import visibility
from limits.actors import Actor, refreshed, visible_networks
from limits.clock import present, utc
from limits.notices.sending import Channels, NotDelivered, deliver
from limits.people import Team, teams
from limits.requests import NOBODY_DECIDES
from limits.webhooks import HOOK_DISABLED

Deliver = Callable[[Channels, str, str, str], None]

# What nobody was sent within a week is no news any more.
NEWS_FOR: Final = dt.timedelta(days=7)
# A try that has not ended by then was lost with its process.
TRY_TAKES_AT_MOST: Final = dt.timedelta(minutes=10)
PAUSES: Final = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720))
TRIES: Final = len(PAUSES) + 1
# One address that fails so often in a row is left alone until the next round.
FAILURES_IN_A_ROW: Final = 3
ERROR_MAX: Final = 500
# When more wait for an address than that, one message lists them: whoever sets up a channel is not flooded.
AS_MANY_SINGLY: Final = 5
LINES_MAX: Final = 40


@dataclass(frozen=True)
class OutboxReport:
    """What one round of sending did; counts are of deliveries."""

    sent: int = 0
    failed: int = 0  # to be tried again
    given_up: int = 0
    waiting: int = 0


def send_due(
    store: Store,
    ways: Channels,
    *,
    now: dt.datetime | None = None,
    send: Deliver = deliver,
    most: int = 500,
) -> OutboxReport:
    """Addresses new notices and tries what is due; several processes may do so at once."""
    moment = utc(now or present())
    clock = (lambda: moment) if now is not None else (lambda: utc(present()))
    if not ways.is_empty:
        store.write(lambda cursor: _route(cursor, ways, moment), changes_figures=False)
    count: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    with store.reading() as cursor:
        due = outbox_store.due(cursor, moment, channels=tuple(ways.vendor), with_mail=ways.mail is not None, most=most)
    for bundle in _bundles(due):
        way = MAIL if bundle[0].address.startswith(MAIL) else bundle[0].address
        if failures[way] >= FAILURES_IN_A_ROW:
            continue
        outcomes = _try(store, ways, bundle, send, clock)
        count.update(outcomes)
        failures[way] = failures[way] + 1 if {"waiting", "given up"} & set(outcomes) else 0

    def close(cursor: Cursor) -> tuple[int, int]:
        words = "Nobody could reach this address for a week: is it still configured?"
        return outbox_store.give_up_unreachable(cursor, moment - NEWS_FOR, moment, words), outbox_store.waiting_count(
            cursor
        )

    unreachable, waiting = store.write(close, changes_figures=False)
    return OutboxReport(count["sent"], count["waiting"], count["given up"] + unreachable, waiting)


def _bundles(due: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """What one message tells: one notice, or many at once to an address for which many wait."""
    by_address: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in due:
        by_address[delivery.address].append(delivery)
    for waiting in by_address.values():
        if len(waiting) > AS_MANY_SINGLY:
            yield waiting
        else:
            yield from ([delivery] for delivery in waiting)


def _message(bundle: Sequence[Delivery]) -> tuple[str, str]:
    if len(bundle) == 1:
        return bundle[0].notice.subject, f"{bundle[0].notice.body}\n\nHeadroom"
    lines = [f"- {d.notice.subject}" for d in bundle[:LINES_MAX]]
    if len(bundle) > LINES_MAX:
        lines.append(f"and {len(bundle) - LINES_MAX:,} more.")
    return f"{len(bundle):,} notices from Headroom", "\n".join([*lines, "", "Headroom has each in full."])


def _try(
    store: Store, ways: Channels, bundle: Sequence[Delivery], send: Deliver, clock: Callable[[], dt.datetime]
) -> list[str]:
    """One message: claimed, sent outside of any transaction, and what came of it written down."""
    until = clock() + TRY_TAKES_AT_MOST
    mine = store.write(
        lambda cursor: [d for d in bundle if outbox_store.claim(cursor, d, until=until)], changes_figures=False
    )
    hopeless = [d for d in mine if d.attempts >= TRIES]
    hopeful = [d for d in mine if d.attempts < TRIES]
    error = None
    if hopeful:
        try:
            send(ways, hopeful[0].address, *_message(hopeful))
        except NotDelivered as caught:
            error = str(caught)[:ERROR_MAX]

    def settle(cursor: Cursor) -> list[str]:
        return [
            *(_settle(cursor, d, error, clock()) for d in hopeful),
            *(_settle(cursor, d, "None of its tries ever ended.", clock()) for d in hopeless),
        ]

    return store.write(settle, changes_figures=False)


def _settle(cursor: Cursor, delivery: Delivery, error: str | None, at: dt.datetime) -> str:
    tries = delivery.attempts + 1
    status = "sent" if error is None else "waiting" if tries < TRIES else "given up"
    next_try_at = at + PAUSES[min(tries, len(PAUSES)) - 1] if status == "waiting" else None
    outbox_store.settle(cursor, delivery, status, at, next_try_at=next_try_at, error=error)
    return status


def _route(cursor: Cursor, ways: Channels, moment: dt.datetime) -> None:
    notice_store.lock(cursor)
    fresh = outbox_store.unrouted(cursor, moment - NEWS_FOR)
    if not fresh:
        return
    networks = {n.network_id: n for n in network_reads.networks(cursor)}
    users = network_reads.users(cursor) if ways.mail is not None else []
    gone = user_store.disabled(cursor)
    teams_by_network = teams(cursor, list(networks.values()), moment.date()) if ways.mail is not None else {}
    addresses: dict[str, list[str]] = {}
    for notice in fresh:
        of_notice = [*ways.vendor] if notice.audience == "vendor" else []
        if ways.mail is not None:
            people = set(_people(notice, teams_by_network[notice.network_id], users)) - gone
            of_notice += [MAIL + email for email in sorted(people)]
        addresses[notice.notice_id] = of_notice
    outbox_store.route(cursor, addresses, moment)


def _people(notice: Notice, team: Team, users: list[User]) -> Iterator[str]:
    """The network's CSM, and while they are away whoever stands in; admins where nobody can decide a request.

    Of its own people the Super Users, and viewers where it is about requests, which they file.
    """
    if notice.audience == "vendor":
        yield from _vendors_people(notice, team, users)
        return
    for user in users:
        if user.network_id == notice.network_id and (user.role == "super_user" or notice.topic == "request"):
            yield user.email


def _vendors_people(notice: Notice, team: Team, users: list[User]) -> Iterator[str]:
    if notice.topic == HOOK_DISABLED:
        yield from (user.email for user in users if user.role == "admin")
        return
    if team.csm:
        yield team.csm
    if team.away_until is not None or team.csm not in team.deciders:
        yield from team.deciders
    if notice.topic == NOBODY_DECIDES:
        yield from (user.email for user in users if user.role == "admin")


def undelivered(store: Store, person: Actor, *, most: int = 100) -> list[Delivery]:
    """What was given up, newest first, with the reason; for the vendor's people, who can mend it."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        ids = [n.network_id for n in visibility.seen_whole(actor, visible_networks(cursor, actor))]
        return outbox_store.deliveries(cursor, ids, status="given up", most=most)
