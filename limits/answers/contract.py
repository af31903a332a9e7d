"""The contract's figures as an answer states them."""

from __future__ import annotations

from limits.answers.model import ContractFigures
from limits.network import Contract, LimitHeadroom


def contract_figures(contract: Contract, network: LimitHeadroom, *, unknown: bool = False) -> ContractFigures:
    """Of the period in force, or the first to come; ``network`` is the network limit that the increase stands on."""
    period = contract.current or (contract.periods[0] if contract.periods and not unknown else None)
    if period is None:
        return ContractFigures(contract.state, None, None, None, 0, None, None, ())
    ceiling = period.guaranteed_ceiling
    open_months = bool(period.unreported)
    return ContractFigures(
        state=contract.state,
        used_closed=None if open_months else period.used_closed,
        left_at_month_start=period.left_for_months_ahead,
        left_today=period.left,
        months_ahead=len(period.months_ahead),
        ceiling=ceiling,
        ceiling_increase=None if ceiling is None else ceiling - network.limit,
        unreported=period.unreported,
        period_ceilings=tuple(p.guaranteed_ceiling for p in contract.periods),
        left_most=period.left_most if open_months else None,
        left_least=period.left_least if open_months else None,
        left_today_most=period.left_most - period.used_running if open_months else None,
        left_today_least=(
            None if not open_months or period.left_least is None else period.left_least - period.used_running
        ),
    )
