"""Headings and words of other vendors' files, as their documentation has them: what a proposal knows beforehand.

A file that has all of a vendor's ``headings`` is proposed as that vendor's. Everything else goes by look-alikes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class VendorFile:
    """One kind of file of one vendor; ``columns`` and ``only`` as in a mapping, those the file lacks left out."""

    source: str
    table: str
    headings: tuple[str, ...]
    columns: Mapping[str, str]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    times_in: str | None = None


KNOWN: Final = (
    VendorFile(
        "Invoca transactions",
        "calls",
        ("transaction_id", "transaction_type", "advertiser_campaign_id_from_network"),
        {
            "advertiser_campaign_id_from_network": "campaign_id",
            "dynamic_number_pool_id": "ring_pool_id",
            "start_time_utc": "called_on",
            "complete_call_id": "call_id",
        },
        {"transaction_type": ("Call",)},
        "UTC",
    ),
    VendorFile(
        "Invoca report details",
        "calls",
        ("Transaction ID", "Type", "Call Start Time"),
        {
            "Advertiser Campaign ID": "campaign_id",
            "Media Channel Campaign ID": "campaign_id",
            "Pool ID": "ring_pool_id",
            "Call Start Time": "called_on",
            "Complete Call ID": "call_id",
        },
        {"Type": ("Call",)},
    ),
    VendorFile(
        "CallRail calls",
        "calls",
        ("tracking_phone_number", "start_time", "customer_phone_number"),
        {"tracking_phone_number": "promo_number", "start_time": "called_on", "id": "call_id"},
        {"direction": ("inbound",)},
    ),
    VendorFile(
        "Twilio calls",
        "calls",
        ("From", "To", "Start Time", "Direction"),
        {"To": "promo_number", "Start Time": "called_on", "Call Sid": "call_id", "Sid": "call_id"},
        {"Direction": ("inbound",)},
    ),
    VendorFile(
        "Twilio calls",
        "calls",
        ("from", "to", "start_time", "direction"),
        {"to": "promo_number", "start_time": "called_on", "sid": "call_id"},
        {"direction": ("inbound",)},
    ),
    VendorFile(
        "DIDWW inbound calls",
        "calls",
        ("Date/Time Start (UTC)", "Destination DID"),
        {"Destination DID": "promo_number", "Date/Time Start (UTC)": "called_on", "Call ID": "call_id"},
        times_in="UTC",
    ),
)

# Our column -> headings that mean it, beside its own name; compared by look, word order aside.
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "promo_number": (
        "tracking number", "tracking phone number", "phone number", "number", "dialed number", "dialled number",
        "called number", "tracking line", "did", "did number", "tn", "telephone number", "e164", "dnis",
        "toll free number", "virtual number", "promo line", "callee", "inbound number", "phone", "call number",
    ),
    "number_type": ("type", "number type", "tracker type", "tracking type", "pool type", "tracking mode", "kind"),
    "campaign_id": ("campaign", "campaign id", "campaign name", "tracking campaign", "source name", "number name",
                    "assigned to", "application"),
    "ring_pool_id": ("pool", "pool id", "pool name", "number pool", "website pool", "ring pool", "keyword pool"),
    "first_used_on": (
        "created", "created at", "date created", "created on", "activated", "activation date", "start date",
        "purchase date", "purchased at", "date purchased", "provisioned", "in service date", "assigned on", "added on",
        "first used",
    ),
    "released_on": (
        "released", "released at", "disabled at", "deactivated", "end date", "cancelled on", "canceled at",
        "disconnect date", "deleted at", "date disabled", "released date", "termination date",
    ),
    "last_call_on": ("last call", "last call at", "last called", "last call date", "most recent call"),
    "billing_month": ("month", "billing month", "period", "billing period", "usage month", "invoice month"),
    "calls": ("calls", "total calls", "number of calls", "call count", "call volume", "inbound calls"),
    "called_on": (
        "start time", "call start time", "call date", "date", "time", "date/time", "call time", "called at",
        "timestamp", "call started", "start time (utc)", "date time",
    ),
    "call_id": ("call id", "id", "sid", "call sid", "uuid", "call uuid", "session id", "transaction id"),
    "network_id": ("network id", "account id", "network", "account", "company id", "company"),
    "campaign": ("campaign", "campaign name", "campaign id"),
    "promo_number_status": ("status", "number status", "state"),
    "campaign_limit": ("limit", "promo numbers allowed", "max numbers"),
    "name": ("name", "campaign name", "title"),
}  # fmt: skip

# Words in a heading of a phone number that is not the dialled one.
NOT_THE_NUMBER: Final = frozenset((
    "caller", "calling", "customer", "from", "ani", "forward", "forwarding", "forwarded", "destination", "target",
    "terminating", "receiving", "agent", "ring", "callback", "contact", "source", "cli", "lead", "swap",
))  # fmt: skip
# Words in headings that only a log of single calls has.
OF_A_CALL: Final = frozenset((
    "duration", "caller", "calling", "talk", "answered", "voicemail", "recording", "ani", "customer", "callerid",
))  # fmt: skip

STATIC_WORDS: Final = ("static", "source tracker", "source", "single", "offline", "direct", "fixed", "campaign")
DYNAMIC_WORDS: Final = (
    "dynamic", "session tracker", "session", "pool", "website pool", "keyword pool", "keyword tracker", "visitor",
    "dni", "ringpool",
)  # fmt: skip
LIVE_WORDS: Final = ("active", "in use", "in-use", "assigned", "enabled", "live", "in service", "live/active", "used")
GONE_WORDS: Final = (
    "inactive", "disabled", "released", "deleted", "cancelled", "canceled", "disconnected", "deactivated", "expired",
    "terminated", "suspended", "archived", "pending", "available", "spare", "unassigned", "aging", "ported out",
)  # fmt: skip
