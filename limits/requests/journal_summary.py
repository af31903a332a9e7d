"""What the journal comes to: for the team and for each who decides, how long it took and how it went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from limits.requests.decision_journal import JournalEntry
from limits.requests.fast_lane_policy import FAST_LANE


@dataclass(frozen=True)
class Summary:
    """Counts of decisions. What is not known of some is not counted for these: see each ``*_known``."""

    decided_by: str | None  # None is the whole team, without what the fast lane granted
    decided: int
    approved: int
    part: int
    declined: int
    median_hours_to_decide: float | None
    judged: int  # 90 days gone
    raises_known: int  # granted and judged
    raises_used: int
    overage_known: int  # the period over, or overrun already
    ran_over: int
    suggestion_known: int
    followed: int
    above: int
    below: int
    decision_nearer: int
    suggestion_nearer: int
    both_near: int
    without_evidence: int


def summaries(entries: Sequence[JournalEntry]) -> list[Summary]:
    """The team's first, then each person's, who decided most first; the fast lane last."""
    by_person: dict[str, list[JournalEntry]] = defaultdict(list)
    for entry in entries:
        by_person[str(entry.request.decided_by)].append(entry)
    people = sorted(by_person, key=lambda who: (who == FAST_LANE, -len(by_person[who]), who))
    team = [e for e in entries if e.request.decided_by != FAST_LANE]
    return [_summary(None, team), *(_summary(who, by_person[who]) for who in people)]


def _summary(who: str | None, entries: Sequence[JournalEntry]) -> Summary:
    status = Counter(e.request.status for e in entries)
    adherence = Counter(e.adherence for e in entries)
    nearer = Counter(e.nearer for e in entries)
    used = [e.was_used for e in entries if e.was_used is not None]
    over = [e.ran_over for e in entries if e.ran_over is not None]
    return Summary(
        decided_by=who,
        decided=len(entries),
        approved=status["approved"],
        part=status["part"],
        declined=status["declined"],
        median_hours_to_decide=median(e.hours_to_decide for e in entries) if entries else None,
        judged=sum(e.is_judged for e in entries),
        raises_known=len(used),
        raises_used=sum(used),
        overage_known=len(over),
        ran_over=sum(over),
        suggestion_known=sum(e.suggested is not None for e in entries),
        followed=adherence["followed"],
        above=adherence["above"],
        below=adherence["below"],
        decision_nearer=nearer["decision"],
        suggestion_nearer=nearer["suggestion"],
        both_near=nearer["both"],
        without_evidence=sum(not e.has_evidence for e in entries),
    )
