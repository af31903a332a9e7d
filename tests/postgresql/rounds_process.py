"""One of several processes that make rounds on one store, until no plan waits and nothing is left to send."""

from __future__ import annotations

import datetime as dt
import sys

from data.store import Store
from data.tables.outbox import waiting_count
from limits.changes.planned_changes import apply_due
from limits.notices.outbox import send_due
from limits.notices.sending import channels


def main(address: str, moment: str) -> None:
    store, ways, now = Store(address), channels(), dt.datetime.fromisoformat(moment)
    print("began", flush=True)
    sys.stdin.readline()
    apply_due(store, now=now)
    print("applied", flush=True)
    sys.stdin.readline()
    send_due(store, ways, now=now)
    with store.reading() as cursor:
        print("left to send:", waiting_count(cursor), flush=True)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
