"""The ways out of the product: where notices go, by names that tell no secret, and the sending itself by Apprise."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from data.errors import BadInput
from data.tables.outbox import MAIL

NOTIFY_VARIABLE: Final = "HEADROOM_NOTIFY"
MAIL_VARIABLE: Final = "HEADROOM_MAIL"
MAIL_SCHEMES: Final = ("mailto", "mailtos")
SHORTEST_SECRET: Final = 4  # letters; shorter parts of a URL are words such as "to", and hiding them garbles the rest


class NotDelivered(Exception):
    """A try failed; the message says why and holds no secret."""


@dataclass(frozen=True)
class Channels:
    """Where notices go. URLs hold passwords and tokens: they are never printed, kept or logged."""

    vendor: Mapping[str, str] = field(default_factory=dict, repr=False)  # URL by name
    mail: str | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        return not self.vendor and self.mail is None

    def url(self, address: str) -> str:
        """The Apprise URL of a delivery's address."""
        if self.mail is not None and address.startswith(MAIL):
            joint = "&" if urlsplit(self.mail).query else "?"
            return f"{self.mail}{joint}to={quote(address.removeprefix(MAIL), safe='')}"
        return self.vendor[address]

    def scrubbed(self, text: str) -> str:
        """The text without any part of the URLs that may be a secret."""
        for part in sorted(self._secrets(), key=len, reverse=True):
            text = text.replace(part, "***")
        return text

    def _secrets(self) -> set[str]:
        secrets: set[str] = set()
        for url in (*self.vendor.values(), *([self.mail] if self.mail else [])):
            split = urlsplit(url)
            parts = [url, split.netloc, split.path, split.query, split.username, split.password, *split.path.split("/")]
            parts += [value for _, value in parse_qsl(split.query)]
            if split.scheme not in MAIL_SCHEMES:  # some services keep a token where others name the host
                parts += [split.hostname, split.netloc.rpartition("@")[2].partition(":")[0]]
            parts += [unquote(p) for p in parts if p]
            secrets |= {p for p in parts if p and len(p) >= SHORTEST_SECRET}
        return secrets


def channels(environment: Mapping[str, str] = os.environ) -> Channels:
    """What HEADROOM_NOTIFY and HEADROOM_MAIL name."""
    vendor = {}
    for place, url in enumerate(environment.get(NOTIFY_VARIABLE, "").split(), start=1):
        scheme, mark, rest = url.partition("://")
        if not (scheme and mark and rest):
            raise BadInput(
                f"Part {place} of {NOTIFY_VARIABLE} is no Apprise URL (such as slack://… or json://…). Separate URLs "
                "by spaces, and write a space within one as %20."
            )
        vendor[f"{scheme}:{hashlib.sha256(url.encode()).hexdigest()[:10]}"] = url
    mail = environment.get(MAIL_VARIABLE, "").strip() or None
    if mail is not None:
        split = urlsplit(mail)
        if split.scheme not in MAIL_SCHEMES or not split.netloc:
            raise BadInput(
                f"{MAIL_VARIABLE} must be a mail server as an Apprise URL: mailtos://USER:PASSWORD@HOST?from=…"
            )
        if "to" in dict(parse_qsl(split.query)):
            raise BadInput(f"{MAIL_VARIABLE} names a recipient (to=…): leave it out, each person gets their own mail.")
    return Channels(vendor, mail)


def deliver(ways: Channels, address: str, subject: str, body: str) -> None:
    """Sends one message by Apprise; raises NotDelivered with what is known of the cause."""
    _hush()
    import apprise  # noqa: PLC0415 - takes a quarter of a second that pages need not wait for

    asset = apprise.AppriseAsset(app_id="Headroom", app_desc="Headroom", app_url="", async_mode=False)
    service = apprise.Apprise(asset=asset)
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as heard:  # type: ignore[no-untyped-call]
        try:
            known = service.add(ways.url(address))
            sent = known and service.notify(title=" ".join(subject.split()), body=body, body_format="text")
        except Exception as error:  # noqa: BLE001 - whatever a service's plugin raises is one failed try
            raise NotDelivered(ways.scrubbed(f"{type(error).__name__}: {error}")) from None
        said = " ".join(heard.getvalue().split())
    if not known:
        raise NotDelivered("Apprise does not understand its URL: see the list of services in Apprise's documentation.")
    if not sent:
        raise NotDelivered(ways.scrubbed(said) or "The service did not take it.")


def _hush() -> None:
    """Keeps lines that name tokens out of every log, whatever level the process logs at."""
    senders = logging.getLogger("apprise")
    senders.propagate = False  # its warnings are heard by `deliver`, and scrubbed
    senders.setLevel(logging.WARNING)
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # below that it logs whole addresses
