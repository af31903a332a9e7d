"""A note to the customers of several networks: told once, to the right people, without money, all or none."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput, NotAllowed
from data.store import Store
from limits.actors import Actor, actor
from limits.answers.words import money
from limits.notice_texts import feed
from limits.notices import Channels, send_note, without_money
from limits.notices.outbox import send_due
from tests.limits.world import CSM, PLANNER, STRANGER, SUPER_USER, VIEWER

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


def told(world: Store, email: str) -> list[tuple[str, str]]:
    return [(n.subject, n.body) for n in feed(world, actor(world, email)) if n.topic == "note"]


def test_the_customer_reads_it_the_team_finds_it_and_nobody_else(world: Store, csm: Actor) -> None:
    send_note(world, csm, {"acme": "There is room for 20 more."}, "one", now=NOW)
    for email in (SUPER_USER, VIEWER):
        assert told(world, email) == [("Acme: a note from your CSM", "There is room for 20 more.")]
    assert told(world, PLANNER) == [(f"Acme: {CSM} wrote to the customer", "There is room for 20 more.")]
    assert told(world, STRANGER) == []


def test_it_is_mailed_to_the_super_users_once_however_often_it_is_sent(world: Store, csm: Actor) -> None:
    for _ in range(2):
        send_note(world, csm, {"acme": "Call me."}, "one", now=NOW)
    sent: list[tuple[str, str]] = []
    ways = Channels(mail="mailtos://u:p@mail.example?from=h@mail.example")
    send_due(world, ways, now=NOW, send=lambda _ways, address, subject, _body: sent.append((address, subject)))
    assert (f"mail:{SUPER_USER}", "Acme: a note from your CSM") in sent
    assert len([1 for _, subject in sent if subject.endswith("a note from your CSM")]) == 1


def test_one_network_of_somebody_else_stops_the_whole_note(world: Store, csm: Actor) -> None:
    with pytest.raises(NotAllowed):
        send_note(world, csm, {"acme": "Call me.", "bolt": "Call me."}, "one", now=NOW)
    assert told(world, SUPER_USER) == []
    with pytest.raises(BadInput, match="empty"):
        send_note(world, csm, {"acme": " "}, "two", now=NOW)


@pytest.mark.parametrize(("amount", "currency"), [(378.0, "USD"), (12_345.0, "EUR"), (9.0, None)])
def test_a_sentence_for_customers_has_no_price(amount: float, currency: str | None) -> None:
    whole = f"Grant 37 of 60 (2 % risk): all 60 would run 126 number-months over{money(amount, currency)}."
    assert without_money(whole) == "Grant 37 of 60 (2 % risk): all 60 would run 126 number-months over."
