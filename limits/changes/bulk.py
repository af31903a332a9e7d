"""Many changes from a reviewed list: all of them or none, by the same rules as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from data.data_mark import data_mark
from data.errors import (
    BulkNotAllowed,
    BulkRefused,
    HeadroomError,
    LimitMissing,
    NotAllowed,
    Rejection,
    StaleLimit,
    Unknown,
)
from data.records import LimitChange
from data.store import Cursor, Store
from limits.actors import Actor, refreshed
from limits.advice import NetworkStanding, network_standing
from limits.changes.change import change_in, evidence_of
from limits.changes.change_list import ListedChange, read_changes
from limits.clock import present


@dataclass(frozen=True)
class BulkReport:
    """What was changed, in the order of the list, or would be by a dry run."""

    changes: tuple[LimitChange, ...]
    is_dry_run: bool


class _DryRunEnds(Exception):
    """Takes the transaction back."""


def change_by_list(
    store: Store,
    person: Actor,
    name: str,
    content: bytes,
    *,
    dry_run: bool = False,
    now: dt.datetime | None = None,
) -> BulkReport:
    """Makes every change of the CSV file ``content``; raises BulkRefused with every row that is in the way."""
    moment = now or present()
    listed = read_changes(name, content)
    marks: dict[str, str] = {}
    standings, unseen = _standings(store, person, listed, marks)
    done: list[LimitChange] = []

    def work(cursor: Cursor) -> None:
        done.clear()
        actor = refreshed(cursor, person)
        problems: list[tuple[ListedChange, HeadroomError]] = []
        moved = {i for i, mark in marks.items() if data_mark(cursor, i) != mark}
        for change in listed:
            network_id = change.command.network_id
            if network_id in unseen:
                problems.append((change, unseen[network_id]))
                continue
            if network_id in moved:
                words = f"the data of {network_id} changed while the list was worked out: give it again"
                problems.append((change, StaleLimit(words)))
                continue
            try:
                evidence = evidence_of(standings[network_id], change.command.key, change.command.to)
                done.append(change_in(cursor, actor, change.command, evidence, moment))
            except HeadroomError as error:
                problems.append((change, error))
        if problems:
            nothing = len(problems) == len(listed) and all(isinstance(error, NotAllowed) for _, error in problems)
            refused = BulkNotAllowed if nothing else BulkRefused
            raise refused(tuple(_rejection(name, change, error) for change, error in problems))
        if dry_run:
            raise _DryRunEnds

    with suppress(_DryRunEnds):
        store.write(work)
    return BulkReport(tuple(done), dry_run)


def _standings(
    store: Store, person: Actor, listed: Sequence[ListedChange], marks: dict[str, str]
) -> tuple[dict[str, NetworkStanding], dict[str, HeadroomError]]:
    """Each network's standing, worked out once, with the mark of its data; and why those left out cannot be."""
    standings: dict[str, NetworkStanding] = {}
    errors: dict[str, HeadroomError] = {}
    for listed_change in listed:
        network_id = listed_change.command.network_id
        if network_id not in standings and network_id not in errors:
            try:
                with store.reading() as cursor:
                    mark = data_mark(cursor, network_id)
                standings[network_id] = network_standing(store, person, network_id)
                marks[network_id] = mark
            except HeadroomError as error:
                errors[network_id] = error
    return standings, errors


def _rejection(name: str, change: ListedChange, error: HeadroomError) -> Rejection:
    command = change.command
    if isinstance(error, StaleLimit):
        column, value = "expect", str(command.expected_version)
    elif isinstance(error, LimitMissing) and command.campaign_id:
        column, value = "campaign_id", command.campaign_id
    elif isinstance(error, (NotAllowed, Unknown, LimitMissing)):
        column, value = "network_id", command.network_id
    else:
        column, value = "to", str(command.to)
    return Rejection(name, change.row, column, value, str(error))
