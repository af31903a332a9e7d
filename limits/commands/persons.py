"""For whom a command acts: whoever holds the store's file may be anybody; who came with a token is its person alone."""

from __future__ import annotations

from typing import Literal

from data.caller import bearer
from data.errors import NotAllowed
from data.store import Store
from limits.actors import MAY, OPERATOR, Actor, actor

Scope = Literal["read", "request", "decide", "change", "import"]


def reader(store: Store) -> Actor:
    """Who reads, where a command names nobody."""
    token = bearer()
    if token is None:
        return OPERATOR
    _require_scope("read")
    return actor(store, token.email)


def acting(store: Store, email: str, scope: Scope = "change") -> Actor:
    """Who acts: the person that --as names, which with a token must be the token's own."""
    token = bearer()
    if token is not None:
        if email != token.email:
            raise NotAllowed(f"The token is {token.email}'s, so {email or 'nobody'} cannot act with it (--as).")
        _require_scope(scope)
    return actor(store, email)


def require_admin_bearer(store: Store) -> None:
    """Refuses with a token what concerns the whole store, unless it is an admin's, made for that."""
    token = bearer()
    if token is None:
        return
    _require_scope("import")
    if not actor(store, token.email).vendor_roles & MAY["administer"]:
        raise NotAllowed(f"{token.email} may not do this with the whole store; an Admin may.")


def _require_scope(scope: str) -> None:
    token = bearer()
    if token is not None and scope not in token.scopes:
        raise NotAllowed(f"The token is for {', '.join(token.scopes)}; this needs {scope}. Make one with that scope.")
