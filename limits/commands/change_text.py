"""Changes of limits as lines of plain words: those made, and those that wait for their day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from data.records import LimitChange, ScheduledChange
from limits.months import day_words


def history(changes: list[LimitChange], tokens: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """A line for each; ``tokens`` say what the token is for that a change was made with, by its id."""
    if not changes:
        yield "No limit of this network was ever set."
    for change in changes:
        old = "set" if change.old_limit is None else f"{change.old_limit:,} ->"
        name = f"{change.kind} {change.campaign_id}".strip()
        token = f" with the token {tokens[change.change_id]}" if change.change_id in tokens else ""
        yield (
            f"{change.changed_at:%Y-%m-%d %H:%M} UTC  {name}: {old} {change.new_limit:,} (version {change.version}), "
            f"from {change.effective_from}, by {change.changed_by}{token}: {change.reason}"
        )


def planned(changes: list[ScheduledChange]) -> Iterator[str]:
    for change in changes:
        name = f"{change.kind} {change.campaign_id}".strip()
        until = f" until {day_words(change.until_date)}" if change.until_date else ""
        yield (
            f"{name}: {change.new_limit:,} from {day_words(change.on_date)}{until}, planned by {change.scheduled_by}: "
            f"{change.reason} ({change.scheduled_id})"
        )
