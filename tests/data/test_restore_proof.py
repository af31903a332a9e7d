"""A restore proves an export: what was changed since, by whoever made its checksums right again, is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from data.__main__ import main
from data.errors import BadInput, ExportUnsound
from data.sample import load as load_sample
from data.store import Store
from data.upkeep.export import TABLES, export_store, sha256_of
from data.upkeep.restore import restore_store
from data.upkeep.signing import KEY, SIGNATURE, export_key
from tests.data.conftest import with_few_networks
from tests.data.given_files import GOOD, NOW, holding
from tests.portfolio_store import AS_OF
from tests.store_maker import StoreMaker

SECRET = "a key that nobody would guess"
Forge = Callable[[Path], None]


@pytest.fixture
def empty(store_maker: StoreMaker) -> Store:
    return store_maker.new("empty")


@pytest.fixture(scope="module")
def refusing(lasting_stores: StoreMaker) -> Store:
    """An empty store for what is refused."""
    return lasting_stores.new("empty")


def holds_nothing(store: Store) -> bool:
    with store.reading() as cursor:
        counted = " UNION ALL ".join(f"SELECT count(*) AS n FROM {name}" for name in TABLES)
        return bool(cursor.value(f"SELECT sum(n) = 0 FROM ({counted}) AS counted"))


@pytest.fixture(scope="module")
def sample_export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some networks of the sample, exported once; on a file, whatever engine it is restored into."""
    folder = tmp_path_factory.mktemp("sample")
    store = Store(folder / "sample.duckdb", memory_limit="500MB", threads=1)
    with pytest.MonkeyPatch.context() as patch:
        with_few_networks(patch)
        load_sample.fill(store, as_of=AS_OF)
    export_store(store, folder / "export", now=NOW)
    store.close()
    return folder / "export"


@pytest.fixture
def export(sample_export: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample_export, tmp_path / "export")
    return tmp_path / "export"


def manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


def put_manifest(folder: Path, found: dict[str, Any]) -> None:
    (folder / "manifest.json").write_text(json.dumps(found), encoding="utf-8")


def forged(name: str, change: Callable[[pa.Table], pa.Table]) -> Forge:
    """A table changed, and the manifest made to fit it: every checksum is right."""

    def forge(folder: Path) -> None:
        path = folder / f"{name}.parquet"
        rows = change(pq.read_table(path))
        pq.write_table(rows, path)
        found = manifest(folder)
        for table in found["tables"]:
            if table["name"] == name:
                table |= {"row_count": rows.num_rows, "sha256": sha256_of(path)}
        put_manifest(folder, found)

    return forge


def manifest_with(change: Callable[[dict[str, Any]], object]) -> Forge:
    def forge(folder: Path) -> None:
        found = manifest(folder)
        change(found)
        put_manifest(folder, found)

    return forge


def column(rows: pa.Table, name: str, values: Any) -> pa.Table:
    return rows.set_column(rows.schema.get_field_index(name), name, values)


def lower_the_limits(rows: pa.Table) -> pa.Table:
    return column(rows, "limit_numbers", pc.if_else(pc.greater(rows["limit_numbers"], 1), 1, rows["limit_numbers"]))


def twice(rows: pa.Table) -> pa.Table:
    return pa.concat_tables([rows, rows])


def but_the_first(rows: pa.Table) -> pa.Table:
    return rows.slice(1)


def but_the_newest_month(rows: pa.Table) -> pa.Table:
    """Without the running month: closed ones are frozen, and stay what they are whatever is said of them later."""
    return rows.filter(pc.less(rows["billing_month"], pc.max(rows["billing_month"])))


# Each export is damaged in several tables that do not hide each other; every damage has its own words.
UNSOUND: dict[str, list[tuple[str, Callable[[pa.Table], pa.Table], str]]] = {
    "limits lowered": [
        ("limits", lower_the_limits, "its history ends elsewhere"),
        ("usage_totals", but_the_newest_month, "the summary and the facts differ"),
        ("usage", twice, "stands 2 times (usage of a number"),
        ("network_months", twice, "times in network_months"),
    ],
    "limits missing": [
        ("limits", but_the_first, "has no"),
        ("numbers", but_the_first, "which is not among the numbers"),
        ("monthly_usage", twice, "times in monthly_usage"),
    ],
    "changes missing": [
        ("limit_changes", but_the_first, "its history ends elsewhere"),
        ("numbers", twice, "is in two places"),
        ("network_months", but_the_first, "the total and the sum of its parts differ"),
    ],
}


