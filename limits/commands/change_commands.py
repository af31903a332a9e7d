"""The commands that change a limit: at once, on a day, by a schedule, or with the decision on a request."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, get_args

from data.door import say
from data.errors import BadInput
from data.records import LimitChange, ScheduledChange
from data.store import Store
from limits import as_json
from limits.actors import Actor
from limits.commands import change_text
from limits.commands.persons import acting
from limits.commands.step_text import step_from, steps_from, whole_from
from limits.decision import Outcome
from limits.kinds import KINDS, NETWORK, LimitKey
from limits.months import day_words

if TYPE_CHECKING:
    from limits.changes import ChangeLimit

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]
Steps = tuple[tuple[dt.date, int], ...]


def add(command: NewCommand) -> None:
    """Adds the commands to the door's."""
    change = command("change", _change, "Changes a limit now, on a day or by a schedule; the same rules as the pages.")
    change.add_argument("network", metavar="NETWORK")
    change.add_argument("--kind", choices=KINDS, required=True)
    change.add_argument("--campaign", default="", metavar="ID")
    change.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who acts")
    change.add_argument("--reason", required=True, metavar="TEXT")
    change.add_argument("--to", type=int, metavar="N")
    change.add_argument("--on", type=day, metavar="DATE", help="from this day on (default: now)")
    change.add_argument("--until", type=day, metavar="DATE", help="the last day it holds; then it goes back by itself")
    change.add_argument(
        "--schedule", type=steps, metavar="2026-12=550,2027-01=600", help="instead of --to: several steps, all or none"
    )
    change.add_argument(
        "--network-schedule", type=steps, metavar="STEPS", help="the network limit's steps, where two limits bind"
    )
    change.add_argument("--expect", type=int, metavar="VERSION", help="refuse if the limit has another version by now")
    change.add_argument("--change-id", metavar="ID", help="the same id twice changes once")
    change.add_argument("--below-usage", action="store_true", help="allow a limit below this month's usage")
    change.add_argument("--beyond-safe", action="store_true", help="a Super User means it, though it may run over")
    decide = command("decide", _decide, "Decides a request, and applies what it grants from the month asked for.")
    decide.add_argument("request", metavar="REQUEST")
    decide.add_argument("outcome", choices=get_args(Outcome))
    decide.add_argument(
        "--to", type=limit_or_step, action="append", default=[], metavar="N",
        help="the limit a part comes to; by period 2026-12=N, as often as there are periods",
    )  # fmt: skip
    decide.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who decides")
    decide.add_argument(
        "--note", default="", metavar="TEXT", help="why, for the vendor's people; required unless it is declined"
    )
    decide.add_argument(
        "--answer", default="", metavar="TEXT", help="what the customer reads; required where it is declined"
    )
    when = decide.add_mutually_exclusive_group()
    when.add_argument("--on", type=day, metavar="DATE", help="from this day on (default: the month asked for)")
    when.add_argument("--now", action="store_true", help="at once, whatever month was asked for")
    decide.add_argument("--expect", type=int, metavar="VERSION", help="refuse if the limit has another version by now")
    again = command("reopen", _reopen, "Takes back a decision of one's own of the last day, with what it granted.")
    again.add_argument("request", metavar="REQUEST")
    again.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who decided it")
    again.add_argument("--reason", default="", metavar="TEXT", help="why, for the history of the limits")


