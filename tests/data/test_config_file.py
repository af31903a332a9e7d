"""`headroom.toml` says how a serving process works, and the environment goes before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.config_file import config_file
from data.errors import BadInput
from data.serving_numbers import SERVING
from data.upkeep.backup import schedule
from limits.notices import round_pause
from views.server import claims, ending, uploads


def test_every_key_reaches_what_it_is_about(tmp_path: Path) -> None:
    said = {name: place + 3 for place, name in enumerate(SERVING)}
    (tmp_path / "headroom.toml").write_text(
        "[server]\n" + "".join(f"{name} = {value}\n" for name, value in said.items()), encoding="utf-8"
    )
    serving = config_file(tmp_path / "headroom.duckdb", {}).serving({"HEADROOM_BACKUP_KEEP": " "})
    pause, backups = round_pause(serving), schedule(serving)
    assert pause is not None
    assert backups.every is not None
    assert {
        "round_minutes": pause.total_seconds() / 60,
        "ending_seconds": ending.ending_seconds(serving),
        "session_hours": claims.session_hours(serving),
        "backup_hours": backups.every.total_seconds() / 3600,
        "backup_keep": backups.keep,
        "upload_mb_each": uploads.bounds(serving)[0] / 1_000_000,
        "upload_mb_all": uploads.bounds(serving)[1] / 1_000_000,
    } == said


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "headroom.toml").write_text("[server]\nround_minutes = 3\n", encoding="utf-8")
    pause = round_pause(config_file(tmp_path / "headroom.duckdb", {}).serving({"HEADROOM_ROUND_MINUTES": "0"}))
    assert pause is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "round_minutes = 'soon'",
            r"\[server\] round_minutes is 'soon'. Give whole minutes from 0 to 1,440",
        ),
        ("round_minutes = true", "round_minutes is True. Give whole minutes"),
        ("ending_seconds = -1", "ending_seconds is -1. Give whole seconds from 1 to 3,600"),
        ("round_minutes = 1.5", "round_minutes is 1.5. Give whole minutes"),
        ("backup_keep = 0", "backup_keep is 0. Give whole backups from 1 to 10,000"),
        ("session_hours = 721", "session_hours is 721. Give hours from 0.01 to 720"),
        ("hosts = 'a'", "has no 'hosts'. It may have round_minutes, ending_seconds,"),
    ],
)
def test_what_cannot_be_meant_is_refused_when_the_file_is_read(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "headroom.toml").write_text(f"[server]\n{line}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=reason):
        config_file(tmp_path / "headroom.duckdb", {})
