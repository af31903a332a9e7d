"""Who works with Headroom: users, their names, deputies, and who stands in for whom."""

from __future__ import annotations

from limits.people.contacts import Contact, NetworkPeople, customer_contacts, names, network_people
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
from limits.people.kept_filters import (
    ALL,
    NAME_MAX,
    change_filter,
    delete_filter,
    overwrite_filter,
    save_filter,
    saved_filters,
)
from limits.people.seen import last_visits, look_at, seen_by
from limits.people.tokens import SCOPE_WORDS, SCOPES, holder, make_token, revoke_token, tokens_of
from limits.people.users import Role, add_user, all_users, as_role, change_user, disable_user, enable_user, user_history

__all__ = [
    "ALL",
    "NAME_MAX",
    "SCOPES",
    "SCOPE_WORDS",
    "Contact",
    "NetworkPeople",
    "Role",
    "Team",
    "absence_of",
    "add_user",
    "all_teams",
    "all_users",
    "as_role",
    "assign_network",
    "change_filter",
    "change_user",
    "come_back",
    "csm_addresses",
    "customer_contacts",
    "delete_filter",
    "disable_user",
    "enable_user",
    "go_away",
    "holder",
    "last_visits",
    "look_at",
    "make_token",
    "names",
    "network_people",
    "overwrite_filter",
    "revoke_token",
    "save_filter",
    "saved_filters",
    "seen_by",
    "teams",
    "tokens_of",
    "user_history",
    "who_decides",
]
