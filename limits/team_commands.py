"""The commands of the vendor's team beside those of a single limit: what each prints and its exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from data.door import say
from data.store import Store
from limits import team_json, team_text
from limits.channels import channels
from limits.rounds import make_round

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the commands to the door's."""
    command("alerts", _alerts, "What crossed a threshold since the last run; makes planned changes, tells people.")


def _alerts(store: Store, options: argparse.Namespace) -> int:
    done = make_round(store, channels())
    say(team_json.round_made(done), team_text.round_made(done), as_json=options.json)
    return 1 if done.alerts.unchecked or done.outbox.given_up else 0
