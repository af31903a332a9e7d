"""What came of a request: the decision, with the change of a limit that it made or planned; or that it waits again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.records import LimitChange, Request, ScheduledChange

Outcome = Literal["approve", "part", "decline"]


@dataclass(frozen=True)
class Decision:
    """The request as decided; a grant is a change made at once or one planned for its day."""

    request: Request
    change: LimitChange | None
    planned: ScheduledChange | None
    steps: tuple[LimitChange | ScheduledChange, ...] = ()  # every one of them, where the grant is by period


@dataclass(frozen=True)
class Reopened:
    """The request, open again; the limits that are back at what they were; the planned steps that are not made."""

    request: Request
    changes: tuple[LimitChange, ...] = ()
    withdrawn: tuple[ScheduledChange, ...] = ()
    sentence: str = ""  # what became of the limits; none where a refusal was taken back, which changed none
