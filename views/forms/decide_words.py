"""What the forms of a decision say: what a figure comes to, and the letters that are written before anybody types."""

from __future__ import annotations

import datetime as dt

from data.records import Request
from limits.advice import GrantPreview
from limits.answers import Answer, Step
from limits.network import LimitHeadroom
from limits.settings import IN_THE_PLATFORM
from views.text import words
from views.visit import people, reads


def recommended(answer: Answer) -> str:
    """The button that does what the answer says: 'Grant 37', 'Answer: there is room'."""
    granted = answer.granted or ()
    if answer.verdict == "there is room":
        return "Answer: there is room"
    if len(set(granted)) > 1:
        return "Grant by period"
    if answer.verdict == "grant" and answer.asked > 1:
        return f"Grant all {answer.asked:,}"
    return f"Grant {granted[0] if granted else answer.asked:,}"


def in_turn(to: int, made: GrantPreview | None) -> str:
    """'1,050', '1,050, then 1,150 from Mar 2027': the limit, and what it becomes in later allotment periods."""
    return ", then ".join([f"{to:,}", *(f"{step.limit:,} from {words.month(step.month)}" for step in _later(made))])


def _later(made: GrantPreview | None) -> tuple[Step, ...]:
    return made.later if made else ()


def outcome(
    limit: LimitHeadroom, to: int, day: dt.date | None, request: Request, made: GrantPreview | None = None
) -> str:
    """'The dynamic limit goes from 61 to 121 on 1 Dec 2026.'"""
    until = f", until {words.month(request.until_month)}, then back by itself" if request.until_month else ""
    when = f"on {words.day(day)}" if day else "at once"
    name = words.plain(limit.words)
    later = "".join(f", then to **{step.limit:,}** from {words.day(step.month)}" for step in _later(made))
    if to == limit.limit and not later:
        return f"The {name} stays at **{to:,}**."
    return f"The {name} goes from {limit.limit:,} to **{to:,}** ({to - limit.limit:+,}) {when}{later}{until}."


def granted(request: Request, to: int, whole: int) -> int:
    """How many of the numbers asked for a limit holds; ``whole`` holds them all, some of them in what is free today."""
    return max(0, request.more_numbers - max(0, whole - to))


def letter(
    request: Request,
    limit: LimitHeadroom,
    to: int,
    day: dt.date | None,
    *,
    whole: int,
    made: GrantPreview | None = None,
) -> str:
    """What the customer reads if nobody writes anything better; no money in it."""
    first = people.name(request.filed_by).split()[0]
    hello = f"Hi {first}, " if "@" not in first else ""
    when = f"from {words.day(day)}" if day else "from now on"
    if request.until_month:
        when += f" until the end of {words.month(request.until_month)}"
    if to <= limit.limit and not _later(made):
        return f"{hello}there is room for your {words.count(request.more_numbers, 'numbers')} within today's limit."
    more = granted(request, to, whole)
    name = "" if limit.key.of_campaign else f" {limit.key.kind}" if limit.key.is_lent else ""
    numbers = words.count(more, f"more{name} numbers")
    if more < request.more_numbers:
        numbers = f"{more:,} of the {request.more_numbers:,} more{name} numbers you asked for"
    later = "".join(f", and {step.limit:,} from {words.day(step.month)}" for step in _later(made))
    if reads.settings().limits_are_set == IN_THE_PLATFORM:
        return (
            f"{hello}you are granted {numbers}, {when}: the {limit.words} becomes {to:,}{later} once it is set in the "
            "platform, and you are told when it is."
        )
    return f"{hello}{when} you can use {numbers}: the {limit.words} is {to:,} then{later}."
