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
        found = placements(cursor)
        numbers = placed_numbers(cursor, show) if show else []
    if show and not numbers:
        raise Unknown(f"There is no placement {show!r}; `python -m data placements` lists them.")
    if as_json:
        rows = [asdict(one) for one in (numbers or found)]
        _write(json.dumps(rows, indent=2, default=lambda value: value.isoformat()))
    elif show:
        for number in numbers:
            _write(_line(number))
    else:
        for one in found:
            gone = f", taken back by {one.taken_back_by}" if one.taken_back_at else ""
            numbers_words = "1 number" if one.number_count == 1 else f"{one.number_count:,} numbers"
            _write(
                f"{one.placement_id}: {numbers_words} of {one.file_name}, placed {one.placed_at:%Y-%m-%d %H:%M} UTC "
                f"by {one.placed_by}{gone}"
            )
        if not found:
            _write("No report brought numbers that nobody had introduced.")
    return 0


def words(done: TakenBack) -> list[str]:
    """What taking back did, for a person."""
    count = len(done.gone)
    numbers = "1 promo number" if count == 1 else f"{count:,} promo numbers"
    rows = "1 row" if done.usage_count == 1 else f"{done.usage_count:,} rows"
    found = [f"Taken back: {numbers} and {rows} of their usage. Import the report again to put them elsewhere."]
    if done.kept:
        kept = "1 number was" if len(done.kept) == 1 else f"{len(done.kept):,} numbers were"
        found.append(f"{kept} introduced or moved by a later file and stayed: {', '.join(done.kept[:10])}.")
    return found


def _line(number: PlacedNumber) -> str:
    place = f"campaign {number.campaign_id}" if number.campaign_id else f"RingPool {number.ring_pool_id}"
    why = f"--unknown {number.choice}" if number.choice else "named in the report"
    return f"{number.network_id} {number.promo_number} ({reach(number.promo_number)}): {place}, {why}"


def _write(text: str) -> None:
    caller.stdout().write(text + "\n")
