"""All operations of the API: one method each, typed from what is asked to what is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Literal, Self

import httpx

from headroom_client import models
from headroom_client.administration import Administration
from headroom_client.models import Kind
from headroom_client.operations import Month, asked_for
from headroom_client.paging import Pages
from headroom_client.requests import Requests
from headroom_client.transport import Transport, at

ANY_VERSION: Final = "*"


class Client(Requests, Administration):
    """A person's token at one server. Writes carry an Idempotency-Key, so a try that failed is made again by itself."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float = 60.0,
        tries: int = 3,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._transport = Transport(base_url, token, timeout=timeout, tries=tries, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def me(self) -> models.Me:
        """Whose token this is, and what it is for."""
        return self._transport.get(models.Me, "/me")

    def networks(self, *, page_size: int = 0) -> Pages[models.Network]:
        """The networks that this person may see."""
        return self._list(models.Network, "/networks", page_size)

    def network(self, network_id: str) -> models.Network:
        return self._transport.get(models.Network, at("networks", network_id))

    def limits(self, network_id: str, *, page_size: int = 0) -> Pages[models.Limit]:
        """Every limit with its usage and headroom."""
        return self._list(models.Limit, at("networks", network_id, "limits"), page_size)

    def limit(self, network_id: str, kind: Kind, *, campaign_id: str = "") -> models.Limit:
        """One limit, as `change_limit` wants to have seen it."""
        params = {"campaign_id": campaign_id or None}
        return self._transport.get(models.Limit, at("networks", network_id, "limits", kind), params)

    def change_limit(
        self,
        network_id: str,
        kind: Kind,
        *,
        seen: models.Limit | int | Literal["*"],
        to: int,
        reason: str,
        campaign_id: str = "",
        on: dt.date | None = None,
        until: dt.date | None = None,
        accept_below_usage: bool = False,
        accept_overage: bool = False,
        idempotency_key: str | None = None,
    ) -> models.Changed:
        """Changes a limit now or on a day; ``seen`` is the limit as it was read, its version, or ANY_VERSION.

        Raises Stale, with what the limit is now in ``current``, where somebody changed it meanwhile.
        """
        version = seen.version if isinstance(seen, models.Limit) else seen
        return self._transport.write(
            models.Changed,
            at("networks", network_id, "limits", kind),
            method="PATCH",
            params={"campaign_id": campaign_id or None},
            headers={"If-Match": ANY_VERSION if version == ANY_VERSION else f'"{version}"'},
            body={
                "to": to,
                "reason": reason,
                "on": on,
                "until": until,
                "accept_below_usage": accept_below_usage,
                "accept_overage": accept_overage,
            },
            key=idempotency_key,
        )

    def answers(self, network_id: str, *, page_size: int = 0) -> Pages[models.Answer]:
        """What is suggested for each limit, with its arithmetic."""
        return self._list(models.Answer, at("networks", network_id, "answers"), page_size)

    def weigh(
        self,
        network_id: str,
        *,
        kind: Kind,
        more: int,
        from_month: Month,
        campaign_id: str = "",
        until_month: Month | None = None,
        sessions: int | None = None,
        more_sessions: int | None = None,
    ) -> models.Answer:
        """What a request would be answered, without filing it."""
        asked = asked_for(kind, more, from_month, campaign_id, until_month, sessions, more_sessions)
        return self._transport.ask(models.Answer, at("networks", f"{network_id}:weigh"), asked)

    def explain(
        self, network_id: str, *, number_type: Literal["static", "dynamic"], count: int, campaign_id: str = ""
    ) -> models.Explanation:
        """Can so many numbers be added, which limits are in the way, and who may raise each?"""
        asked = {"number_type": number_type, "count": count, "campaign_id": campaign_id}
        return self._transport.ask(models.Explanation, at("networks", f"{network_id}:explain"), asked)

    def usage(self, network_id: str, *, page_size: int = 0) -> models.UsageMonths:
        """Usage by billing month, oldest first, all pages in one."""
        path, items, token = at("networks", network_id, "usage"), [], ""
        while True:
            params = {"page_size": page_size, "page_token": token or None}
            page = self._transport.get(models.UsageMonths, path, params)
            items += page.items
            token = page.next_page_token
            if not token:
                return page.model_copy(update={"items": items})

    def forecast(self, network_id: str, *, levels: Sequence[float] = (0.1, 0.5, 0.9)) -> models.Forecast:
        """Quantiles of demand by month, from the running one on."""
        return self._transport.get(models.Forecast, at("networks", network_id, "forecast"), {"levels": list(levels)})

    def contract(self, network_id: str) -> models.Contract:
        return self._transport.get(models.Contract, at("networks", network_id, "contract"))

    def alerts(self, network_id: str | None = None, *, page_size: int = 0) -> Pages[models.Alert]:
        """The alerts that are raised, of one network or of all that this person may see."""
        path = "/alerts" if network_id is None else at("networks", network_id, "alerts")
        return self._list(models.Alert, path, page_size)

    def audit(self, network_id: str, *, page_size: int = 0) -> Pages[models.Change]:
        """Every change of its limits, newest first."""
        return self._list(models.Change, at("networks", network_id, "audit"), page_size)

    def planned_changes(self, network_id: str, *, page_size: int = 0) -> Pages[models.PlannedChange]:
        return self._list(models.PlannedChange, at("networks", network_id, "planned-changes"), page_size)

    def cancel_planned_change(
        self, scheduled_id: str, *, reason: str, idempotency_key: str | None = None
    ) -> models.PlannedChange:
        path = at("planned-changes", f"{scheduled_id}:cancel")
        return self._transport.write(models.PlannedChange, path, body={"reason": reason}, key=idempotency_key)

    def packs(self, network_id: str, *, page_size: int = 0) -> Pages[models.Pack]:
        return self._list(models.Pack, at("networks", network_id, "packs"), page_size)

    def pack(self, network_id: str, pack_id: str) -> models.PackSheet:
        """A pack with its figures as they were."""
        return self._transport.get(models.PackSheet, at("networks", network_id, "packs", pack_id))

    def freeze_pack(self, network_id: str, *, title: str, idempotency_key: str | None = None) -> models.Pack:
        """Keeps the figures of now under a title."""
        path = at("networks", network_id, "packs")
        return self._transport.write(models.Pack, path, body={"title": title}, key=idempotency_key)
