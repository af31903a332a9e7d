"""The commands of planning: scenarios side by side, saved and committed; own figures; the look back."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from data.door import say
from data.errors import BadInput
from data.store import Store
from limits import as_json
from limits.commands.persons import acting, reader
from limits.kinds import KINDS, NETWORK, LimitKey
from limits.percents import percent

if TYPE_CHECKING:
    from limits.outlook import Change
    from limits.planning import Scenario, Weighed

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]
ACTIONS = ("show", "save", "commit", "uncommit", "remove")


def add(command: NewCommand) -> None:
    """Adds the commands to the door's."""
    what_if = command("scenario", _scenario, "What-ifs of a network: side by side, saved, or committed as its plan.")
    what_if.add_argument("action", choices=ACTIONS)
    what_if.add_argument("network", metavar="NETWORK")
    what_if.add_argument("--scenario", metavar="ID", help="the one to commit or remove")
    what_if.add_argument("--name", default="", metavar="NAME", help="of the one to save")
    what_if.add_argument("--traffic", action="append", default=[], metavar="FACTOR@MONTH", help="such as 1.3@2027-03")
    what_if.add_argument("--campaign", action="append", default=[], metavar="NAME=N@MONTH", help="a new one")
    what_if.add_argument("--reclaim", action="append", default=[], metavar="N@MONTH", help="static numbers released")
    what_if.add_argument("--reclaim-dynamic", action="append", default=[], metavar="N@MONTH")
    what_if.add_argument("--extend", metavar="DATE", help="the partnership's last day")
    what_if.add_argument("--allotment", type=int, metavar="N", help="number-months of the period in force")
    what_if.add_argument("--as", dest="email", metavar="EMAIL", help="who acts")
    what_if.add_argument("--reason", default="", metavar="TEXT")
    own = command("figure", _figure, "Keeps what a person expects of a month beside the forecast.")
    own.add_argument("network", metavar="NETWORK")
    own.add_argument("--kind", choices=KINDS, required=True)
    own.add_argument("--campaign", default="", metavar="ID")
    own.add_argument("--month", required=True, metavar="MONTH", help="such as 2027-05")
    own.add_argument("--numbers", type=int, metavar="N", help="left out, the figure is withdrawn")
    own.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who says so")
    own.add_argument("--reason", required=True, metavar="TEXT")
    back = command("lookback", _recalibrate, "Looks back on a year of forecasts; puts the sums of the next right.")
    back.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="an admin")
    lesson = command("lesson", _lesson, "What all networks on record taught the forecast; --json for the fleet job.")
    lesson.add_argument("--as", dest="email", metavar="EMAIL", help="who asks")


def _scenario(store: Store, options: argparse.Namespace) -> int:
    from limits.planning import commit_scenario, compare, remove_scenario, save_scenario, scenarios, uncommit_scenario

    if options.action == "show":
        person = acting(store, options.email) if options.email else reader(store)
        columns = compare(store, person, options.network)
        unread = [s for s in scenarios(store, person, options.network) if s.unreadable]
        data = [*map(weighed, columns), *({"scenario": scenario(s)} for s in unread)]
        return _said(options, data, [*_table(columns), *(f"{s.scenario_id} {s.name}: {s.words}." for s in unread)])
    if not options.email:
        raise BadInput("Who acts? Name a CSM of the network: --as EMAIL.")
    person = acting(store, options.email)
    if options.action == "save":
        saved = save_scenario(store, person, options.network, options.name, _changes(options), reason=options.reason)
        return _said(options, scenario(saved), [f"Saved as {saved.scenario_id}: {saved.name} ({saved.words})."])
    if options.action == "uncommit":
        before = uncommit_scenario(store, person, options.network, reason=options.reason)
        words = f"'{before.name}' is no longer the plan." if before else "There was no plan; nothing was changed."
        return _said(options, scenario(before) if before else None, [words])
    if not options.scenario:
        raise BadInput("Which scenario? Name it: --scenario ID. `scenario show` lists them.")
    if options.action == "commit":
        plan = commit_scenario(store, person, options.scenario, options.network, reason=options.reason)
        words = f"'{plan.name}' is the plan: every forecast of this network follows it ({plan.words})."
        return _said(options, scenario(plan), [words])
    remove_scenario(store, person, options.scenario, options.network)
    return _said(options, None, [f"{options.scenario} is removed."])


def _figure(store: Store, options: argparse.Namespace) -> int:
    from limits.planning import state_figure

    key = LimitKey(options.kind, options.campaign)
    kept = state_figure(
        store,
        acting(store, options.email),
        options.network,
        key,
        _month(options.month),
        options.numbers,
        reason=options.reason,
    )
    expects = "expects nothing of its own any more" if kept.numbers is None else f"expects {kept.numbers:,} numbers"
    words = f"{kept.stated_by} {expects} for the {key.words()} in {kept.billing_month:%Y-%m}: {kept.reason}"
    return _said(options, as_json.own_figure(kept), [words])


