"""Changing and deciding from the command line: schedules, the month asked for, parts by period."""

from __future__ import annotations

import datetime as dt

import pytest

from data.store import Store
from limits.__main__ import main
from limits.months import plus_months
from tests.limits.test_commands import Run, change, data
from tests.limits.world import CSM, RUNNING, VIEWER

THIS = RUNNING
SOON, LATER = plus_months(THIS, 1), plus_months(THIS, 2)


@pytest.fixture
def run(kept_open: Store, capsys: pytest.CaptureFixture[str]) -> Run:
    """With a contract that runs, whatever day it is."""
    with kept_open.transaction() as cursor:
        cursor.execute("UPDATE partnerships SET ends_on = '2099-12-31'")

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as ended:  # as argparse refuses
            code = int(str(ended.code))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def schedule(*more: str) -> tuple[str, ...]:
    return ("change", "acme", "--kind", "network", "--as", CSM, "--reason", "two periods", *more)


def steps(*wanted: tuple[dt.date, int]) -> str:
    return ",".join(f"{month:%Y-%m}={to}" for month, to in wanted)


def filed(run: Run, *more: str) -> None:
    asked = ("request", "acme", "--kind", "network", "--more", "60", "--from", f"{SOON:%Y-%m}", "--as", VIEWER)
    assert run(*asked, "--reason", "posters", *more)[0] == 0


def decide(run: Run, *more: str) -> tuple[int, str, str]:
    return run("decide", "R-1", *more, "--as", CSM, "--note", "fits", "--json")


def test_a_schedule_is_planned_with_one_command(run: Run) -> None:
    planned = data(run(*schedule("--schedule", steps((SOON, 150), (LATER, 170)), "--json")))
    assert [(p["new_limit"], p["on_date"], p["builds_on"]) for p in planned] == [
        (150, SOON.isoformat(), 120),
        (170, LATER.isoformat(), 150),
    ]
    words = run(*schedule("--schedule", steps((plus_months(THIS, 5), 200))))[1]
    assert f"200 from 1 {plus_months(THIS, 5):%b %Y}, planned by {CSM}" in words


def test_a_campaigns_schedule_takes_the_network_limit_along(run: Run) -> None:
    code, out, _ = run(
        "change", "acme", "--kind", "campaign", "--campaign", "spring", "--as", CSM, "--reason", "both bind",
        "--schedule", steps((SOON, 60)), "--network-schedule", steps((SOON, 140)), "--json",
    )  # fmt: skip
    assert code == 0
    assert '"kind": "campaign"' in out
    assert '"kind": "network"' in out


NO_SCHEDULES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "Say what the limit is to be"),
    (("--schedule", "2090-01=150", "--to", "3"), "leave --to and --on out"),
    (("--schedule", "soon=150"), "'soon=150' is no step"),
    (("--schedule", "2090-01"), "'2090-01' is no step"),
    (("--schedule", "2090-01=many"), "'many' cannot be a limit"),
    (("--network-schedule", "2090-01=150"), "goes with the --schedule"),
    (("--to", "130", "--on", "2020-01-01"), "1 Jan 2020 lies in the past"),
)


def test_what_is_no_schedule_is_said(run: Run, world: Store) -> None:
    before = world.data_version()
    for arguments, words in NO_SCHEDULES:
        code, _, err = run(*schedule(*arguments))
        assert (code, words in err, world.data_version()) == (2, True, before), (arguments, err)


def test_approving_takes_the_month_asked_for(run: Run) -> None:
    filed(run)
    decided = data(decide(run, "approve"))
    assert decided["change"] is None
    # 26 of 120 are free in that month, so 60 more need 34
    assert (decided["planned"]["new_limit"], decided["planned"]["on_date"]) == (155, SOON.isoformat())
    assert decided["planned"]["until_date"] is None


def test_a_part_takes_the_month_asked_for_until_the_last_one(run: Run) -> None:
    filed(run, "--until", f"{LATER:%Y-%m}")
    decided = data(decide(run, "part", "--to", "140"))
    assert decided["planned"]["on_date"] == SOON.isoformat()
    last = plus_months(LATER, 1) - dt.timedelta(days=1)
    assert decided["planned"]["until_date"] == last.isoformat()


def test_now_and_another_day_override_the_month(run: Run) -> None:
    filed(run)
    assert data(decide(run, "approve", "--now"))["change"]["new_limit"] == 156
    run(*change("120"))
    asked = ("request", "acme", "--kind", "network", "--more", "60", "--from", f"{SOON:%Y-%m}", "--as", VIEWER)
    assert run(*asked, "--reason", "again")[0] == 0
    day = LATER + dt.timedelta(days=9)
    decided = data(run("decide", "R-2", "approve", "--on", day.isoformat(), "--as", CSM, "--note", "x", "--json"))
    assert decided["planned"]["on_date"] == day.isoformat()


def test_a_part_by_period_plans_each_step(run: Run) -> None:
    filed(run)
    decided = data(decide(run, "part", "--to", f"{SOON:%Y-%m}=130", "--to", f"{LATER:%Y-%m}=150"))
    assert [(s["new_limit"], s["on_date"]) for s in decided["steps"]] == [
        (130, SOON.isoformat()),
        (150, LATER.isoformat()),
    ]
    assert (decided["request"]["status"], decided["request"]["granted_limit"]) == ("part", 150)


MEANS_NOTHING: tuple[tuple[tuple[str, ...], str], ...] = (
    (("part", "--to", "130", "--to", "140"), "one for each period"),
    (("part", "--to", "130", "--to", "2090-01=140"), "one for each period"),
    (("part",), "Granting a part needs the limit it comes to"),
    (("part", "--now", "--to", f"{SOON:%Y-%m}=130"), "leave --now out"),
    (("part", "--on", "2090-01-01", "--to", f"{SOON:%Y-%m}=130"), "takes no day beside them"),
    (("part", "--to", f"{SOON:%Y-%m}=119"), "no part of what was asked"),
    (("part", "--to", f"{SOON:%Y-%m}=181"), "the limit is 120 then and 180 was asked for"),
    (("part", "--to", f"{SOON:%Y-%m}=180"), "That is all that request R-1 asked for: use approve"),
    (("part", "--to", f"{THIS:%Y-%m}=130"), f"{THIS:%Y-%m} is no month that request R-1 asked for"),
    (("part", "--to", f"{SOON:%Y-%m}=130", "--to", f"{LATER:%Y-%m}=120"), "Nothing is granted from"),
    (("approve", "--to", f"{SOON:%Y-%m}=130"), "takes no limit"),
)


def test_a_decision_that_means_nothing_is_refused_and_changes_nothing(run: Run, world: Store) -> None:
    filed(run)
    before = world.data_version()
    for arguments, words in MEANS_NOTHING:
        code, _, err = decide(run, *arguments)
        assert (code, words in err, world.data_version()) == (2, True, before), (arguments, err)
    assert data(run("history", "acme", "--json"))[0]["new_limit"] != 130
