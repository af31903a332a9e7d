"""What the API takes: every field known and checked, nothing passed over in silence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from data.tables.webhook_events import EventType
from limits.kinds import Kind
from limits.requests import MOST_TOGETHER

MOST: int = 10_000_000
Id = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")]


def _month(value: object) -> object:
    """'2026-12' is its first day."""
    return f"{value}-01" if isinstance(value, str) and len(value) == 7 else value


Month = Annotated[
    dt.date,
    BeforeValidator(_month),
    Field(examples=["2026-12"], json_schema_extra={"type": "string", "format": "", "pattern": r"^\d{4}-\d{2}$"}),
]


class Given(BaseModel):
    """The base: an unknown field is refused, for it may have been meant for something."""

    model_config = ConfigDict(extra="forbid", strict=False)


class AskedFor(Given):
    """So many more numbers of a limit, from a month on."""

    kind: Kind
    campaign_id: Id = ""
    more: Annotated[int, Field(ge=1, le=MOST, strict=True)]
    from_month: Month
    until_month: Month | None = None
    sessions: Annotated[int, Field(ge=0, le=10**12, strict=True)] | None = None
    more_sessions: Annotated[int, Field(ge=0, le=10**12, strict=True)] | None = None


class ToFile(AskedFor):
    reason: Text


class ToExplain(Given):
    number_type: Literal["static", "dynamic"]
    campaign_id: Id = ""
    count: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class ToChange(Given):
    to: Annotated[int, Field(ge=0, le=MOST, strict=True)]
    reason: Text
    on: dt.date | None = Field(None, description="Plan it for this day to come instead.")
    until: dt.date | None = Field(None, description="Its last day; then the limit goes back by itself.")
    accept_below_usage: bool = False
    accept_overage: bool = False


class LimitFrom(Given):
    model_config = ConfigDict(extra="forbid", strict=False, populate_by_name=True)

    from_month: Annotated[Month, Field(alias="from")]
    limit: Annotated[int, Field(ge=0, le=MOST, strict=True)]


class ToDecide(Given):
    outcome: Literal["approve", "part", "decline"]
    to: Annotated[int, Field(ge=0, le=MOST, strict=True)] | None = Field(None, description="The limit, for a part.")
    steps: Annotated[list[LimitFrom], Field(max_length=36)] = Field(
        default=[], description="Instead of `to`: the limit of a part by period, each from the month it begins in."
    )
    note: Annotated[str, StringConstraints(max_length=2_000)] = ""
    answer: Annotated[str, StringConstraints(max_length=2_000)] = ""
    on: dt.date | None = None
    now: bool = Field(False, description="At once, whatever month was asked for.")
    expected_version: int | None = None


class ToDecideOne(ToDecide):
    """A decision among others."""

    request_id: Id


class ToDecideTogether(Given):
    decisions: Annotated[list[ToDecideOne], Field(min_length=1, max_length=MOST_TOGETHER)]


class WithReason(Given):
    reason: Annotated[str, StringConstraints(max_length=2_000)] = ""


class Nothing(Given):
    """An empty object; no body does as well."""


class ToFreeze(Given):
    title: Text


class ToTakeBack(Given):
    reason: Text


class ToAddWebhook(Given):
    url: Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
    purpose: Text
    network_id: Id = Field("", description="It hears of this network alone; empty: of everything, as the vendor's.")
    event_types: Annotated[list[EventType], Field(max_length=20, description="None: all there are.")] = []


class ToRotate(Given):
    keep_old_hours: Annotated[int, Field(ge=0, le=336, strict=True, description="The old secret goes on so long.")] = 24


class ToReplay(Given):
    event_id: Id = Field("", description="The delivery to send again; empty: all that were given up.")
