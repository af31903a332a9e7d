"""Who works with Headroom: users, deputies, and who stands in for whom."""

from __future__ import annotations

from limits.people.deputies import (
    Team,
    absence_of,
    all_teams,
    assign_network,
    come_back,
    csm_addresses,
    go_away,
    teams,
    who_decides,
)
from limits.people.users import Role, add_user, all_users, as_role, change_user, disable_user, enable_user, user_history

__all__ = [
    "Role",
    "Team",
    "absence_of",
    "add_user",
    "all_teams",
    "all_users",
    "as_role",
    "assign_network",
    "change_user",
    "come_back",
    "csm_addresses",
    "disable_user",
    "enable_user",
    "go_away",
    "teams",
    "user_history",
    "who_decides",
]
