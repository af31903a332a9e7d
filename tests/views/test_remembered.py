"""What pages remember together: asked for once a run, of the newest version, and never beyond what somebody may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import streamlit as st

from data.errors import NotVisible
from data.store import Address, Store
from limits.actors import actor
from limits.advice import NetworkStanding
from limits.changes import ChangeLimit, change_limit
from limits.network import history
from tests.views.conftest import Open
from tests.views.test_pages import CSM, PLANNER, SUPER_USER, VIEWER, sound, texts
from views.server import place
from views.visit import reads, remembered, session

NETWORK, OF_ANOTHER_NETWORK = "summit-hvac", "noor.fable@harbor-dental.example.org"


@pytest.fixture
def store(store_address: Address, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of the pages, without a page."""
    monkeypatch.setenv("HEADROOM_DB", str(store_address))
    yield place.store()
    st.cache_resource.clear()
    place.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A place for each time that the version was read."""
    times: list[int] = []
    read = Store.data_version

    def counted(self: Store) -> int:
        times.append(read(self))
        return times[-1]

    monkeypatch.setattr(Store, "data_version", counted)
    return times


def _change(store: Store) -> None:
    change_limit(store, actor(store, CSM), ChangeLimit(NETWORK, "network", 5_000, "why", accept_overage=True))


def test_a_run_asks_for_the_version_once_and_again_after_a_change(store: Store, asked: list[int]) -> None:
    with remembered.one_run():
        before = remembered.version()
        assert [remembered.version() for _ in range(9)] == [before] * 9
        assert len(asked) == 1
        _change(store)
        after = remembered.version()
        assert (after, len(asked)) == (before + 1, 2)
        assert remembered.version() == after
        assert len(asked) == 2


def test_outside_of_a_run_the_version_is_always_asked_for(store: Store, asked: list[int]) -> None:
    found = [remembered.version() for _ in range(3)]
    assert found == asked
    assert len(asked) == 3


def test_a_change_that_failed_is_no_reason_to_go_on_with_what_was_known(store: Store, asked: list[int]) -> None:
    with remembered.one_run():
        remembered.version()
        with pytest.raises(ZeroDivisionError), store.transaction():
            raise ZeroDivisionError
        remembered.version()
    assert len(asked) == 2


def test_two_of_the_vendor_share_a_standing_that_their_customer_does_not(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for email in (CSM, PLANNER, SUPER_USER, VIEWER):
        monkeypatch.setattr(session, "person", lambda email=email: actor(store, email))
        found.append(reads.standing(NETWORK))
    csm, planner, super_user, viewer = found
    assert csm is planner
    assert super_user is viewer
    assert csm is not super_user
    assert csm.contract.current is not None
    assert super_user.contract.current is not None
    assert csm.contract.current.overage_rate is not None
    assert super_user.contract.current.overage_rate is None


def test_a_standing_that_others_have_seen_is_refused_to_who_may_not_see_the_network(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for email in (PLANNER, OF_ANOTHER_NETWORK):
        monkeypatch.setattr(session, "person", lambda email=email: actor(store, email))
        reads.standing("harbor-dental")
    monkeypatch.setattr(session, "person", lambda: actor(store, SUPER_USER))
    with pytest.raises(NotVisible, match="not among the networks"):
        reads.standing("harbor-dental")


def test_what_one_person_read_is_nobody_elses(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {}
    for email in (CSM, SUPER_USER, OF_ANOTHER_NETWORK):
        monkeypatch.setattr(session, "person", lambda email=email: actor(store, email))
        found[email] = set(reads.network_names())
    assert found[CSM] > found[SUPER_USER] == {NETWORK}
    assert found[OF_ANOTHER_NETWORK] == {"harbor-dental"}
    _change(store)
    monkeypatch.setattr(session, "person", lambda: actor(store, CSM))
    assert reads.own(history, NETWORK) is reads.own(history, NETWORK)
    of_vendor = reads.own(history, NETWORK)
    monkeypatch.setattr(session, "person", lambda: actor(store, SUPER_USER))
    of_customer = reads.own(history, NETWORK)
    assert (of_vendor[0].reason, of_customer[0].reason) == ("why", "")  # a reason of the vendor's own


def test_a_role_that_was_taken_away_is_gone_with_the_next_run(look: Open) -> None:
    app = sound(look(CSM, "network", network=NETWORK))
    assert "Summit Ridge" in texts(app)
    place.store().write(
        lambda cursor: cursor.execute("UPDATE networks SET csm_email = NULL WHERE network_id = $1", NETWORK)
    )
    app.run()
    assert "is not among the networks you may see" in texts(app)


def test_what_follows_from_a_standing_is_of_that_very_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "person", lambda: actor(store, CSM))
    asked: list[str] = []

    def name_of(standing: NetworkStanding, mark: str) -> str:
        asked.append(standing.network.name)
        return standing.network.name + mark

    one = reads.standing(NETWORK)
    other = replace(one, network=replace(one.network, name="Another"))
    found = [session.derived(name_of, standing, "!") for standing in (one, other, one, other)]
    assert found == [f"{one.network.name}!", "Another!"] * 2
    assert len(asked) == 2
    assert session.derived(name_of, one, "?") == f"{one.network.name}?"
