"""Whom a sign-in service's claims name, and for how long a sign-in counts."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Mapping

from data.serving_numbers import SERVING
from limits.identity import identity_of, unverified_issuers

log = logging.getLogger("headroom")


def email_of(claims: Mapping[str, object], now: dt.datetime, *, session_hours: float) -> str:
    """The e-mail address that the provider vouches for; only that is taken from it, roles are the store's."""
    return identity_of(claims, now, session_hours=session_hours, trusted_issuers=unverified_issuers()).email


def session_hours(environment: Mapping[str, str] = os.environ) -> float:
    """For how long a sign-in counts; nonsense counts as the default, and is said in the log."""
    one = SERVING["session_hours"]
    named = environment.get(one.variable, "").strip()
    hours = one.read(named or str(one.default))
    if hours is None:
        log.warning("%s=%r: give %s; %d is used", one.variable, named, one.may_be, one.default)
        return one.default
    return hours
