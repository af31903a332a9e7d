"""The sample portfolio: about forty networks, simulated from causes, each with a story."""

from __future__ import annotations

from data.sample.load import SampleSummary, fill, is_empty, sample_stories
from data.sample.simulation import History, simulate

__all__ = ["History", "SampleSummary", "fill", "is_empty", "sample_stories", "simulate"]
