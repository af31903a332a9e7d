"""Who sent a request, by its cookies: as the pages know it, for what is served beside the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from data.errors import NotAllowed
from limits.actors import Actor, actor, owner
from views.server import place
from views.server.claims import email_of, session_hours
from views.server.entry import Mode
from views.server.sign_ins import claims_in, has_signed_out
from views.server.visitors import COOKIE, VISITORS, local_user


@dataclass(frozen=True)
class Asking:
    """Who asks: an e-mail address, or in a demo anybody."""

    email: str
    anybody: bool = False


def asking(mode: Mode, cookies: Mapping[str, str]) -> Asking | None:
    """Who a request's cookies say it is; None for nobody who may come in."""
    if mode == "provider":
        return _signed_in(cookies)
    kind = VISITORS.kind(cookies.get(COOKIE))
    if mode == "demo" and kind == "demo":
        return Asking("", anybody=True)
    if mode == "owner" and kind == "owner":
        return Asking(local_user())
    return None


def _signed_in(cookies: Mapping[str, str]) -> Asking | None:
    claims = claims_in(cookies)
    if claims is None:
        return None
    try:
        email = email_of(claims, dt.datetime.now(dt.UTC), session_hours=session_hours(place.serving()))
        if has_signed_out(claims):
            return None
        actor(place.store(), email)
    except NotAllowed:
        return None
    return Asking(email)


def owner_of_store() -> Actor:
    """Whoever came in by the link of a store of one's own."""
    return owner(place.store(), local_user())
