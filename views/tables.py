"""Tables that several pages show: limits, the arithmetic of suggestions, changes, requests."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.records import Request
from data.requests import OPEN
from forecasting import Suggestion
from limits.headroom import LimitStanding
from limits.history import history
from limits.kinds import LimitKey, as_kind
from limits.standing import NetworkStanding
from views import session, words

_NUMBER = st.column_config.NumberColumn(format="localized")
_RIGHT = st.column_config.TextColumn(alignment="right")


def limits(standing: NetworkStanding) -> None:
    """Every limit with its usage, what is left, and the suggestion."""
    rows = [(s, standing.suggestions.get(s.key)) for s in standing.limits]
    st.dataframe(
        pd.DataFrame(
            {
                "Limit": [words.sentence(s.words) for s, _ in rows],
                "State": [words.LIMIT_MARKS[s.state] for s, _ in rows],
                "Allowed": [s.limit for s, _ in rows],
                "Used": [s.usage for s, _ in rows],
                "Headroom": [s.headroom for s, _ in rows],
                "Used %": [0 if s.state == "none" else s.utilization * 100 for s, _ in rows],
                "Suggestion": [words.advice(a) for _, a in rows],
                "Idle numbers": [standing.reclaimable.get(s.key, 0) for s, _ in rows],
                "Version": [s.version for s, _ in rows],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            "Allowed": _NUMBER,
            "Used": _NUMBER,
            "Headroom": _NUMBER,
            "Used %": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100),
            "Suggestion": st.column_config.TextColumn(width="medium"),
            "Idle numbers": st.column_config.NumberColumn(
                help=f"On the account for {standing.assumptions.idle_days} days or more without a call: reclaimable"
            ),
        },
    )
    st.caption(f"Numbers of the running billing month, as of the end of {words.day(standing.as_of)}.")


def arithmetic(standing: NetworkStanding) -> None:
    """The figures behind each suggestion, the same for every limit."""
    rows = [(words.sentence(s.words), a) for s in standing.limits if (a := standing.suggestions.get(s.key))]
    if not rows:
        st.info("Without usage there is nothing to suggest from.")
        return
    with_prices = standing.sees_vendor_facts
    currency = standing.term.current.currency if standing.term.current else None
    frame = {name: _arithmetic(a, with_prices=with_prices, currency=currency) for name, a in rows}
    st.dataframe(pd.DataFrame(frame).rename_axis("Numbers a month").reset_index(), hide_index=True, height="content")
    settings = standing.assumptions
    st.caption(
        f"The suggestion is enough for the need (demand held with {settings.need_confidence:.0%} confidence in all "
        f"months left), never beyond the safe limit (overage risk at most {settings.risk:.0%}) or what the network "
        "limit leaves, never below usage. The guaranteed ceiling is the allotment left by the months left: filled "
        "every month, it cannot run over."
    )


def _arithmetic(found: Suggestion, *, with_prices: bool, currency: str | None) -> dict[str, str]:
    safe = "no limit can run over" if found.safe_is_unbounded else words.count(found.safe)
    rows = {
        "Today's limit": words.count(found.current_limit),
        "Used so far this month": words.count(found.usage),
        "Need": words.count(found.need),
        "Safe limit": safe,
        "Guaranteed ceiling": words.count(found.guaranteed_ceiling),
        "Room in the network limit": words.count(found.room),
        "Asked for": words.count(found.asked),
        "Suggested limit": words.count(found.limit),
        "Verdict": words.VERDICTS[found.verdict],
        "What binds": ", ".join(found.binds) or "nothing",
        "Overage risk today": words.percent(found.risk_now),
        "Overage risk as suggested": words.percent(found.risk_as_suggested),
        "Overage risk as asked": words.percent(found.risk_as_asked),
        "Overage risk if full every month": words.percent(found.risk_if_full),
        "Missing number-months": words.count(found.missing_number_months),
    }
    if with_prices:
        rows["Cost of what is missing"] = words.money(found.missing_cost, currency)
    rows |= {f"Suggested {c.words}": words.count(c.limit) for c in found.counterfactuals}
    return rows


def inputs(standing: NetworkStanding) -> None:
    """What went into the forecast and the risk, and how."""
    assert standing.outlook is not None
    st.markdown(
        f"The forecast takes the **{sum(m.used is not None for m in standing.history) - 1} closed months** below; "
        "months at a limit count as *at least this much*. The running month is a lower bound, not a data point. "
        f"Demand is simulated on **{len(standing.outlook.static):,} paths**; the band holds the middle 80 % of them. "
        "The risk is the share of paths that, cut off at the network limit, spend more than an allotment period has "
        "left."
    )
    st.dataframe(
        pd.DataFrame(
            {
                "Month": [
                    words.month(m.billing_month) + (" (running)" if m.is_running else "") for m in standing.history
                ],
                "Static used": [m.static_used for m in standing.history],
                "Dynamic used": [m.dynamic_used for m in standing.history],
                "Network limit": [m.network_limit for m in standing.history],
                "Dynamic limit": [m.dynamic_limit for m in standing.history],
                "At a limit": ["yes" if m.at_network_limit or m.at_dynamic_limit else "" for m in standing.history],
            }
        ).iloc[::-1],
        hide_index=True,
        placeholder="—",
    )
    band = standing.outlook.band(standing.outlook.total)
    st.dataframe(
        pd.DataFrame(
            {
                "Month": [words.month(m) for m in standing.outlook.months],
                "10 %": band[:, 0].round(),
                "Median demand": band[:, 1].round(),
                "90 %": band[:, 2].round(),
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config=dict.fromkeys(("10 %", "Median demand", "90 %"), _NUMBER),
    )


def requests(standing: NetworkStanding) -> None:
    """What was asked for and what became of it, newest first; an open request beside its suggestion."""
    st.subheader("Requests")
    if not standing.requests:
        st.info("Nobody has asked for a higher limit yet.")
        return
    names = {s.key: s for s in standing.limits}
    rows = [(r, names.get(LimitKey(as_kind(r.kind), r.campaign_id))) for r in standing.requests]
    st.dataframe(
        pd.DataFrame(
            {
                "Filed": [words.day(r.filed_at.date()) for r, _ in rows],
                "Limit": [words.sentence(s.words) if s else r.kind for r, s in rows],
                "More": [r.more_numbers for r, _ in rows],
                "From": [words.month(r.from_month) for r, _ in rows],
                "Status": [words.REQUEST_MARKS[r.status] for r, _ in rows],
                "Suggestion today": [_suggested(standing, r, s) for r, s in rows],
                "Granted limit": [words.count(r.granted_limit) for r, _ in rows],
                "Why": [r.reason for r, _ in rows],
                "Answer": [r.decision_note or "—" for r, _ in rows],
                "Filed by": [r.filed_by for r, _ in rows],
                "Decided by": [r.decided_by or "—" for r, _ in rows],
                "Request": [r.request_id for r, _ in rows],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            "More": st.column_config.NumberColumn(format="localized", help="How many more numbers were asked for"),
            "Granted limit": _RIGHT,
            "Suggestion today": st.column_config.TextColumn(width="medium", help="For requests that are open"),
        },
    )
    st.caption(f"Suggestions as of the end of {words.day(standing.as_of)}.")


def _suggested(standing: NetworkStanding, request: Request, limit: LimitStanding | None) -> str:
    if request.status not in OPEN or limit is None:
        return "—"
    return words.advice(standing.suggestions.get(limit.key))


def changes(network_id: str) -> None:
    """Every change of the network's limits, newest first."""
    st.subheader("Changes of limits")
    found = history(session.store(), session.person(), network_id)
    if not found:
        st.info("No limit of this network was ever set.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "When": [words.moment(c.changed_at) for c in found],
                "Limit": [f"{c.kind} {c.campaign_id}".strip() for c in found],
                "From": [words.count(c.old_limit) for c in found],
                "To": [c.new_limit for c in found],
                "By": [c.changed_by for c in found],
                "Reason": [c.reason for c in found],
                "In force from": [words.day(c.effective_from) for c in found],
                "Used then": [words.count(c.usage_then) for c in found],
                "Overage risk then": [words.percent(c.overage_risk) for c in found],
                "Suggested then": [words.count(c.suggested_limit) for c in found],
                "Version": [c.version for c in found],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            "To": _NUMBER,
            **dict.fromkeys(("From", "Used then", "Overage risk then", "Suggested then"), _RIGHT),
            "Reason": st.column_config.TextColumn(width="large"),
        },
    )
