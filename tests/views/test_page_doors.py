"""The pages against the one table of who may do what: who may open which, and nothing of other networks on any."""

from __future__ import annotations

import pytest

from limits.actors import actor, visible_networks
from tests.limits.who_may import PAGES
from tests.views.conftest import Open
from tests.views.test_pages import ADMIN, CSM, PLANNER, SUPER_USER, VIEWER, sound, texts
from views.visit import session
from views.visit.addresses import PLACES

PEOPLE = {"viewer": VIEWER, "super_user": SUPER_USER, "csm": CSM, "planner": PLANNER, "admin": ADMIN}


def test_every_page_is_in_the_table_with_its_roles() -> None:
    assert {place.path: place.roles for place in PLACES} == PAGES


@pytest.mark.slow
@pytest.mark.parametrize("role", PEOPLE)
def test_each_role_opens_its_pages_and_sees_only_its_networks(glance: Open, role: str) -> None:
    email, store = PEOPLE[role], session.store()
    with store.reading() as cursor:
        mine = {n.network_id for n in visible_networks(cursor, actor(store, email))}
        others = [(i, n) for i, n in cursor.rows("SELECT network_id, name FROM networks") if i not in mine]
    files = {place.path: place.file for place in PLACES}
    foreign = {"network": others[0][0]} if others else {}
    app = glance(email)
    for path, roles in PAGES.items():
        if role not in roles:
            with pytest.raises(ValueError, match="Could not find a navigation page"):
                app.switch_page(files[path])
            continue
        app.switch_page(files[path])
        for name, value in foreign.items():
            app.query_params[name] = value
        app.run()
        seen = texts(sound(app)) + " ".join(frame.value.to_string() for frame in app.dataframe)
        assert not [name for _, name in others if name in seen], path
