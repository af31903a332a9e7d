"""Where a forecast of dynamic numbers comes from, in plain sentences: one wording for pages, commands and JSON."""

from __future__ import annotations

import math

from limits.outlook import FEWEST_MONTHS, DynamicSource
from limits.percents import percent

WITHIN = 1.2816  # standard deviations to either side that hold 8 of 10


def source_sentences(source: DynamicSource) -> list[str]:
    """The first says which of usage and traffic had a say; the others with what figures."""
    said = [_sources(source)]
    if not source.traffic_months and source.expected is None:
        return said
    share = f"{source.busy_hour_share * 100:.2g} % of a month's sessions in its busiest hour"
    pools = f"{source.pools} RingPool" + ("" if source.pools == 1 else "s")
    said.append(
        f"Computed numbers are Erlang's loss formula with {share} (assumed), a hold of {source.hold_seconds:,.0f} s "
        f"and {pools}."
    )
    said.append(_ratio(source))
    weight = source.traffic_weight
    if weight and source.expected is None:
        said.append(
            f"Of the forecast {percent(weight[0])} comes from traffic in the running month and {percent(weight[-1])} "
            "in the last month ahead: each counts by how sure it is."
        )
    return said


def _sources(source: DynamicSource) -> str:
    usage = f"{source.usage_months} closed {'month' if source.usage_months == 1 else 'months'} of usage"
    traffic = f"{source.traffic_months} {'month' if source.traffic_months == 1 else 'months'} of traffic"
    until = f" up to {source.traffic_until:%B %Y}" if source.traffic_until else ""
    if source.expected is not None:
        wanted = source.expected
        return (
            f"Dynamic numbers as a scenario: {wanted.sessions_a_month:,.0f} sessions a month from "
            f"{wanted.from_month:%B %Y}, right within a factor of 1.35 two times out of three; until then {usage}"
            + ("." if source.why_unused else f" and {traffic}.")
        )
    if source.why_unused is None:
        return f"Dynamic numbers are forecast from {usage} and {traffic}{until}."
    met = source.ratio.months if source.ratio else 0
    reason = {
        "no traffic": "no traffic is on record",
        "too few months": (
            f"it has {traffic}, but only {met} with usage beside it that no limit cut off, and to learn from it takes "
            f"{FEWEST_MONTHS}"
        ),
        "old": f"its traffic ends with {source.traffic_until:%B %Y}, too long ago" if source.traffic_until else "",
    }[source.why_unused]
    return f"Dynamic numbers are forecast from {usage} alone: {reason}."


def _ratio(source: DynamicSource) -> str:
    ratio = source.ratio
    if ratio is None:
        return "The formula stands alone: no month has both traffic and usage that no limit cut off."
    spread = math.exp(WITHIN * ratio.log_uncertainty)
    left_out = f"; {ratio.months_at_limit} more at a limit left out" if ratio.months_at_limit else ""
    return (
        f"This network used {ratio.median:.2f} numbers for each computed one (8 of 10 times between "
        f"{ratio.median / spread:.2f} and {ratio.median * spread:.2f}), learnt from {ratio.months} "
        f"{'month' if ratio.months == 1 else 'months'}{left_out}; {ratio.latest:.2f} in the latest."
    )
