"""What was known when a request was decided, since every limit has one answer."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from data.documents.evidence import ForecastV1, HistoryMonthV1, RequestV1
from data.documents.shape import OpenPart, Part


class AnswerV2(OpenPart):
    verdict: str
    sentence: str
    limit: int | None
    need: int | None


class LimitV2(OpenPart):
    kind: Literal["campaign", "network", "dynamic"]
    campaign_id: str | None
    limit: int
    usage: int
    answer: AnswerV2 | None


class StatusV2(OpenPart):
    """As `limits status --json` was at that moment; only what is read is named."""

    network_id: str
    as_of: dt.date | None
    limits: list[LimitV2]
    forecast: ForecastV1 | None


class EvidenceV2(Part):
    """The request, the answer to it, what became of it, and the network's figures of the moment."""

    request: RequestV1
    answer: AnswerV2 | None
    outcome: Literal["approve", "part", "decline"]
    granted_limit: int | None
    risk_as_granted: float | None
    status: StatusV2
    history: list[HistoryMonthV1]
    assumptions: dict[str, Any]
