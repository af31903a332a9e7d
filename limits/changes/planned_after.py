"""What becomes of planned changes when their limit is set to something else, or one they were planned on is gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from data.records import Limit, LimitChange, Network, ScheduledChange
from data.store import Cursor
from data.tables import promises as promise_store
from data.tables import scheduled as scheduled_store
from limits.kinds import LimitKey, as_kind
from limits.months import day_words, month_of
from limits.network import A_DAY, builds_on, of_limit
from limits.notice_texts import notify_of_held_change


def direction(before: int, after: int) -> int:
    """1 for a raise, -1 for a lowering, 0 for none."""
    return (after > before) - (after < before)


def misfit(planned: ScheduledChange, before: int) -> str | None:
    """Why the change makes no sense on top of ``before``; None where it still does what it was planned to do.

    A raise stays a raise and a lowering a lowering; a way back goes from the very limit it belongs to.
    """
    meant_on = before if planned.builds_on is None else planned.builds_on
    if planned.step_down and before != meant_on:
        return f"it goes back from {meant_on:,}, and the limit is {before:,}"
    if before == planned.new_limit:
        return f"the limit is {before:,} already"
    if direction(before, planned.new_limit) != direction(meant_on, planned.new_limit):
        meant, now = ("raise", "lower") if planned.new_limit > meant_on else ("lowering", "raise")
        return f"it was planned as a {meant} from {meant_on:,} and would {now} {before:,}"
    return None


def ground(cursor: Cursor, change: LimitChange, at: dt.datetime) -> int:
    """What a limit that is set until a day goes back to: not to a raise that ends before, but to what that goes to."""
    assert change.effective_until is not None, change.change_id
    key = LimitKey(as_kind(change.kind), change.campaign_id)
    for waiting in of_limit(scheduled_store.scheduled(cursor, [change.network_id], only_waiting=True), key):
        if waiting.step_down and waiting.on_date <= change.effective_until + A_DAY:
            words = f"{change.changed_by} set the limit {_from_to(change)}; it goes back after that day."
            scheduled_store.settle(cursor, waiting.scheduled_id, "cancelled", at, words)
            return waiting.new_limit
    return change.old_limit or 0


def hold_what_no_longer_fits(
    cursor: Cursor, network: Network, change: LimitChange, own_way_back: ScheduledChange | None, at: dt.datetime
) -> None:
    """Goes through what waits for the limit that was just changed; who planned and who changed are both named."""
    key = LimitKey(as_kind(change.kind), change.campaign_id)
    of_network = scheduled_store.scheduled(cursor, [network.network_id], only_waiting=True)
    own_id = own_way_back.scheduled_id if own_way_back else ""
    others = [w for w in of_limit(of_network, key) if w.scheduled_id != own_id]
    said = f"{change.changed_by} set the limit {_from_to(change)} on {day_words(at.date())}"
    kept = [own_way_back] if own_way_back else []
    for waiting in others:
        if waiting.step_down and waiting.new_limit == change.new_limit:
            words = f"{said}, so there is nothing to go back from."
            scheduled_store.settle(cursor, waiting.scheduled_id, "cancelled", at, words)
            continue
        why = _in_the_way(waiting, change) or misfit(waiting, builds_on(change.new_limit, kept, waiting.on_date))
        if why is None:
            kept.append(waiting)
        else:
            hold(cursor, network, waiting, f"{said}: {why}. {AGAIN}", at)


def hold_what_lost_its_ground(
    cursor: Cursor, network: Network, limit: Limit, gone: ScheduledChange, said: str, at: dt.datetime
) -> None:
    """Holds what was planned on top of a change that was itself taken back or held, and no longer fits."""
    key = LimitKey(as_kind(gone.kind), gone.campaign_id)
    of_network = scheduled_store.scheduled(cursor, [network.network_id], only_waiting=True)
    kept: list[ScheduledChange] = []
    for waiting in of_limit(of_network, key):
        before = builds_on(limit.limit_numbers, kept, waiting.on_date)
        why = None if waiting.step_down else misfit(waiting, before)
        if why is None:
            kept.append(waiting)
        else:
            hold(cursor, network, waiting, f"{said}: {why}. {AGAIN}", at)


def hold(cursor: Cursor, network: Network, waiting: ScheduledChange, words: str, at: dt.datetime) -> bool:
    """Takes the change out of waiting and tells the CSM; False when it waited no more."""
    held = scheduled_store.settle(cursor, waiting.scheduled_id, "held", at, words)
    if held:
        end_its_promise(cursor, waiting, words, by=NOBODY, at=at)
        notify_of_held_change(cursor, network, waiting, words, at)
    return held


def end_its_promise(cursor: Cursor, gone: ScheduledChange, words: str, *, by: str, at: dt.datetime) -> None:
    """What a planned change promised is promised no more once it is held or taken back.

    A raise that a request was granted with promised under the request's name, for the months from its day on.
    """
    ended = [gone.scheduled_id]
    if gone.request_id is not None and not gone.step_down:
        of_request, first = f"request-{gone.request_id}", month_of(gone.on_date)
        ended += [
            promise.promise_id
            for promise in promise_store.promises(cursor, [gone.network_id]).get(gone.network_id, [])
            if (promise.promise_id == of_request or promise.promise_id.startswith(f"{of_request}-"))
            and (promise.kind, promise.campaign_id, promise.first_month) == (gone.kind, gone.campaign_id, first)
        ]
    for promise_id in ended:
        promise_store.end_promise(cursor, promise_id, at=at, by=by, why=words)


NOBODY = "Headroom"  # who ends the promise of a change that is held by itself
AGAIN = "Plan it again if it is still wanted."


def named(planned: ScheduledChange) -> str:
    """A planned change as a person would point at it."""
    until = f" to {day_words(planned.until_date)}" if planned.until_date else ""
    when = f"from {day_words(planned.on_date)}{until}" if until else f"on {day_words(planned.on_date)}"
    return f"the change to {planned.new_limit:,} {when}, planned by {planned.scheduled_by} ({planned.scheduled_id})"


def latest_words(changes: Sequence[LimitChange]) -> str:
    """Who set a limit last, from what to what, and when."""
    last = changes[-1]
    return f"{last.changed_by} set it {_from_to(last)} on {day_words(last.changed_at.date())}"


def _in_the_way(waiting: ScheduledChange, change: LimitChange) -> str | None:
    """What the new limit of a day or a span leaves no place for."""
    until = change.effective_until
    if waiting.step_down:
        if waiting.builds_on == change.new_limit or (until is not None and until + A_DAY < waiting.on_date):
            return None
        return f"it does not go back to {waiting.new_limit:,} by itself any more"
    if until is not None and waiting.on_date <= until:
        return f"that holds until {day_words(until)}, and this was planned within those days"
    return None


def _from_to(change: LimitChange) -> str:
    was = "" if change.old_limit is None else f"from {change.old_limit:,} "
    until = f" until {day_words(change.effective_until)}" if change.effective_until else ""
    return f"{was}to {change.new_limit:,}{until}"
