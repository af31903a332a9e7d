"""Every page and section of the product, as somebody who works with it opens it."""

from __future__ import annotations

from typing import Final

CSM, ADMIN = "nora.feld@example.com", "kim.arden@example.com"
SUPER_USER, VIEWER = "eli.garnet@summit-hvac.example.org", "kai.ivers@summit-hvac.example.org"
HARBOR: Final = {"as": CSM, "network": "harbor-dental"}

PAGES: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "welcome": ("", {}),
    "portfolio": ("portfolio", {"as": CSM}),
    "requests": ("requests", {"as": CSM}),
    "network": ("network", HARBOR),
    "network-limits": ("network", HARBOR | {"section": "Limits"}),
    "network-room": ("network", {"as": CSM, "network": "summit-hvac", "section": "Room"}),
    "network-requests": ("network", HARBOR | {"section": "Requests"}),
    "network-history": ("network", HARBOR | {"section": "History"}),
    "planning": ("planning", {"as": CSM, "network": "pinecrest-clinics"}),
    "planning-present": ("planning", {"as": CSM, "network": "pinecrest-clinics", "present": "1"}),
    "traffic": ("traffic", {"as": CSM}),
    "forecast-quality": ("forecast-quality", {"as": CSM}),
    "forecast-quality-network": ("forecast-quality", HARBOR | {"section": "One network"}),
    "forecast-quality-decisions": ("forecast-quality", {"as": CSM, "section": "Decisions"}),
    "forecast-quality-assumptions": ("forecast-quality", {"as": ADMIN, "section": "Assumptions"}),
    "forecast-quality-data": ("forecast-quality", {"as": ADMIN, "section": "Data"}),
    "bulk-changes": ("bulk-changes", {"as": CSM}),
    "activity": ("activity", {"as": CSM}),
    "help": ("help", {"as": CSM}),
    "data": ("data", {"as": ADMIN}),
    "data-log": ("data", {"as": ADMIN, "section": "Log"}),
    "users": ("users", {"as": ADMIN}),
    "contracts": ("contracts", {"as": ADMIN, "network": "harbor-dental"}),
    "settings": ("settings", {"as": ADMIN}),
    "headroom": ("headroom", {"as": SUPER_USER}),
    "headroom-raise": ("headroom", {"as": SUPER_USER, "section": "Raise a campaign limit"}),
    "headroom-requests": ("headroom", {"as": SUPER_USER, "section": "Requests"}),
    "headroom-changes": ("headroom", {"as": SUPER_USER, "section": "Changes"}),
    "headroom-viewer": ("headroom", {"as": VIEWER}),
    "traffic-customer": ("traffic", {"as": SUPER_USER}),
    "page-of-others": ("portfolio", {"as": SUPER_USER}),  # the answer to who may not open it
}
