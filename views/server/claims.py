"""Whom a sign-in service's claims name, and for how long a sign-in counts."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Mapping

from limits.identity import identity_of, unverified_issuers

SESSION_HOURS = "HEADROOM_SESSION_HOURS"
DEFAULT_SESSION_HOURS = 12.0  # the provider's cookie lasts 30 days, which is long for who may change contracts

log = logging.getLogger("headroom")


def email_of(claims: Mapping[str, object], now: dt.datetime, *, session_hours: float) -> str:
    """The e-mail address that the provider vouches for; only that is taken from it, roles are the store's."""
    return identity_of(claims, now, session_hours=session_hours, trusted_issuers=unverified_issuers()).email


def session_hours(environment: Mapping[str, str] = os.environ) -> float:
    """For how long a sign-in counts; nonsense counts as the default, and is said in the log."""
    named = environment.get(SESSION_HOURS, "").strip()
    try:
        hours = float(named or DEFAULT_SESSION_HOURS)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 24 * 30:
        log.warning("%s=%r is no number of hours up to 720; %g is used", SESSION_HOURS, named, DEFAULT_SESSION_HOURS)
        return DEFAULT_SESSION_HOURS
    return hours
