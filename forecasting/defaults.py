"""What is assumed where nobody says otherwise: each figure in this one place, for the engine and for the product."""

from __future__ import annotations

from typing import Final

RISK: Final = 0.10  # ratio: the overage risk that a safe limit may carry
CONFIDENCE: Final = 0.90  # ratio: how surely the need holds demand in the months left
HOUR_SHARE_OF_DAY: Final = 0.085  # of a website's busiest day's sessions, in its busiest hour
DAY_SHARE_OF_MONTH: Final = 0.046  # of a month's sessions, on its busiest day
OVERFLOW_RATE: Final = 0.01  # ratio: visitors that may find the RingPool empty
