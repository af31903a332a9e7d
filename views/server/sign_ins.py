"""Sign-ins at the service: what their cookie says, and which of them were ended by signing out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import AUTH_COOKIE_NAME, get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from data.tables.sign_outs import end_sign_in, has_ended
from views.server import place

_TOLD: Final = ("iss", "sub", "email", "iat", "exp", "nonce")
_FORGET_AFTER: Final = dt.timedelta(days=40)  # longer than any sign-in counts


def claims_in(cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """What the sign-in service said, from Streamlit's own signed cookie."""
    secret = get_cookie_secret()

    def one(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies[name]) if name in cookies else None

    raw = get_cookie_with_chunks(one, AUTH_COOKIE_NAME)
    try:
        claims = json.loads(raw) if raw else None
    except ValueError:
        return None
    return claims if isinstance(claims, dict) and claims.get("is_logged_in") is True else None


def sign_in_id(claims: Mapping[str, Any]) -> str:
    """What tells one sign-in from every other, without saying whose it is."""
    told = json.dumps([claims.get(name) for name in _TOLD], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def has_signed_out(claims: Mapping[str, Any]) -> bool:
    """Whether this sign-in was ended by signing out: a copy of its cookie lets nobody in."""
    with place.store().reading() as cursor:
        return has_ended(cursor, sign_in_id(claims))


def sign_out(cookies: Mapping[str, str]) -> None:
    """Ends the sign-in that the cookies hold, wherever else a copy of them is."""
    claims = claims_in(cookies)
    if claims is not None:
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        named = sign_in_id(claims)
        place.store().write(lambda cursor: end_sign_in(cursor, named, now, forget_before=now - _FORGET_AFTER))
