"""What is asked: so many numbers more of one limit, from a month on, for good or until a month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from limits.kinds import LimitKey
from limits.outlook import FloatArray


@dataclass(frozen=True)
class Ask:
    """``more`` numbers of a limit.

    numbers   what stated website sessions need on each path and in each month of the forecast, float (paths, months);
              None where the numbers themselves are what is asked for
    """

    key: LimitKey
    more: int
    from_month: dt.date
    until_month: dt.date | None = None
    numbers: FloatArray | None = field(default=None, repr=False, compare=False)
