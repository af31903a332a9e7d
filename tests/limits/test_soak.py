"""The long proofs of tests/soak in small, so that they do not rot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import backed_up, full_disk, killed, patches, planned, race, sessions

pytestmark = pytest.mark.slow


def test_two_sessions_race_for_one_limit(tmp_path: Path) -> None:
    assert "4 changes" in race.prove(tmp_path, 4)


@pytest.mark.long
def test_of_programs_that_patch_one_version_one_succeeds(tmp_path: Path) -> None:
    assert "3 audit rows, each with the token" in patches.prove(tmp_path, 120)


def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    assert "the store opened every time" in killed.prove(tmp_path, 2)


@pytest.mark.long
def test_planned_changes_are_made_once_through_kills(tmp_path: Path) -> None:
    assert "each made once" in planned.prove(tmp_path, 4)


@pytest.mark.long
def test_a_backup_made_while_limits_change_is_whole(tmp_path: Path) -> None:
    assert "comes back equal" in backed_up.prove(tmp_path, 2)


@pytest.mark.long
def test_visits_leave_nothing_behind(tmp_path: Path) -> None:
    assert "no page failed" in sessions.prove(tmp_path, 4)


@pytest.mark.long
def test_a_full_disk_under_a_running_dashboard_loses_nothing(tmp_path: Path) -> None:
    assert "1 changes kept" in full_disk.prove(tmp_path, 1)
