"""`python -m limits platform`: what is to be set in the vendor's platform, and saying that it was."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from data.door import say
from data.errors import BadInput
from data.store import Store
from limits import as_json
from limits.commands.persons import acting, reader

if TYPE_CHECKING:
    from limits.changes import PlatformTask

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    parser = command("platform", _platform, "What is to be set in the vendor's platform, where limits are set there.")
    parser.add_argument("--network", metavar="NETWORK", help="of this network only")
    done = parser.add_mutually_exclusive_group()
    done.add_argument("--set", dest="done", metavar="CHANGE_ID", help="this change was set in the platform")
    done.add_argument("--noted", metavar="CHANGE_ID", help="the difference that this import showed is known")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who did")


def _platform(store: Store, options: argparse.Namespace) -> int:
    from limits.changes import mark_as_set, note_difference, platform_tasks

    change = options.done or options.noted
    if change is None:
        if options.email is not None:
            raise BadInput("Listing needs no --as: say which change was set with --set CHANGE_ID.")
        tasks = platform_tasks(store, reader(store), options.network)
        say([as_json.platform_task(task) for task in tasks], as_lines(tasks), as_json=options.json)
        return 1 if tasks else 0
    if not options.email:
        raise BadInput("Who did? Name them: --as EMAIL.")
    do = mark_as_set if options.done else note_difference
    made = do(store, acting(store, options.email), change)
    line = f"{made.change_id} is marked as {made.mark}, by {made.marked_by}."
    say(as_json.platform_mark(made), (line,), as_json=options.json)
    return 0


def as_lines(tasks: Sequence[PlatformTask]) -> Iterator[str]:
    """A line for each; one that says so where there is nothing to do."""
    if not tasks:
        yield "Nothing is to be set in the platform."
    for task in tasks:
        has = "unknown" if task.in_platform is None else f"{task.in_platform:,}"
        done = f", set by {task.mark.marked_by}" if task.mark else ""
        yield (
            f"{task.network.name}: {task.limit_words} {task.promised:,}, the platform has {has} ({task.status}{done}; "
            f"{task.change.change_id})"
        )
