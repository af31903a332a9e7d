"""Where the vendor's platform is another system: what is to be set there, what somebody set, and where it differs.

A limit here is a promise until it is set there. What the platform has is told by the newest of three: an import of its
limits, somebody who set a change in it, and what stood when the setting was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from data.errors import BadInput, NotAllowed, NotVisible, Unknown
from data.records import LimitChange, Network
from data.store import Cursor, Store
from data.tables import limits as limit_store
from data.tables import networks as network_reads
from data.tables import platform as platform_store
from data.tables import settings as setting_store
from data.tables import users as user_store
from data.tables.platform import PlatformMark, PlatformReport
from limits import visibility
from limits.actors import Action, Actor, refreshed, require, visible_networks
from limits.clock import present, utc
from limits.kinds import LimitKey
from limits.network import changes_by_limit
from limits.notice_texts import notify
from limits.settings import IN_THE_PLATFORM
from limits.settings_in_force import settings_in

Status = Literal["to be set", "set", "differs"]
BY_IMPORT: Final = "import-"
A_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class PlatformTask:
    """One limit that the platform is not known to have as it is here.

    change       the newest change of the limit; where the platform differs, the import that said so
    in_platform  what the platform has, as far as it is known
    promised     what it is to become there; where the platform differs, what had been promised
    mark         who set it there, or noted the difference, and when
    """

    network: Network
    key: LimitKey
    limit_words: str
    change: LimitChange
    in_platform: int | None
    promised: int
    status: Status
    mark: PlatformMark | None = None


def is_elsewhere(cursor: Cursor) -> bool:
    return settings_in(cursor).limits_are_set == IN_THE_PLATFORM


def platform_tasks(store: Store, person: Actor, network_id: str | None = None) -> list[PlatformTask]:
    """The oldest first; none where limits are set here. Customers see what their own people raised."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        networks = (
            visible_networks(cursor, actor)
            if network_id is None
            else [require(cursor, actor, "see network", network_id)]
        )
        if not is_elsewhere(cursor):
            return []
        tasks = _tasks(cursor, networks)
        seen: list[PlatformTask] = []
        for network in networks:
            mine = [t for t in tasks if t.network.network_id == network.network_id]
            if not visibility.sees_vendor_facts(actor, network):
                mine = _of_customers(mine, visibility.sides(cursor, network.network_id))
            seen += mine
    return sorted(seen, key=lambda t: (t.change.changed_at, t.change.change_id))


def mark_as_set(store: Store, person: Actor, change_id: str, *, now: dt.datetime | None = None) -> PlatformMark:
    """Says that the change was made in the platform; its other side is told that it holds."""
    return _mark(store, person, change_id, "set", now or present())


def note_difference(store: Store, person: Actor, change_id: str, *, now: dt.datetime | None = None) -> PlatformMark:
    """Says that somebody has seen what the platform has instead of what was promised."""
    return _mark(store, person, change_id, "noted", now or present())


def _mark(store: Store, person: Actor, change_id: str, mark: str, moment: dt.datetime) -> PlatformMark:
    def work(cursor: Cursor) -> PlatformMark:
        actor = refreshed(cursor, person)
        change = limit_store.limit_change(cursor, change_id)
        if change is None:
            if actor.vendor_roles - {"csm"}:
                raise Unknown(f"There is no change '{change_id}'. `limits platform` lists what is to be set.")
            raise NotVisible(f"'{change_id}' is not among the changes that {actor.email} may see.")
        network = _allowed(cursor, actor, change, mark)
        if not is_elsewhere(cursor):
            raise BadInput("Limits are set here, so there is nothing to set anywhere else (setting limits_are_set).")
        status = "set" if mark == "set" else "differs"
        open_tasks = [t for t in _tasks(cursor, [network]) if t.change.change_id == change_id]
        wanted = "to be set" if mark == "set" else status
        known = [m for m in platform_store.platform_marks(cursor, [network.network_id]) if m.change_id == change_id]
        if not known and not any(t.status == wanted for t in open_tasks):
            raise BadInput(f"The change {change_id} is no longer what is to be done: look at the list again.")
        made = PlatformMark(change_id, network.network_id, mark, utc(moment), actor.email)
        platform_store.add_mark(cursor, made)
        if mark == "set":
            _tell(cursor, network, change, open_tasks[0].limit_words, visibility.other_side(actor, network), moment)
        return made

    return store.write(work)


