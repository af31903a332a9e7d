"""Changing a limit: allowed by role, on the version that was seen, with a reason, audited in the same transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace

import data.tables.limits as limit_store
from data.data_mark import data_mark
from data.errors import BadInput, LimitMissing, StaleLimit
from data.records import Limit, LimitChange, Network
from data.store import Cursor, Store
from limits.actors import Actor, refreshed, require
from limits.advice import NetworkStanding, network_standing
from limits.change_ids import check_chosen
from limits.changes.applying import Evidence, NewLimit, set_limit
from limits.changes.promising import promise_raise
from limits.changes.stale_saves import stale
from limits.clock import day_of, present
from limits.kinds import NETWORK, Kind, LimitKey
from limits.months import day_words
from limits.network import limit_headrooms
from limits.notice_texts import notify_of_raise
from limits.pace import require_pace_of_raises
from limits.percents import percent
from limits.settings_in_force import settings_in
from limits.text_checks import check_text

LIMIT_MAX = 10_000_000
TRIES = 4  # to write a change down with figures of the data that it names


@dataclass(frozen=True)
class ChangeLimit:
    """A command: set this limit to ``to``. The same ``change_id`` twice changes once.

    ``until`` is the last day it holds; on the day after, the limit goes back to what it was by itself.
    """

    network_id: str
    kind: Kind
    to: int
    reason: str
    campaign_id: str = ""
    expected_version: int | None = None
    change_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    accept_below_usage: bool = False
    accept_overage: bool = False  # a customer means it, though it is beyond what is safe
    until: dt.date | None = None

    @property
    def key(self) -> LimitKey:
        return LimitKey(self.kind, self.campaign_id)


def change_limit(store: Store, person: Actor, command: ChangeLimit, *, now: dt.datetime | None = None) -> LimitChange:
    """Makes the change and returns its audit row; refused whole by role, staleness, usage or a missing reason.

    ``now`` is UTC; the default is the clock. Risk and suggestion of the moment are kept with the change.
    """
    check_chosen(command.change_id)
    return make_change(store, person, command, now=now)


def make_change(store: Store, person: Actor, command: ChangeLimit, *, now: dt.datetime | None = None) -> LimitChange:
    """Makes a change whose id the product may have made itself, as taking one back does."""
    moment = now or present()
    check_command(command)
    _refuse_early(store, person, command)
    for attempt in range(TRIES):
        evidence = evidence_for(store, person, command.network_id, command.key, command.to)

        def work(cursor: Cursor, weighed: Evidence = evidence) -> LimitChange:
            return change_in(cursor, refreshed(cursor, person), command, weighed, moment)

        try:
            return store.write(work)
        except DataMoved:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _refuse_early(store: Store, person: Actor, command: ChangeLimit) -> None:
    """Who comes second is told so before anything is forecast; what counts is asked again within the change."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "see network", command.network_id)
        if limit_store.limit_change(cursor, command.change_id) is None:
            limit = limit_on_record(cursor, network, command.key)
            require_role(cursor, actor, network, command, limit)
            require_version(cursor, limit, command)


def change_in(
    cursor: Cursor, person: Actor, command: ChangeLimit, evidence: Evidence, moment: dt.datetime
) -> LimitChange:
    """Changes a limit within the caller's transaction, which may hold other changes too."""
    network = require(cursor, person, "see network", command.network_id)
    if done := limit_store.limit_change(cursor, command.change_id):
        if done.changed_by != person.email:  # whoever did not make it sees what it says only where they could have
            require(cursor, person, "change limits", command.network_id)
        return _repeated(done, command)
    limit = limit_on_record(cursor, network, command.key)
    require_role(cursor, person, network, command, limit)
    require_version(cursor, limit, command)
    if person.roles_in(network).isdisjoint({"csm"}):
        require_pace_of_raises(cursor, person, moment)
    usage = next(s.usage for s in limit_headrooms(cursor, network) if s.key == command.key)
    _require_sense(command, limit, usage)
    _require_day(command.until, day_of(moment, network), "until")
    if not person.is_vendor:
        _require_a_second_yes(cursor, network, command, limit, evidence)
    require_same_data(cursor, network, evidence)
    new = NewLimit(
        change_id=command.change_id,
        to=command.to,
        by=person.email,
        reason=command.reason.strip(),
        day=day_of(moment, network),
        until=command.until,
    )
    change = set_limit(cursor, network, limit, new, usage=usage, evidence=evidence, moment=moment)
    promise_raise(cursor, change, usage)
    if person.roles_in(network).isdisjoint({"csm"}):
        notify_of_raise(cursor, network, change, moment)
    return change


