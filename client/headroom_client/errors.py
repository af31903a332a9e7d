"""Whatever does not succeed: one tree, each with the cause and the way out as Headroom says them.

HeadroomError
├── NotReached            no answer: the address, the network, or a server that is down
├── NotUnderstood         an answer that is none of Headroom's
└── ProblemError          a problem document (RFC 9457)
    ├── BadRequest        400, 413, 422  what was sent cannot be used; ``errors`` has the fields or rows
    ├── NotSignedIn       401            no token, or one that lets nobody in
    ├── NotAllowed        403            the role or the token's scopes do not permit it
    ├── NotFound          404            there is no such thing that this person may see
    ├── Conflict          409            it was decided, or is being done, meanwhile
    ├── Stale             412            the limit changed meanwhile; ``current`` is what it is now
    ├── VersionNeeded     428            no version was named
    ├── TooFast           429            ``retry_after`` says how long to wait
    └── ServerError       5xx            the store cannot be used now, or a defect with a reference
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class HeadroomError(Exception):
    """The root: everything that this client raises."""


class NotReached(HeadroomError):
    """There was no answer; a write that has an Idempotency-Key may be asked again with the same key."""


class NotUnderstood(HeadroomError):
    """The answer is none of Headroom's: is the address right, and does a proxy answer instead?"""


class ProblemError(HeadroomError):
    """What Headroom says went wrong; the text is the cause with the way out."""

    statuses: ClassVar[tuple[int, ...]] = ()

    def __init__(self, status: int, said: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.type = str(said.get("type", "about:blank"))
        self.title = str(said.get("title", ""))
        self.detail = str(said.get("detail", "")) or self.title or f"Status {status}."
        self.errors: list[dict[str, Any]] = list(said.get("errors") or [])
        self.current: dict[str, Any] | None = said.get("current")
        self.retry_after = retry_after
        self.document = dict(said)
        super().__init__(self.detail)

    @property
    def kind(self) -> str:
        """The last word of the type: 'stale', 'not-allowed', 'key-reused'."""
        return self.type.rpartition(":")[2]


class BadRequest(ProblemError):
    statuses = (400, 405, 413, 415, 422)


class NotSignedIn(ProblemError):
    statuses = (401,)


class NotAllowed(ProblemError):
    statuses = (403,)


class NotFound(ProblemError):
    statuses = (404,)


class Conflict(ProblemError):
    statuses = (409,)


class Stale(ProblemError):
    statuses = (412,)


class VersionNeeded(ProblemError):
    statuses = (428,)


class TooFast(ProblemError):
    statuses = (429,)


class ServerError(ProblemError):
    statuses = (500, 502, 503, 504)


_BY_STATUS = {status: kind for kind in ProblemError.__subclasses__() for status in kind.statuses}


def problem(status: int, said: Mapping[str, Any], retry_after: float | None = None) -> ProblemError:
    """The exception that a problem document is."""
    usual = ServerError if status >= 500 else ProblemError
    return _BY_STATUS.get(status, usual)(status, said, retry_after)
