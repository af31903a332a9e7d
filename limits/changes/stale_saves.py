"""What to say to somebody whose save meets a newer limit: who changed it meanwhile, from what to what, and when."""

from __future__ import annotations

from data.errors import StaleLimit
from data.records import Limit, LimitChange
from data.store import Cursor
from data.tables import limits as limit_store
from limits.kinds import LimitKey, as_kind
from limits.months import moment_words

SHOWN_MOST = 3


def stale(cursor: Cursor, limit: Limit, seen_version: int) -> StaleLimit:
    """Every change since the version that was seen, the newest last, as the audit has it."""
    key = LimitKey(as_kind(limit.kind), limit.campaign_id)
    changes = [
        c
        for c in limit_store.limit_changes(cursor, [limit.network_id])
        if (c.kind, c.campaign_id) == (limit.kind, limit.campaign_id) and c.version > seen_version
    ]
    more = f"{len(changes) - SHOWN_MOST:,} earlier, then " if len(changes) > SHOWN_MOST else ""
    said = more + "; ".join(_change(c) for c in changes[-SHOWN_MOST:])
    return StaleLimit(
        f"The {key.words()} of {limit.network_id} was changed meanwhile: {said or 'nobody said how'}. It is "
        f"{limit.limit_numbers:,} now (version {limit.version}, you saw version {seen_version}). Nothing was saved: "
        "look at the new limit, then decide again."
    )


def _change(change: LimitChange) -> str:
    was = "" if change.old_limit is None else f"from {change.old_limit:,} "
    asked = f" for request {change.request_id}" if change.request_id else ""
    return f"{change.changed_by} set it {was}to {change.new_limit:,} on {moment_words(change.changed_at)}{asked}"
