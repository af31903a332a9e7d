"""`python -m data placements`: which unknown numbers a report brought, where they were put, and taking that back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict

from data import caller
from data.errors import Unknown
from data.phone_numbers import reach
from data.store import Store
from data.tables.placements import PlacedNumber, TakenBack, placed_numbers, placements, take_back


def run_placements(
    store: Store, *, show: str | None, take_back_id: str | None, as_json: bool, now: dt.datetime | None = None
) -> int:
    """Lists placements, the numbers of one, or takes one back."""
    if take_back_id:
        moment = (now or dt.datetime.now(dt.UTC)).replace(tzinfo=None)
        who = caller.bearer()
        by = who.email if who else "import"
        done = store.write(lambda cursor: take_back(cursor, take_back_id, now=moment, taken_back_by=by))
        _write(json.dumps(asdict(done), indent=2) if as_json else "\n".join(words(done)))
        return 0
    with store.reading() as cursor:
        placed = placements(cursor)
        numbers = placed_numbers(cursor, show) if show else []
    if show and not numbers:
        raise Unknown(f"There is no placement {show!r}; `python -m data placements` lists them.")
    if as_json:
        rows = [asdict(record) for record in (numbers or placed)]
        _write(json.dumps(rows, indent=2, default=lambda value: value.isoformat()))
    elif show:
        for number in numbers:
            _write(_line(number))
    else:
        for placement in placed:
            gone = f", taken back by {placement.taken_back_by}" if placement.taken_back_at else ""
            numbers_words = "1 number" if placement.number_count == 1 else f"{placement.number_count:,} numbers"
            _write(
                f"{placement.placement_id}: {numbers_words} of {placement.file_name}, placed "
                f"{placement.placed_at:%Y-%m-%d %H:%M} UTC by {placement.placed_by}{gone}"
            )
        if not placed:
            _write("No report brought numbers that nobody had introduced.")
    return 0


def words(done: TakenBack) -> list[str]:
    """What taking back did, for a person."""
    count = len(done.gone)
    numbers = "1 promo number" if count == 1 else f"{count:,} promo numbers"
    rows = "1 row" if done.usage_count == 1 else f"{done.usage_count:,} rows"
    sentences = [f"Taken back: {numbers} and {rows} of their usage. Import the report again to put them elsewhere."]
    if done.kept:
        kept = "1 number was" if len(done.kept) == 1 else f"{len(done.kept):,} numbers were"
        sentences.append(f"{kept} introduced or moved by a later file and stayed: {', '.join(done.kept[:10])}.")
    return sentences


def _line(number: PlacedNumber) -> str:
    place = f"campaign {number.campaign_id}" if number.campaign_id else f"RingPool {number.ring_pool_id}"
    why = f"--unknown {number.choice}" if number.choice else "named in the report"
    return f"{number.network_id} {number.promo_number} ({reach(number.promo_number)}): {place}, {why}"


def _write(text: str) -> None:
    caller.stdout().write(text + "\n")
