"""Settings: which value is in force, who may set it, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data import migrations
from data.errors import BadInput, NotAllowed, SettingsRefused, StaleLimit
from data.store import Store
from limits import settings as setting_list
from limits.actors import ROLE_WORDS, actor
from limits.administration.setting_changes import SetSettings, proposed_settings, set_settings, setting_history
from limits.setting_values import Names
from limits.settings import BY_NAME, DEFINITIONS, Settings
from limits.settings_in_force import each_in_force, settings_in, settings_of
from tests.limits.world import ADMIN, CSM, fill

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Where headroom.toml is looked for."""
    return tmp_path / "headroom.toml"


def opened(tmp_path: Path) -> Store:
    return Store(tmp_path / "s.duckdb", memory_limit="500MB", threads=2)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that each test copies beside its own headroom.toml."""
    store = opened(tmp_path_factory.mktemp("original"))
    store.write(fill)
    store.close()
    return Path(store.name)


@pytest.fixture
def world(tmp_path: Path, original: Path) -> Iterator[Store]:
    shutil.copy(original, tmp_path)
    store = opened(tmp_path)
    yield store
    store.close()


def put(store: Store, values: dict[str, object], *, network: str = "", reason: str = "agreed", **expected: int) -> None:
    set_settings(store, actor(store, ADMIN), SetSettings(values, reason, network, expected), now=NOW)


def sources(store: Store, network: str = "") -> dict[str, str]:
    with store.reading() as cursor:
        return {one.definition.name: one.source for one in each_in_force(cursor, network)}


def test_a_contract_goes_before_what_is_stored_before_the_file_before_the_default(
    tmp_path: Path, config: Path, original: Path
) -> None:
    config.write_text("[settings]\nrisk = 0.2\nidle_days = 30\nstale_days = 5\n", encoding="utf-8")
    shutil.copy(original, tmp_path)
    store = opened(tmp_path)
    put(store, {"risk": 0.05, "idle_days": 60})
    put(store, {"risk": "2 %"}, network="acme")
    found = settings_of(store)
    assert (found.assumptions.risk, found.assumptions.idle_days, found.assumptions.stale_days) == (0.05, 60, 5)
    assert found.assumptions.watch_utilization == 0.9
    assert found.in_contract("acme").assumptions.risk == 0.02
    assert found.in_contract("bolt").assumptions.risk == 0.05
    said = sources(store, "acme")
    assert [said[name] for name in ("risk", "idle_days", "stale_days", "watch_utilization")] == [
        "contract",
        "stored",
        "headroom.toml",
        "default",
    ]
    store.close()


def test_what_is_taken_back_is_what_stood_before_it_and_nothing_is_edited(world: Store) -> None:
    put(world, {"risk": 0.05})
    put(world, {"risk": None}, reason="too strict")
    assert settings_of(world).assumptions.risk == 0.1
    assert sources(world)["risk"] == "default"
    told = [(c.version, c.value, c.reason, c.set_by) for c in setting_history(world, actor(world, ADMIN))]
    assert told == [(2, None, "too strict", ADMIN), (1, "0.05", "agreed", ADMIN)]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("risk", 0.6, "give a percentage from 0 % to 50 %"),
        ("risk", "5", "give a percentage from 0 % to 50 %"),
        ("risk", float("nan"), "give a number"),
        ("risk", True, "give a number"),
        ("idle_days", 1.5, "give a whole number from 1 to 3,650 days"),
        ("idle_days", "soon", "give a number"),
        ("visit_seconds", 0, "give a number from 1 to 86,400 seconds"),
        ("alert_usage_percent", [90, 80], "each larger than the one before"),
        ("alert_usage_percent", [], "one to five whole percentages"),
        ("may_raise_campaign", ["viewer"], "any of Super User"),
        ("limits_are_set", "there", "give 'here' or 'in the platform'"),
        ("alert_full_chance_ends", 0.9, "cannot end above the chance that raises it"),
        ("luck", 1, "there is no such setting; there are risk,"),
    ],
)
def test_a_value_out_of_range_is_refused_with_field_value_and_reason(
    world: Store, name: str, value: object, reason: str
) -> None:
    with pytest.raises(SettingsRefused, match="Nothing was changed") as caught:
        put(world, {"stale_days": 9, name: value})
    defect = caught.value.defects[0]
    assert defect.name == name
    assert defect.value
    assert reason in defect.reason
    assert settings_of(world) == Settings()


def test_what_holds_for_all_networks_is_in_no_contract(world: Store) -> None:
    with pytest.raises(SettingsRefused, match="it holds for all networks"):
        put(world, {"idle_days": 9}, network="acme")
    with pytest.raises(BadInput, match="There is no network 'nowhere'"):
        put(world, {"risk": 0.05}, network="nowhere")


def test_only_an_admin_sets_and_says_why(world: Store) -> None:
    with pytest.raises(NotAllowed, match="an Admin may"):
        set_settings(world, actor(world, CSM), SetSettings({"risk": 0.05}, "why"), now=NOW)
    with pytest.raises(BadInput, match="needs a reason"):
        put(world, {"risk": 0.05}, reason=" ")
    with pytest.raises(BadInput, match="stands as given already"):
        put(world, {"risk": None})


def test_a_setting_that_somebody_else_set_meanwhile_is_not_overwritten(world: Store) -> None:
    put(world, {"risk": 0.05}, risk=0)
    with pytest.raises(StaleLimit, match=f"changed meanwhile by {ADMIN}"):
        put(world, {"risk": 0.08, "idle_days": 50}, risk=0)
    assert settings_of(world).assumptions.idle_days == 45


def test_what_is_proposed_is_worked_out_and_changes_nothing(world: Store) -> None:
    proposed = proposed_settings(world, actor(world, ADMIN), {"risk": "5%", "idle_days": None})
    assert proposed.assumptions.risk == 0.05
    assert settings_of(world) == Settings()


def test_settings_are_worked_out_once_until_somebody_sets_one(world: Store) -> None:
    assert settings_of(world) is settings_of(world)
    before = settings_of(world)
    put(world, {"risk": 0.05})
    assert settings_of(world) is not before
    assert settings_of(world) is settings_of(world)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[settings]\nrisk = 2\n", r"headroom\.toml, \[settings\]: risk = 2: give a percentage from 0 % to 50 %"),
        ("[settings]\nrisc = 0.05\n", r"headroom\.toml, \[settings\]: risc = 0.05: there is no such setting"),
        ("[settings\n", r"headroom\.toml is no TOML: .*line 1.* Correct that line"),
        ("risk = 0.05\n", r"'risk' is no table that Headroom knows. Write what you set under \[settings\]"),
    ],
)
def test_a_bad_file_stops_with_the_file_the_key_the_value_and_the_way_out(
    tmp_path: Path, config: Path, original: Path, text: str, told: str
) -> None:
    config.write_text(text, encoding="utf-8")
    shutil.copy(original, tmp_path)
    with pytest.raises(BadInput, match=told) as caught:
        settings_of(opened(tmp_path))
    assert "\n" not in str(caught.value)


def test_the_file_is_the_one_that_is_named(tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("[settings]\nrisk = 0.2\n", encoding="utf-8")
    named = tmp_path / "other.toml"
    monkeypatch.setenv("HEADROOM_CONFIG", str(named))
    with pytest.raises(BadInput, match="there is no such file"):
        opened(tmp_path)
    named.write_text("[settings]\nrisk = '3 %'\n", encoding="utf-8")
    store = opened(tmp_path)
    assert settings_of(store).assumptions.risk == 0.03
    store.close()


def test_a_store_from_before_settings_could_be_stored_opens_and_takes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: [one for one in known if one[0] != 24])
        old = opened(tmp_path)
        old.write(fill)
        old.close()
    store = opened(tmp_path)
    put(store, {"risk": 0.05})
    assert settings_of(store).assumptions.risk == 0.05
    store.close()


def test_a_setting_that_this_version_does_not_know_is_left_as_it_is(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute(
            "INSERT INTO setting_changes VALUES ('', 'forgotten', 1, '7', 'why', 'ada', '2026-11-01 00:00:00')"
        )
        assert settings_in(cursor) == Settings()


def test_every_setting_has_its_own_name_words_and_a_default_within_its_range() -> None:
    names = [one.name for one in DEFINITIONS]
    assert len(set(names)) == len(names)
    for one in DEFINITIONS:
        assert one.sort.read(json.loads(json.dumps(one.default))) == one.default, one.name
        assert one.does.endswith("."), one.name
        assert one.sort.words(one.default), one.name


def test_no_setting_is_without_a_definition() -> None:
    defaults = Settings()
    every = Settings().with_values({one.name: one.default for one in DEFINITIONS})
    assert every == defaults
    fields = setting_list.names_of_fields(defaults)
    assert fields == {one.name for one in DEFINITIONS}
    assert replace(defaults, answer_due_days=3).value("answer_due_days") == 3


def test_roles_are_said_and_read_as_people_call_them() -> None:
    sort = BY_NAME["may_raise_campaign"].sort
    assert isinstance(sort, Names)
    assert [sort.called(role) for role in sort.options] == [ROLE_WORDS[role] for role in sort.options]
    assert sort.words(("super_user",)) == "Super User"
    assert sort.read("Super User") == sort.read("super_user") == sort.read(["super_user"]) == ("super_user",)
