"""A note to the customers of several networks: a sentence of each network's own, told once, kept for both sides."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from data.errors import BadInput
from data.store import Cursor, Store
from limits.actors import Actor, refreshed, require
from limits.change_ids import check_chosen
from limits.clock import present
from limits.notice_texts import notify
from limits.text_checks import check_text

TOPIC: Final = "note"
MOST_NETWORKS: Final = 200
_MONEY: Final = re.compile(r" \((?:\$[\d,]+|[\d,]+(?: [A-Z]{3})?)\)")  # as limits.answers writes it


@dataclass(frozen=True)
class NoteSent:
    """Who was told; ``is_new`` is False for the same note once more, which is told once."""

    network_id: str
    network_name: str
    is_new: bool


def without_money(sentence: str) -> str:
    """An answer's sentence as a customer may read it: number-months and months, no price."""
    return _MONEY.sub("", sentence)


def send_note(
    store: Store, person: Actor, notes: Mapping[str, str], note_id: str, *, now: dt.datetime | None = None
) -> list[NoteSent]:
    """Tells each network's people its text, all of them or none; the same ``note_id`` twice is told once.

    For who decides on their requests. The vendor's team finds in its own feed what was written.
    """
    moment = now or present()
    check_chosen(note_id)
    if not notes:
        raise BadInput("No network is chosen: choose those whose customers are to be told.")
    if len(notes) > MOST_NETWORKS:
        raise BadInput(f"{len(notes):,} networks are more than one note goes to: at most {MOST_NETWORKS}.")
    for text in notes.values():
        check_text(text, "The note to one of the networks is empty: write what its people are to read.")

    def work(cursor: Cursor) -> list[NoteSent]:
        actor = refreshed(cursor, person)
        sent = []
        for network_id, text in notes.items():
            network = require(cursor, actor, "decide requests", network_id)
            own = f"note-{note_id}-{network_id}"
            subject = f"{network.name}: a note from your CSM"
            told = notify(cursor, network, "customer", TOPIC, subject, text.strip(), notice_id=own, at=moment)
            subject = f"{network.name}: {actor.email} wrote to the customer"
            notify(cursor, network, "vendor", TOPIC, subject, text.strip(), notice_id=own, at=moment)
            sent.append(NoteSent(network_id, network.name, told))
        return sent

    return store.write(work)