def _recalibrate(store: Store, options: argparse.Namespace) -> int:
    from limits.trust import recalibrate_store

    calibration = recalibrate_store(store, acting(store, options.email))
    words = (
        f"{calibration.windows:,} networks were looked back on. Sums of a year are shifted by "
        f"{calibration.shift:+.2f} standard deviations, by {calibration.slope:+.2f} for each tenth a network rose "
        f"lately, and spread {calibration.stretch:.2f} times."
    )
    return _said(options, dict(vars(calibration)), [words])


def _lesson(store: Store, options: argparse.Namespace) -> int:
    from limits.trust import fleet_lesson, lesson_in_words

    kept = fleet_lesson(store, acting(store, options.email) if options.email else reader(store))
    return _said(options, as_json.fleet_lesson(kept), [lesson_in_words(kept)])


def scenario(saved: Scenario) -> dict[str, Any]:
    return {
        "scenario_id": saved.scenario_id,
        "name": saved.name,
        "reason": saved.reason,
        "changes": [c.words for c in saved.changes],
        "saved_by": saved.saved_by,
        "saved_at": saved.saved_at.isoformat(),
        "is_plan": saved.is_plan,
        "unreadable": saved.unreadable or None,
    }


def weighed(column: Weighed) -> dict[str, Any]:
    """The figures by which scenarios are compared."""
    status = as_json.status(column.standing)
    return {
        "scenario": scenario(column.scenario) if column.scenario else None,
        "contract": status["contract"],
        "ahead": status["ahead"],
        "limits": status["limits"],
    }


def _table(columns: list[Weighed]) -> Iterator[str]:
    yield f"{'':<28}{'risk':>11}{'overage':>9}{'months':>8}{'need':>9}{'safe up to':>11}{'answer':>11}  network limit"
    for column in columns:
        answer = column.standing.answers[NETWORK]
        ahead = column.standing.ahead
        risk = "-" if column.standing.overage_risk is None else percent(column.standing.overage_risk)
        overage = "-" if ahead is None or ahead.expected_overage is None else f"{ahead.expected_overage:,.0f}"
        name = column.name + (" *" if column.scenario and column.scenario.is_plan else "")
        safe, need, limit = (
            "-" if figure is None else f"{figure:,}" for figure in (answer.safe_limit, answer.need, answer.limit)
        )
        months = column.standing.contract.months_left
        yield f"{name[:27]:<28}{risk:>11}{overage:>9}{months:>8}{need:>9}{safe:>11}{limit:>11}"
    for column in columns:
        if column.scenario is not None:
            saved = column.scenario
            mark = " * the plan:" if saved.is_plan else ":"
            who = f"{saved.saved_by}, {saved.saved_at:%Y-%m-%d}"
            yield f"{saved.scenario_id} {saved.name}{mark} {saved.words}. {saved.reason} ({who})"


def _changes(options: argparse.Namespace) -> list[Change]:
    from limits.outlook import ExtendedTo, NewCampaign, OtherAllotment, Reclaimed, TrafficTimes

    changes: list[Change] = []
    for text in options.traffic:
        factor, month = _at(text, "1.3@2027-03")
        changes.append(TrafficTimes(_number(factor, float), month))
    for text in options.campaign:
        name, equals, rest = text.rpartition("=")
        if not equals:
            raise BadInput(f"'{text}' is no new campaign: write it as Spring=40@2027-03.")
        numbers, month = _at(rest, "Spring=40@2027-03")
        changes.append(NewCampaign(name, _number(numbers, int), month))
    for kind, texts in (("static", options.reclaim), ("dynamic", options.reclaim_dynamic)):
        for text in texts:
            numbers, month = _at(text, "20@2027-03")
            changes.append(Reclaimed(_number(numbers, int), month, kind))  # type: ignore[arg-type]
    if options.extend:
        changes.append(ExtendedTo(_day(options.extend)))
    if options.allotment is not None:
        changes.append(OtherAllotment(options.allotment))
    return changes


def _at(text: str, example: str) -> tuple[str, dt.date]:
    value, at, month = text.partition("@")
    if not at:
        raise BadInput(f"'{text}' says no month: write it as {example}.")
    return value, _month(month)


def _number(text: str, kind: Callable[[str], Any]) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise BadInput(f"'{text}' is no {'whole number' if kind is int else 'number'}.") from None


def _month(text: str) -> dt.date:
    return _day(f"{text}-01" if len(text) == 7 else text).replace(day=1)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"'{text}' is no date: write a day as 2027-12-31, a month as 2027-03.") from None


def _said(options: argparse.Namespace, data: Any, lines: list[str] | Iterator[str]) -> int:
    say(data, lines, as_json=options.json)
    return 0
