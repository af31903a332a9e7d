"""Can N more numbers be added? Which limits bind, by how many, who may raise each, and which binds next."""

from __future__ import annotations

from dataclasses import dataclass

from data.errors import BadInput, Unknown
from data.store import Store
from limits.actors import Actor, refreshed, require
from limits.kinds import FULL_MESSAGE, NumberType, limits_of_a_new_number, who_may_raise
from limits.network.headroom import LimitHeadroom, limit_headrooms


@dataclass(frozen=True)
class Binding:
    """A limit that has no room for what was asked, or will be the next to have none."""

    limit: LimitHeadroom
    missing: int  # numbers beyond its headroom
    who_may_raise: str


@dataclass(frozen=True)
class Explanation:
    """The answer to "can I add N numbers?", as data and as sentences."""

    network_id: str
    number_type: NumberType
    campaign_id: str
    count: int
    allowed: bool
    room: int  # how many could be added now
    binding: tuple[Binding, ...]
    next_binding: Binding | None  # the limit that would stop one after the binding ones were raised, or after adding
    sentences: tuple[str, ...]


def explain(
    store: Store, person: Actor, network_id: str, *, number_type: NumberType, count: int, campaign_id: str = ""
) -> Explanation:
    """Says which of the limits stands in the way of ``count`` more numbers, all of them by name."""
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 1_000_000:
        raise BadInput(f"{count} is not a number of numbers to add: give a whole number from 1 to 1,000,000.")
    if number_type == "static" and not campaign_id:
        raise BadInput("A static number belongs to a campaign: say which one (--campaign ID).")
    if number_type == "dynamic" and campaign_id:
        raise BadInput(f"Dynamic numbers belong to no campaign: leave '{campaign_id}' out.")
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "check room", network_id)
        roles = actor.settings.in_contract(network_id).may_raise_campaign
        headrooms = {s.key: s for s in limit_headrooms(cursor, network)}
    keys = limits_of_a_new_number(number_type, campaign_id)
    if keys[0] not in headrooms:
        known = ", ".join(sorted(k.campaign_id for k in headrooms if k.of_campaign)) or "none"
        raise Unknown(f"{network.name} has no campaign '{campaign_id}'. Its campaigns: {known}.")
    return _explanation(network_id, number_type, campaign_id, count, [headrooms[key] for key in keys], roles)


def _explanation(
    network_id: str,
    number_type: NumberType,
    campaign_id: str,
    count: int,
    limits: list[LimitHeadroom],
    roles: tuple[str, ...],
) -> Explanation:
    binding = tuple(_binding(s, count - s.headroom, roles) for s in limits if s.headroom < count)
    room = max(0, min(s.headroom for s in limits))
    # Once the binding limits are out of the way, or the numbers are added, the least room left stops the next one.
    rest = [s for s in limits if s.headroom >= count]
    next_limit = min(rest, key=lambda s: s.headroom) if rest else None
    next_binding = _binding(next_limit, 0, roles) if next_limit else None
    sentences = _sentences(number_type, count, room, binding, next_binding)
    return Explanation(
        network_id, number_type, campaign_id, count, not binding, room, binding, next_binding, tuple(sentences)
    )


def _binding(headroom: LimitHeadroom, missing: int, roles: tuple[str, ...]) -> Binding:
    return Binding(headroom, missing, who_may_raise(headroom.key.kind, roles))


def _sentences(
    number_type: str, count: int, room: int, binding: tuple[Binding, ...], next_binding: Binding | None
) -> list[str]:
    wanted = f"{count:,} {number_type} {'number' if count == 1 else 'numbers'}"
    if not binding:
        said = [f"Yes: {wanted} can be added now."]
    else:
        said = [f"No: {wanted} cannot be added; {f'{room:,} can' if room else 'none can'}.", FULL_MESSAGE]
    for item in binding:
        limit = item.limit
        said.append(
            f"The {limit.words} is in the way: {limit.usage:,} of {limit.limit:,} used, "
            f"{max(limit.headroom, 0):,} left, {item.missing:,} too few. It can be raised by {item.who_may_raise}."
        )
    if next_binding is not None:
        next_limit = next_binding.limit
        after = next_limit.headroom - count
        moment = "after that" if binding else "then"
        said.append(
            f"Next in the way would be the {next_limit.words}: {after:,} left {moment} of {next_limit.limit:,}, "
            f"raised by {next_binding.who_may_raise}."
        )
    return said
