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


def path(key: LimitKey, name: str) -> str:
    """Where to click; ``name`` is the campaign's or, for the limits of the whole network, the network's."""
    if key.of_campaign:
        return f"Campaign {name} › Direct Promo Numbers › pencil › Promo Numbers Allowed"
    return f"Network {name} › {'dynamic number limit' if key.is_lent else 'number limit'}, which the vendor's staff set"
