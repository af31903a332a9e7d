"""Before a server begins: what it was told is read and its store opened; what is in the way is said in one line."""

from __future__ import annotations

import os
import sys

from data.config_file import config_file
from data.errors import HeadroomError
from data.serving_numbers import SERVING, serving_number
from data.store import Store, store_address
from views.server import place

_REFUSED = 2  # the exit code of a command that was asked for what cannot be


def refuse_what_cannot_serve() -> None:
    """Ends the process with what to correct, as a command does; opens nothing, for other processes import this too."""
    try:
        environment = config_file(store_address()).serving(os.environ)
        for name, number in SERVING.items():
            if number.is_whole:
                serving_number(name, environment)
    except HeadroomError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(_REFUSED) from None


def opened_store() -> Store:
    """The store of this server; where it cannot be opened the process ends at once, for nothing of it has begun."""
    try:
        return place.store()
    except HeadroomError as error:
        sys.stderr.write(f"{error}\n")
        sys.stderr.flush()
        os._exit(_REFUSED)
