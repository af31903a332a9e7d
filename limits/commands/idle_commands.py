"""The command that lists the numbers nobody called for long."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import Any

from data.door import say
from data.store import Store
from limits.commands.persons import reader
from limits.months import day_words
from limits.network import IdleList, idle_list

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    idle = command("idle", _idle, "Static numbers without a call for long, and when releasing them frees room.")
    idle.add_argument("network", metavar="NETWORK")


def _idle(store: Store, options: argparse.Namespace) -> int:
    found = idle_list(store, reader(store), options.network)
    say(idle_data(found), _lines(found), as_json=options.json)
    return 0


def idle_data(idle: IdleList) -> dict[str, Any]:
    """The list as JSON; ``room_from_releasing`` is what releasing all of them would free."""
    return {
        "network_id": idle.network.network_id,
        "as_of": idle.network.as_of.isoformat() if idle.network.as_of else None,
        "idle_days": idle.days,
        "is_known": idle.is_known,
        "numbers": [
            {
                "promo_number": one.promo_number,
                "reach": one.reach,
                "campaign_id": one.campaign_id,
                "campaign": one.campaign,
                "last_call_on": one.last_call_on.isoformat() if one.last_call_on else None,
                "assigned_since": one.assigned_since.isoformat(),
                "status": one.status,
                "status_as_of": one.status_as_of.isoformat() if one.status_as_of else None,
            }
            for one in idle.numbers
        ],
        "room_from_releasing": (
            {"month": f"{idle.frees_from:%Y-%m}", "numbers": len(idle.numbers)} if idle.frees_from else None
        ),
        "sentence": idle.sentence,
    }


def _lines(idle: IdleList) -> Iterator[str]:
    yield idle.sentence
    if idle.numbers:
        yield f"{'number':<18}{'reach':<11}{'campaign':<32}{'last call':<14}{'assigned since':<16}status"
    for one in idle.numbers:
        last = day_words(one.last_call_on) if one.last_call_on else "none known"
        row = f"{one.promo_number:<18}{one.reach:<11}{one.campaign[:31]:<32}{last:<14}"
        yield f"{row}{day_words(one.assigned_since):<16}{one.status or '-'}"
