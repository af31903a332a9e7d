"""A contract with its amendments: dated additions, never an edit of what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.records import Allotment, Amendment, Partnership


def amended(
    partnerships: Sequence[Partnership], allotments: Sequence[Allotment], amendments: Sequence[Amendment]
) -> tuple[list[Partnership], list[Allotment]]:
    """Partnerships and allotment periods with these amendments.

    Number-months belong to the whole period that the amendment takes effect in (the next one, where it takes effect
    between two); the rate is the one in force on the period's last day; another end moves the partnership's and its
    last period's.
    """
    contracts = sorted(partnerships, key=lambda p: p.starts_on)
    periods = sorted(allotments, key=lambda a: a.starts_on)
    for amendment in sorted(amendments, key=lambda a: (a.effective_on, a.signed_on)):
        if amendment.ends_on is not None:
            contracts, periods = _with_end(contracts, periods, amendment)
        place = next((i for i, p in enumerate(periods) if amendment.effective_on <= p.ends_on), None)
        if place is None:
            continue
        period = periods[place]
        added = amendment.added_number_months or 0
        periods[place] = replace(period, number_months=max(0, period.number_months + added))
        if amendment.overage_rate is not None:
            for later in range(place, len(periods)):
                periods[later] = replace(periods[later], overage_rate=amendment.overage_rate)
    return contracts, periods


def _with_end(
    partnerships: list[Partnership], allotments: list[Allotment], amendment: Amendment
) -> tuple[list[Partnership], list[Allotment]]:
    ends_on = amendment.ends_on
    if ends_on is None:
        return partnerships, allotments
    held = [p for p in partnerships if p.starts_on <= amendment.effective_on]
    if not held:
        return partnerships, allotments
    own = held[-1]
    contracts = [replace(p, ends_on=ends_on) if p is own else p for p in partnerships]
    touched = [a for a in allotments if own.starts_on <= a.ends_on and a.starts_on <= own.ends_on]
    last = touched[-1] if touched else None
    if last is None or any(own.ends_on < a.starts_on <= ends_on for a in allotments):
        return contracts, allotments
    return contracts, [replace(a, ends_on=max(ends_on, a.starts_on)) if a is last else a for a in allotments]
