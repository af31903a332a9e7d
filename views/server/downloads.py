"""Files for one person: made when they are fetched, by a route that asks who fetches them."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from data.errors import HeadroomError
from views.server.answers import problem
from views.server.doors import DOORS
from views.server.identity import asking

PATH: Final = "/files"
MOST_OFFERS: Final = 400


@dataclass(frozen=True)
class _Offer:
    email: str
    name: str
    mime: str
    make: Callable[[], bytes | str]


class Offers:
    """What may be fetched, by an address that nobody can guess and only its person may use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[tuple[str, str], str] = {}
        self._offers: OrderedDict[str, _Offer] = OrderedDict()

    def add(self, email: str, name: str, mime: str, make: Callable[[], bytes | str]) -> str:
        """The address of a file for this person; the same name again is the same address with what is newest."""
        with self._lock:
            token = self._tokens.setdefault((email, name), secrets.token_urlsafe(24))
            self._offers[token] = _Offer(email, name, mime, make)
            self._offers.move_to_end(token)
            while len(self._offers) > MOST_OFFERS:
                _, old = self._offers.popitem(last=False)
                self._tokens.pop((old.email, old.name), None)
        return f"{PATH}/{token}/{quote(name)}"

    def find(self, token: str) -> _Offer | None:
        with self._lock:
            return self._offers.get(token)


OFFERS: Final = Offers()


async def fetch(request: Request) -> Response:
    """`/files/TOKEN/NAME`, for the person it was offered to."""
    entry = await DOORS.now()
    who = await to_thread.run_sync(asking, entry.mode, request.cookies)
    if who is None:
        return problem(401, "Not signed in", "Sign in, then fetch the file from its page.")
    offer = OFFERS.find(request.path_params["token"])
    if offer is None or not (who.anybody or who.email == offer.email):
        return problem(404, "Not found", "This file is not there any more, or not for you. Fetch it from its page.")
    try:
        made = await to_thread.run_sync(offer.make)
    except HeadroomError as error:
        return problem(409, "No file", str(error))
    return Response(
        made,
        media_type=offer.mime,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(offer.name)}",
            "Cache-Control": "no-store, private",
        },
    )
