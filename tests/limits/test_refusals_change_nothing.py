"""Whoever reads "nothing was changed" in a refusal finds the store as it was before, to the last write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from data import kept
from data.errors import HeadroomError
from data.store import Store
from limits.actors import actor
from limits.advice.standing import network_standing
from limits.changes.bulk import change_by_list
from limits.changes.change import ChangeLimit, change_limit
from limits.requests.decide import DecideRequest, decide_in, decide_request
from limits.requests.requests import FileRequest, file_request
from limits.requests.thread import request_for
from tests.data.given_files import GOOD, load, write
from tests.limits.world import CSM, SUPER_USER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
Refused = Callable[[Store, Path], object]


def asked(store: Store) -> str:
    command = FileRequest(network_id="acme", kind="network", campaign_id="", more=10, from_month=dt.date(2026, 12, 1),
                          until_month=None, reason="x", sessions=None)  # fmt: skip
    return file_request(store, actor(store, SUPER_USER), command, now=NOW).request_id


def a_stale_change(store: Store, _folder: Path) -> object:
    command = ChangeLimit("acme", "network", 150, "a fleet")
    change_limit(store, actor(store, CSM), command, now=NOW)
    kept.begin()
    return change_limit(store, actor(store, CSM), replace(command, to=160, change_id="b", expected_version=1), now=NOW)


def a_request_decided_already(store: Store, _folder: Path) -> object:
    command = DecideRequest(request_id=asked(store), outcome="decline", answer="no")
    decide_request(store, actor(store, CSM), command, now=NOW)
    kept.begin()
    return decide_request(store, actor(store, CSM), command, now=NOW)


def a_decision_on_figures_of_before(store: Store, _folder: Path) -> object:
    command = DecideRequest(request_id=asked(store), outcome="approve", note="yes")
    standing = network_standing(store, actor(store, CSM), "acme")
    change_limit(store, actor(store, CSM), ChangeLimit("acme", "network", 150, "a fleet"), now=NOW)
    kept.begin()

    def decide(cursor: object) -> object:
        request, network = request_for(cursor, actor(store, CSM), command.request_id, "decide requests")  # type: ignore[arg-type]
        return decide_in(cursor, network, request, command, standing, by=CSM, moment=NOW)  # type: ignore[arg-type]

    return store.write(decide)


def a_list_with_a_row_in_the_way(store: Store, _folder: Path) -> object:
    text = "network_id,kind,campaign_id,to,reason,expect\nacme,network,,140,x,\nacme,dynamic,,60,x,9\n"
    kept.begin()
    return change_by_list(store, actor(store, CSM), "list.csv", text.encode(), now=NOW)


def an_import_with_a_value_in_the_way(store: Store, folder: Path) -> object:
    kept.begin()
    return load(store, *write(folder, users=GOOD["users"].replace("csm", "chief")))


@pytest.mark.parametrize(
    "refused",
    [
        a_stale_change,
        a_request_decided_already,
        a_decision_on_figures_of_before,
        a_list_with_a_row_in_the_way,
        an_import_with_a_value_in_the_way,
    ],
)
def test_a_refusal_that_says_so_was_rolled_back(world: Store, tmp_path: Path, refused: Refused) -> None:
    with pytest.raises(HeadroomError, match=r"(?i)nothing (was )?(changed|stored|saved)"):
        refused(world, tmp_path)
    assert kept.outcome() in ("rolled back", "nothing")  # the second: refused before a transaction was begun
