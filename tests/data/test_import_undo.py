"""The last import taken back: the store is what it was before but for log and trails, or the true reason why not."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from data import migrations
from data.__main__ import main
from data.errors import BadInput
from data.imports import import_files, last_import, take_back_last_import
from data.imports.undoing import keeping
from data.store import Store
from data.upkeep.check import violations
from data.upkeep.export import TABLES
from tests.data.given_files import AS_OF, GOOD, load, write
from tests.limits.world import fill

LATER = dt.datetime.fromisoformat("2026-12-02T08:00")
NEXT = dt.date(2026, 12, 1)
BY, WHY = "ada@vendor.example", "the wrong file"
TRAILS = ("contract_changes", "user_changes", "limit_changes", "placements", "placed_numbers", "imports")
NEW_NUMBERS = GOOD["numbers"] + "acme,8001230000,static,c1,,2026-11-05,\n"
NEXT_MONTH = (
    "network_id,billing_month,campaign_id,static_used,dynamic_used\n"
    "acme,2026-11,c1,44,\nacme,2026-11,,,19\nbolt,2026-11,,10,3\n"
)


def dump(store: Store) -> dict[str, Any]:
    """All that the store holds but its log and trails; a limit without the version it is at."""
    found = {}
    with store.reading() as cursor:
        for name in TABLES:
            if name in TRAILS:
                continue
            names, rows = cursor.named_rows(f"SELECT * FROM {name}")
            kept = [i for i, column in enumerate(names) if (name, column) != ("limits", "version")]
            found[name] = sorted(([row[i] for i in kept] for row in rows), key=repr)
    return found


def bring(store: Store, folder: Path, *, as_of: dt.date = NEXT, now: dt.datetime = LATER, **files: str) -> None:
    paths = write(folder, **files)
    import_files(store, paths, as_of=as_of, imported_by="import", now=now, allow_decrease=True)


def undo(store: Store, *, now: dt.datetime = LATER + dt.timedelta(hours=1)) -> None:
    take_back_last_import(store, by=BY, reason=WHY, now=now)


CHANGES: dict[str, dict[str, str]] = {
    "numbers and their next month": {"numbers": NEW_NUMBERS},
    "a month that the import closed": {"monthly_usage": NEXT_MONTH},
    "limits": {"limits": GOOD["limits"].replace("500", "550")},
    "a contract": {"allotments": GOOD["allotments"].replace("6000,1.25", "7000,1.3333")},
    "a campaign with its limit": {"campaigns": GOOD["campaigns"] + "acme,c3,Bus,15\n"},
    "a network's name and people": {
        "networks": GOOD["networks"].replace("Acme Café", "Acme"),
        "users": GOOD["users"] + "new@vendor.example,planner,\n",
    },
    "an amendment": {
        "amendments": "network_id,signed_on,effective_on,added_number_months,reason\nacme,2026-11-02,2026-12-01,9,x\n"
    },
    "a call log": {"calls": "network_id,promo_number,called_on,calls\nacme,8001234567,2026-11-20,3\n"},
    "traffic": {"traffic": GOOD["traffic"].replace("120000", "130000")},
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_an_import_replaced_is_as_it_was_before(good: Store, tmp_path: Path, what: str) -> None:
    before = dump(good)
    bring(good, tmp_path, **CHANGES[what])
    assert dump(good) != before
    undo(good)
    assert dump(good) == before
    assert violations(good) == []


@pytest.mark.parametrize(
    "what", [name if n == 0 else pytest.param(name, marks=pytest.mark.long) for n, name in enumerate(CHANGES)]
)
def test_what_was_taken_back_can_be_imported_and_taken_back_again(good: Store, tmp_path: Path, what: str) -> None:
    before = dump(good)
    bring(good, tmp_path, **CHANGES[what])
    imported = dump(good)
    undo(good)
    bring(good, tmp_path, now=LATER + dt.timedelta(hours=2), **CHANGES[what])
    assert dump(good) == imported
    assert violations(good) == []
    undo(good, now=LATER + dt.timedelta(hours=3))
    assert dump(good) == before
    assert violations(good) == []


def test_the_first_import_of_all_leaves_an_empty_store(store: Store, tmp_path: Path) -> None:
    before = dump(store)
    load(store, *write(tmp_path))
    undo(store)
    assert dump(store) == before
    assert violations(store) == []
    load(store, *write(tmp_path))
    assert violations(store) == []


def test_the_ring_pool_that_unknown_numbers_were_put_into_goes_with_them(good: Store, tmp_path: Path) -> None:
    load(good, *write(tmp_path, ring_pools="network_id,ring_pool_id,name\nacme,p2,Second\n"))
    before = dump(good)
    report = write(tmp_path, usage="network_id,promo_number,billing_month,calls\nacme,8005550123,2026-11,3\n")
    import_files(good, report, as_of=NEXT, imported_by="import", now=LATER, unknown="dynamic")
    assert ["acme", "not-stated"] in [row[:2] for row in dump(good)["ring_pools"]]
    undo(good)
    assert dump(good) == before
    assert violations(good) == []


def test_log_and_trails_tell_who_took_it_back_and_why(good: Store, tmp_path: Path) -> None:
    bring(good, tmp_path, **CHANGES["limits"], **CHANGES["a contract"])
    undo(good)
    with good.reading() as cursor:
        log = cursor.rows("SELECT taken_back_by, taken_back_why FROM imports WHERE taken_back_at IS NOT NULL")
        limit = cursor.row(
            "SELECT version, old_limit, new_limit, changed_by, reason FROM limit_changes "
            "WHERE network_id = 'acme' AND kind = 'network' ORDER BY version DESC LIMIT 1"
        )
        trail = cursor.row(
            "SELECT old_value, new_value, changed_by, reason FROM contract_changes WHERE field = 'number_months' "
            "AND network_id = 'acme' ORDER BY change_id DESC LIMIT 1"
        )
    assert log == [(BY, WHY)] * 2
    assert limit is not None
    assert limit[:4] == (3, 550, 500, BY)
    assert limit[4].endswith(f"was taken back: {WHY}")
    assert trail is not None
    assert trail[:3] == ("7000", "6000", BY)
    assert trail[3].endswith(f"was taken back: {WHY}")


def test_only_the_last_import_is_taken_back_and_only_once(good: Store, tmp_path: Path) -> None:
    bring(good, tmp_path, **CHANGES["traffic"])
    before = dump(good)
    bring(good, tmp_path, now=LATER + dt.timedelta(minutes=1), **CHANGES["limits"])
    bring(good, tmp_path, now=LATER + dt.timedelta(minutes=2), **CHANGES["limits"])  # the same again changes nothing
    undo(good)
    assert dump(good) == before
    with pytest.raises(BadInput, match="no import to take back"):
        undo(good)
    assert dump(good) == before


_RAISED = """
INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit, changed_at,
                           changed_by, reason, effective_from)
