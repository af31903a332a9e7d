"""Who may import, whatever door they come through."""

from __future__ import annotations

import io

import pytest

from data.errors import ImportRejected, NotAllowed
from data.imports.mapping import FileMapping
from data.store import Store
from data.tables.placements import placements
from limits.actors import actor
from limits.administration.importing import forget_mapping_as, import_as, save_mapping_as, take_back_as
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


@pytest.mark.parametrize("email", [CSM, PLANNER, SUPER_USER, VIEWER, STRANGER])
def test_nobody_but_an_admin_says_how_files_are_read_or_takes_numbers_back(world: Store, email: str) -> None:
    person = actor(world, email)
    mapping = FileMapping(source="Theirs", table="numbers", columns={"Number": "promo_number"})
    for attempt in (
        lambda: save_mapping_as(world, person, mapping),
        lambda: forget_mapping_as(world, person, "Theirs"),
        lambda: take_back_as(world, person, "anything"),
    ):
        with pytest.raises(NotAllowed, match="may not import"):
            attempt()
    with world.reading() as cursor:
        assert cursor.value("SELECT count(*) FROM file_mappings") == 0


def test_an_admin_places_unknown_numbers_and_takes_them_back(world: Store) -> None:
    report = io.BytesIO(
        b"Promo Number,Promo Number Status,Advertiser Status,Campaign Status,Publisher Status,Number of Calls\n"
        b"(202) 555-9901,Active,,,,7\n"
    )
    report.name = "report.csv"
    month = AS_OF.replace(day=1)
    ways = {"month": month, "network_id": "bolt", "unknown": "dynamic", "allow_decrease": True}
    import_as(world, actor(world, ADMIN), [report], as_of=AS_OF, **ways)  # type: ignore[arg-type]
    with world.reading() as cursor:
        (placed,) = placements(cursor)
    assert placed.placed_by == ADMIN
    done = take_back_as(world, actor(world, ADMIN), placed.placement_id)
    assert done.gone == ("+12025559901",)
    with world.reading() as cursor:
        assert placements(cursor)[0].taken_back_by == ADMIN


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
