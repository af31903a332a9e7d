"""Gives every number of an account its identity: phone number, span, and calls by month.

The numbers are fictional: +1, an area code, the exchange 555, and first the lines 0100 to 0199 that are reserved for
fiction. A network that needs more than its area codes hold of those goes on with other lines of 555, which no
subscriber has either. European networks get them too: a number that is evidently nobody's is worth more than a prefix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.account import Account
from data.sample.days import Days, Flags, Floats, Ints
from data.sample.story import Story

_ASSIGNABLE = [
    code for code in range(201, 990) if code // 10 % 10 != 9 and code % 100 != 11 and code // 10 not in (37, 96)
]  # the numbering plan keeps N9X, N11, 37X and 96X to itself
AREA_CODES = np.array(_ASSIGNABLE)
AREA_CODES_A_NETWORK = 12
CALLS_A_SESSION = 0.03


@dataclass(frozen=True)
class PromoNumbers:
    """Numbers as columns; ``place`` is the index of the campaign (static) or of the RingPool (dynamic)."""

    promo_number: list[str]
    static: Flags
    place: Ints
    first_day: Ints
    released_day: Ints  # -1 where still on the account


@dataclass(frozen=True)
class Usage:
    """A row for every number and month: indexes into the numbers and the months, and the calls."""

    number: Ints
    month: Ints
    calls: Ints


def identify(account: Account, position: int, chance: np.random.Generator) -> PromoNumbers:
    """One number for every addition; releases take a static number at random, a RingPool drops its newest."""
    spans: list[tuple[bool, int, int, int]] = []
    for place in range(account.static_added.shape[1]):
        added, released = account.static_added[:, place], account.static_released[:, place]
        spans += [(True, place, *span) for span in _spans(added, released, chance)]
    for place in range(account.dynamic_added.shape[1]):
        added, pruned = account.dynamic_added[:, place], account.dynamic_pruned[:, place]
        spans += [(False, place, *span) for span in _spans(added, pruned, None)]
    columns = np.array(spans, dtype=np.int64).reshape(-1, 4)
    columns = columns[np.lexsort((columns[:, 1], columns[:, 0], columns[:, 2]))]
    return PromoNumbers(
        promo_number=_phone_numbers(position, len(columns)),
        static=columns[:, 0].astype(np.bool_),
        place=columns[:, 1],
        first_day=columns[:, 2],
        released_day=columns[:, 3],
    )


def _spans(added: Ints, removed: Ints, chance: np.random.Generator | None) -> list[tuple[int, int]]:
    held: list[int] = []
    spans: list[tuple[int, int]] = []
    for day in np.nonzero(added + removed)[0].tolist():
        for _ in range(int(added[day])):
            held.append(len(spans))
            spans.append((day, -1))
        for _ in range(int(removed[day])):
            number = held.pop(len(held) - 1 if chance is None else int(chance.integers(len(held))))
            spans[number] = (spans[number][0], day)
    return spans


def _phone_numbers(position: int, count: int) -> list[str]:
    """Fictional lines first, over all of the network's area codes; then the rest of the exchange 555."""
    start = position * AREA_CODES_A_NETWORK
    codes = AREA_CODES[start : start + AREA_CODES_A_NETWORK]
    if len(codes) < AREA_CODES_A_NETWORK:
        most = len(AREA_CODES) // AREA_CODES_A_NETWORK
        raise ValueError(f"position {position}: there are area codes for {most} networks")
    block, within = np.divmod(np.arange(count), 100 * len(codes))
    area, line = np.divmod(within, 100)
    lines = (block + 1) % 100 * 100 + line  # 0100-0199 first
    return [f"+1{code}555{number:04d}" for code, number in zip(codes[area].tolist(), lines.tolist(), strict=True)]


def usage_of(
    story: Story, numbers: PromoNumbers, days: Days, *, sessions: Ints | None, chance: np.random.Generator
) -> Usage:
    """A number is used in every month of its span, called or not; some static ones fell silent months ago."""
    first = days.month[numbers.first_day]
    last = np.where(numbers.released_day < 0, days.running, days.month[numbers.released_day])
    lengths = last - first + 1
    number = np.repeat(np.arange(len(first)), lengths)
    month = np.arange(len(number)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + first[number]
    popularity = chance.gamma(3.0, 1 / 3.0, len(first))
    static = numbers.static[number]
    rate = np.where(
        static,
        _static_calls(story, days)[month] * (month < _silent_from(story, numbers, days, chance)[number]),
        _dynamic_calls(days, sessions, month[~static])[month],
    )
    return Usage(number, month, chance.poisson(rate * popularity[number]))


def _static_calls(story: Story, days: Days) -> Floats:
    """Expected calls of a number by month; the running month has had only some of its days."""
    calls = np.full(len(days.months), story.calls_a_month)
    calls[-1] *= days.as_of.day / 30.44
    return calls


def _silent_from(story: Story, numbers: PromoNumbers, days: Days, chance: np.random.Generator) -> Ints:
    """The month from which nobody calls a number: for idle ones two months ago or longer, else never."""
    count = len(numbers.promo_number)
    idle = numbers.static & (chance.random(count) < story.idle_share)
    silent: Ints = np.where(idle, days.running - chance.integers(2, 14, count), days.running + 1)
    return silent


def _dynamic_calls(days: Days, sessions: Ints | None, month: Ints) -> Floats:
    """Every session brings a few calls, spread over the dynamic numbers of its month."""
    visited = np.zeros(len(days.dates)) if sessions is None else sessions.sum(axis=1).astype(np.float64)
    calls = np.bincount(days.month, weights=visited) * CALLS_A_SESSION
    return np.asarray(calls / np.maximum(np.bincount(month, minlength=len(days.months)), 1), dtype=np.float64)
