"""What a scenario makes different, as a list of changes told apart by ``what``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from data.documents.shape import Part

Numbers = Annotated[int, Field(ge=0, le=1_000_000)]
NumberMonths = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Traffic(Part):
    what: Literal["traffic"]
    factor: Annotated[float, Field(gt=0, le=100)]
    from_month: dt.date


class NewCampaign(Part):
    what: Literal["new campaign"]
    name: Annotated[str, Field(min_length=1)]
    numbers: Numbers
    from_month: dt.date


class Reclaimed(Part):
    what: Literal["reclaimed"]
    numbers: Numbers
    from_month: dt.date
    number_type: Literal["static", "dynamic"]


class Extended(Part):
    what: Literal["extended"]
    ends_on: dt.date


class OtherAllotment(Part):
    what: Literal["allotment"]
    number_months: NumberMonths


ScenarioChangesV1 = list[
    Annotated[Traffic | NewCampaign | Reclaimed | Extended | OtherAllotment, Field(discriminator="what")]
]
