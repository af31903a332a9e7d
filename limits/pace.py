"""How much one person may do in an hour, so that nobody floods those who have to answer."""

from __future__ import annotations

import datetime as dt
from typing import Final

from data.errors import TooMany
from data.store import Cursor
from data.tables import pace
from limits.actors import Actor

REQUESTS_AN_HOUR: Final = 30
RAISES_AN_HOUR: Final = 60
_HOUR: Final = dt.timedelta(hours=1)


def require_pace_of_requests(cursor: Cursor, person: Actor, moment: dt.datetime) -> None:
    """Refuses a request by who filed as many as one may within the last hour."""
    if pace.requests_filed(cursor, person.email, _plain(moment - _HOUR)) >= REQUESTS_AN_HOUR:
        raise TooMany(
            f"{person.email} filed {REQUESTS_AN_HOUR} requests within the last hour, and nobody may file more. "
            "Try again later, or ask the CSM for all of them in one request."
        )


def require_pace_of_raises(cursor: Cursor, person: Actor, moment: dt.datetime) -> None:
    """Refuses a raise by who changed as many limits as one may within the last hour."""
    if pace.limits_changed(cursor, person.email, _plain(moment - _HOUR)) >= RAISES_AN_HOUR:
        raise TooMany(
            f"{person.email} changed {RAISES_AN_HOUR} limits within the last hour, and nobody may change more. "
            "Try again later, or ask the CSM."
        )


def _plain(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
