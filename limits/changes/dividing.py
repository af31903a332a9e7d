"""A network limit divided fairly over its campaigns and dynamic numbers by what each is forecast to need."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from data.data_mark import data_mark
from data.errors import BadInput, StaleLimit
from data.records import LimitChange
from data.store import Cursor, Store
from data.tables import limits as limit_store
from forecasting.risk import DYNAMIC, Claim, Rule, fair_split
from limits.actors import Actor, refreshed, require
from limits.advice import NetworkStanding, network_standing
from limits.changes.applying import Evidence
from limits.changes.change import TRIES, ChangeLimit, DataMoved, change_in, evidence_of, require_same_data
from limits.clock import present
from limits.kinds import DYNAMIC as DYNAMIC_LIMIT
from limits.kinds import NETWORK, LimitKey
from limits.text_checks import check_text


@dataclass(frozen=True)
class Share:
    """The part of one campaign, or of the dynamic numbers; numbers a month."""

    key: LimitKey
    name: str
    usage: int
    need: int
    limit: int  # today's
    share: int


@dataclass(frozen=True)
class Division:
    """How so many numbers go round; the shares, what is unassigned and what is of no campaign add up to them."""

    network_limit: int
    rule: Rule
    shares: tuple[Share, ...]  # the campaigns' in the order of the pages, the dynamic numbers' last
    unassigned: int
    of_no_campaign: int  # static numbers known as a network total only: nobody's, and used all the same


@dataclass(frozen=True)
class ApplySplit:
    """A command: set every limit to its share, and the network limit to what was divided.

    ``seen`` is the division that somebody looked at; where another comes out by now, nothing is changed.
    """

    network_id: str
    reason: str
    network_limit: int | None = None
    seen: Division | None = None
    change_id: str = field(default_factory=lambda: str(uuid.uuid4()))


def divide(standing: NetworkStanding, network_limit: int | None = None) -> Division:
    """Divides today's network limit, or another; refused where usage is beyond it or there is nobody to divide over."""
    whole, dynamic = standing.limit(NETWORK), standing.limit(DYNAMIC_LIMIT)
    members = [s for s in standing.limits if s.key.of_campaign]
    total = whole.limit if network_limit is None else network_limit
    if not members:
        raise BadInput(f"{standing.network.name} has no campaigns to divide a limit over.")
    if isinstance(total, bool) or total < whole.usage:
        raise BadInput(
            f"{total:,} numbers cannot be divided: {whole.usage:,} are used this month, and nobody goes below that."
        )
    members.append(dynamic)
    needs = {s.key: _need(standing, s.key, s.usage) for s in members}
    of_no_campaign = whole.usage - sum(s.usage for s in members)
    claims = [Claim(s.key.campaign_id or DYNAMIC, s.usage, needs[s.key]) for s in members]
    split = fair_split(total - of_no_campaign, claims)
    return Division(
        total,
        split.rule,
        tuple(
            Share(s.key, s.name, s.usage, needs[s.key], s.limit, split.limits[s.key.campaign_id or DYNAMIC])
            for s in members
        ),
        split.unassigned,
        of_no_campaign,
    )


def apply_split(
    store: Store, person: Actor, command: ApplySplit, *, now: dt.datetime | None = None
) -> tuple[LimitChange, ...]:
    """Changes every limit that is not as the division has it, in one transaction; the same id twice changes once."""
    moment = now or present()
    check_text(command.reason, "Dividing a limit needs a reason: people will ask for it later.")
    for attempt in range(TRIES):
        with store.reading() as cursor:
            mark = data_mark(cursor, command.network_id)
            if done := _done(cursor, refreshed(cursor, person), command):
                return done
        standing = network_standing(store, person, command.network_id)
        division = divide(standing, command.network_limit)
        if command.seen is not None and division != command.seen:
            raise StaleLimit(
                f"The usage or the limits of {standing.network.name} changed while you looked, and the shares with "
                "them. Nothing was changed: look at them again, then apply them."
            )
        changes = _changes(standing, division, command)

        def work(
            cursor: Cursor, listed: Sequence[tuple[ChangeLimit, Evidence]] = changes, mark: str = mark
        ) -> tuple[LimitChange, ...]:
            actor = refreshed(cursor, person)
            network = require(cursor, actor, "change limits", command.network_id)
            require_same_data(cursor, network, Evidence(None, None, mark))
            return tuple(change_in(cursor, actor, change, evidence, moment) for change, evidence in listed)

        try:
            return store.write(work)
        except DataMoved:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _changes(standing: NetworkStanding, division: Division, command: ApplySplit) -> list[tuple[ChangeLimit, Evidence]]:
    wanted = {NETWORK: division.network_limit} | {s.key: s.share for s in division.shares}
    changes = []
    for place, (key, to) in enumerate(wanted.items()):
        limit = standing.limit(key)
        if to != limit.limit:
            change = ChangeLimit(
                network_id=command.network_id,
                kind=key.kind,
                campaign_id=key.campaign_id,
                to=to,
                reason=command.reason,
                expected_version=limit.version,
                change_id=f"{command.change_id}-{place}",
            )
            changes.append((change, evidence_of(standing, key, to)))
    if not changes:
        raise BadInput(f"Every limit of {standing.network.name} is as the split says already: nothing is to be done.")
    return changes


def _done(cursor: Cursor, person: Actor, command: ApplySplit) -> tuple[LimitChange, ...]:
    """What this change-id changed before."""
    own = f"{command.change_id}-"
    done = [c for c in limit_store.limit_changes(cursor, [command.network_id]) if c.change_id.startswith(own)]
    if done:
        require(cursor, person, "change limits", command.network_id)
    return tuple(done)


def _need(standing: NetworkStanding, key: LimitKey, usage: int) -> int:
    answer = standing.answers.get(key)
    return max(usage, (answer.need if answer else None) or usage)
