"""Who a sign-in service says somebody is, and whether that may be believed: claims in, one person or a refusal out."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from data.addresses import normalised
from data.errors import BadInput, NotAllowed

UNVERIFIED_ISSUERS: Final = "HEADROOM_UNVERIFIED_ISSUERS"
CLOCKS_DIFFER_SECONDS: Final = 60.0  # how far ahead of ours the clock of a sign-in service may be


@dataclass(frozen=True)
class Identity:
    """Who signed in, when, and until when that counts; roles are the store's to tell."""

    email: str
    issuer: str
    signed_in_at: dt.datetime
    ends_at: dt.datetime


def unverified_issuers(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The sign-in services, by their issuer, that are known not to say whether an address is verified."""
    return frozenset(issuer.strip() for issuer in environment.get(UNVERIFIED_ISSUERS, "").split(",") if issuer.strip())


def identity_of(
    claims: Mapping[str, object],
    now: dt.datetime,
    *,
    session_hours: float,
    trusted_issuers: frozenset[str] = frozenset(),
) -> Identity:
    """The person that the sign-in service vouches for; ``trusted_issuers`` are known to leave ``email_verified`` out.

    Raises NotAllowed where the address is missing, not verified or could be taken for another, and where the sign-in
    lies in the future, ended before it began, or is older than ``session_hours``.
    """
    email = _address(claims)
    said = claims.get("iss")
    issuer = said if isinstance(said, str) else ""
    _require_verified(email, claims, issuer in trusted_issuers)
    issued = _seconds(claims, "iat")
    if issued is None:
        raise NotAllowed("The sign-in service did not say when you signed in (iat). Sign in again.")
    if issued > now.timestamp() + CLOCKS_DIFFER_SECONDS:
        raise NotAllowed(
            "Your sign-in is dated in the future. Whoever runs Headroom can compare its clock with that of the sign-in "
            "service."
        )
    expires = _seconds(claims, "exp")
    if "exp" in claims and (expires is None or expires <= issued):
        raise NotAllowed("Your sign-in ends before it begins (exp and iat). Sign in again.")
    ends = issued + session_hours * 3600
    if now.timestamp() > ends:
        raise NotAllowed(f"Your sign-in is older than {session_hours:g} hours. Sign in again.")
    return Identity(email, issuer, _moment(issued), _moment(ends))


def _address(claims: Mapping[str, object]) -> str:
    said = claims.get("email")
    if not isinstance(said, str) or "@" not in said:
        raise NotAllowed("The sign-in service gave no e-mail address. Its administrator can add it to the profile.")
    try:
        return normalised(said)
    except BadInput as error:
        raise NotAllowed(f"The sign-in service gave an address that cannot be accepted: {error}") from None


def _require_verified(email: str, claims: Mapping[str, object], issuer_never_says: bool) -> None:
    """Nothing but true counts: not yes, not "true", not one; what is left out counts for issuers that are named."""
    if "email_verified" not in claims and issuer_never_says:
        return
    if claims.get("email_verified") is not True:
        raise NotAllowed(
            f"{email} is not verified by the sign-in service. Confirm the address there first. (A service that never "
            f"says so can be named in {UNVERIFIED_ISSUERS}: docs/sign-in.md tells what that means.)"
        )


def _seconds(claims: Mapping[str, object], name: str) -> float | None:
    """A moment as a finite number of seconds since 1970; None for anything else."""
    said = claims.get(name)
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    try:
        seconds = float(said)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds < 253_402_300_800 else None  # before the year 10000


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(min(seconds, 253_402_300_799), dt.UTC)
