"""The three kinds of limit, and the name of a single one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from data.errors import BadInput

Kind = Literal["campaign", "network", "dynamic"]
NumberType = Literal["static", "dynamic"]

KINDS: Final = get_args(Kind)

# The message a customer meets when any of the three is full.
FULL_MESSAGE: Final = (
    "You've reached your promo number limit. To add a number you must increase your promo number limit."
)

WHO_MAY_RAISE: Final[dict[str, str]] = {
    "campaign": "a Super User of the network, at once",
    "network": "the customer success manager, through a request",
    "dynamic": "the customer success manager, through a request",
}

COUNTS: Final[dict[str, str]] = {
    "campaign": "static numbers of the campaign",
    "network": "static and dynamic numbers of the whole network",
    "dynamic": "dynamic numbers of the whole network",
}


@dataclass(frozen=True, order=True)
class LimitKey:
    """Names one limit of a network; ``campaign_id`` is '' unless the kind is campaign."""

    kind: Kind
    campaign_id: str = ""

    def __post_init__(self) -> None:
        if (self.kind == "campaign") != bool(self.campaign_id):
            raise BadInput(
                "A campaign limit needs the campaign it belongs to (--campaign ID)."
                if self.kind == "campaign"
                else f"The {self.kind} limit belongs to the whole network: leave the campaign out."
            )

    def words(self, campaign_name: str | None = None) -> str:
        """'network limit', or 'limit of campaign Spring'."""
        if self.kind == "campaign":
            return f"limit of campaign {campaign_name or self.campaign_id}"
        return f"{self.kind} limit"


def as_kind(text: str) -> Kind:
    if text not in KINDS:
        raise BadInput(f"'{text}' is no kind of limit; the kinds are campaign, network and dynamic.")
    return cast(Kind, text)


def limits_of_a_new_number(number_type: NumberType, campaign_id: str) -> tuple[LimitKey, ...]:
    """The limits that must all have room: its own first, then the network's."""
    own = LimitKey("campaign", campaign_id) if number_type == "static" else LimitKey("dynamic")
    return (own, LimitKey("network"))
