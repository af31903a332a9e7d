"""People who look and programs that ask while commands run: pages by websocket, reads and writes of the API."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterator
from typing import Final

import httpx

from tests.benchmarks.page_session import Session
from tests.benchmarks.page_speed import CSM_PAGES, SAMPLE_NETWORKS
from tests.soak.ledger import Ledger

THINKING_SECONDS: Final = 4.0
READS_A_SECOND: Final = 10.0
SHARED: Final = SAMPLE_NETWORKS[0]  # whose network limit everybody changes
FILING, THEIRS = "ironvale-parts", "dynamic"  # where a customer's program asks for more
FIRST_MONTH: Final = "2026-12"
CAME_SECOND: Final = (409, 412)
READS = tuple(
    f"/networks/{network}{rest}"
    for network in SAMPLE_NETWORKS
    for rest in ("", "/limits", "/usage", "/forecast", "/answers", "/audit", "/requests", "/alerts")
)


def look(port: int, cookie: str, number: int, until: float, ledger: Ledger) -> None:
    """One person: looks at a page, thinks, looks at another; a page that shows an exception is amiss."""
    chance = random.Random(number)
    with Session(port, cookie) as visit:
        while time.monotonic() < until:
            query = {"network": chance.choice(SAMPLE_NETWORKS)}
            visit.view(chance.choice(CSM_PAGES), query)
            ledger.count("views")
            time.sleep(chance.expovariate(1 / THINKING_SECONDS))


def client(address: str, secret: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.Client(base_url=f"{address}/api/v1", headers=headers, timeout=300)


def read(address: str, secret: str, number: int, until: float, ledger: Ledger) -> None:
    """Reads on and on, with the ETag of the time before: 200, or 304 while nothing is new."""
    chance = random.Random(number)
    etags: dict[str, str] = {}
    with client(address, secret) as api:
        while time.monotonic() < until:
            path = chance.choice(READS)
            known = {"If-None-Match": etags[path]} if path in etags else {}
            answer = api.get(path, headers=known)
            if answer.status_code not in (200, 304):
                ledger.amiss(f"GET {path}: {answer.status_code} {answer.text[:300]}")
            etags[path] = answer.headers.get("ETag", "")
            ledger.count("reads")
            time.sleep(chance.expovariate(READS_A_SECOND))


def write(address: str, secret: str, figures: Iterator[int], until: float, ledger: Ledger) -> None:
    """Changes the limit that everybody changes, each time on the version it saw; what succeeded is asked again."""
    path = f"/networks/{SHARED}/limits/network"
    with client(address, secret) as api:
        while time.monotonic() < until:
            etag = api.get(path).headers["ETag"]
            wanted = {"to": next(figures), "reason": "soak by the API"}
            headers = {"If-Match": etag, "Idempotency-Key": f'"{uuid.uuid4()}"'}
            answer = api.patch(path, json=wanted, headers=headers)
            if answer.status_code == 200:
                ledger.changed(answer.json()["change"], by_token=True)
                ledger.count("changes by the API")
                again = api.patch(path, json=wanted, headers=headers)
                if (again.status_code, again.content) != (200, answer.content):
                    ledger.amiss(f"the same PATCH again: {again.status_code} {again.text[:300]}")
            else:
                _expect(answer, CAME_SECOND, ledger)
            time.sleep(1.0)


def ask_and_withdraw(address: str, secret: str, pause: float, until: float, ledger: Ledger) -> None:
    """A customer's program: files a request, the same once more, and takes it back."""
    with client(address, secret) as api:
        while time.monotonic() < until:
            asked = {"kind": THEIRS, "more": 5, "from_month": FIRST_MONTH, "reason": "soak"}
            key = {"Idempotency-Key": str(uuid.uuid4())}
            filed = [api.post(f"/networks/{FILING}/requests", json=asked, headers=key) for _ in range(2)]
            if filed[0].status_code != 201 or filed[0].content != filed[1].content:
                ledger.amiss(f"a request filed twice: {[(one.status_code, one.text[:300]) for one in filed]}")
                return
            ledger.requested(filed[0].json())
            ledger.count("requests by the API")
            gone = api.post(f"/requests/{filed[0].json()['request_id']}:withdraw", json={"reason": "soak"})
            if _expect(gone, (200,), ledger):
                ledger.requested(gone.json())
            time.sleep(pause)


def _expect(answer: httpx.Response, statuses: tuple[int, ...], ledger: Ledger) -> bool:
    if answer.status_code in statuses:
        ledger.count(f"{answer.request.method} {answer.status_code}")
        return True
    ledger.amiss(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}")
    return False
