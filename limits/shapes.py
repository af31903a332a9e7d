"""What happened, typed once: the API answers with these models, and webhooks send them; the names that `--json` has."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from limits.kinds import Kind

AsOf = str | None


class Answered(BaseModel):
    """The base: what a newer version adds is passed on."""

    model_config = ConfigDict(extra="allow", populate_by_name=True, protected_namespaces=())


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
