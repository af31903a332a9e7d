"""What an endpoint is sent: one model an event, with the shapes of the API, and no more than its side may see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, TypeAdapter

from data.records import LimitChange, Network, Request, ScheduledChange
from data.store import Cursor
from data.tables.webhook_events import AlertTurn, Event
from limits import as_json, shapes, visibility

TEST: Final = "webhook.test"


class LimitChangedData(shapes.Answered):
    as_of: shapes.AsOf
    change: shapes.Change


class LimitPlannedData(shapes.Answered):
    as_of: shapes.AsOf
    planned: shapes.PlannedChange


class RequestData(shapes.Answered):
    as_of: shapes.AsOf
    request: shapes.Request


class TurnedAlert(shapes.Alert):
    """An alert as it stands after it began, rose, eased or ended; a level is percent of the limit, or 0 and 1."""

    level_before: int
    with_its_period: bool = Field(description="It ended because its billing month or allotment period did.")


class AlertData(shapes.Answered):
    as_of: shapes.AsOf
    alert: TurnedAlert


class ImportData(shapes.Answered):
    """To the vendor's endpoints the files and who brought them; to a network's only how far its usage is known."""

    as_of: shapes.AsOf
    network_id: str | None
    imported_by: str | None
    files: list[shapes.ImportFile] | None


class TestData(shapes.Answered):
    as_of: shapes.AsOf
    endpoint_id: str
    words: str


class _Event(shapes.Answered):
    timestamp: str = Field(description="When it happened, in UTC.", examples=["2026-11-25T10:00:00Z"])


class LimitChanged(_Event):
    """A limit has a new value."""

    type: Literal["limit.changed"]
    data: LimitChangedData


class LimitPlanned(_Event):
    """A limit will have a new value from a day on."""

    type: Literal["limit.planned"]
    data: LimitPlannedData


class RequestFiled(_Event):
    """More numbers were asked for."""

    type: Literal["request.filed"]
    data: RequestData


class RequestDecided(_Event):
    """A request was approved, approved in part or declined."""

    type: Literal["request.decided"]
    data: RequestData


class AlertBegan(_Event):
    """An alert began or rose."""

    type: Literal["alert.began"]
    data: AlertData


class AlertEnded(_Event):
    """An alert ended or eased."""

    type: Literal["alert.ended"]
    data: AlertData


class ImportDone(_Event):
    """Files were imported."""

    type: Literal["import.done"]
    data: ImportData


class WebhookTest(_Event):
    """Somebody tries whether the endpoint hears."""

    type: Literal["webhook.test"]
    data: TestData


EventBody = Annotated[
    LimitChanged | LimitPlanned | RequestFiled | RequestDecided | AlertBegan | AlertEnded | ImportDone | WebhookTest,
    Field(discriminator="type"),
]
MODELS: Final[tuple[type[_Event], ...]] = (
    LimitChanged,
    LimitPlanned,
    RequestFiled,
    RequestDecided,
    AlertBegan,
    AlertEnded,
    ImportDone,
)
_BODY: Final[TypeAdapter[Any]] = TypeAdapter(EventBody)


def body_for(cursor: Cursor, event: Event, audience: visibility.Audience, network: Network | None) -> str | None:
    """The event as one side may know it; None where that side is not told of it."""
    data = _data(cursor, event, audience)
    if data is None:
        return None
    as_of = network.as_of.isoformat() if network and network.as_of else None
    return _written(event.event_type, f"{event.happened_at:%Y-%m-%dT%H:%M:%SZ}", {"as_of": as_of} | data)


def test_body(endpoint_id: str, at: str) -> str:
    words = "A test from Headroom: nothing happened."
    return _written(TEST, at, {"as_of": None, "endpoint_id": endpoint_id, "words": words})


def _written(event_type: str, at: str, data: Mapping[str, Any]) -> str:
    made: BaseModel = _BODY.validate_python({"type": event_type, "timestamp": at, "data": dict(data)})
    return made.model_dump_json(by_alias=True)


def _data(cursor: Cursor, event: Event, audience: visibility.Audience) -> dict[str, Any] | None:
    is_customer = audience == "customer"
    if event.event_type == "limit.changed":
        change = TypeAdapter(LimitChange).validate_json(event.content)
        if is_customer:
            (change,) = visibility.limit_changes([change], known=visibility.sides(cursor, change.network_id))
        return {"change": as_json.change(change)}
    if event.event_type == "limit.planned":
        planned = TypeAdapter(ScheduledChange).validate_json(event.content)
        if is_customer:
            (planned,) = visibility.planned_changes([planned])
        return {"planned": as_json.change(planned)}
    if event.event_type in ("request.filed", "request.decided"):
        request = TypeAdapter(Request).validate_json(event.content)
        if is_customer:
            request = visibility.request(request, known=visibility.sides(cursor, request.network_id))
        return {"request": as_json.request(request)}
    if event.event_type in ("alert.began", "alert.ended"):
        turn = TypeAdapter(AlertTurn).validate_json(event.content)
        if is_customer and not visibility.alerts([turn], whole=set()):
            return None
        return {"alert": json.loads(TypeAdapter(AlertTurn).dump_json(turn))}
    imported: dict[str, Any] = json.loads(event.content)
    nobody = {"imported_by": None, "files": None}
    return {"network_id": event.network_id or None} | (nobody if is_customer else imported)
