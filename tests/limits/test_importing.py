"""Who may import, whatever door they come through."""

from __future__ import annotations

import io

import pytest

from data.errors import ImportRejected, NotAllowed
from data.store import Store
from limits.actors import actor
from limits.importing import import_as
from tests.limits.world import ADMIN, AS_OF, CSM, PLANNER, STRANGER, SUPER_USER, VIEWER


def totals(used: int) -> io.BytesIO:
    found = io.BytesIO(
        f"network_id,billing_month,campaign_id,static_used,dynamic_used\nbolt,2026-11,,{used},1\n".encode()
    )
    found.name = "totals.csv"
    return found


@pytest.mark.parametrize("email", [CSM, PLANNER, SUPER_USER, VIEWER, STRANGER])
def test_nobody_but_an_admin_imports(world: Store, email: str) -> None:
    with pytest.raises(NotAllowed, match="may not import"):
        import_as(world, actor(world, email), [totals(9)], as_of=AS_OF)
    with world.reading() as cursor:
        assert cursor.value("SELECT count(*) FROM imports") == 0


def test_an_admins_import_is_stored_in_their_name(world: Store) -> None:
    done = import_as(world, actor(world, ADMIN), [totals(4)], as_of=AS_OF)
    assert done.row_counts == {"monthly_usage": 1}
    with world.reading() as cursor:
        assert cursor.value("SELECT imported_by FROM imports") == ADMIN
        used = "SELECT static_used FROM network_months WHERE network_id = 'bolt' AND billing_month = '2026-11-01'"
        assert cursor.value(used) == 4


def test_what_is_refused_leaves_nothing_behind(world: Store) -> None:
    with pytest.raises(ImportRejected):
        import_as(world, actor(world, ADMIN), [totals(-1)], as_of=AS_OF)
    with world.reading() as cursor:
        assert cursor.value("SELECT count(*) FROM imports") == 0
