"""One dashboard under a day's load: people at its pages, programs at its API, commands by both ways; nothing is lost.

Every acknowledged change is there exactly once, and nothing beside them; what an export or a backup holds is whole.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from data.store import Store
from data.tables.tokens import purposes_by_reference
from data.upkeep.check import violations
from data.upkeep.restore import restore_store
from limits.actors import OPERATOR, actor
from limits.network import history
from limits.people import SCOPES, make_token
from limits.requests import DecideRequest, decide_request, waiting_requests, withdraw_request
from tests.benchmarks.page_speed import SAMPLE_NETWORKS
from tests.browser.serving import dashboard
from tests.portfolio_store import sample_store
from tests.server.asking import Served, until
from tests.soak import beside_commands as commands
from tests.soak import beside_programs as programs
from tests.soak.beside_commands import CSM, Asker, Door
from tests.soak.ledger import Ledger

ADMIN, CUSTOMER = "kim.arden@example.com", "rita.pike@ironvale-parts.example.org"
ASKERS = (
    ("eli.garnet@summit-hvac.example.org", SAMPLE_NETWORKS[1]),
    ("alex.joyce@falcon-roofing.example.org", SAMPLE_NETWORKS[2]),
)
PEOPLE, READERS = 5, 2
WITHDRAWN_AT_MOST: Final = 25  # of one customer: thirty within an hour may be filed


def prove(folder: Path, seconds: int) -> str:
    """For so many seconds, then the store is held against what everybody was told."""
    path = sample_store(folder / "headroom.duckdb")
    store = Store(path, memory_limit="500MB", threads=2)
    secrets = _secrets(store)
    _decide_what_waits(store)
    before = _figures(store)
    store.close()
    ledger = Ledger()
    # Without the demo, which an import ends: everybody at the pages is the store's owner.
    with dashboard(folder, store=str(path), environment={"HEADROOM_DEMO": "0", "HEADROOM_ROUND_MINUTES": "1"}) as at:
        served = Served(at, folder)
        until(lambda: bool(served.links()), "the link of the owner is printed")
        _run(_everybody(served, secrets, ledger, time.monotonic() + seconds), ledger)
        log = served.log()
    assert not ledger.wrong, f"{len(ledger.wrong)} amiss: " + "\n".join(ledger.wrong[:20])
    assert not any(sign in log for sign in ("Traceback", " ERROR ")), log[-4_000:]
    store = Store(path, memory_limit="500MB", threads=2)
    try:
        _hold_against(store, ledger, before)
    finally:
        store.close()
    for place, promised in ledger.copies.items():
        _hold_copy_against(Path(place), promised, ledger, folder)
    told = ", ".join(f"{count:,} {what}" for what, count in sorted(ledger.counts.items()))
    return (
        f"{seconds} s: {told}; {len(ledger.changes):,} changes acknowledged and on record, {len(ledger.by_token):,} of "
        f"them with their token, {len(ledger.requests):,} requests, {ledger.imports:,} imports, {len(ledger.copies):,} "
        "exports and backups, all whole"
    )


def _secrets(store: Store) -> dict[str, str]:
    wanted = {
        "reader": (CSM, ["read"]),
        "program": (CSM, ["read", "request", "decide", "change"]),
        "admin": (ADMIN, SCOPES),
        "customer": (CUSTOMER, ["read", "request"]),
        "asker": (ASKERS[1][0], ["read", "request"]),
    }
    return {name: make_token(store, actor(store, email), name, scopes)[1] for name, (email, scopes) in wanted.items()}


def _decide_what_waits(store: Store) -> None:
    """Of one limit there is one open request; those of the sample would be in the way."""
    used = {*SAMPLE_NETWORKS}
    for one in waiting_requests(store, actor(store, CSM)):
        if one.request.network_id in used:
            decision = DecideRequest(one.request.request_id, "decline", answer="Before the soak.")
            decide_request(store, actor(store, CSM), decision)
    customer = actor(store, CUSTOMER)
    with store.reading() as cursor:
        theirs = cursor.rows(
            "SELECT request_id FROM requests WHERE network_id = $1 AND status IN ('filed', 'in review')",
            programs.FILING,
        )
    for (request_id,) in theirs:
        withdraw_request(store, customer, request_id)


def _everybody(served: Served, secrets: dict[str, str], ledger: Ledger, end: float) -> list[Callable[[], None]]:
    cookie, figures, at = served.open_owner(), itertools.count(20_000), served.address
    socket = Door("socket", {"HEADROOM_DB": str(served.store)}, by_token=False, ledger=ledger)
    elsewhere = {"HEADROOM_SERVER": at, "HEADROOM_DB": str(served.folder / "none.duckdb")}
    server = Door("server", elsewhere | {"HEADROOM_TOKEN": secrets["program"]}, by_token=True, ledger=ledger)
    customer = Door("customer", elsewhere | {"HEADROOM_TOKEN": secrets["asker"]}, by_token=True, ledger=ledger)
    admin = Door("admin", elsewhere | {"HEADROOM_TOKEN": secrets["admin"]}, by_token=True, ledger=ledger)
    folder = served.folder / "copies"
    folder.mkdir()
    wrong = commands.refused_at_the_socket(folder)
    pause = max(5.0, (end - time.monotonic()) / WITHDRAWN_AT_MOST)
    return [
        *(partial(programs.look, served.port, cookie, number, end, ledger) for number in range(PEOPLE)),
        *(partial(programs.read, at, secrets["reader"], number, end, ledger) for number in range(READERS)),
        partial(programs.write, at, secrets["program"], figures, end, ledger),
        partial(programs.ask_and_withdraw, at, secrets["customer"], pause, end, ledger),
        partial(commands.work, socket, Asker(socket, *ASKERS[0]), figures, wrong, end),
        partial(commands.work, server, Asker(customer, *ASKERS[1]), figures, commands.refused_with_a_token(), end),
        partial(commands.keep_house, [socket, admin], folder, end),
    ]


def _run(everybody: list[Callable[[], None]], ledger: Ledger) -> None:
    def safely(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - told at the end, with whatever else is amiss
            ledger.amiss(f"somebody gave up: {type(error).__name__}: {error}")

    threads = [threading.Thread(target=safely, args=(work,)) for work in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _figures(store: Store) -> dict[str, int]:
    """How many rows there are of what people and programs make here."""
    tables = ("limit_changes", "requests", "imports")
    with store.reading() as cursor:
        return {table: int(cursor.value(f"SELECT count(*) FROM {table}")) for table in tables}


def _hold_against(store: Store, ledger: Ledger, before: dict[str, int]) -> None:
    assert violations(store) == [], violations(store)
    made = {table: count - before[table] for table, count in _figures(store).items()}
    acknowledged = {
        "limit_changes": len(ledger.changes),
        "requests": len(ledger.requests),
        "imports": ledger.imports,
    }
    assert made == acknowledged, f"made {made}, acknowledged {acknowledged}"
    with store.reading() as cursor:
        there = dict(cursor.rows("SELECT change_id, new_limit FROM limit_changes"))
        status = dict(cursor.rows("SELECT request_id, status FROM requests"))
        named = purposes_by_reference(cursor, list(ledger.changes))
    assert {one: there.get(one) for one in ledger.changes} == ledger.changes
    assert {one: status.get(one) for one in ledger.requests} == ledger.requests
    assert set(named) == ledger.by_token, "the audit names a token where none was, or misses one"
    _replays(store)


def _replays(store: Store) -> None:
    """Each change of the shared limit begins where the one before left it: no update is lost."""
    value = None
    for change in reversed([c for c in history(store, OPERATOR, programs.SHARED) if c.kind == "network"]):
        assert change.old_limit == value, f"version {change.version} does not follow the one before"
        value = change.new_limit


def _hold_copy_against(place: Path, promised: frozenset[str], ledger: Ledger, folder: Path) -> None:
    """An export or a backup is of one moment: it holds what was acknowledged before it began, and breaks nothing."""
    backups = list(place.glob("*.duckdb"))
    copy = Store(backups[0] if backups else folder / f"{place.name}.duckdb", memory_limit="500MB", threads=2)
    try:
        if not backups:
            restore_store(copy, place)
        assert violations(copy) == [], f"{place.name}: {violations(copy)[:5]}"
        held = {c.change_id for c in history(copy, OPERATOR, programs.SHARED)}
        shared = {i for i in ledger.changes if not i.startswith("request-")}  # those are of other networks
        missing = (promised & shared) - held
        assert not missing, f"{place.name} lacks {len(missing)} changes that were acknowledged before it began"
    finally:
        copy.close()