SELECT 'later', 'acme', 'network', '', 2, 500, 501, TIMESTAMP '2026-12-02 09:00:00', 'dana', 'why', DATE '2026-12-02'
"""
_ASKED = """
INSERT INTO requests (request_id, network_id, kind, campaign_id, more_numbers, from_month, reason, status, filed_by,
                      filed_at)
VALUES ('R-9', 'acme', 'network', '', 5, DATE '2027-01-01', 'why', 'filed', 'sam', TIMESTAMP '2026-12-02 09:00:00')
"""
_FROZEN = """
INSERT INTO packs (pack_id, network_id, title, as_of, frozen_by, frozen_at, figures)
VALUES ('P-9', 'acme', 'review', DATE '2026-12-01', 'pat', TIMESTAMP '2026-12-02 09:00:00', '{}')
"""
STANDS = {
    "a limit was changed since": _RAISED,
    "a request was filed since": _ASKED,
    "a pack was frozen since": _FROZEN,
    "1 row of traffic that it left is another now": "UPDATE traffic SET sessions = 7 WHERE sessions = 130000",
}


@pytest.mark.parametrize("said", STANDS)
def test_what_stands_on_an_import_keeps_it_and_is_named(good: Store, tmp_path: Path, said: str) -> None:
    bring(good, tmp_path, **CHANGES["traffic"])
    with good.transaction() as cursor:
        cursor.execute(STANDS[said])
    before = dump(good)
    with good.reading() as cursor:
        found = last_import(cursor)
    assert found is not None
    assert (said in (found.problem or "")) is ("another now" not in said)
    with pytest.raises(BadInput, match=said):
        undo(good)
    assert dump(good) == before


def test_a_corrected_month_is_taken_back_by_a_correction_only(good: Store, tmp_path: Path) -> None:
    bring(good, tmp_path, monthly_usage=NEXT_MONTH)
    paths = write(tmp_path, monthly_usage=NEXT_MONTH.replace("44", "45"))
    import_files(good, paths, as_of=NEXT, imported_by="import", now=LATER + dt.timedelta(minutes=5),
                 correct=[dt.date(2026, 11, 1)], reason="recount")  # fmt: skip
    before = dump(good)
    with pytest.raises(BadInput, match="it corrected 2026-11"):
        undo(good)
    assert dump(good) == before


def test_a_network_that_people_were_told_of_stays(good: Store, tmp_path: Path) -> None:
    with good.transaction() as cursor:
        cursor.execute(
            "INSERT INTO notices (notice_id, network_id, audience, topic, subject, body, told_at) VALUES "
            "('n', 'bolt', 'vendor', 'alert', 'full', 'full', TIMESTAMP '2026-12-02 09:00:00')"
        )
    with pytest.raises(BadInput, match="brought the network bolt, and the store has notices of it"):
        undo(good)


def test_of_more_than_is_copied_nothing_is_kept_and_it_says_so(
    good: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_ROWS", 3)
    bring(good, tmp_path, **CHANGES["traffic"])
    with pytest.raises(BadInput, match="with more than 3 rows of its networks, and of so many no copy is kept"):
        undo(good)


def test_a_reason_is_asked_for_and_a_dry_run_keeps_nothing(good: Store, tmp_path: Path) -> None:
    import_files(
        good, write(tmp_path, **CHANGES["traffic"]), as_of=AS_OF, imported_by="import", now=LATER, dry_run=True
    )
    with good.reading() as cursor:
        found = last_import(cursor)
    assert found is not None
    assert "networks.csv" in found.files
    with pytest.raises(BadInput, match="--reason"):
        take_back_last_import(good, by=BY, reason=" ", now=LATER)


def test_the_command_lists_imports_and_takes_the_last_one_back(
    good: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(good, tmp_path, **CHANGES["traffic"])
    monkeypatch.setenv("HEADROOM_DB", str(good.address))
    good.close()
    assert main(["imports"]) == 0
    assert "can be taken back: python -m data imports --undo-last --reason TEXT" in capsys.readouterr().out
    assert main(["imports", "--undo-last"]) == 2
    assert "Say why" in capsys.readouterr().err
    assert main(["imports", "--undo-last", "--reason", WHY]) == 0
    assert "Taken back: the import of" in capsys.readouterr().out
    assert main(["imports", "--json"]) == 0
    newest = json.loads(capsys.readouterr().out)[0]
    assert (newest["taken_back_by"], newest["taken_back_why"]) == ("import", WHY)


def test_a_store_of_before_opens_and_has_nothing_to_take_back_until_the_next_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: [one for one in known if one[0] < 28])
        old = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
        old.write(fill)
        old.close()
    store = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
    with store.reading() as cursor:
        assert last_import(cursor) is None
    with pytest.raises(BadInput, match="no import to take back"):
        undo(store)
    before = dump(store)
    bring(store, tmp_path, limits="network_id,network_limit,dynamic_limit\nacme,150,60\n")
    undo(store)
    assert dump(store) == before
    store.close()
