"""What Headroom answers, typed. A field that a newer server adds is kept as well."""

from __future__ import annotations

from headroom_client.models.administration import (
    Import,
    ImportedFile,
    ImportFile,
    ImportTakenBack,
    Replayed,
    Webhook,
    WebhookDelivery,
    WebhookSecret,
)
from headroom_client.models.answers import (
    Answer,
    Binding,
    ContractFigures,
    Explanation,
    LimitName,
    LimitStep,
    Pair,
    Way,
)
from headroom_client.models.base import (
    Answered,
    Kind,
)
from headroom_client.models.changes import (
    Change,
    Changed,
    PlannedChange,
    PlatformMark,
    PlatformTask,
)
from headroom_client.models.networks import (
    Alert,
    Contract,
    Forecast,
    Limit,
    Me,
    Network,
    Pack,
    PackSheet,
    Quantiles,
    UsageMonth,
    UsageMonths,
)
from headroom_client.models.requests import (
    DecidedOne,
    DecidedTogether,
    Decision,
    Reopened,
    Request,
    RequestThread,
)

__all__ = [
    "Alert",
    "Answer",
    "Answered",
    "Binding",
    "Change",
    "Changed",
    "Contract",
    "ContractFigures",
    "DecidedOne",
    "DecidedTogether",
    "Decision",
    "Explanation",
    "Forecast",
    "Import",
    "ImportFile",
    "ImportTakenBack",
    "ImportedFile",
    "Kind",
    "Limit",
    "LimitName",
    "LimitStep",
    "Me",
    "Network",
    "Pack",
    "PackSheet",
    "Pair",
    "PlannedChange",
    "PlatformMark",
    "PlatformTask",
    "Quantiles",
    "Reopened",
    "Replayed",
    "Request",
    "RequestThread",
    "UsageMonth",
    "UsageMonths",
    "Way",
    "Webhook",
    "WebhookDelivery",
    "WebhookSecret",
]
