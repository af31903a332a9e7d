"""The networks a CSM would know by their story. Each sentence is a claim that the simulated data keeps."""

from __future__ import annotations

from data.sample import stories_of_contracts, stories_of_demand, stories_of_limits
from data.sample.story import Story

STORIES: tuple[Story, ...] = stories_of_limits.STORIES + stories_of_contracts.STORIES + stories_of_demand.STORIES