def _change(store: Store, options: argparse.Namespace) -> int:
    from limits.changes import ChangeLimit, change_limit, day_for, schedule_change

    person = acting(store, options.email)
    if options.schedule or options.network_schedule:
        return _schedule(store, person, options)
    if options.to is None:
        raise BadInput("Say what the limit is to be: --to N, or --schedule 2026-12=550,2027-01=600 for several steps.")
    change_id = {"change_id": options.change_id} if options.change_id else {}
    command = ChangeLimit(
        network_id=options.network,
        kind=options.kind,
        campaign_id=options.campaign,
        to=options.to,
        reason=options.reason,
        expected_version=options.expect,
        accept_below_usage=options.below_usage,
        accept_overage=options.beyond_safe,
        until=options.until,
        **change_id,
    )
    if options.on is not None:
        today = day_for(store, person, options.network)
        if options.on > today:
            planned = schedule_change(store, person, command, options.on)
            return _say(
                options, as_json.change(planned), [*change_text.planned([planned]), *_falls(store, person, command)]
            )
        if options.on < today:
            raise BadInput(f"{day_words(options.on)} lies in the past: leave --on out to change the limit now.")
    done = change_limit(store, person, command)
    return _say(options, as_json.change(done), [*change_text.history([done]), *_falls(store, person, command)])


def _falls(store: Store, person: Actor, command: ChangeLimit) -> list[str]:
    """What a limit that ends asks for: the numbers that have to be released by then."""
    from limits.changes import fallbacks_of

    if command.until is None:
        return []
    return [f.sentence for f in fallbacks_of(store, person, command.network_id) if f.key == command.key]


def _schedule(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.changes import LimitSteps, PlanSchedule, plan_schedule

    if options.to is not None or options.on is not None:
        raise BadInput("A schedule has its own figures and days: leave --to and --on out, or leave --schedule out.")
    if not options.schedule:
        raise BadInput("--network-schedule goes with the --schedule of the limit that binds beside it.")
    limits = [LimitSteps(LimitKey(options.kind, options.campaign), options.schedule, options.expect)]
    if options.network_schedule:
        limits.append(LimitSteps(NETWORK, options.network_schedule))
    change_id = {"change_id": options.change_id} if options.change_id else {}
    command = PlanSchedule(options.network, tuple(limits), options.reason, options.until, **change_id)
    made = plan_schedule(store, person, command)
    return _say(options, [as_json.change(step) for step in made], _made(made))


def _made(made: Iterable[LimitChange | ScheduledChange]) -> Iterable[str]:
    for step in made:
        yield from change_text.history([step]) if isinstance(step, LimitChange) else change_text.planned([step])


def _decide(store: Store, options: argparse.Namespace) -> int:
    from limits.commands import as_text
    from limits.requests import DecideRequest, decide_request

    figures = [to for to in options.to if isinstance(to, int)]
    by_period = tuple(to for to in options.to if not isinstance(to, int))
    if len(figures) > 1 or (figures and by_period):
        raise BadInput("Give one limit (--to N), or one for each period (--to 2026-12=N --to 2027-01=M), not both.")
    if by_period and options.now:
        raise BadInput("A part by period begins in the months it names: leave --now out.")
    command = DecideRequest(
        request_id=options.request,
        outcome=options.outcome,
        to=figures[0] if figures else None,
        steps=by_period,
        note=options.note,
        answer=options.answer,
        on=options.on,
        as_asked=not options.now,
        expected_version=options.expect,
    )
    decision = decide_request(store, acting(store, options.email, "decide"), command)
    return _say(options, as_json.decision(decision), as_text.decision(decision))


def _reopen(store: Store, options: argparse.Namespace) -> int:
    from limits.commands import as_text
    from limits.requests import reopen_request

    person = acting(store, options.email, "decide")
    done = reopen_request(store, person, options.request, reason=options.reason)
    return _say(options, as_json.reopened(done), as_text.reopened(done))


def _say(options: argparse.Namespace, as_data: Any, lines: Iterable[str]) -> int:
    say(as_data, lines, as_json=options.json)
    return 0


def day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a valid date: write it as 2026-12-01") from None


def steps(text: str) -> Steps:
    """``2026-12=550,2027-01-15=600``, in argparse's terms."""
    try:
        return steps_from(text)
    except BadInput as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def limit_or_step(text: str) -> int | tuple[dt.date, int]:
    """A limit, or a limit from a month on."""
    try:
        return step_from(text) if "=" in text else whole_from(text)
    except BadInput as error:
        raise argparse.ArgumentTypeError(str(error)) from None
