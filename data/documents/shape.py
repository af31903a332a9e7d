"""What every model of a stored document has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part whose keys are all known: one key more or less is another document."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OpenPart(BaseModel):
    """A part that earlier versions of Headroom wrote with fewer or other keys; those named here must be there."""

    model_config = ConfigDict(extra="allow", frozen=True)
