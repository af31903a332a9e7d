"""Whether the rows of a GA4 export may be added up: its own total says so, or they are refused.

A session stands in the row of every page it saw, and of every segment it is in. Rows that add up to the total are the
parts of a whole; more than the total are not; less are not all there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from data.imports.ga4.blocks import Block, Layout
from data.imports.sheets.given import refused
from data.imports.sheets.sheet import Row

# A session that runs past the hour or past midnight is counted in both, and once in the total.
_RUN_ON = {"hour": 0.10, "day": 0.02}


@dataclass
class Ga4Rows:
    """What was read: sessions by moment with their first row, rows that could not be read, and the total stated."""

    by_moment: dict[str, tuple[int, int]] = field(default_factory=dict)
    odd: list[Row] = field(default_factory=list)
    total: int | None = None
    again: tuple[int, int] | None = None  # the first two rows of one moment

    def add(self, starts_at: str, row: int, sessions: int) -> None:
        first, before = self.by_moment.get(starts_at, (row, 0))
        if starts_at in self.by_moment and self.again is None:
            self.again = (first, row)
        self.by_moment[starts_at] = (first, before + sessions)

    def add_total(self, file: str, row: int, sessions: str) -> None:
        if not sessions.isascii() or not sessions.isdecimal() or len(sessions) > 18:
            raise refused(file, "is a total that is no whole number", row=row, value=sessions[:80])
        if self.total not in (None, int(sessions)):
            raise refused(file, "is a row without a date; the export states another total already", row=row)
        self.total = int(sessions)

    @property
    def sessions(self) -> int:
        return sum(sessions for _, sessions in self.by_moment.values())


def check_totals(file: str, block: Block, layout: Layout, rows: Ga4Rows, warnings: list[str]) -> bool:
    """Whether a total proves the rows whole; refuses rows that do not add up to it, or that nobody may add up."""
    if rows.odd:
        return True  # they are refused, each for its own reason
    if rows.total is None:
        if rows.again:
            raise refused(
                file,
                f"{_divided(block, layout)}, and there is no total to tell that no session is counted twice: export it "
                "without further dimensions, or with its total row",
                row=rows.again[1],
            )
        return False
    if rows.sessions < rows.total:
        raise refused(
            file,
            f"its rows add up to {rows.sessions:,} sessions, its total row says {rows.total:,}: the export was "
            "cut off, sampled, or some of its rows were withheld; export it again",
        )
    more = rows.sessions - rows.total
    if not more:
        return True
    run_on = _RUN_ON.get("hour" if any(" " in at for at in rows.by_moment) else "day", 0.0)
    if rows.again or more > run_on * rows.total:
        divided = f": {_divided(block, layout)}, and sessions are counted in several of them" if rows.again else ""
        raise refused(
            file,
            f"its rows add up to {rows.sessions:,} sessions, more than the {rows.total:,} of its total row{divided}; "
            "export it with the date and the sessions alone",
        )
    warnings.append(
        f"{file}: its rows add up to {rows.sessions:,} sessions, {more:,} more than its total row says; a session that "
        "runs past the hour or past midnight is counted in both."
    )
    return True


def _divided(block: Block, layout: Layout) -> str:
    names = _names([block.headings[place] for place in layout.others if place < len(block.headings)])
    return (
        "has several rows for one " + ("hour" if layout.holds == "hour" or layout.hour is not None else "day") + names
    )


def _names(headings: Sequence[str]) -> str:
    shown = ", ".join(repr(heading[:40]) for heading in headings[:3])
    return f", divided by {shown}" if shown else ""
