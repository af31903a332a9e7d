"""Granting a request as it is filed, where the policy takes it: the same decision a CSM would make, by the policy."""

from __future__ import annotations

import datetime as dt

from data.records import Network, Request
from data.store import Cursor
from data.tables import limits as limit_store
from limits.advice import NetworkStanding
from limits.answers import Answer
from limits.clock import day_of
from limits.kinds import LimitKey, as_kind
from limits.months import plus_months
from limits.notice_texts import notify_of_request
from limits.percents import percent_as_set
from limits.requests.decide import DecideRequest, decide_in
from limits.requests.fast_lane_policy import FAST_LANE, objections, policy_in_force


def grant_at_once(
    cursor: Cursor, network: Network, request: Request, standing: NetworkStanding, answer: Answer, moment: dt.datetime
) -> Request | None:
    """Decides the request within the transaction that files it; None where that is left to a CSM."""
    current = policy_in_force(cursor)
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    limit = limit_store.limit(cursor, network.network_id, key.kind, key.campaign_id)
    seen = (standing.as_of, standing.limit(key).version)
    if not current.fast_lane.is_on or limit is None or seen != (network.as_of, limit.version):
        return None
    today = day_of(moment, network)
    if request.until_month is not None and plus_months(request.until_month, 1) <= today:
        return None  # nothing to grant any more
    if objections(
        cursor,
        current,
        network,
        standing,
        answer,
        filed_by=request.filed_by,
        moment=moment,
    ):
        return None
    lane = current.fast_lane
    command = DecideRequest(
        request.request_id,
        "approve",
        note=(
            f"Granted at once by the policy that {current.set_by} set (version {current.version}): at most "
            f"{lane.most_numbers:,} numbers and {percent_as_set(lane.most_share)} of the limit, overage risk below "
            f"{percent_as_set(lane.most_risk)}, a forecast without caveats."
        ),
        answer="Granted at once.",
        on=request.from_month if request.from_month > today else None,
    )
    decision = decide_in(cursor, network, request, command, standing, by=FAST_LANE, moment=moment)
    notify_of_request(cursor, network, decision.request, "vendor", "was granted by the fast lane", command.note, moment)
    return decision.request
