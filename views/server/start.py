"""Before a server begins: what it was told is read and its store opened; what is in the way is said in one line."""

from __future__ import annotations

import os
import sys

from data.config_file import config_file
from data.errors import HeadroomError
from data.serving_numbers import SERVING, serving_number
from data.store import store_address
from views.server import place

_REFUSED = 2  # the exit code of a command that was asked for what cannot be


def refuse_what_cannot_serve() -> None:
    """Ends the process with what to correct, as a command does."""
    try:
        environment = config_file(store_address()).serving(os.environ)
        for name, number in SERVING.items():
            if number.is_whole:
                serving_number(name, environment)
        place.store()
    except HeadroomError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(_REFUSED) from None
