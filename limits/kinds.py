"""The table of the kinds of limit, and the name of a single one: whoever needs to know a kind asks here.

A fourth kind touches this table (a row in ``TABLE``, its name in ``Kind``), one migration (the kinds that the tables of
limits, changes, requests, promises and alerts may hold), the column of an import that sets it, and its part of the
forecast: where in `limits/answers/ahead.py` and `forecasting/risk` limits cut demand off inside one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from data.errors import BadInput

Kind = Literal["campaign", "network", "dynamic"]
NumberType = Literal["static", "dynamic"]

KINDS: Final = get_args(Kind)
NUMBER_TYPES: Final[tuple[NumberType, ...]] = get_args(NumberType)

# The message a customer meets when any of the three is full.
FULL_MESSAGE: Final = (
    "You've reached your promo number limit. To add a number you must increase your promo number limit."
)


@dataclass(frozen=True)
class KindOfLimit:
    """What there is to know of a kind.

    number_types     which numbers it counts: the usage it is held against
    of_campaign      whether each campaign has its own; else there is one for the whole network
    nested_in        the kind that must have room too when a number is added
    customers_raise  whether the customer's roles that the setting names may raise it, at once
    """

    name: Kind
    title: str
    vendors_words: str  # what the vendor's screens call it
    more_words: str  # what is asked for, where it is full; a campaign's is named
    counts: str
    number_types: tuple[NumberType, ...]
    of_campaign: bool
    nested_in: Kind | None
    customers_raise: bool

    @property
    def is_whole(self) -> bool:
        """Whether it counts every number of the network, and so stands above the others."""
        return self.nested_in is None

    @property
    def is_lent(self) -> bool:
        """Whether it counts what is lent to website visitors, and nothing else."""
        return self.number_types == ("dynamic",)


TABLE: Final[dict[Kind, KindOfLimit]] = {
    kind.name: kind
    for kind in (
        KindOfLimit(
            "network",
            "Whole network",
            "network limit",
            "more numbers in the whole network",
            "static and dynamic numbers of the whole network",
            ("static", "dynamic"),
            of_campaign=False,
            nested_in=None,
            customers_raise=False,
        ),
        KindOfLimit(
            "dynamic",
            "Dynamic numbers",
            "dynamic number limit",
            "more dynamic numbers",
            "dynamic numbers of the whole network",
            ("dynamic",),
            of_campaign=False,
            nested_in="network",
            customers_raise=False,
        ),
        KindOfLimit(
            "campaign",
            "Campaign",
            "Promo Numbers Allowed",
            "more numbers for {campaign}",
            "static numbers of the campaign",
            ("static",),
            of_campaign=True,
            nested_in="network",
            customers_raise=True,
        ),
    )
}


@dataclass(frozen=True, order=True)
class LimitKey:
    """Names one limit of a network; ``campaign_id`` is '' unless each campaign has its own."""

    kind: Kind
    campaign_id: str = ""

    def __post_init__(self) -> None:
        if self.about.of_campaign != bool(self.campaign_id):
            raise BadInput(
                f"A {self.kind} limit needs the campaign it belongs to (--campaign ID)."
                if self.about.of_campaign
                else f"The {self.kind} limit belongs to the whole network: leave the campaign out."
            )

    @property
    def about(self) -> KindOfLimit:
        return TABLE[self.kind]

    @property
    def of_campaign(self) -> bool:
        return self.about.of_campaign

    @property
    def is_whole(self) -> bool:
        return self.about.is_whole

    @property
    def is_lent(self) -> bool:
        return self.about.is_lent

    def words(self, campaign_name: str | None = None) -> str:
        """'network limit', or 'limit of campaign Spring'."""
        if self.of_campaign:
            return f"limit of campaign {campaign_name or self.campaign_id}"
        return f"{self.kind} limit"


NETWORK: Final = LimitKey("network")
DYNAMIC: Final = LimitKey("dynamic")
OF_THE_NETWORK: Final = tuple(LimitKey(kind.name) for kind in TABLE.values() if not kind.of_campaign)  # the whole first


def campaign_limit(campaign_id: str) -> LimitKey:
    return LimitKey("campaign", campaign_id)


def as_kind(text: str) -> Kind:
    if text not in KINDS:
        raise BadInput(f"'{text}' is no kind of limit; the kinds are campaign, network and dynamic.")
    return cast(Kind, text)


def about(kind: str) -> KindOfLimit:
    """What there is to know of a kind that a record names."""
    return TABLE[as_kind(kind)]


def who_may_raise(kind: Kind, customer_roles: tuple[str, ...]) -> str:
    """In words for the customer; ``customer_roles`` are those that the settings leave such limits to."""
    if TABLE[kind].customers_raise and customer_roles:
        return "a Super User of the network, at once"
    return "the customer success manager, through a request"


def limits_of_a_new_number(number_type: NumberType, campaign_id: str) -> tuple[LimitKey, ...]:
    """The limits that must all have room: its own first, then those it is nested in."""
    own = next(k for k in TABLE.values() if k.number_types == (number_type,))
    keys = [LimitKey(own.name, campaign_id if own.of_campaign else "")]
    while (above := keys[-1].about.nested_in) is not None:
        keys.append(LimitKey(above))
    return tuple(keys)
