"""What the server answers by itself: a page that says why nobody comes in, and problem documents for programs."""

from __future__ import annotations

import html

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} · Headroom</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
  :root {{ color-scheme: light dark }}
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem }}
  h1 {{ font-size: 1.6rem }}
</style></head>
<body><main><h1>{title}</h1><p>{reason}</p><p>{way_out}</p></main></body></html>
"""


def page(status: int, title: str, reason: str, way_out: str) -> Response:
    """A page of our own: nothing of the dashboard is loaded for who may not come in."""
    text = _PAGE.format(title=html.escape(title), reason=html.escape(reason), way_out=html.escape(way_out))
    return HTMLResponse(text, status_code=status)


def problem(status: int, title: str, detail: str, **more: object) -> Response:
    """A problem document (RFC 9457)."""
    return JSONResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail, **more},
        status_code=status,
        media_type="application/problem+json",
    )


async def unknown(request: Request) -> Response:
    """For every path below /api/ that nothing answers: a program must not be given a page and status 200."""
    return problem(404, "Not found", f"There is nothing at {request.url.path}.")
