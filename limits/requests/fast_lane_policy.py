"""The fast lane: which requests are granted as they are filed, by a policy that an admin sets; off until one does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from data.documents import POLICY, read, write
from data.errors import BadInput, DocumentUnreadable, NotAllowed
from data.records import Network
from data.store import Cursor, Store
from data.tables import limits as limit_store
from data.tables import scheduled as scheduled_store
from data.tables import settings as setting_store
from limits.actors import MAY, Actor, refreshed
from limits.advice import NetworkStanding
from limits.answers import Answer
from limits.clock import day_of, present, utc
from limits.kinds import LimitKey
from limits.percents import percent, percent_as_set

FAST_LANE: Final = POLICY.name  # the setting's name, and who decides by it
TOGETHER_DAYS: Final = 30  # what the fast lane granted a limit within so many days counts as one grant


@dataclass(frozen=True)
class FastLane:
    """What is granted at once."""

    is_on: bool = False
    most_share: float = 0.10  # ratio of the limit
    most_numbers: int = 25
    most_risk: float = 0.05  # ratio: the overage risk with what was asked for


@dataclass(frozen=True)
class Policy:
    """The fast lane as it is in force, and who set it; version 0 is the one nobody set."""

    fast_lane: FastLane
    version: int = 0
    set_by: str | None = None
    set_at: dt.datetime | None = None
    unreadable: str = ""  # why the policy that was set is not in force, where it cannot be read


def policy_in_force(cursor: Cursor) -> Policy:
    stored = setting_store.setting(cursor, FAST_LANE)
    if stored is None:
        return Policy(FastLane())
    by = (stored.version, stored.set_by, stored.set_at)
    try:
        lane = FastLane(**read(POLICY, stored.value, "the policy of the fast lane").content)
    except DocumentUnreadable as error:
        return Policy(FastLane(), *by, unreadable=f"{error} Until then every request goes to a person.")
    return Policy(lane, *by)


def policy(store: Store) -> Policy:
    """The policy in force; everybody may know it."""
    with store.reading() as cursor:
        return policy_in_force(cursor)


def set_policy(
    store: Store, person: Actor, lane: FastLane, *, expected_version: int, now: dt.datetime | None = None
) -> Policy:
    """Puts another policy in force; an admin's alone to do, and kept with their name."""
    moment = now or present()
    _check(lane)

    def work(cursor: Cursor) -> Policy:
        actor = refreshed(cursor, person)
        if not actor.vendor_roles & MAY["administer"]:
            raise NotAllowed(f"{person.email} may not set the policy of the fast lane; an Admin may.")
        value = write(POLICY, asdict(lane))
        version = expected_version + 1
        setting_store.set_setting(cursor, FAST_LANE, value, version=version, by=actor.email, at=utc(moment))
        return Policy(lane, version, actor.email, utc(moment))

    return store.write(work)


def _check(lane: FastLane) -> None:
    if not 0 < lane.most_share <= 1:
        raise BadInput(
            f"{percent_as_set(lane.most_share)} of a limit is no share to grant: give more than 0, at most 100."
        )
    if not 1 <= lane.most_numbers <= 1_000_000:
        raise BadInput(f"{lane.most_numbers:,} numbers cannot be granted at once: give 1 to 1,000,000.")
    if not 0 <= lane.most_risk <= 0.5:
        raise BadInput(f"An overage risk of {percent_as_set(lane.most_risk)} cannot be a policy: give 0 to 50.")


def objections(
    cursor: Cursor,
    current: Policy,
    network: Network,
    standing: NetworkStanding,
    answer: Answer,
    *,
    filed_by: str,
    moment: dt.datetime,
) -> tuple[str, ...]:
    """Why the fast lane does not grant what was asked, in words for who asks; empty where it does.

    Only for a policy that is on. ``standing`` and ``answer`` are what the decision would be made on.
    """
    return (
        *_of_the_policy(cursor, current, network, standing, answer.key, answer.asked, moment),
        *_of_the_figures(current.fast_lane, network, standing, answer, moment),
        *_of_the_person(current, filed_by),
    )


def _of_the_policy(
    cursor: Cursor,
    current: Policy,
    network: Network,
    standing: NetworkStanding,
    key: LimitKey,
    more: int,
    moment: dt.datetime,
) -> Iterator[str]:
    lane = current.fast_lane
    before = _granted_lately(cursor, network, key, moment)
    limit = standing.limit(key).limit
    lately = f" with the {before:,} granted in the last {TOGETHER_DAYS} days" if before else ""
    if before + more > lane.most_numbers:
        yield f"{before + more:,} numbers{lately} are more than the {lane.most_numbers:,} that are granted at once."
    if before + more > round(lane.most_share * (limit - before), 6):
        yield (
            f"{before + more:,} numbers{lately} are more than the {percent_as_set(lane.most_share)} of the limit "
            "that are granted at once."
        )
    planned = scheduled_store.scheduled(cursor, [network.network_id], only_waiting=True)
    if any((p.kind, p.campaign_id) == (key.kind, key.campaign_id) for p in planned):
        yield "A change of this limit is planned already, and a grant would take its place."


def _granted_lately(cursor: Cursor, network: Network, key: LimitKey, moment: dt.datetime) -> int:
    """Numbers granted at once of late for that limit: many small requests are one large one."""
    since = utc(moment) - dt.timedelta(days=TOGETHER_DAYS)
    return sum(
        change.new_limit - (change.old_limit or 0)
        for change in limit_store.limit_changes(cursor, [network.network_id])
        if (change.kind, change.campaign_id) == (key.kind, key.campaign_id)
        and change.changed_by == FAST_LANE
        and change.changed_at > since
        and change.new_limit > (change.old_limit or 0)
    )


def _of_the_figures(
    lane: FastLane, network: Network, standing: NetworkStanding, answer: Answer, moment: dt.datetime
) -> Iterator[str]:
    if network.as_of is None or standing.outlook is None:
        yield "Too little is known of its usage."
        return
    age = (day_of(moment, network) - network.as_of).days
    if age > standing.assumptions.stale_days:
        yield f"Its usage is known as of {network.as_of} only, {age:,} days ago."
    risk = answer.as_asked.risk
    if not answer.is_known or risk is None or standing.contract.state != "running" or answer.outside:
        yield f"There is no contract to weigh it against. {answer.sentence}"
    elif answer.verdict not in ("grant", "there is room"):
        yield answer.sentence
    elif risk >= lane.most_risk and not (risk == 0 == lane.most_risk):
        yield f"Its overage risk is {percent(risk)}; below {percent_as_set(lane.most_risk)} is granted at once."
    if answer.pair is not None:
        yield "The network limit is in the way of so many more."
    if standing.outlook.caveats:
        yield f"The forecast needs a person to look at it. {standing.outlook.caveats[0]}"


def _of_the_person(current: Policy, filed_by: str) -> Iterator[str]:
    """Who files may not approve, not even by a policy of their own making."""
    if filed_by == current.set_by:
        yield "Whoever set the policy cannot be granted by it: another CSM decides."
