"""What happened, typed once: the API answers with these models, and webhooks send them; the names that `--json` has."""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from limits.kinds import Kind

AsOf = str | None
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?")


class Answered(BaseModel):
    """The base: what a newer version adds is passed on."""

    model_config = ConfigDict(extra="allow", populate_by_name=True, protected_namespaces=())

    @model_validator(mode="before")
    @classmethod
    def _moments_say_that_they_are_utc(cls, data: Any) -> Any:
        """The store's moments, which `--json` prints without a word about whose clock they are by."""
        return {name: _in_utc(name, value) for name, value in data.items()} if isinstance(data, dict) else data


class Change(Answered):
    change_id: str
    network_id: str
    kind: Kind
    campaign_id: str
    version: int
    old_limit: int | None
    new_limit: int
    changed_at: str
    changed_by: str
    reason: str
    as_of: AsOf
    token: str | None = Field(None, description="The purpose of the token it was made with.")


class PlannedChange(Answered):
    scheduled_id: str
    network_id: str
    kind: Kind
    campaign_id: str
    new_limit: int
    on_date: str
    until_date: str | None
    status: str
    reason: str
    scheduled_by: str


class Request(Answered):
    request_id: str
    network_id: str
    kind: Kind
    campaign_id: str
    more_numbers: int
    from_month: str
    until_month: str | None
    reason: str
    status: str
    filed_by: str
    filed_at: str
    decided_by: str | None
    granted_limit: int | None
    answer: str | None


class Alert(Answered):
    network_id: str
    kind: str
    campaign_id: str
    alert: str
    level: int
    since: str
    as_of: AsOf
    words: str


class ImportFile(Answered):
    file: str
    table: str
    as_of: AsOf
    row_count: int
    changed_count: int


def _in_utc(name: str, value: Any) -> Any:
    is_moment = str(name).endswith("_at") and isinstance(value, str) and _MOMENT.fullmatch(value)
    return f"{value}+00:00" if is_moment else value
