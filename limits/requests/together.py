"""Several requests decided in one go: each as its own answer recommends, each in a transaction of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import BadInput, HeadroomError, NotAllowed, StoreError
from data.records import Request
from data.store import Store
from limits.actors import Actor
from limits.advice import GrantPreview, NetworkStanding, preview
from limits.answers import Answer
from limits.decision import Decision, Outcome
from limits.kinds import LimitKey, as_kind
from limits.requests.decide import DecideRequest, decide_request

GRANTS = ("there is room", "grant", "grant N of M")
MOST_TOGETHER = 50


@dataclass(frozen=True)
class Figure:
    """What the answer would grant: a limit, or one for each period; ``whole`` holds all that is asked."""

    before: int
    whole: int
    to: int | None
    steps: tuple[tuple[dt.date, int], ...] = ()

    @property
    def outcome(self) -> Outcome:
        return "approve" if self.to == self.whole and not self.steps else "part"


@dataclass(frozen=True)
class Proposal:
    """One request with what would be granted; without a figure its answer recommends no grant and it stays open."""

    request: Request
    network_name: str
    answer: Answer | None
    figure: Figure | None
    version: int  # of the limit, as it is now
    day: dt.date | None  # from when; None is at once

    def command(self, *, letter: str = "") -> DecideRequest:
        """The decision as its answer recommends it; the answer's sentence is the note."""
        if self.figure is None or self.answer is None:
            raise BadInput(f"There is nothing to grant to {self.network_name} without looking at its request.")
        return DecideRequest(
            request_id=self.request.request_id,
            outcome=self.figure.outcome,
            note=self.answer.sentence,
            answer=letter,
            to=self.figure.to if self.figure.outcome == "part" else None,
            steps=self.figure.steps,
            as_asked=self.day is not None,
            expected_version=self.version,
        )


@dataclass(frozen=True)
class Decided:
    """What became of one of them: the decision, or why there is none; the others stand either way."""

    request_id: str
    decision: Decision | None
    why_not: str = ""


def recommended(answer: Answer, grant: GrantPreview | None, limit_now: int, asked: int) -> Figure:
    """The figure that the answer stands for, within what was asked for."""
    before = grant.before if grant else limit_now
    whole = grant.limit if grant else limit_now + asked
    if answer.verdict != "grant N of M":
        return Figure(before, whole, whole)
    if len(set(answer.granted or ())) > 1:
        return Figure(before, whole, None, tuple((step.month, step.limit) for step in answer.schedule or ()))
    first = answer.limit or before + 1
    if answer.granted and len({step.limit for step in answer.schedule or ()}) > 1:
        first = whole - (asked - answer.granted[0])  # later periods rise by as many, from what is free in them
    return Figure(before, whole, min(max(first, before + 1), max(whole - 1, before + 1)))


def propose(standing: NetworkStanding, request: Request, today: dt.date) -> Proposal:
    """What a decision by the answer would be, from the month asked for where that is still to come."""
    limit = standing.limit(LimitKey(as_kind(request.kind), request.campaign_id))
    answer = standing.request_answers.get(request.request_id)
    later = standing.as_of is not None and request.from_month > max(standing.as_of, today)
    figure = None
    if answer is not None and answer.verdict in GRANTS:
        grant = preview(standing, request, as_asked=later)
        figure = recommended(answer, grant, limit.limit, request.more_numbers)
    day = request.from_month if later else None
    return Proposal(request, standing.network.name, answer, figure, limit.version, day)


def decide_together(
    store: Store, person: Actor, commands: Sequence[DecideRequest], *, now: dt.datetime | None = None
) -> list[Decided]:
    """Decides them in their order; what cannot be decided is said by its request while the others are made.

    Raises NotAllowed where the person may decide none of them.
    """
    if not commands:
        raise BadInput("No request is chosen: choose those to decide.")
    if len(commands) > MOST_TOGETHER:
        raise BadInput(f"{len(commands):,} requests are more than can be looked at: at most {MOST_TOGETHER} together.")
    outcomes: list[Decided] = []
    forbidden: list[NotAllowed] = []
    for command in commands:
        try:
            outcomes.append(Decided(command.request_id, decide_request(store, person, command, now=now)))
        except StoreError:  # of the store, and so of all that follow
            raise
        except HeadroomError as error:
            forbidden += [error] if isinstance(error, NotAllowed) else []
            outcomes.append(Decided(command.request_id, None, str(error)))
    if len(forbidden) == len(commands):
        raise forbidden[0]
    return outcomes
