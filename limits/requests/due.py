"""By when a request is to be answered: so many working days after it was filed, as the settings say."""

from __future__ import annotations

import datetime as dt

from data.records import Network, Request
from limits.clock import day_of
from limits.settings import Settings

_SATURDAY = 5


def answer_due(request: Request, network: Network, settings: Settings) -> dt.date:
    """The last day for an answer, in the network's own time zone; Saturdays and Sundays are no working days."""
    day = day_of(request.filed_at.replace(tzinfo=dt.UTC), network)
    left = settings.in_contract(network.network_id).answer_due_days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day
