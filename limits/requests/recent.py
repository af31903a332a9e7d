"""What was decided lately in a person's networks: whoever decides sees it beside what still waits."""

from __future__ import annotations

import datetime as dt

from data.records import Request
from data.store import Store
from data.tables import requests as request_store
from limits.actors import Actor, refreshed, visible_networks
from limits.clock import present, utc
from limits.visibility import seen_whole

LATELY_DAYS = 1


def decided_lately(store: Store, person: Actor, *, now: dt.datetime | None = None) -> list[Request]:
    """For the vendor's people: requests decided within the last day in the networks they may see, newest first."""
    since = utc(now or present()) - dt.timedelta(days=LATELY_DAYS)
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        mine = [n.network_id for n in seen_whole(actor, visible_networks(cursor, actor))]
        lately = [r for r in request_store.requests(cursor, mine) if r.decided_at and r.decided_at >= since]
    return sorted(lately, key=lambda r: (r.decided_at or r.filed_at, r.request_id), reverse=True)
