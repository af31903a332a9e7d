"""Reading a network: its limits, usage, forecast, contract, alerts, and what a request would come to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request, Response

from data import records
from data.errors import Unknown
from data.store import Store
from limits import as_json
from limits.actors import Actor, refreshed, require, visible_networks
from limits.advice import Asked, answer_to
from limits.answers import answer_data
from limits.kinds import Kind, LimitKey
from limits.network import LimitHeadroom, explain, limit_headrooms
from limits.notices import raised_alerts
from views.api import models
from views.api.bodies import AskedFor, Id, ToExplain
from views.api.paging import PageSize, PageToken, page
from views.api.routing import NetworkId, problems, service

router = APIRouter(prefix="/networks", tags=["networks"], responses=problems())
LEVELS = (0.1, 0.5, 0.9)
Levels = Annotated[
    list[Annotated[float, Query(gt=0, lt=1)]], Query(max_length=20, description="Of the quantiles, between 0 and 1.")
]


@router.get("", response_model=models.Page[models.Network])
async def list_networks(request: Request, page_size: PageSize = 0, page_token: PageToken = "") -> Response:
    """The networks that this person may see."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        with store.reading() as cursor:
            networks = visible_networks(cursor, refreshed(cursor, person))
        return page([asdict(network) for network in networks], request, page_size, page_token)

    return await service(request).read(request, models.Page[models.Network], work)


@router.get("/{network_id}", response_model=models.Network)
async def get_network(request: Request, network_id: NetworkId) -> Response:
    """One network."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        with store.reading() as cursor:
            return asdict(require(cursor, refreshed(cursor, person), "see network", network_id))

    return await service(request).read(request, models.Network, work)


@router.get("/{network_id}/limits", response_model=models.Page[models.Limit], tags=["limits"])
async def list_limits(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """Every limit with its usage and headroom."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        with store.reading() as cursor:  # no forecast is needed for them
            network = require(cursor, refreshed(cursor, person), "see network", network_id)
            limits = [limit_data(network, headroom) for headroom in limit_headrooms(cursor, network)]
        return page(limits, request, page_size, page_token)

    return await service(request).read(request, models.Page[models.Limit], work)


@router.get("/{network_id}/limits/{kind}", response_model=models.Limit, tags=["limits"])
async def get_limit(request: Request, network_id: NetworkId, kind: Kind, campaign_id: Id = "") -> Response:
    """One limit; its ETag is what If-Match names when it is changed."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        return one_limit(store, person, network_id, LimitKey(kind, campaign_id))

    return await service(request).read(request, models.Limit, work, version=lambda limit: int(limit["version"]))


@router.get("/{network_id}/answers", response_model=models.Page[models.Answer], tags=["answers"])
async def list_answers(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """What is suggested for each limit, with its arithmetic."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        standing = service(request).standing(store, person, network_id)
        answers = [
            {"kind": key.kind, "campaign_id": key.campaign_id or None} | (answer_data(answer, standing.contract) or {})
            for key, answer in standing.answers.items()
        ]
        return page(answers, request, page_size, page_token)

    return await service(request).read(request, models.Page[models.Answer], work)


@router.post("/{network_id}:weigh", response_model=models.Answer, tags=["answers"])
async def weigh(request: Request, network_id: NetworkId, asked: AskedFor) -> Response:
    """What a request would be answered, without filing it."""

    def work(store: Store, person: Actor) -> dict[str, Any] | None:
        standing = service(request).standing(store, person, network_id)
        return answer_data(answer_to(standing, as_asked(network_id, asked)), standing.contract)

    return await service(request).ask(request, models.Answer, work)


@router.post("/{network_id}:explain", response_model=models.Explanation, tags=["answers"])
async def explain_room(request: Request, network_id: NetworkId, asked: ToExplain) -> Response:
    """Can so many numbers be added, which limits are in the way, and who may raise each?"""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        explained = explain(
            store,
            person,
            network_id,
            number_type=asked.number_type,
            count=asked.count,
            campaign_id=asked.campaign_id,
        )
        with store.reading() as cursor:
            networks = visible_networks(cursor, refreshed(cursor, person))
        as_of = next(network.as_of for network in networks if network.network_id == network_id)
        return as_json.explanation(explained) | {"as_of": as_of}

    return await service(request).ask(request, models.Explanation, work)


@router.get("/{network_id}/usage", response_model=models.UsageMonths, tags=["usage"])
async def get_usage(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """Usage by billing month, oldest first; the running month is as of `as_of`."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        standing = service(request).standing(store, person, network_id)
        months = [
            asdict(month) | {"billing_month": f"{month.billing_month:%Y-%m}", "used": month.used}
            for month in standing.history
        ]
        return page(months, request, page_size, page_token) | {"as_of": standing.as_of}

    return await service(request).read(request, models.UsageMonths, work)


@router.get("/{network_id}/forecast", response_model=models.Forecast, tags=["forecasts"])
async def get_forecast(request: Request, network_id: NetworkId, levels: Levels = list(LEVELS)) -> Response:  # noqa: B006
    """Quantiles of demand by month, from the running one on; no months while no usage was imported."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        standing = service(request).standing(store, person, network_id)
        outlook = standing.outlook
        months: list[dict[str, Any]] = []
        if outlook is not None:
            parts = {
                name: np.quantile(getattr(outlook, name), levels, axis=0).T for name in ("static", "dynamic", "total")
            }
            months = [
                {"month": f"{month:%Y-%m}"} | {name: values[place].tolist() for name, values in parts.items()}
                for place, month in enumerate(outlook.months)
            ]
        return {
            "network_id": network_id,
            "as_of": standing.as_of,
            "levels": levels,
            "months": months,
            "caveats": list(outlook.caveats) if outlook else [],
        }

    return await service(request).read(request, models.Forecast, work)


@router.get("/{network_id}/contract", response_model=models.Contract, tags=["contracts"])
async def get_contract(request: Request, network_id: NetworkId) -> Response:
    """The contract's periods: what was agreed, used and is left; prices for the vendor's people only."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        standing = service(request).standing(store, person, network_id)
        return as_json.contract(standing.contract) | {"network_id": network_id, "as_of": standing.as_of}

    return await service(request).read(request, models.Contract, work)


@router.get("/{network_id}/alerts", response_model=models.Page[models.Alert], tags=["alerts"])
async def list_alerts_of(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """The alerts that are raised for a network."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        raised = raised_alerts(store, person, network_id)
        return page([asdict(state) for state in raised], request, page_size, page_token)

    return await service(request).read(request, models.Page[models.Alert], work)


def as_asked(network_id: str, asked: AskedFor) -> Asked:
    return Asked(
        network_id,
        asked.kind,
        asked.more,
        asked.from_month.replace(day=1),
        asked.campaign_id,
        asked.until_month.replace(day=1) if asked.until_month else None,
        asked.sessions,
        asked.more_sessions,
    )


def one_limit(store: Store, person: Actor, network_id: str, key: LimitKey) -> dict[str, Any]:
    """A limit as it is now; Unknown where the network has none of that name."""
    with store.reading() as cursor:  # no forecast is needed for it
        network = require(cursor, refreshed(cursor, person), "see network", network_id)
        for headroom in limit_headrooms(cursor, network):
            if headroom.key == key:
                return limit_data(network, headroom)
    raise Unknown(f"{network.name} has no {key.words()}.")


def limit_data(network: records.Network, headroom: LimitHeadroom) -> dict[str, Any]:
    return {"network_id": network.network_id, "as_of": network.as_of} | as_json.limit(headroom)
