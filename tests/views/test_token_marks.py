"""What programs did is named with the purpose of their token wherever people read what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextvars import copy_context

from data.acting import ACT, Act
from limits.actors import actor
from limits.changes import ChangeLimit, change_limit
from limits.people import make_token
from limits.requests import DecideRequest, FileRequest, decide_request, file_request
from tests.views.conftest import NOW, Open
from tests.views.test_pages import CSM, SUPER_USER, sound, texts
from views.server import place

NETWORK = "summit-hvac"


def by_token(email: str, purpose: str, work: Callable[[], object]) -> None:
    """Does it as a program that came in with a token of this person's."""
    store = place.store()
    token, _ = make_token(store, actor(store, email), purpose, ["read"], now=NOW)

    def act() -> None:
        ACT.set(Act(token.token_id, email, "a test", ""))
        work()

    copy_context().run(act)


def test_the_history_of_limits_names_the_token_that_changed_one(look: Open) -> None:
    look(CSM)
    store = place.store()
    csm = actor(store, CSM)
    change_limit(store, csm, ChangeLimit(NETWORK, "network", 190, "by hand"), now=NOW)
    command = ChangeLimit(NETWORK, "network", 195, "by a program")
    by_token(CSM, "Nightly sync", lambda: change_limit(store, csm, command, now=NOW))
    history = sound(look(CSM, "network", network=NETWORK, section="History")).dataframe[0].value
    assert list(zip(history["By"], history["Reason"], strict=True))[:2] == [
        ("Nora Feld, by the token Nightly sync", "by a program"),
        ("Nora Feld", "by hand"),
    ]
    theirs = sound(look(SUPER_USER, section="History"))
    assert "Nightly sync" not in texts(theirs) + "".join(frame.value.to_string() for frame in theirs.dataframe)


def test_the_thread_of_a_request_names_the_token_of_each_step_and_to_a_customer_their_own_alone(look: Open) -> None:
    look(CSM)
    store = place.store()
    filed: list[str] = []
    asked = FileRequest(NETWORK, "dynamic", 3, dt.date(2026, 12, 1), "posters")
    by_token(
        SUPER_USER,
        "Shop",
        lambda: filed.append(file_request(store, actor(store, SUPER_USER), asked, now=NOW).request_id),
    )
    seen = texts(sound(look(SUPER_USER, section="Requests")))
    assert "asked, by the token Shop" in seen
    decision = DecideRequest(filed[0], "decline", answer="Not now.")
    by_token(CSM, "Desk", lambda: decide_request(store, actor(store, CSM), decision, now=NOW))
    said = texts(sound(look(CSM, "requests", request=filed[0])))
    assert "asked, by the token Shop" in said
    assert "declined it, by the token Desk" in said
    assert "Desk" not in texts(sound(look(SUPER_USER, section="Requests")))
