"""Importing people: names, deputies, the whole list, addresses that could be taken for others, and the audit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.errors import BadInput, ImportRejected
from data.imports import ImportReport, import_files
from data.store import Store
from data.tables import users
from data.tables.networks import users as roles
from data.upkeep.check import violations
from tests.data.given_files import AS_OF, NOW, load, write

LATER = NOW + dt.timedelta(days=1)
ADMIN = "ada@vendor.example,admin,,Ada Lane,+15550001\n"


@pytest.fixture
def loaded(good: Store, tmp_path: Path) -> Store:
    """The good portfolio, an admin beside its three users."""
    give(good, tmp_path, "email,role,network_id,name,phone\n" + ADMIN)
    return good


def give(store: Store, folder: Path, text: str, *, whole: bool = False) -> ImportReport:
    (file,) = write(folder, users=text)
    return import_files(
        store, [file], as_of=AS_OF, imported_by="hr@vendor.example", whole_lists=("users",) if whole else (), now=LATER
    )


def known(store: Store) -> dict[str, users.Person]:
    with store.reading() as cursor:
        return {person.email: person for person in users.people(cursor)}


def enabled(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as cursor:
        return [(u.email.split("@")[0], u.role, u.network_id) for u in roles(cursor)]


def told(store: Store, event: str) -> list[tuple[str, str, str, str]]:
    with store.reading() as cursor:
        found = users.changes(cursor)
    return sorted((c.by_email, c.email.split("@")[0], c.role, c.reason) for c in found if c.event == event)


def test_names_and_phones_are_kept_and_an_empty_cell_loses_none(loaded: Store, tmp_path: Path) -> None:
    assert (known(loaded)["ada@vendor.example"].name, known(loaded)["ada@vendor.example"].phone) == (
        "Ada Lane",
        "+15550001",
    )
    give(loaded, tmp_path, "email,role,network_id,name,phone\nada@vendor.example,admin,,,+15550002\n")
    ada = known(loaded)["ada@vendor.example"]
    assert (ada.name, ada.phone) == ("Ada Lane", "+15550002")
    again = give(loaded, tmp_path, "email,role,network_id,name,phone\nada@vendor.example,admin,,,+15550002\n")
    assert again.changed_count == 0


def test_a_plain_list_takes_nothing_away(loaded: Store, tmp_path: Path) -> None:
    give(loaded, tmp_path, "email,role,network_id\nnew@acme.example,viewer,acme\n")
    assert enabled(loaded) == [
        ("ada", "admin", ""),
        ("ann", "csm", ""),
        ("new", "viewer", "acme"),
        ("plan", "planner", ""),
        ("sue", "super_user", "acme"),
    ]


def test_the_whole_list_disables_who_is_not_in_it_and_takes_roles_that_are_not(loaded: Store, tmp_path: Path) -> None:
    report = give(
        loaded,
        tmp_path,
        "email,role,network_id\nada@vendor.example,admin,\nann@vendor.example,planner,\nsue@acme.example,viewer,acme\n",
        whole=True,
    )
    assert enabled(loaded) == [("ada", "admin", ""), ("ann", "planner", ""), ("sue", "viewer", "acme")]
    assert known(loaded)["plan@vendor.example"].is_disabled
    assert told(loaded, "disabled") == [("hr@vendor.example", "plan", "", "not in the whole list")]
    assert [who[1:3] for who in told(loaded, "role taken")] == [("ann", "csm"), ("sue", "super_user")]
    assert any("1 user is not in the list and was disabled" in w for w in report.warnings)
    assert violations(loaded) == []


def test_who_is_in_the_next_whole_list_again_comes_back(loaded: Store, tmp_path: Path) -> None:
    everybody = "email,role,network_id\nada@vendor.example,admin,\nplan@vendor.example,planner,\n"
    give(loaded, tmp_path, everybody.replace("plan@vendor.example,planner,\n", ""), whole=True)
    assert known(loaded)["plan@vendor.example"].is_disabled
    give(loaded, tmp_path, everybody, whole=True)
    assert enabled(loaded) == [("ada", "admin", ""), ("plan", "planner", "")]
    assert [who[1] for who in told(loaded, "enabled")] == ["plan"]


def test_whom_a_person_disabled_stays_so_whatever_a_list_says(loaded: Store, tmp_path: Path) -> None:
    loaded.write(lambda cursor: users.set_disabled(cursor, "plan@vendor.example", NOW))
    listed = "email,role,network_id\nada@vendor.example,admin,\nplan@vendor.example,planner,\n"
    for whole in (False, True):
        report = give(loaded, tmp_path, listed, whole=whole)
        assert known(loaded)["plan@vendor.example"].is_disabled
        assert any("1 user is disabled and stays so" in w for w in report.warnings)


@pytest.mark.parametrize(
    "listed", ["ann@vendor.example,csm,\n", "ann@vendor.example,csm,\nada@vendor.example,planner,\n"]
)
def test_a_list_without_an_admin_leaves_the_admins_there_are(loaded: Store, tmp_path: Path, listed: str) -> None:
    report = give(loaded, tmp_path, "email,role,network_id\n" + listed, whole=True)
    assert ("ada", "admin", "") in enabled(loaded)
    assert any("names no admin" in w for w in report.warnings)
    assert known(loaded)["plan@vendor.example"].is_disabled


def test_a_whole_list_needs_a_file_of_users(store: Store, tmp_path: Path) -> None:
    files = write(tmp_path)
    with pytest.raises(BadInput, match="None of the files holds users"):
        import_files(store, files[:1], as_of=AS_OF, imported_by="x", whole_lists=("users",), now=NOW)
    with pytest.raises(BadInput, match="cannot be imported as a whole list"):
        import_files(store, files, as_of=AS_OF, imported_by="x", whole_lists=("numbers",), now=NOW)


def test_deputies_come_with_their_networks_and_go_where_the_cell_is_empty(loaded: Store, tmp_path: Path) -> None:
    def deputies(text: str) -> tuple[dict[str, tuple[str, ...]], int]:
        (file,) = write(tmp_path, networks=text)
        report = load(loaded, file)
        with loaded.reading() as cursor:
            return users.deputies(cursor, ["acme", "bolt"]), report.changed_count

    head = "network_id,name,time_zone,deputy_email\n"
    both = head + 'acme,Acme Café,America/New_York,"Omar@vendor.example, pia@vendor.example"\nbolt,Bolt,UTC,\n'
    assert deputies(both) == ({"acme": ("omar@vendor.example", "pia@vendor.example")}, 1)
    assert deputies(both)[1] == 0
    assert deputies("network_id,name,time_zone\nacme,Acme Café,America/New_York\n")[0].keys() == {"acme"}
    assert deputies(head + "acme,Acme Café,America/New_York,pia@vendor.example\n")[0] == {
        "acme": ("pia@vendor.example",)
    }
    assert deputies(head + "acme,Acme Café,America/New_York,\n")[0] == {}


@pytest.mark.parametrize("email", ["\u212aim@example.com", "\uff4bim@example.com", "ki\u200bm@example.com"])
def test_an_address_that_could_be_taken_for_another_is_refused_with_its_row(
    loaded: Store, tmp_path: Path, email: str
) -> None:
    with pytest.raises(ImportRejected) as caught:
        give(loaded, tmp_path, f"email,role,network_id\nok@example.com,csm,\n{email},admin,\n")
    (found,) = caught.value.rejections
    assert (found.row, found.column) == (3, "email")
    assert "taken for others" in found.reason
    (file,) = write(tmp_path, networks=f"network_id,name,time_zone,csm_email\nacme,Acme,UTC,{email}\n")
    with pytest.raises(ImportRejected, match="1 value"):
        load(loaded, file)


def test_roles_that_a_file_brings_are_on_record(loaded: Store) -> None:
    assert told(loaded, "role given") == [
        ("ann@vendor.example", "ann", "csm", "imported"),
        ("ann@vendor.example", "plan", "planner", "imported"),
        ("ann@vendor.example", "sue", "super_user", "imported"),
        ("hr@vendor.example", "ada", "admin", "imported"),
    ]
