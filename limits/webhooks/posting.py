"""One try: a POST to the address that was checked, no redirect followed, and only the status of the answer read."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from limits.webhooks.addressing import Target

if TYPE_CHECKING:
    import ssl

TRY_SECONDS: Final = 20.0  # of the whole try, however slowly the other side answers
LONGEST_WAIT: Final = dt.timedelta(days=1)  # that another system may ask for


@dataclass(frozen=True)
class Posted:
    """What came of a try, in words that hold nothing of the answer but its status."""

    status: int | None
    answer: str
    took_ms: int
    wait: dt.timedelta | None = None  # what the other side asks for

    @property
    def is_accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(target: Target, headers: Mapping[str, str], body: bytes) -> Posted:
    began = time.monotonic()
    try:
        status, after = asyncio.run(asyncio.wait_for(_post(target, headers, body), TRY_SECONDS))
    except TimeoutError:
        return Posted(None, f"no answer within {TRY_SECONDS:.0f} seconds", _since(began))
    except _NotReached as error:
        return Posted(None, str(error), _since(began))
    words = {301: " (redirects are not followed)", 302: " (redirects are not followed)"}.get(status, "")
    return Posted(status, f"{status}{words}", _since(began), _wait(after))


class _NotReached(Exception):
    """Nothing was answered; the message says why."""


async def _post(target: Target, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
    import httpx  # noqa: PLC0415 - what sends nothing need not load it

    all_headers = {**headers, "Host": target.host_header, "Content-Type": "application/json", "User-Agent": "Headroom"}
    try:
        async with (
            httpx.AsyncClient(
                timeout=TRY_SECONDS, follow_redirects=False, trust_env=False, verify=_trusted()
            ) as client,
            client.stream(
                "POST", target.url, content=body, headers=all_headers, extensions={"sni_hostname": target.host}
            ) as answer,
        ):
            return answer.status_code, answer.headers.get("Retry-After", "")
    except httpx.TimeoutException:
        raise TimeoutError from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise _NotReached(_cause(error)) from error


def _trusted() -> ssl.SSLContext:
    """Certificates of the public authorities, and of those that this machine trusts."""
    import httpx  # noqa: PLC0415 - the same

    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _cause(error: BaseException) -> str:
    said = " ".join(str(error).split())[:200]
    return f"not reached: {said}" if said else f"not reached ({type(error).__name__})"


def _wait(after: str) -> dt.timedelta | None:
    """What Retry-After asks for, as seconds or as a date; at most a day."""
    try:
        if after.strip().isdigit():
            return min(dt.timedelta(seconds=int(after[:9])), LONGEST_WAIT)
        until = email.utils.parsedate_to_datetime(after) if after else None
    except (ValueError, TypeError, OverflowError):
        return None
    if until is None:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(dt.timedelta(0), min(until - dt.datetime.now(dt.UTC), LONGEST_WAIT))


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
