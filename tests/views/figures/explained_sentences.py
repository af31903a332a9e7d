"""How the pages say where a figure comes from."""

from __future__ import annotations

from typing import Final

EXPLAINED: Final = (
    r"The forecast takes the {known_months} closed months? below",
    r"Demand is simulated on {paths} paths; the band holds the middle 80 % of them",
    (
        r"Each of {paths} simulated paths of demand is cut off at today's limits, the network limit of "
        r"{network_limit} numbers among them"
    ),
    r"paths that spend more than a period has left: {risk:%}",
    (
        r"Dynamic numbers are forecast from {usage_months} closed months? of usage and {traffic_months} months? of "
        r"traffic(?: up to {traffic_until:m})?"
    ),
    (
        r"Dynamic numbers are forecast from {usage_months} closed months? of usage alone(?:: it has {traffic_months} "
        r"months? of traffic, but only {ratio_months_known} with usage beside it that no limit cut off, and to learn "
        r"from it takes {fewest_months})?"
    ),
    (
        r"formula with {busy_percent} % of a month's sessions in its busiest hour \(assumed\), a hold of "
        r"{hold_assumed} s and {pools_now} RingPools?"
    ),
    (
        r"This network used {used_ratio} numbers for each computed one \(8 of 10 times between {used_ratio_low} and "
        r"{used_ratio_high}\), learnt from {ratio_months_known} months?(?:; {ratio_months_full} more at a limit left "
        r"out)?; {ratio_latest} in the latest"
    ),
    (
        r"Of the forecast {weight_now:%} comes from traffic in the running month and {weight_last:%} in the last "
        r"month ahead"
    ),
    (
        r"With a limit of {tried} and all others as they are, {tried_from:m}(?: to {tried_until:m})?\. Demand is "
        r"turned away in some month with {tried_chance:%} probability"
    ),
)
