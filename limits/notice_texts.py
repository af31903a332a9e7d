"""What people are told, in words: written in the transaction of what happened, one notice an event."""

from __future__ import annotations

import datetime as dt

from data.records import LimitChange, Network, Notice, Request, ScheduledChange
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import notices as notice_store
from data.tables import users as user_store
from limits.actors import Actor, refreshed, require, visible_networks
from limits.kinds import LimitKey, as_kind
from limits.months import day_words
from limits.percents import counted, percent
from limits.settings import IN_THE_PLATFORM
from limits.settings_in_force import settings_in
from limits.visibility import BOTH_SIDES, Audience, seen_whole


def notify(
    cursor: Cursor,
    network: Network,
    audience: Audience,
    topic: str,
    subject: str,
    body: str,
    *,
    notice_id: str,
    at: dt.datetime,
) -> bool:
    """Keeps one notice for the vendor's people or the network's; the same id twice is told once."""
    return notice_store.add(cursor, notice(network, audience, topic, subject, body, notice_id=notice_id, at=at))


def notice(
    network: Network, audience: Audience, topic: str, subject: str, body: str, *, notice_id: str, at: dt.datetime
) -> Notice:
    told_at = at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at
    return Notice(f"{notice_id}-{audience}", network.network_id, audience, topic, subject, body, told_at)


def notify_of_raise(cursor: Cursor, network: Network, change: LimitChange, at: dt.datetime) -> None:
    """A customer raised a campaign limit by themselves: the CSM hears of it, louder when it is more than is safe."""
    accepted = settings_in(cursor).in_contract(network.network_id).assumptions.risk
    beyond = change.overage_risk is not None and change.overage_risk > accepted
    risk = (
        "" if change.overage_risk is None else f" The overage risk at the new limit is {percent(change.overage_risk)}."
    )
    notify(
        cursor,
        network,
        "vendor",
        "raise",
        f"{network.name}: {limit_words(cursor, change)} raised to {change.new_limit:,}"
        + (", beyond what is safe" if beyond else ""),
        f"{name_of(cursor, change.changed_by)} raised it from {change.old_limit:,} to {change.new_limit:,}."
        f" Their reason: {change.reason}{risk}",
        notice_id=change.change_id,
        at=at,
    )


def notify_of_held_change(
    cursor: Cursor, network: Network, waiting: ScheduledChange, words: str, at: dt.datetime
) -> None:
    notify(
        cursor,
        network,
        "vendor",
        "held",
        f"{network.name}: a change of the {limit_words(cursor, waiting)} planned for {day_words(waiting.on_date)} "
        "will not be made",
        f"It was to become {waiting.new_limit:,}. {words}",
        notice_id=f"held-{waiting.scheduled_id}",
        at=at,
    )


def notify_of_made_change(
    cursor: Cursor, network: Network, change: LimitChange, *, exceeded_by: int, at: dt.datetime
) -> None:
    """A planned change was made; numbers in use beyond a lowered limit stay in use."""
    are = "is" if exceeded_by == 1 else "are"
    left = (
        f" {counted(exceeded_by, 'more number')} {are} in use than it allows: nothing is released, the limit shows as "
        "exceeded, and no number can be added until usage is below it."
        if exceeded_by > 0
        else ""
    )
    later, named = holds_once_set(cursor), limit_words(cursor, change)
    for audience in BOTH_SIDES:
        notify(
            cursor,
            network,
            audience,
            "scheduled change",
            f"{network.name}: {named} is {change.new_limit:,} from {day_words(change.effective_from)}",
            f"It was {change.old_limit:,}; the change was planned before.{left}{later}",
            notice_id=change.change_id,
            at=at,
        )


def holds_once_set(cursor: Cursor) -> str:
    """A sentence to go on with where a limit here is a promise until it is set in the platform; '' where it holds."""
    if settings_in(cursor).limits_are_set != IN_THE_PLATFORM:
        return ""
    return " It holds once it is set in the platform, and you are told when it is."


def notify_of_request(
    cursor: Cursor, network: Network, request: Request, audience: Audience, what: str, body: str, at: dt.datetime
) -> None:
    """``what`` is the step the request took; one notice for each step and audience."""
    asked = f"{request.more_numbers:,} more ({limit_words(cursor, request)})"
    notify(
        cursor,
        network,
        audience,
        "request",
        f"{network.name}: request {request.request_id} for {asked} {what}",
        body,
        notice_id=f"{request.request_id}-{what}-{at:%Y%m%d%H%M%S%f}",
        at=at,
    )


def limit_words(cursor: Cursor, subject: LimitChange | ScheduledChange | Request) -> str:
    """The limit that it is about, a campaign by its name."""
    return words_of_limit(cursor, subject.network_id, LimitKey(as_kind(subject.kind), subject.campaign_id))


def words_of_limit(cursor: Cursor, network_id: str, key: LimitKey) -> str:
    """'network limit', or 'limit of campaign Spring'."""
    return key.words(network_reads.campaign_names(cursor, [network_id]).get((network_id, key.campaign_id)))


def name_of(cursor: Cursor, email: str) -> str:
    """A person's name; the address where none is on record."""
    return next((person.name for person in user_store.people(cursor, email=email) if person.name), email)


def feed(store: Store, person: Actor, network_id: str | None = None, *, most: int = 200) -> list[Notice]:
    """What this person is told, newest first: a vendor's people their networks', a customer's their own network's."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        networks = (
            visible_networks(cursor, actor)
            if network_id is None
            else [require(cursor, actor, "see network", network_id)]
        )
        for_vendor = [n.network_id for n in seen_whole(actor, networks)]
        for_customer = [n.network_id for n in networks if n.network_id not in set(for_vendor)]
        notices = notice_store.notices(cursor, for_vendor, "vendor", most=most)
        notices += notice_store.notices(cursor, for_customer, "customer", most=most)
    return sorted(notices, key=lambda n: n.told_at, reverse=True)[:most]
