"""What a changed limit still needs where the vendor's platform is another system."""

from __future__ import annotations

from dataclasses import replace

from limits.kinds import LimitKey
from limits.settings import IN_THE_PLATFORM, Settings
from views.text.platform_words import to_be_set


def test_the_way_to_click_is_said_only_where_limits_are_set_elsewhere() -> None:
    elsewhere = replace(Settings(), limits_are_set=IN_THE_PLATFORM)
    assert to_be_set(LimitKey("campaign", "spring"), 42, Settings()) == ""
    assert "Campaign, Direct Promo Numbers, the pencil" in to_be_set(LimitKey("campaign", "spring"), 42, elsewhere)
    assert "set to 1,200 there too" in to_be_set(LimitKey("network"), 1200, elsewhere)
