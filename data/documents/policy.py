"""The policy of the fast lane."""

from __future__ import annotations

from pydantic import FiniteFloat

from data.documents.shape import Part


class PolicyV1(Part):
    """What is granted as it is filed; ratios are 0..1."""

    is_on: bool
    most_share: FiniteFloat
    most_numbers: int
    most_risk: FiniteFloat
