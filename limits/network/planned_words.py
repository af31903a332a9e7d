"""What is planned for a network's limits, in sentences that customers may read: for pages, packs and commands."""

from __future__ import annotations

from collections.abc import Sequence

from data.records import Network, ScheduledChange
from data.store import Cursor
from data.tables import scheduled as scheduled_store
from limits.months import day_words
from limits.network.headroom import LimitHeadroom, limit_headrooms
from limits.network.planned_limits import of_limit, steps


def planned_sentences(headrooms: Sequence[LimitHeadroom], planned: Sequence[ScheduledChange]) -> list[str]:
    """One for each step ahead, by its day; no reasons, no names."""
    dated_sentences = []
    for headroom in headrooms:
        for step in steps(headroom.limit, of_limit(planned, headroom.key)):
            ends = step.change.until_date if not step.is_back else None
            until = f", until {day_words(ends)}" if ends else ""
            how = "goes back" if step.is_back else "goes"
            sentence = (
                f"The {headroom.words} {how} from {step.before:,} to {step.limit:,} on {day_words(step.day)}{until}."
            )
            dated_sentences.append((step.day, sentence))
    return [sentence for _, sentence in sorted(dated_sentences, key=lambda dated: dated[0])]


def planned_for(cursor: Cursor, network: Network) -> list[str]:
    """What is planned for one network, read from the store and put into sentences."""
    waiting = scheduled_store.scheduled(cursor, [network.network_id], only_waiting=True)
    return planned_sentences(limit_headrooms(cursor, network), waiting)
