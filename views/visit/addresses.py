"""The pages: what each is called, where it stands, at which paths it is found, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import streamlit as st

VENDOR, CUSTOMER = frozenset({"csm", "planner", "admin"}), frozenset({"viewer", "super_user"})
EVERYBODY = VENDOR | CUSTOMER
ADMIN = frozenset({"admin"})


@dataclass(frozen=True)
class Place:
    """One page; ``was`` are paths it had before: links to them still lead here."""

    title: str
    file: str
    path: str
    roles: frozenset[str]
    icon: str
    was: tuple[str, ...] = ()


# In this order in the side bar; the first that a person may open is where the start address leads them.
PLACES = (
    Place("Portfolio", "views/pages/portfolio.py", "portfolio", VENDOR, "groups", was=("desk",)),
    Place("Requests", "views/pages/requests.py", "requests", VENDOR, "inbox", was=("review",)),
    Place("Network", "views/pages/network.py", "network", VENDOR, "hub"),
    Place("Planning", "views/pages/planning.py", "planning", VENDOR, "event_note"),
    Place("Headroom", "views/pages/headroom.py", "headroom", CUSTOMER, "speed"),
    Place("Traffic calculator", "views/pages/traffic.py", "traffic", EVERYBODY, "calculate"),
    Place(
        "Forecast quality", "views/pages/forecast_quality.py", "forecast-quality", VENDOR, "verified", was=("trust",)
    ),
    Place("Bulk changes", "views/pages/bulk_changes.py", "bulk-changes", frozenset({"csm"}), "checklist", ("changes",)),
    Place("Activity", "views/pages/activity.py", "activity", EVERYBODY, "notifications", was=("feed",)),
    Place("Data", "views/pages/import_data.py", "data", ADMIN, "database", was=("import", "import_data")),
    Place("Users", "views/pages/users.py", "users", ADMIN, "group"),
    Place("Contracts", "views/pages/contracts.py", "contracts", ADMIN, "contract"),
    Place("Settings", "views/pages/settings.py", "settings", ADMIN, "tune"),
    Place("Help", "views/pages/help.py", "help", EVERYBODY, "help"),
)
START, WELCOME = "start", "welcome"
LEADS_ON = frozenset({"", START, *(path for place in PLACES for path in place.was)})
KNOWN = LEADS_ON | {WELCOME} | {place.path for place in PLACES}


def asked_path() -> str:
    """The last part of the address in the browser; '' for the start address, and where no browser is."""
    return unquote(urlsplit(st.context.url or "").path.strip("/").rpartition("/")[2])