def _allowed(cursor: Cursor, actor: Actor, change: LimitChange, mark: str) -> Network:
    """A CSM marks whatever is of their network, whoever may raise a campaign limit what they or a colleague raised."""
    try:
        network = require(cursor, actor, "see network", change.network_id)
    except NotAllowed:
        raise NotVisible(f"'{change.change_id}' is not among the changes that {actor.email} may see.") from None
    of_customer = change.changed_by in user_store.customers_ever(cursor, network.network_id)
    action: Action = "raise campaign limit" if of_customer and change.campaign_id and mark == "set" else "change limits"
    return require(cursor, actor, action, network.network_id)


def _tell(
    cursor: Cursor,
    network: Network,
    change: LimitChange,
    words: str,
    audience: visibility.Audience,
    moment: dt.datetime,
) -> None:
    subject = f"{network.name}: the {words} of {change.new_limit:,} is set in the platform"
    body = "It holds from now on."
    notify(cursor, network, audience, "platform", subject, body, notice_id=f"platform-{change.change_id}", at=moment)


def _tasks(cursor: Cursor, networks: Sequence[Network]) -> list[PlatformTask]:
    ids = [n.network_id for n in networks]
    since = _since(cursor)
    names = network_reads.campaign_names(cursor, ids)
    marks = {m.change_id: m for m in platform_store.platform_marks(cursor, ids)}
    reports = {(r.network_id, r.kind, r.campaign_id): r for r in platform_store.platform_reports(cursor, ids)}
    changes: dict[str, list[LimitChange]] = {i: [] for i in ids}
    for change in limit_store.limit_changes(cursor, ids):
        changes[change.network_id].append(change)
    tasks = []
    for network in networks:
        for key, own in changes_by_limit(changes[network.network_id]).items():
            words = key.words(names.get((network.network_id, key.campaign_id)))
            report = reports.get((network.network_id, key.kind, key.campaign_id))
            if (task := _task(network, key, words, own, report, marks, since)) is not None:
                tasks.append(task)
    return tasks


def _task(
    network: Network,
    key: LimitKey,
    words: str,
    changes: Sequence[LimitChange],
    report: PlatformReport | None,
    marks: Mapping[str, PlatformMark],
    since: dt.datetime | None,
) -> PlatformTask | None:
    newest, mark = changes[-1], marks.get(changes[-1].change_id)
    known = _in_platform(changes, report, marks, since)
    if newest.change_id.startswith(BY_IMPORT):
        before = changes[-2] if len(changes) > 1 else newest
        overruled = not before.change_id.startswith(BY_IMPORT) and before.old_limit is not None
        if mark is not None or not overruled or (since is not None and before.changed_at < since):
            return None
        return PlatformTask(network, key, words, newest, newest.new_limit, before.new_limit, "differs")
    if since is not None and newest.changed_at <= since:
        return None
    if mark is not None:
        confirmed = report is not None and report.as_of >= mark.marked_at.date()
        return None if confirmed else PlatformTask(network, key, words, newest, known, newest.new_limit, "set", mark)
    if known == newest.new_limit:
        return None
    return PlatformTask(network, key, words, newest, known, newest.new_limit, "to be set")


def _in_platform(
    changes: Sequence[LimitChange],
    report: PlatformReport | None,
    marks: Mapping[str, PlatformMark],
    since: dt.datetime | None,
) -> int | None:
    """The newest that is known of it."""
    told = [(changes[0].changed_at, changes[0].new_limit)]
    if since is not None:
        told += [(since, c.new_limit) for c in changes if c.changed_at <= since][-1:]
    told += [(marks[c.change_id].marked_at, c.new_limit) for c in changes if _is_set(marks.get(c.change_id))]
    if report is not None:
        told.append((dt.datetime.combine(report.as_of + A_DAY, dt.time()), report.limit_numbers))
    return max(told, key=lambda dated: dated[0])[1]


def _is_set(mark: PlatformMark | None) -> bool:
    return mark is not None and mark.mark == "set"


def _since(cursor: Cursor) -> dt.datetime | None:
    """When limits began to be set elsewhere; None where headroom.toml says so, which tells no day."""
    own = [c for c in setting_store.setting_changes(cursor) if c.name == "limits_are_set" and not c.network_id]
    return own[0].set_at if own and own[0].value is not None else None


def _of_customers(tasks: Iterable[PlatformTask], known: visibility.Sides) -> list[PlatformTask]:
    """What the customer's own people raised, as they may read it."""
    shown = []
    for task in tasks:
        if task.change.changed_by in known.customers and task.key.of_campaign:
            (change,) = visibility.limit_changes([task.change], known=known)
            mark = task.mark and replace(task.mark, marked_by=known.said(task.mark.marked_by))
            shown.append(replace(task, change=change, mark=mark))
    return shown
