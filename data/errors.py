"""Every error a person can meet, in one tree; each message names the thing, the value and the way out.

HeadroomError                        exit 2
├── StoreError                       exit 3   the store as a whole
│   ├── StoreLocked                           another process has the file open
│   ├── StoreTooNew                           written by a newer version; left untouched
│   └── StoreUnreachable                      not a store, not there, not writable
├── BadInput                         exit 2   what was given cannot be used
│   ├── ImportRejected                        with its rejections, nothing stored
│   ├── NeedsConfirming                       an import that would lower usage
│   └── Unknown                               no network, campaign or request of that name
├── LimitMissing                     exit 2   a limit that must exist does not; never "unlimited"
├── NotAllowed                       exit 4   the role may not do this
└── StaleLimit                       exit 1   somebody changed the limit meanwhile
"""

from __future__ import annotations

from typing import ClassVar


class HeadroomError(Exception):
    """The root: caught once, at the door of a command or a page."""

    exit_code: ClassVar[int] = 2


class StoreError(HeadroomError):
    """The store as a whole cannot be used."""

    exit_code = 3


class StoreLocked(StoreError):
    """Another process owns the store's file."""


class StoreTooNew(StoreError):
    """A newer version of Headroom wrote this store."""


class StoreUnreachable(StoreError):
    """The file is no store, is missing, or cannot be read or written."""


class BadInput(HeadroomError):
    """What was given cannot be used as it is."""


class Unknown(BadInput):
    """A name that the store does not know, or that this person may not know of."""


class LimitMissing(HeadroomError):
    """A limit that must exist is not there."""


class NotAllowed(HeadroomError):
    """The person's role does not permit the action."""

    exit_code = 4


class StaleLimit(HeadroomError):
    """The limit was changed by somebody else since it was read."""

    exit_code = 1
