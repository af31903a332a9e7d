"""Judging a decision by what came: was the suggestion followed, and who was nearer."""

from __future__ import annotations

from typing import Literal

Adherence = Literal["followed", "above", "below"]
Nearer = Literal["decision", "suggestion", "both"]


def adherence_of(before: int, asked: int, after: int, suggested: int) -> Adherence:
    """Whether the decision did what the suggestion speaks for.

    A suggestion beyond what was asked speaks for all that was asked; one below the limit of the time, for no raise.
    """
    spoken_for = max(before, min(suggested, asked))
    if after == spoken_for:
        return "followed"
    return "above" if after > spoken_for else "below"


def nearer_of(after: int, suggested: int, highest_usage: int, *, ran_over: bool) -> Nearer:
    """Which limit was nearer to the one that would have been right, seen from afterwards.

    Where the allotment ran over, the lower was; where usage filled the limit there was, the higher, because demand was
    at least that; else the one nearer to the highest usage.
    """
    if after == suggested:
        return "both"
    if ran_over:
        return "decision" if after < suggested else "suggestion"
    if highest_usage >= after:
        return "decision" if after > suggested else "suggestion"
    missed, would_have_missed = abs(after - highest_usage), abs(suggested - highest_usage)
    if missed == would_have_missed:
        return "both"
    return "decision" if missed < would_have_missed else "suggestion"
