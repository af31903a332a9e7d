"""A planned change on its day: made, or held with the reason told, and the others have their day all the same."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable

from data.errors import HeadroomError, StoreError
from data.records import LimitChange, ScheduledChange
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import scheduled as scheduled_store
from limits.changes.planned_after import NOBODY, end_its_promise
from limits.clock import utc
from limits.notice_texts import notify_of_held_change

log = logging.getLogger("headroom")


def made_or_marked(
    store: Store, planned: ScheduledChange, make: Callable[[], LimitChange | None], moment: dt.datetime
) -> LimitChange | None:
    """What ``make`` made; None where it failed, and then the planned change is held and the vendor is told why."""
    try:
        return make()
    except StoreError:  # says nothing about the planned change
        raise
    except HeadroomError as error:
        _mark(store, planned, str(error), moment)
    except Exception:  # one that cannot be made must not keep the others, a command or a round from going on
        reference = uuid.uuid4().hex[:8]
        log.exception("the planned change %s could not be made, reference %s", planned.scheduled_id, reference)
        words = (
            "It could not be made, for a reason that whoever runs Headroom finds in the log under reference "
            f"{reference}. Look at the limit, then plan the change again if it is still wanted."
        )
        _mark(store, planned, words, moment)
    return None


def _mark(store: Store, planned: ScheduledChange, words: str, moment: dt.datetime) -> None:
    """Holds it and tells the vendor; where they cannot be told it is held all the same."""
    try:
        store.write(lambda cursor: _held_and_told(cursor, planned, words, moment))
    except StoreError:
        raise
    except Exception:  # what cannot be told must not come up again every time somebody looks
        log.exception("nobody could be told of the held change %s", planned.scheduled_id)
        store.write(lambda cursor: _held(cursor, planned, words, moment))


def _held(cursor: Cursor, planned: ScheduledChange, words: str, moment: dt.datetime) -> bool:
    held = scheduled_store.settle(cursor, planned.scheduled_id, "held", utc(moment), words)
    if held:
        end_its_promise(cursor, planned, words, by=NOBODY, at=utc(moment))
    return held


def _held_and_told(cursor: Cursor, planned: ScheduledChange, words: str, moment: dt.datetime) -> None:
    network = network_reads.network(cursor, planned.network_id)
    if _held(cursor, planned, words, moment) and network is not None:
        notify_of_held_change(cursor, network, planned, words, moment)
