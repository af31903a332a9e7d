"""What every answer tells the browser to be careful about."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.server.doors import DOORS
from views.server.scripts import ALLOWED_INLINE

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' {' '.join(ALLOWED_INLINE)}",
        "style-src 'self' 'unsafe-inline'",  # the pages' styles are made in the browser
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
    )
)
ALWAYS: Final = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
UNDER_TLS: Final = {"strict-transport-security": "max-age=31536000"}
_READ_BY_PAGES: Final = "_streamlit_xsrf"  # Streamlit's pages read this one: it cannot be HttpOnly


class Headers:
    """Adds them to every answer, and mends the cookies of whatever set them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def start(message: Message) -> None:
            under_tls = scope["scheme"] == "https" or DOORS.under_tls
            added = {**ALWAYS, **(UNDER_TLS if under_tls else {})}
            if message["type"] == "http.response.start":
                kept = []
                for name, value in message["headers"]:
                    lower = name.decode("latin-1").lower()
                    if lower == "set-cookie":
                        kept.append((name, _mended(value.decode("latin-1"), under_tls=under_tls).encode("latin-1")))
                    elif lower not in added and lower != "server":
                        kept.append((name, value))
                message["headers"] = kept + [(name.encode(), value.encode()) for name, value in added.items()]
            await send(message)

        await self._app(scope, receive, start)


def _mended(cookie: str, *, under_tls: bool) -> str:
    """A Set-Cookie with the flags that its maker left out."""
    flags = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
    if under_tls and "secure" not in flags:
        cookie += "; Secure"
    if "httponly" not in flags and not cookie.startswith(_READ_BY_PAGES):
        cookie += "; HttpOnly"
    if "samesite" not in flags:
        cookie += "; SameSite=Lax"
    return cookie
