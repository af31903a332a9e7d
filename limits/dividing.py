"""A network limit divided over its campaigns by what each is forecast to need, beside what dynamic numbers need."""

from __future__ import annotations

from dataclasses import dataclass

from data.errors import BadInput
from forecasting.split import CampaignNeed, Rule, fair_split
from limits.kinds import LimitKey
from limits.standing import NetworkStanding


@dataclass(frozen=True)
class CampaignShare:
    """One campaign's part, numbers a month."""

    campaign_id: str
    name: str
    usage: int
    need: int
    limit: int  # today's
    share: int


@dataclass(frozen=True)
class Division:
    """How so many numbers go round: ``for_dynamic`` are kept for dynamic numbers, the shares add up to the rest."""

    network_limit: int
    for_dynamic: int
    rule: Rule
    shares: tuple[CampaignShare, ...]


def divide(standing: NetworkStanding, network_limit: int | None = None) -> Division:
    """Divides today's network limit, or another; refused where usage is beyond it or there is nothing to divide over.

    Dynamic numbers are kept what they need, within their limit, as far as the campaigns' usage leaves it.
    """
    whole, dynamic = standing.limit(LimitKey("network")), standing.limit(LimitKey("dynamic"))
    campaigns = [s for s in standing.limits if s.key.kind == "campaign"]
    total = whole.limit if network_limit is None else network_limit
    if not campaigns:
        raise BadInput(f"{standing.network.name} has no campaigns to divide a limit over.")
    if isinstance(total, bool) or total < whole.usage:
        raise BadInput(
            f"{total:,} numbers cannot be divided: {whole.usage:,} are used this month, and nobody goes below that."
        )
    used = sum(s.usage for s in campaigns)
    wanted = max(dynamic.usage, min(dynamic.limit, _need(standing, dynamic.key, dynamic.usage)))
    for_dynamic = min(wanted, total - used)
    needs = [CampaignNeed(s.key.campaign_id, s.usage, _need(standing, s.key, s.usage)) for s in campaigns]
    split = fair_split(total - for_dynamic, needs)
    by_id = {need.campaign_id: need.need for need in needs}
    return Division(
        total,
        for_dynamic,
        split.rule,
        tuple(
            CampaignShare(
                s.key.campaign_id, s.name, s.usage, by_id[s.key.campaign_id], s.limit, split.limits[s.key.campaign_id]
            )
            for s in campaigns
        ),
    )


def _need(standing: NetworkStanding, key: LimitKey, usage: int) -> int:
    answer = standing.answers.get(key)
    return max(usage, (answer.need if answer else None) or usage)
