"""The sample portfolio: about forty networks, simulated from causes, each with a story."""

from __future__ import annotations

from data.sample.load import SampleSummary, fill, is_empty, sample_stories
from data.sample.ordinary import drawn_stories
from data.sample.simulation import History, simulate

__all__ = ["History", "SampleSummary", "drawn_stories", "fill", "is_empty", "sample_stories", "simulate"]
