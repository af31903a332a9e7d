"""Programs race by PATCH for one limit: for each version exactly one 200, and as many audit rows as successes."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from data.store import Store
from data.tables.tokens import purposes_by_reference
from data.upkeep.check import violations
from limits.actors import OPERATOR, actor
from limits.network import history
from limits.people import make_token
from tests.limits.world import CSM, fill
from tests.soak.engine import new_store
from views.api import build

RACERS = 40  # at once, for the same version
LIMIT = "/networks/acme/limits/network"


def prove(folder: Path, patches: int) -> str:
    """So many PATCHes in all, forty at a time on the version that all of them saw."""
    with new_store(folder / "patches.duckdb") as address:
        store = Store(address, memory_limit="500MB", threads=2)
        try:
            return _prove(store, max(1, patches // RACERS))
        finally:
            store.close()


def _prove(store: Store, rounds: int) -> str:
    store.write(fill)
    begins = len(history(store, OPERATOR, "acme"))
    secret = make_token(store, actor(store, CSM), "the race", ["read", "change"])[1]
    answers = asyncio.run(_race(store, secret, rounds))
    assert set(answers) <= {200, 409, 412}, answers
    assert answers[200] == rounds, f"{answers[200]} successes in {rounds} rounds"
    made = history(store, OPERATOR, "acme")[: -begins or None]
    assert len(made) == rounds, f"{len(made)} audit rows for {rounds} successes"
    versions = [change.version for change in reversed(made)]
    assert versions == list(range(versions[0], versions[0] + rounds)), "a version was given twice, or left out"
    with store.reading() as cursor:
        named = purposes_by_reference(cursor, [change.change_id for change in made])
        acts = int(cursor.value("SELECT count(*) FROM token_acts"))
    assert len(named) == acts == rounds, f"{acts} acts of the token are on record, {len(named)} found by their change"
    assert violations(store) == [], violations(store)
    told = ", ".join(f"{count:,} x {status}" for status, count in sorted(answers.items()))
    return f"{rounds * RACERS:,} PATCHes in {rounds:,} rounds: {told}; {len(made):,} audit rows, each with the token"


async def _race(store: Store, secret: str, rounds: int) -> Counter[int]:
    answers: Counter[int] = Counter()
    transport = httpx.ASGITransport(app=build(lambda: store, lambda _secret: 0.0))
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers, timeout=600) as client:
        for number in range(rounds):
            seen = await client.get(LIMIT)
            version, etag = seen.json()["version"], seen.headers["ETag"]
            raced = await asyncio.gather(*(_patch(client, etag, number, racer) for racer in range(RACERS)))
            won = [body for status, body in raced if status == 200]
            assert len(won) == 1, f"round {number}: {[status for status, _ in raced]} for version {version}"
            assert won[0]["change"]["version"] == version + 1
            for status, body in raced:
                assert status != 412 or body["current"]["version"] == version + 1, f"round {number}: {body}"
                answers[status] += 1
    return answers


async def _patch(client: httpx.AsyncClient, etag: str, number: int, racer: int) -> tuple[int, Any]:
    """Half of them under a key of their own; the limit goes up and down, so that each is allowed."""
    headers = {"If-Match": etag} | ({"Idempotency-Key": f'"{number}-{racer}"'} if racer % 2 else {})
    wanted = {"to": 200 + number % 2 * 300 + racer, "reason": f"round {number}", "accept_overage": True}
    answer = await client.patch(LIMIT, json=wanted, headers=headers)
    return answer.status_code, answer.json()
