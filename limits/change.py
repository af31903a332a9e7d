"""Changing a limit: allowed by role, on the version that was seen, with a reason, audited in the same transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import data.limits as limit_store
from data.errors import BadInput, LimitMissing, StaleLimit
from data.records import Limit, LimitChange, Network
from data.store import Cursor, Store
from limits.actors import Actor, refreshed, require
from limits.headroom import limit_standings
from limits.kinds import Kind, LimitKey
from limits.standing import network_standing

REASON_MAX = 2_000
LIMIT_MAX = 10_000_000


@dataclass(frozen=True)
class ChangeLimit:
    """A command: set this limit to ``to``. The same ``change_id`` twice changes once."""

    network_id: str
    kind: Kind
    to: int
    reason: str
    campaign_id: str = ""
    expected_version: int | None = None
    change_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    accept_below_usage: bool = False

    @property
    def key(self) -> LimitKey:
        return LimitKey(self.kind, self.campaign_id)


def change_limit(store: Store, person: Actor, command: ChangeLimit, *, now: dt.datetime | None = None) -> LimitChange:
    """Makes the change and returns its audit row; refused whole by role, staleness, usage or a missing reason.

    ``now`` is UTC; the default is the clock. Risk and suggestion of the moment are kept with the change.
    """
    moment = now or dt.datetime.now(dt.UTC)
    _check(command)
    evidence = _evidence(store, person, command)

    def work(cursor: Cursor) -> LimitChange:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "see network", command.network_id)
        if done := limit_store.limit_change(cursor, command.change_id):
            return _repeated(done, command)
        limit = _limit(cursor, network, command.key)
        _require_role(cursor, actor, network, command, limit)
        _require_version(limit, command)
        usage = next(s.usage for s in limit_standings(cursor, network) if s.key == command.key)
        _require_sense(command, limit, usage)
        change = LimitChange(
            change_id=command.change_id,
            network_id=network.network_id,
            kind=command.kind,
            campaign_id=command.campaign_id,
            version=limit.version + 1,
            old_limit=limit.limit_numbers,
            new_limit=command.to,
            changed_at=moment.astimezone(dt.UTC).replace(tzinfo=None),
            changed_by=actor.email,
            reason=command.reason.strip(),
            request_id=None,
            effective_from=moment.astimezone(ZoneInfo(network.time_zone)).date(),
            effective_until=None,
            usage_then=usage,
            as_of=network.as_of,
            overage_risk=evidence[0],
            suggested_limit=evidence[1],
        )
        limit_store.apply_limit_change(cursor, change)
        return change

    return store.write(work)


def _check(command: ChangeLimit) -> None:
    _ = command.key
    if isinstance(command.to, bool) or not isinstance(command.to, int) or not 0 <= command.to <= LIMIT_MAX:
        raise BadInput(f"{command.to} cannot be a limit: give a whole number from 0 to {LIMIT_MAX:,}.")
    if not command.reason.strip():
        raise BadInput("A change of a limit needs a reason: people will ask for it later.")
    if len(command.reason) > REASON_MAX:
        raise BadInput(f"The reason has {len(command.reason):,} characters; at most {REASON_MAX:,} are kept.")
    if not command.change_id.strip():
        raise BadInput("The change has an empty change-id; leave it out to have one made.")


def _evidence(store: Store, person: Actor, command: ChangeLimit) -> tuple[float | None, int | None]:
    """The overage risk at the new limit, and the suggestion, as they stood before the change."""
    standing = network_standing(store, person, command.network_id)
    outcome = standing.suggestions.get(command.key)
    if outcome is None:
        return None, None
    return outcome.risk_at(command.to), outcome.limit


def _limit(cursor: Cursor, network: Network, key: LimitKey) -> Limit:
    limit = limit_store.limit(cursor, network.network_id, key.kind, key.campaign_id)
    if limit is None:
        raise LimitMissing(
            f"{network.name} has no {key.words()} on record, and a missing limit is never unlimited. "
            "An admin can add it by importing limits (or campaigns, for a campaign limit)."
        )
    return limit


def _require_role(cursor: Cursor, person: Actor, network: Network, command: ChangeLimit, limit: Limit) -> None:
    raising_a_campaign = command.kind == "campaign" and command.to > limit.limit_numbers
    require(cursor, person, "raise campaign limit" if raising_a_campaign else "change limits", network.network_id)


def _require_version(limit: Limit, command: ChangeLimit) -> None:
    if command.expected_version is not None and command.expected_version != limit.version:
        raise StaleLimit(
            f"The {command.key.words()} of {command.network_id} was changed meanwhile: it is {limit.limit_numbers:,} "
            f"now (version {limit.version}, you saw version {command.expected_version}). Nothing was changed: look at "
            "the history, then decide again."
        )


def _require_sense(command: ChangeLimit, limit: Limit, usage: int) -> None:
    if command.to == limit.limit_numbers:
        raise BadInput(f"The {command.key.words()} of {command.network_id} is {command.to:,} already.")
    if command.to < limit.limit_numbers and command.to < usage and not command.accept_below_usage:
        raise BadInput(
            f"{command.to:,} lies below this month's usage of {usage:,} numbers. Lowering the limit releases nothing: "
            "it would show as exceeded. Give a limit of at least the usage, or say explicitly that you mean it "
            "(--below-usage)."
        )


def _repeated(done: LimitChange, command: ChangeLimit) -> LimitChange:
    """The same change again is no change; another change under the same id is a mistake."""
    same = (done.network_id, done.kind, done.campaign_id, done.new_limit) == (
        command.network_id,
        command.kind,
        command.campaign_id,
        command.to,
    )
    if not same:
        raise BadInput(
            f"The change-id {command.change_id} belongs to another change already (of {done.network_id}'s "
            f"{done.kind} limit to {done.new_limit:,}). Use a new one."
        )
    return done
