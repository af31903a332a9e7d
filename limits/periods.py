"""An allotment period seen from the running month, and what one that is over came to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from forecasting.allotment import ceiling_of


@dataclass(frozen=True)
class Period:
    """One allotment period seen from the running month: what it bought, what went, what months still spend it.

    used_closed is what is known of its closed months, opening balance included; where some of them are unreported it
    is only a part, and what is left is not known.
    """

    starts_on: dt.date
    ends_on: dt.date
    number_months: int
    used_closed: int  # number-months of its closed months
    used_running: int  # number-months of the running month so far, 0 when the period has not begun
    months_ahead: tuple[dt.date, ...]  # from the running month on, within the partnership
    months_closed: tuple[dt.date, ...]  # of the period, those before the running month
    overage_rate: Decimal | None
    currency: str | None
    unreported: tuple[dt.date, ...] = ()  # months that are over without reported usage
    unreported_least: int = 0  # what those used at least, and at most: each full at its limit; None where unknown
    unreported_most: int | None = 0
    first_over: dt.date | None = None  # the closed month by whose end the period had run over

    @property
    def months(self) -> int:
        """How many billing months it pays for."""
        return len(self.months_closed) + len(self.months_ahead)

    @property
    def left(self) -> int | None:
        """Number-months left as of today, negative after an overrun; None while months are unreported."""
        return None if self.unreported else self.number_months - self.used_closed - self.used_running

    @property
    def left_for_months_ahead(self) -> int | None:
        """Number-months that the months ahead may use in whole, the running month from its first day."""
        return None if self.unreported else self.number_months - self.used_closed

    @property
    def left_most(self) -> int:
        """Number-months left for the months ahead if the unreported ones used no more than is known of them."""
        return self.number_months - self.used_closed - self.unreported_least

    @property
    def left_least(self) -> int | None:
        """The same if each unreported month was full at its limit; None where a limit of the time is not on record."""
        return None if self.unreported_most is None else self.number_months - self.used_closed - self.unreported_most

    @property
    def overage(self) -> int:
        """Number-months over already, with what the running month has used; what is known of them at least."""
        return max(0, self.used_closed + self.unreported_least + self.used_running - self.number_months)

    @property
    def guaranteed_ceiling(self) -> int | None:
        """floor(R / m): a limit filled in every month left cannot run over.

        Where the running month has used more than that already, the months after it share what it leaves. None when no
        month is left, when less is left than is used already, and while months are unreported.
        """
        left = self.left_for_months_ahead
        if not self.months_ahead or left is None or left < self.used_running:
            return None
        return int(ceiling_of(left, len(self.months_ahead), self.used_running))


@dataclass(frozen=True)
class Settled:
    """What a period that is over came to."""

    starts_on: dt.date
    ends_on: dt.date
    number_months: int
    used: int
    overage: int
    due: Decimal | None  # money for the overage; None without a price
    expired: int
    currency: str | None


def settled_of(period: Period) -> Settled:
    """What a period without months ahead came to, and what is due for it."""
    over = max(0, period.used_closed - period.number_months)
    due = None if period.overage_rate is None else over * period.overage_rate
    return Settled(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        number_months=period.number_months,
        used=period.used_closed,
        overage=over,
        due=due,
        expired=max(0, period.number_months - period.used_closed),
        currency=period.currency,
    )