@pytest.mark.parametrize("damage", UNSOUND.values(), ids=UNSOUND)
def test_an_export_that_breaks_an_invariant_is_rolled_back_with_the_true_reason(
    refusing: Store, export: Path, damage: list[tuple[str, Callable[[pa.Table], pa.Table], str]]
) -> None:
    for name, change, _ in damage:
        forged(name, change)(export)
    with pytest.raises(ExportUnsound, match="so nothing was restored") as raised:
        restore_store(refusing, export)
    for name, _, why in damage:
        assert any(why in violation for violation in raised.value.violations), name
    assert holds_nothing(refusing)


def one_that_was_numbered(rows: pa.Table) -> pa.Table:
    ids = ["R-7" if one == "harbor-dental-open-1" else one for one in rows["request_id"].to_pylist()]
    return column(rows, "request_id", pa.array(ids))


def _no_parquet(folder: Path) -> None:
    path = folder / "users.parquet"
    path.write_bytes(b"PAR1 this is none")
    found = manifest(folder)
    for table in found["tables"]:
        if table["name"] == "users":
            table["sha256"] = sha256_of(path)
    put_manifest(folder, found)


REFUSED: list[tuple[str, Forge, str]] = [
    ("doubled keys", forged("networks", twice), r"networks.parquet holds a row .*(Duplicate|duplicate) key"),
    ("nobody's rows", forged("networks", but_the_first), r"holds a row that no table \w+ can hold.*foreign key"),
    ("a column more", forged("users", lambda t: t.append_column("x", pa.array([1] * t.num_rows))), "'x' too many"),
    ("a column less", forged("users", lambda t: t.drop_columns(["role"])), "lacks the column 'role'"),
    (
        "a column twice",
        forged("users", lambda t: pa.table([*t.columns, t["role"]], names=[*t.column_names, "role"])),
        "has the column 'role' 2 times",
    ),
    (
        "fractions of numbers",
        forged("limits", lambda t: column(t, "limit_numbers", pc.add(t["limit_numbers"].cast(pa.float64()), 0.4))),
        "'limit_numbers' holds floating-point numbers .* instead of whole numbers",
    ),
    (
        "text for a date",
        forged("partnerships", lambda t: column(t, "ends_on", t["ends_on"].cast(pa.string()))),
        "'ends_on' holds text .* instead of dates",
    ),
    (
        "a number too large",
        forged("limits", lambda t: column(t, "limit_numbers", pa.array([2**40] * t.num_rows))),
        "limits.parquet holds a row that no table limits can hold",
    ),
    (
        "a negative limit",
        forged("limits", lambda t: column(t, "limit_numbers", pa.array([-1] * t.num_rows, pa.int32()))),
        "limits.parquet holds a row that no table limits can hold.*(CHECK|check)",
    ),
    ("a file less", lambda folder: (folder / "limits.parquet").unlink(), "limits.parquet is missing"),
    ("no Parquet", _no_parquet, "cannot be read as Parquet"),
    (
        "a negative sequence",
        manifest_with(lambda m: m["sequences"].update(change_seq=-5)),
        "-5 as the last id",
    ),
    ("a sequence begun anew", manifest_with(lambda m: m["sequences"].update(change_seq=0)), "given out twice"),
    ("a request's id again", forged("requests", one_that_was_numbered), "0 as the last id of request_seq, .* to 7"),
    ("an endless sequence", manifest_with(lambda m: m["sequences"].update(change_seq=10**15)), "it can be 0 to"),
    ("a fraction of a sequence", manifest_with(lambda m: m["sequences"].update(change_seq=1.5)), "is damaged"),
    ("a sequence less", manifest_with(lambda m: m["sequences"].pop("change_seq")), "lacks the sequence 'change_seq'"),
    ("a sequence more", manifest_with(lambda m: m["sequences"].update(other_seq=1)), "names the sequence 'other_seq'"),
    ("a table twice", manifest_with(lambda m: m["tables"].append(m["tables"][0])), "names the table networks 2 times"),
    ("a table less", manifest_with(lambda m: m["tables"].pop()), "lacks the table"),
    ("a strange table", manifest_with(lambda m: m["tables"][0].update(name="../../etc")), "which no store has"),
]


