"""Where the vendor's platform is another system: what has to be set there too, and where to click."""

from __future__ import annotations

from limits.kinds import LimitKey
from limits.settings import IN_THE_PLATFORM, Settings


def to_be_set(key: LimitKey, to: int, settings: Settings) -> str:
    """A sentence to go on with after a change of a limit; nothing where limits are set here."""
    if settings.limits_are_set != IN_THE_PLATFORM:
        return ""
    if key.campaign_id:
        return (
            f" Set {to:,} in the platform too, or it does not hold there: Campaign, Direct Promo Numbers, the pencil."
        )
    return f" It holds in the platform once it is set to {to:,} there too."
