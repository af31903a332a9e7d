"""What all answers have in common."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["campaign", "network", "dynamic"]


class Answered(BaseModel):
    """The base of all answers."""

    model_config = ConfigDict(extra="allow", populate_by_name=True, protected_namespaces=(), frozen=True)
