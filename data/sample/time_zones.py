"""The time zones the sample portfolio's networks live in."""

from __future__ import annotations

NEW_YORK, CHICAGO = "America/New_York", "America/Chicago"
DENVER, LOS_ANGELES = "America/Denver", "America/Los_Angeles"
LONDON, BERLIN, MADRID = "Europe/London", "Europe/Berlin", "Europe/Madrid"
