"""Who is acting, and what they may do: the one table of permissions, asked by every use case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from data.errors import NotAllowed, NotVisible, Unknown
from data.records import Network, ScheduledChange
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import users as user_store
from limits.clock import present
from limits.kinds import about
from limits.settings import Settings
from limits.settings_in_force import settings_in

Action = Literal[
    "see network",
    "check room",
    "file request",
    "raise campaign limit",
    "change limits",
    "decide requests",
    "plan scenarios",
    "state own figures",
    "see vendor facts",
    "freeze packs",
    "administer",
]

VENDOR_ROLES: Final = ("csm", "planner", "admin")
CUSTOMER_ROLES: Final = ("viewer", "super_user")
ROLE_WORDS: Final = {
    "viewer": "Viewer",
    "super_user": "Super User",
    "csm": "CSM",
    "planner": "Planner",
    "admin": "Admin",
}

MAY: Final[dict[Action, frozenset[str]]] = {
    "see network": frozenset({"viewer", "super_user", "csm", "planner", "admin"}),
    "check room": frozenset({"viewer", "super_user", "csm", "planner", "admin"}),
    "file request": frozenset({"viewer", "super_user", "csm"}),
    "raise campaign limit": frozenset({"super_user", "csm"}),
    "change limits": frozenset({"csm"}),
    "decide requests": frozenset({"csm"}),
    "plan scenarios": frozenset({"csm"}),
    "state own figures": frozenset({"super_user", "csm"}),
    "see vendor facts": frozenset({"csm", "planner", "admin"}),
    "freeze packs": frozenset({"csm", "planner", "admin"}),
    "administer": frozenset({"admin"}),
}


def roles_that_may(action: Action, network: Network, settings: Settings) -> frozenset[str]:
    """The one place to ask. Which of the customer's roles may raise a campaign limit is a setting, and a contract's."""
    if action != "raise campaign limit":
        return MAY[action]
    theirs = settings.in_contract(network.network_id).may_raise_campaign
    return frozenset(MAY[action] - set(CUSTOMER_ROLES)) | frozenset(theirs)


@dataclass(frozen=True)
class Actor:
    """A person with their roles: vendor roles hold everywhere they reach, customer roles in one network each."""

    email: str
    vendor_roles: frozenset[str]
    network_roles: frozenset[tuple[str, str]]  # (network_id, role)
    stands_in: frozenset[str] = frozenset()  # networks in which this person, a CSM, is the CSM's deputy
    settings: Settings = field(default_factory=Settings, compare=False, repr=False)  # when the roles were read
    owns_store: bool = False  # came in by the link that the server of a store of one's own printed: no user of it

    def roles_in(self, network: Network) -> frozenset[str]:
        """The roles that count in this network; a CSM's counts in the networks assigned to them, as CSM or deputy."""
        own = {role for network_id, role in self.network_roles if network_id == network.network_id}
        assigned = network.csm_email == self.email or network.network_id in self.stands_in
        if "csm" in self.vendor_roles and assigned:
            own.add("csm")
        return frozenset(own | (self.vendor_roles - {"csm"}))

    def may(self, action: Action, network: Network) -> bool:
        return bool(self.roles_in(network) & roles_that_may(action, network, self.settings))

    @property
    def is_vendor(self) -> bool:
        return bool(self.vendor_roles)

    def role_words(self) -> str:
        roles = self.vendor_roles | {role for _, role in self.network_roles}
        return ", ".join(words for role, words in ROLE_WORDS.items() if role in roles)


# Whoever holds the store's file can read all of it: a command without --as reads as this, and so does the demo of a
# store without users. It may change nothing.
OPERATOR: Final = Actor("operator", frozenset({"planner"}), frozenset())


def actor(store: Store, email: str) -> Actor:
    """The person of that e-mail address, with the roles the store gives them now."""
    with store.reading() as cursor:
        return _actor(cursor, email)


def owner(store: Store, email: str) -> Actor:
    """Whose store it is, on a machine of their own without a sign-in: an admin, and the CSM of every network."""
    with store.reading() as cursor:
        return _owner(cursor, email)


def _owner(cursor: Cursor, email: str) -> Actor:
    everywhere = frozenset((network.network_id, "csm") for network in network_reads.networks(cursor))
    return Actor(email, frozenset({"admin", "csm"}), everywhere, settings=settings_in(cursor), owns_store=True)


def _actor(cursor: Cursor, email: str) -> Actor:
    roles = network_reads.users(cursor, email=email)
    if email == OPERATOR.email and not user_store.are_any(cursor):
        return replace(OPERATOR, settings=settings_in(cursor))
    if not roles:
        raise NotAllowed(f"{email or 'Nobody'} is not a user of Headroom. An admin can add them on the page Users.")
    vendor_roles = frozenset(u.role for u in roles if not u.network_id)
    today = present().date()  # who stands in does so until a day has passed, whatever else is the clock
    return Actor(
        email=email,
        vendor_roles=vendor_roles,
        network_roles=frozenset((u.network_id, u.role) for u in roles if u.network_id),
        stands_in=user_store.stands_in(cursor, email, today) if "csm" in vendor_roles else frozenset(),
        settings=settings_in(cursor),
    )


def refreshed(cursor: Cursor, person: Actor) -> Actor:
    """The person with the roles and settings of this transaction: a role taken away a second ago is gone."""
    if person == OPERATOR:
        return replace(person, settings=settings_in(cursor))
    return _owner(cursor, person.email) if person.owns_store else _actor(cursor, person.email)


def require(cursor: Cursor, person: Actor, action: Action, network_id: str) -> Network:
    """The network, when the person may do this there; otherwise an error that tells a stranger nothing."""
    network = network_reads.network(cursor, network_id)
    if network is None and person.vendor_roles - {"csm"}:
        raise Unknown(f"There is no network '{network_id}'. `python -m limits triage` lists all there are.")
    if network is None or not person.may("see network", network):
        raise NotVisible(f"'{network_id}' is not among the networks that {person.email} may see.")
    if not person.may(action, network):
        may = roles_that_may(action, network, person.settings)
        allowed = " or ".join(words for role, words in ROLE_WORDS.items() if role in may)
        article = "an" if allowed.startswith("A") else "a"
        raise NotAllowed(f"{person.email} ({_words(person, network)}) may not {action} here; {article} {allowed} may.")
    return network


def require_still_allowed(cursor: Cursor, network: Network, planned: ScheduledChange, limit_now: int) -> None:
    """Raises NotAllowed where whoever planned the change may not make it any more.

    A step-down is the end of a change that was made, and what a policy granted is nobody's: both are made as planned.
    So is what the owner of a store planned, the one person who plans without ever being a user of it.
    """
    if planned.step_down or "@" not in planned.scheduled_by or not user_store.was_ever(cursor, planned.scheduled_by):
        return
    raises = about(planned.kind).customers_raise and planned.new_limit > limit_now and planned.until_date is None
    action: Action = "raise campaign limit" if raises and planned.request_id is None else "change limits"
    try:
        require(cursor, _actor(cursor, planned.scheduled_by), action, network.network_id)
    except NotAllowed:
        raise NotAllowed(
            f"{planned.scheduled_by} planned it and may not change this limit any more. Plan it again if it is still "
            "wanted."
        ) from None


def visible_networks(cursor: Cursor, person: Actor) -> list[Network]:
    return [n for n in network_reads.networks(cursor) if person.may("see network", n)]


def _words(person: Actor, network: Network) -> str:
    return ", ".join(ROLE_WORDS[role] for role in sorted(person.roles_in(network)))
