"""One network's standing is the same for everybody of one side, so that pages may work it out once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass

import numpy as np
import pytest

from data.store import Store
from limits.actors import actor
from limits.advice import network_standing
from limits.requests import FileRequest, file_request
from tests.limits.world import ADMIN, CSM, PLANNER, RUNNING, SUPER_USER, TODAY, VIEWER


def leaves(value: object) -> Iterator[object]:
    """Everything that a value holds, arrays to the last bit."""
    if isinstance(value, np.ndarray):
        yield value.tobytes()
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield key
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for name, one in vars(value).items():
            yield name
            yield from leaves(one)
    else:
        yield value


@pytest.mark.parametrize("side", [(CSM, PLANNER, ADMIN), (SUPER_USER, VIEWER)], ids=["vendor", "customer"])
def test_people_of_one_side_have_the_same_standing(world: Store, side: tuple[str, ...]) -> None:
    asked = FileRequest("acme", "network", 10, RUNNING, "why")
    file_request(world, actor(world, VIEWER), asked, now=TODAY)
    first, *others = [
        repr(list(leaves(network_standing(world, actor(world, email), "acme", now=TODAY)))) for email in side
    ]
    assert len(first) > 10_000
    assert all(other == first for other in others)


def test_the_two_sides_have_not(world: Store) -> None:
    of_vendor, of_customer = (network_standing(world, actor(world, email), "acme") for email in (CSM, VIEWER))
    assert of_vendor.contract.current is not None
    assert of_vendor.contract.current.overage_rate is not None
    assert of_customer.contract.current is not None
    assert of_customer.contract.current.overage_rate is None
