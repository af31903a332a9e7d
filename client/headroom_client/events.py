"""What webhooks send. Verify a message with a library of Standard Webhooks first, then read it here."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from headroom_client.models import Alert, Answered, Change, ImportFile, PlannedChange, Request


class LimitChangedData(Answered):
    as_of: dt.date | None
    change: Change


class LimitPlannedData(Answered):
    as_of: dt.date | None
    planned: PlannedChange


class RequestData(Answered):
    as_of: dt.date | None
    request: Request


class TurnedAlert(Alert):
    """An alert as it stands after it began, rose, eased or ended; a level is percent of the limit, or 0 and 1."""

    level_before: int
    with_its_period: bool  # It ended because its billing month or allotment period did.


class AlertData(Answered):
    as_of: dt.date | None
    alert: TurnedAlert


class ImportData(Answered):
    """To the vendor's endpoints the files and who brought them; to a network's only how far its usage is known."""

    as_of: dt.date | None
    network_id: str | None
    imported_by: str | None
    files: list[ImportFile] | None


class LimitChanged(Answered):
    """A limit has a new value."""

    timestamp: dt.datetime  # When it happened, in UTC.
    type: Literal["limit.changed"]
    data: LimitChangedData


class LimitPlanned(Answered):
    """A limit will have a new value from a day on."""

    timestamp: dt.datetime  # When it happened, in UTC.
    type: Literal["limit.planned"]
    data: LimitPlannedData


class RequestFiled(Answered):
    """More numbers were asked for."""

    timestamp: dt.datetime  # When it happened, in UTC.
    type: Literal["request.filed"]
    data: RequestData


class RequestDecided(Answered):
    """A request was approved, approved in part or declined."""

    timestamp: dt.datetime  # When it happened, in UTC.
    type: Literal["request.decided"]
    data: RequestData


class AlertBegan(Answered):
    """An alert began or rose."""

    timestamp: dt.datetime  # When it happened, in UTC.
    type: Literal["alert.began"]
    data: AlertData


class AlertEnded(Answered):
    """An alert ended or eased."""

    timestamp: dt.datetime  # When it happened, in UTC.
    type: Literal["alert.ended"]
    data: AlertData


class ImportDone(Answered):
    """Files were imported."""

    timestamp: dt.datetime  # When it happened, in UTC.
    type: Literal["import.done"]
    data: ImportData


class TestData(Answered):
    as_of: dt.date | None
    endpoint_id: str
    words: str


class WebhookTest(Answered):
    """Somebody pressed *Send a test*."""

    timestamp: dt.datetime
    type: Literal["webhook.test"]
    data: TestData


Event = LimitChanged | LimitPlanned | RequestFiled | RequestDecided | AlertBegan | AlertEnded | ImportDone | WebhookTest
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


def read_event(body: bytes | str) -> Event:
    """The event in the body of a verified message; raises pydantic's ValidationError for what is none."""
    return _EVENT.validate_json(body)
