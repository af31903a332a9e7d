"""Signatures by the Standard Webhooks specification, and the secrets they are made with.

A secret is worked out from a key that is kept beside the store and a salt that is kept in it. So it can sign while
it counts, and neither the store nor a copy of it holds any.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Final

from data.tables.webhooks import SecretSource

PREFIX: Final = "whsec_"


def new_salt() -> str:
    return secrets.token_hex(16)


def secret_of(key: bytes, endpoint_id: str, salt: str) -> str:
    """The secret as its owner is given it: 32 bytes that nobody guesses without the key."""
    made = hmac.new(key, f"headroom webhook {endpoint_id} {salt}".encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(made).decode()


def digest(secret: str) -> str:
    """What tells whether the key is still the one that a secret was made with."""
    return hashlib.sha256(secret.encode()).hexdigest()


def secrets_in_force(key: bytes, sources: Sequence[SecretSource]) -> list[str]:
    """The secrets that sign now; none of those that another key made."""
    made_with = [(secret_of(key, source.endpoint_id, source.salt), source.secret_sha256) for source in sources]
    return [secret for secret, known in made_with if hmac.compare_digest(digest(secret), known)]


def headers(event_id: str, at: dt.datetime, body: bytes, signing: Sequence[str]) -> dict[str, str]:
    """The three headers of one try: a signature for each secret, over the id, the time of the try and the body."""
    stamp = str(int(at.replace(tzinfo=dt.UTC).timestamp()))
    signed = b".".join((event_id.encode(), stamp.encode(), body))
    signatures = [
        base64.b64encode(hmac.new(_raw(secret), signed, hashlib.sha256).digest()).decode() for secret in signing
    ]
    return {
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _raw(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))
