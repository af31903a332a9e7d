"""The list of what is to be set in the vendor's platform: for the CSM all of it, for a customer what they raised."""

from __future__ import annotations

import datetime as dt

from limits.actors import actor
from limits.administration import SetSettings, set_settings
from limits.changes import ChangeLimit, change_limit
from tests.views.conftest import NOW, Open
from tests.views.test_pages import CSM, SUPER_USER, VIEWER, sound, texts
from views.server import place

ADMIN = "kim.arden@example.com"


def test_a_change_is_listed_with_its_path_and_done_by_name(look: Open) -> None:
    look(CSM, "network", network="summit-hvac")
    store = place.store()
    command = SetSettings({"limits_are_set": "in the platform"}, "it is another system")
    set_settings(store, actor(store, ADMIN), command, now=NOW - dt.timedelta(hours=1))
    by_csm = change_limit(store, actor(store, CSM), ChangeLimit("summit-hvac", "network", 190, "agreed"))
    own = ChangeLimit("summit-hvac", "campaign", 44, "two more trucks", "trucks", accept_overage=True)
    raised = change_limit(store, actor(store, SUPER_USER), own)

    app = sound(look(CSM, "network", network="summit-hvac"))
    assert "**2 limits to be set in the platform**" in [e.label for e in app.expander]
    assert sorted(c.value for c in app.code) == ["190", "44", "Truck signs"]
    assert "Campaign Truck signs › Direct Promo Numbers › pencil › Promo Numbers Allowed" in texts(app)
    app.button(key=f"platform.done.{by_csm.change_id}").click().run()
    assert "Network limit: 190 is set in the platform. The customer was told." in texts(sound(app))
    assert "190 set by Nora Feld, " in texts(app)

    mine = sound(look(SUPER_USER))
    assert [c.value for c in mine.code] == ["44", "Truck signs"]
    mine.button(key=f"platform.done.{raised.change_id}").click().run()
    assert "44 is set in the platform. Your CSM was told." in texts(sound(mine))

    seen = sound(look(VIEWER))
    assert not [b for b in seen.button if str(b.key).startswith("platform.done")]
    assert "the network limit of 190 is set in the platform" in texts(sound(look(VIEWER, "activity")))
