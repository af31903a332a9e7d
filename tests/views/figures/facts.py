"""What the figures of a network are, by name: worked out from its standing and the records, with no page in between."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from data.records import Request
from data.store import Store
from data.tables.requests import OPEN
from limits.actors import OPERATOR
from limits.advice import NetworkStanding, network_standing
from limits.answers import Answer
from limits.kinds import DYNAMIC, NETWORK, LimitKey, as_kind
from limits.network import history
from limits.requests import answer_due, request_thread
from limits.settings_in_force import settings_of
from limits.traffic import sessions_of_today
from tests.views.figures.of_answers import of_answer
from tests.views.figures.term_facts import at_the_end

BEFORE = 4  # earlier requests that a request's page lists
Figures = Mapping[str, Any]  # a figure, or a set of those that may stand there
RENEWAL_DAYS = 90


def percent(ratio: float) -> str:
    if 0 < ratio < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < ratio < 1 else f"{100 * ratio:.0f} %"


@dataclass(frozen=True)
class Facts:
    """One network of a store, as the operator of the store reads it."""

    store: Store
    standing: NetworkStanding
    today: dt.date

    @property
    def network_id(self) -> str:
        return self.standing.network.network_id

    @property
    def name(self) -> str:
        return self.standing.network.name

    @cached_property
    def pictures(self) -> dict[str, Any]:
        """What was worked out of its charts so far, by their words."""
        return {}

    @cached_property
    def whole(self) -> Figures:
        """What holds of the network as a whole, and of its contract."""
        figures: dict[str, Any] = {"as_of": self.standing.as_of, "months_left": self.standing.contract.months_left}
        figures |= self._contract() | self._ahead() | self._assumed()
        figures |= {"idle": self.standing.idle.get(NETWORK, 0), "open": len(self.open)}
        static, dynamic = self._cut_off()
        figures |= {"static_cut": static, "dynamic_cut": dynamic, "running": self.standing.running_month}
        shares = [one.usage / one.limit if one.limit else float(one.usage > 0) for one in self.standing.limits]
        return figures | {
            "fullest_share": max(shares),
            "decided_since": self.today - dt.timedelta(days=90),
            "sessions_today": sessions_of_today(self.standing),
            "age": None if self.standing.as_of is None else (self.today - self.standing.as_of).days,
            "network_limit": self.standing.limit(NETWORK).limit,
            "weighed_until": self._weighed_until(),
        }

    def _cut_off(self) -> tuple[int, int]:
        """Closed months in which a limit was full, as usage of then and the limit of then say."""
        closed = [(at, m) for at, m in enumerate(self.standing.history) if not m.is_running]
        campaigns = [self._campaign_full(i) for i in self.standing.campaign_history]
        static = sum(m.at_network_limit or any(full[at] for full in campaigns) for at, m in closed)
        return static, sum(m.at_dynamic_limit for _, m in closed)

    def _weighed_until(self) -> dt.date | None:
        """The last month in sight that some allotment pays for."""
        ahead = {month for period in self.standing.contract.periods for month in period.months_ahead}
        return (
            max((m for m in self.standing.outlook.months if m in ahead), default=None)
            if self.standing.outlook
            else None
        )

    def _campaign_full(self, campaign_id: str) -> list[bool]:
        used, limits = self.standing.campaign_history[campaign_id], self.standing.campaign_limits[campaign_id]
        return [u is not None and n is not None and u >= n > 0 for u, n in zip(used, limits, strict=True)]

    def _campaign_cut(self, campaign_id: str) -> int:
        if campaign_id not in self.standing.campaign_history:
            return 0
        months = zip(self.standing.history, self._campaign_full(campaign_id), strict=True)
        return sum(m.at_network_limit or full for m, full in months if not m.is_running)

    @cached_property
    def changes(self) -> Mapping[str, Figures]:
        """By its id, each change of a limit as it is on record."""
        return {
            one.change_id: {
                "key": (one.kind, one.campaign_id),
                "old": one.old_limit,
                "new": one.new_limit,
                "changed_on": one.changed_at.date(),
                "version": one.version,
                "used_then": one.usage_then,
                "risk_then": one.overage_risk,
                "recommended_then": one.suggested_limit,
            }
            for one in history(self.store, OPERATOR, self.network_id)
        }

    @cached_property
    def written(self) -> frozenset[str]:
        """What people wrote and pages repeat: its figures are theirs."""
        said = [c.reason for c in history(self.store, OPERATOR, self.network_id)]
        for one in self.standing.requests:
            said += [one.reason, one.answer or "", one.decision_note or ""]
            said += [event.words for event in request_thread(self.store, OPERATOR, one.request_id)[1]]
        if self.standing.outlook:  # the forecast's own words, which must be the very same
            own = (*self.standing.outlook.caveats, *sum(self.standing.outlook.campaign_caveats.values(), ()))
            said += [text for text in own if "cut off" not in text and "of history" not in text]
        return frozenset(text for text in said if any(c.isdigit() for c in text))

    def limits_of_dynamic(self) -> Figures:
        return self.limits[DYNAMIC]

    @property
    def open(self) -> list[Request]:
        return [r for r in self.standing.requests if r.status in OPEN]

    @cached_property
    def limits(self) -> Mapping[LimitKey, Figures]:
        """By limit: its own figures and its answer's; the network's stand beside them."""
        return {
            one.key: self.whole | self.of_limit(one.key, self.standing.answers[one.key]) for one in self.standing.limits
        }

    @cached_property
    def requests(self) -> Mapping[str, Figures]:
        """By request: its own figures, those of its limit, and for an open one those of its answer."""
        by_request = {}
        for one in self.standing.requests:
            key = LimitKey(as_kind(one.kind), one.campaign_id)
            answer = self.standing.request_answers.get(one.request_id)
            own = self.of_limit(key, answer) if key in self.limits else {}
            by_request[one.request_id] = self.whole | own | {
                "asked": one.more_numbers,
                "from": one.from_month,
                "until_asked": one.until_month,
                "filed": one.filed_at.date(),
                "days": (self.today - one.filed_at.date()).days,
                "sessions": one.sessions,
                "more_sessions": one.more_sessions,
                "granted_limit": one.granted_limit,
                "earlier": sum(other.filed_at < one.filed_at for other in self.standing.requests) - BEFORE,
                "due": answer_due(one, self.standing.network, settings_of(self.store)),
            }  # fmt: skip
        return by_request

    def of_limit(self, key: LimitKey, answer: Answer | None) -> dict[str, Any]:
        limit = self.standing.limit(key)
        outlook = self.standing.outlook
        figures: dict[str, Any] = {
            "usage": limit.usage,
            "limit": limit.limit,
            "left": max(0, limit.limit - limit.usage),
            "beyond": limit.usage - limit.limit,
            "share": 100 * limit.usage / limit.limit if limit.limit else 100 * bool(limit.usage),
            "version": limit.version,
            "idle_here": self.standing.idle.get(key, 0),
            "headroom": limit.limit - limit.usage,
            "own_cut": self._campaign_cut(key.campaign_id) if key.of_campaign else None,
            "own_months": sum(u is not None for u in self.standing.campaign_history.get(key.campaign_id, ())[:-1]),
            "likely_full": self._likely_full(key, limit.limit) if outlook else None,
        }
        figures |= of_answer(answer) if answer else {}
        if answer and not answer.is_request and answer.asked:
            figures["all_risk"] = self.standing.typed(key, limit.limit + answer.asked).risk
            figures["all_over"] = self.standing.typed(key, limit.limit + answer.asked).overage
            figures["all_cost"] = self.standing.typed(key, limit.limit + answer.asked).cost
        return figures

    def _likely_full(self, key: LimitKey, limit: int) -> dt.date | None:
        outlook = self.standing.outlook
        paths = outlook.paths(key) if outlook else None
        if outlook is None or paths is None:
            return None
        over = (paths > limit).mean(axis=0)
        return next((m for m, share in zip(outlook.months, over, strict=True) if share >= 0.5), None)

    def _contract(self) -> dict[str, Any]:
        contract = self.standing.contract
        figures: dict[str, Any] = {}
        if contract.partnership:
            figures |= {
                "contract_ends": contract.partnership.ends_on,
                "contract_starts": contract.partnership.starts_on,
            }
        if not contract.periods:
            return figures
        period = contract.periods[0]
        used = period.used_closed + period.used_running
        figures |= {
            "bought": period.number_months,
            "used": used,
            "overrun": max(0, used - period.number_months),
            "period_ends": period.ends_on,
            "period_starts": period.starts_on,
            "period_months": period.months,
            "ceiling": period.guaranteed_ceiling,
            "rate": None if period.overage_rate is None else float(period.overage_rate),
            "turned_away_rate": None
            if period.overage_rate is None
            else float(period.overage_rate) * self.standing.assumptions.turned_away_worth,
            "first_over": period.first_over,
            "unreported": set(period.unreported),
        }
        if period.left is not None:
            figures |= {
                "allotment_left": period.number_months - used,
                "allotment_shown": max(0, period.number_months - used),
                "at_month_start": period.number_months - period.used_closed,
                "used_share": 100 * used / period.number_months,
            }
        return figures

    def _ahead(self) -> dict[str, Any]:
        standing = self.standing
        if standing.advice is None or standing.outlook is None:
            return {}
        history, outlook = standing.answers[NETWORK].as_history, standing.outlook
        risks = [p.risk for p in standing.advice.outlook.periods]
        unused = [p.expected_unused for p in standing.advice.outlook.periods if math.isfinite(p.expected_unused)]
        figures: dict[str, Any] = {
            "risk": max(risks) if risks and standing.contract.can_be_assessed else None,
            "expected_over": history.overage,
            "expected_cost": history.cost,
            "as_it_is_months_left": standing.contract.months_left,
            "as_it_is_risk": max(risks) if risks and standing.contract.can_be_assessed else None,
            "as_it_is_over": history.overage,
            "as_it_is_cost": history.cost,
            "as_it_is_unused": sum(unused) if unused else None,
            "as_it_is_need": standing.answers[NETWORK].need,
            "as_it_is_safe": standing.answers[NETWORK].safe_limit
            or ("none" if standing.contract.can_be_assessed else "–"),
            "as_it_is_verdict": standing.answers[NETWORK].verdict.capitalize(),
            "as_it_is_words": "Nothing changes",
            "as_it_is_bought": standing.contract.current.number_months if standing.contract.current else None,
            "unused": sum(unused) if unused else None,
            "paths": len(outlook.static),
            "closed_months": sum(m.used is not None for m in standing.history if not m.is_running),
        }
        low, median, high = np.quantile(outlook.total[:, 3], (0.1, 0.5, 0.9))
        figures |= {"demand_low": low, "demand_median": median, "demand_high": high}
        return figures | at_the_end(self.store, standing)

    def _assumed(self) -> dict[str, Any]:
        assumed = self.standing.assumptions
        return {
            "risk_level": assumed.risk,
            "confidence": assumed.need_confidence,
            "idle_days": assumed.idle_days,
            "renewal_days": RENEWAL_DAYS,
            "rest": 1 - assumed.risk,
            "watch": assumed.watch_utilization,
            "short_history": assumed.short_history_months,
            "surplus": assumed.surplus_share,
        }


def facts_of(store: Store, network_ids: Iterable[str], today: dt.date) -> dict[str, Facts]:
    return {i: Facts(store, network_standing(store, OPERATOR, i), today) for i in network_ids}
