"""A typed client of Headroom's HTTP API: `with Client("https://headroom.example.com", token) as headroom: ...`."""

from __future__ import annotations

from headroom_client.client import ANY_VERSION, Client
from headroom_client.errors import (
    BadRequest,
    Conflict,
    HeadroomError,
    NotAllowed,
    NotFound,
    NotReached,
    NotSignedIn,
    NotUnderstood,
    ProblemError,
    ServerError,
    Stale,
    TooFast,
    VersionNeeded,
)
from headroom_client.events import Event, read_event
from headroom_client.paging import Page, Pages

__all__ = [
    "ANY_VERSION",
    "BadRequest",
    "Client",
    "Conflict",
    "Event",
    "HeadroomError",
    "NotAllowed",
    "NotFound",
    "NotReached",
    "NotSignedIn",
    "NotUnderstood",
    "Page",
    "Pages",
    "ProblemError",
    "ServerError",
    "Stale",
    "TooFast",
    "VersionNeeded",
    "read_event",
]
