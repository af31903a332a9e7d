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
    idle = idle_list(store, reader(store), options.network)
    say(idle_data(idle), _lines(idle), as_json=options.json)
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
                "promo_number": number.promo_number,
                "reach": number.reach,
                "campaign_id": number.campaign_id,
                "campaign": number.campaign,
                "last_call_on": number.last_call_on.isoformat() if number.last_call_on else None,
                "assigned_since": number.assigned_since.isoformat(),
                "status": number.status,
                "status_as_of": number.status_as_of.isoformat() if number.status_as_of else None,
            }
            for number in idle.numbers
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
    for number in idle.numbers:
        last = day_words(number.last_call_on) if number.last_call_on else "none known"
        row = f"{number.promo_number:<18}{number.reach:<11}{number.campaign[:31]:<32}{last:<14}"
        yield f"{row}{day_words(number.assigned_since):<16}{number.status or '-'}"