@pytest.mark.parametrize(("forge", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_an_export_that_is_none_of_ours_is_refused_with_the_true_reason(
    refusing: Store, export: Path, forge: Forge, why: str
) -> None:
    forge(export)
    with pytest.raises(BadInput, match=why) as raised:
        restore_store(refusing, export)
    assert "aborted" not in str(raised.value)
    assert holds_nothing(refusing)


def test_the_order_of_a_manifest_does_not_matter(empty: Store, export: Path) -> None:
    manifest_with(lambda m: m["tables"].reverse())(export)
    assert restore_store(empty, export).row_count > 1000


@pytest.fixture(scope="module")
def signed_export(lasting_stores: StoreMaker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "signed"
    export_store(holding(lasting_stores, *GOOD), folder, key=SECRET.encode(), now=NOW)
    return folder


@pytest.fixture
def signed(signed_export: Path, tmp_path: Path) -> Path:
    shutil.copytree(signed_export, tmp_path / "signed")
    return tmp_path / "signed"


def test_what_was_signed_is_restored_by_who_has_the_key(empty: Store, signed: Path) -> None:
    restore_store(empty, signed, key=SECRET.encode())


def without_the_signature(folder: Path) -> None:
    (folder / SIGNATURE).unlink()


def signed_anew(folder: Path) -> None:
    (folder / SIGNATURE).write_text("0" * 64, encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "forge", "why"),
    [
        (SECRET, without_the_signature, "is not signed"),
        (SECRET, signed_anew, "was not signed with the key"),
        (SECRET, lambda folder: (folder / SIGNATURE).write_bytes(b"\xff\xfe"), "cannot be read as a signature"),
        (SECRET, forged("users", but_the_first), "was not signed with the key .* or was changed since"),
        ("another key that is long", lambda folder: None, "was not signed with the key"),
    ],
)
def test_what_the_key_did_not_sign_is_refused(refusing: Store, signed: Path, key: str, forge: Forge, why: str) -> None:
    forge(signed)
    with pytest.raises(BadInput, match=why):
        restore_store(refusing, signed, key=key.encode())
    assert holds_nothing(refusing)


def test_the_key_comes_from_the_environment_and_is_not_a_short_one() -> None:
    assert export_key({}) is None
    assert export_key({KEY: "  "}) is None
    assert export_key({KEY: SECRET}) == SECRET.encode()
    with pytest.raises(BadInput, match=r"has 5 characters.*at least 16"):
        export_key({KEY: "short"})


def test_the_commands_sign_verify_and_list_what_does_not_hold(
    good_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(good_file, tmp_path / "original.duckdb")

    def run(store: str, *arguments: object, key: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("HEADROOM_DB", str(tmp_path / store))
        monkeypatch.setenv(KEY, key)
        code = main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    assert ", signed." in run("original.duckdb", "export", tmp_path / "signed", key=SECRET)[1]
    assert run("original.duckdb", "export", tmp_path / "plain")[0] == 0
    code, _, err = run("a.duckdb", "restore", tmp_path / "plain", key=SECRET)
    assert (code, "is not signed" in err, (tmp_path / "a.duckdb").exists()) == (2, True, False)
    assert run("b.duckdb", "restore", tmp_path / "signed", key=SECRET)[0] == 0
    code, out, _ = run("c.duckdb", "restore", tmp_path / "signed")
    assert (code, "its signature was not verified" in out) == (0, True)
    forged("limits", lower_the_limits)(tmp_path / "plain")
    code, _, err = run("d.duckdb", "restore", tmp_path / "plain")
    assert (code, "nothing was restored" in err, (tmp_path / "d.duckdb").exists()) == (2, True, False)
    assert "its history ends elsewhere" in err.splitlines()[0]
    code, out, _ = run("e.duckdb", "restore", tmp_path / "plain", "--despite-violations")
    assert (code, "its history ends elsewhere" in out) == (1, True)
    assert run("e.duckdb", "check")[0] == 1
