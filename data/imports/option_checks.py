"""Options of an import that cannot be, or that say nothing of the files given: refused before anything is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from data.errors import BadInput
from data.imports.dating import EASTERNMOST


def check_days(as_of: dt.date | None, complete_since: dt.date | None, moment: dt.datetime) -> None:
    """Refuses days that cannot be."""
    if as_of and as_of > (moment + EASTERNMOST).date():
        raise BadInput(
            f"The as-of date {as_of} lies in the future (today is {moment.date()}); give the day the files describe."
        )
    if complete_since and complete_since > (as_of or moment.date()):
        raise BadInput(f"The lists cannot be complete since {complete_since}, a day after the one they describe.")


def check_tables(
    tables: set[str], complete_since: dt.date | None, unknown: str | None, whole_lists: Collection[str]
) -> None:
    """Refuses what was said about tables that are in none of the files."""
    if complete_since and "numbers" not in tables:
        raise BadInput(
            f"None of the files is a list of numbers, so none can be complete since {complete_since}: leave it out, or "
            "give the list."
        )
    if unknown and "usage" not in tables:
        raise BadInput(f"None of the files reports usage by number, so --unknown {unknown} says nothing: leave it out.")
    for name in sorted(whole_lists):
        if name != "users":
            raise BadInput(f"'{name}' cannot be imported as a whole list; users can.")
        if name not in tables:
            raise BadInput(f"None of the files holds {name}, so they cannot be the whole list of them.")