def check_command(command: ChangeLimit) -> None:
    """Refuses what is wrong whatever the store holds."""
    _ = command.key
    if isinstance(command.to, bool) or not isinstance(command.to, int) or not 0 <= command.to <= LIMIT_MAX:
        raise BadInput(f"{command.to} cannot be a limit: give a whole number from 0 to {LIMIT_MAX:,}.")
    check_text(command.reason, "A change of a limit needs a reason: people will ask for it later.")


def evidence_for(store: Store, person: Actor, network_id: str, key: LimitKey, to: int) -> Evidence:
    """The overage risk at the new limit, and the suggestion, before the change, with the mark of their data."""
    with store.reading() as cursor:  # before the figures: whatever is written between marks them as old
        mark = data_mark(cursor, network_id)
    return replace(evidence_of(network_standing(store, person, network_id), key, to), mark=mark)


def evidence_of(standing: NetworkStanding, key: LimitKey, to: int) -> Evidence:
    """The overage risk at the new limit, and the limit the answer recommends."""
    if all(limit.key != key for limit in standing.limits):
        raise _missing(standing.network, key)
    answer = standing.answers.get(key)
    return Evidence(standing.typed(key, to).risk, answer.limit if answer else None)


class DataMoved(StaleLimit):
    """What the figures were computed from changed before they could be written down; computing them anew helps."""


def require_same_data(cursor: Cursor, network: Network, evidence: Evidence) -> None:
    """The risk that the audit keeps is of the data its row names, or nothing is written."""
    if evidence.mark is not None and data_mark(cursor, network.network_id) != evidence.mark:
        raise DataMoved(
            f"The data of {network.name} kept changing while this was being saved, so nothing was: its figures would "
            "not be of the usage they name. Look at the new figures, then save again."
        )


def limit_on_record(cursor: Cursor, network: Network, key: LimitKey) -> Limit:
    limit = limit_store.limit(cursor, network.network_id, key.kind, key.campaign_id)
    if limit is None:
        raise _missing(network, key)
    return limit


def _missing(network: Network, key: LimitKey) -> LimitMissing:
    return LimitMissing(
        f"{network.name} has no {key.words()} on record, and a missing limit is never unlimited. "
        "An admin can add it by importing limits (or campaigns, for a campaign limit)."
    )


def require_role(cursor: Cursor, person: Actor, network: Network, command: ChangeLimit, limit: Limit) -> None:
    """A Super User may only raise a campaign limit, for good: never lower it, nor for a while. The CSM may all else."""
    raising_a_campaign = (
        command.key.about.customers_raise and command.to > limit.limit_numbers and command.until is None
    )
    require(cursor, person, "raise campaign limit" if raising_a_campaign else "change limits", network.network_id)


def require_version(cursor: Cursor, limit: Limit, command: ChangeLimit) -> None:
    if command.expected_version is not None and command.expected_version != limit.version:
        raise stale(cursor, limit, command.expected_version)


def _require_day(day: dt.date | None, today: dt.date, what: str) -> None:
    if day is not None and day < today:
        raise BadInput(
            f"{day_words(day)} lies in the past (it is {day_words(today)} for this network): give a later day for "
            f"'{what}'."
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


def _require_a_second_yes(
    cursor: Cursor, network: Network, command: ChangeLimit, limit: Limit, evidence: Evidence
) -> None:
    """What a customer raises is held against what can be used at all, and against what is safe."""
    most = limit_on_record(cursor, network, NETWORK).limit_numbers
    if command.to > max(most, limit.limit_numbers):
        raise BadInput(
            f"A {command.key.kind} limit of {command.to:,} can never be used: the network limit is {most:,}. Ask for "
            "more of the network limit by a request."
        )
    risk = evidence.overage_risk
    accepted = settings_in(cursor).in_contract(network.network_id).assumptions.risk
    if risk is not None and risk > accepted and not command.accept_overage:
        raise BadInput(
            f"{command.to - limit.limit_numbers:,} more, to {command.to:,}, is beyond what is safe: used from now on, "
            f"the contract runs over with a risk of {percent(risk)}. Give a lower limit, or say explicitly that you "
            "mean it (--beyond-safe)."
        )


def _repeated(done: LimitChange, command: ChangeLimit) -> LimitChange:
    """A change that is asked for again is made once; another change under its id is a mistake."""
    same = (done.network_id, done.kind, done.campaign_id, done.new_limit) == (
        command.network_id,
        command.kind,
        command.campaign_id,
        command.to,
    )
    if not same:
        which = f" (of the {done.kind} limit to {done.new_limit:,})" if done.network_id == command.network_id else ""
        raise BadInput(f"The change-id {command.change_id} belongs to another change already{which}. Use a new one.")
    return done
