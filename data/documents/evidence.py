"""What was known when a request was decided."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from data.documents.shape import OpenPart, Part


class RequestV1(OpenPart):
    request_id: str
    network_id: str
    kind: Literal["campaign", "network", "dynamic"]
    campaign_id: str
    more_numbers: int


class SuggestionV1(OpenPart):
    limit: int
    need: int | None = None
    safe: int | None = None
    risk_now: float | None = None


class LimitV1(OpenPart):
    kind: Literal["campaign", "network", "dynamic"]
    campaign_id: str | None
    limit: int
    usage: int
    suggestion: SuggestionV1 | None


class BandV1(OpenPart):
    p10: list[float]
    p50: list[float]
    p90: list[float]


class ForecastV1(OpenPart):
    months: list[str]
    total: BandV1


class StatusV1(OpenPart):
    """As `limits status --json` was at that moment; it grew with every release, so that only what is read is named."""

    network_id: str
    as_of: dt.date | None
    limits: list[LimitV1]
    forecast: ForecastV1 | None


class HistoryMonthV1(OpenPart):
    billing_month: dt.date
    static_used: int | None
    dynamic_used: int | None


class EvidenceV1(Part):
    """The request, what became of it, and the network's figures of the moment."""

    request: RequestV1
    outcome: Literal["approve", "part", "decline"]
    granted_limit: int | None
    risk_as_granted: float | None
    status: StatusV1
    history: list[HistoryMonthV1]
    assumptions: dict[str, Any]
