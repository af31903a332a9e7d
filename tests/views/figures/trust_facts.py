"""What the page Forecast quality says of forecasts: figures, rows and charts, from the record of the one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forecasting.evaluation import Record
from limits.trust import EVERY, FEWEST_WINDOWS, HORIZON, Trust, YearAgo
from limits.trust.fleet_learning import FEWEST_NETWORKS
from tests.views.figures.facts import Figures
from tests.views.figures.pictures import UNIT, Picture, Row

_RIGHT = [(0, 0), (100, 100)]


def trust_figures(shown: Trust) -> dict[str, Any]:
    record = shown.record
    assert record.overall is not None
    risks = sum(one.count for one in record.risks)
    off = sum(one.count * abs(one.said - one.came) for one in record.risks) / risks if risks else None
    error, naive = record.overall.error, record.overall.error_naive
    return {
        "error": error,
        "error_naive": naive,
        "error_gone": None if error is None or not naive else 1 - error / naive,
        "held_narrow": record.overall.coverage_80,
        "held_wide": record.overall.coverage_95,
        "points_off": None if off is None else 100 * off,
        "risks_judged": risks,
        "windows": record.windows,
        "judged": record.overall.forecasts,
        "judged_first": shown.first,
        "judged_last": shown.last,
        "judged_networks": shown.networks,
        "every": EVERY,
        "fewest": FEWEST_WINDOWS,
        "horizon": HORIZON,
        "fewest_networks": FEWEST_NETWORKS,
    }


def trust_rows(shown: Trust) -> list[Figures]:
    """One set of figures for each row of the two tables."""
    return [
        *(_row("row_ahead", f"{ahead}", one) for ahead, one in shown.record.by_months_ahead.items()),
        *(_row("row_known", f"{least} or more", one) for least, one in shown.record.by_history.items()),
    ]


def _row(name: str, label: str, one: Record) -> Figures:
    return {
        name: label,
        "row_judged": one.forecasts,
        "row_error": one.error,
        "row_naive": one.error_naive,
        "row_80": one.coverage_80,
        "row_95": one.coverage_95,
    }


def trust_pictures(shown: Trust) -> Mapping[str, Picture]:
    """By the beginning of the words for who cannot see them."""
    record = shown.record
    risks = [(100 * one.said, 100 * one.came, str(one.count)) for one in record.risks]
    errors = {k: one for k, one in record.by_months_ahead.items() if one.error is not None}
    pictures: dict[str, Picture] = {
        "How often a risk was said": {
            "As it should be": _RIGHT,
            "Risks of about one size": risks,
            UNIT: [("came true",)],
        },
        "Error of the forecast and of the same month a year ago": {
            "This forecast": [(k, 100 * (one.error or 0)) for k, one in errors.items()],
            "Same month a year ago": [(k, 100 * (one.error_naive or 0)) for k, one in errors.items()],
            UNIT: [("error, share of usage",)],
        },
        "For each quantile of the forecast": {
            "As it should be": _RIGHT,
            "Months that came": [(100 * level, 100 * share) for level, share in record.level_shares.items()],
            UNIT: [("months below it",)],
        },
    }
    for then in shown.a_year_ago:
        pictures[f"{then.number_type.capitalize()} numbers as forecast a year ago"] = _year_ago(then)
    return pictures


def _year_ago(then: YearAgo) -> Picture:
    days = [month.isoformat() for month in then.months]
    band: Sequence[Row] = list(zip([*days, *days[::-1]], [*then.high, *then.low[::-1]], strict=True))
    return {
        "80 % band": band,
        "Forecast a year ago": list(zip(days, then.median, strict=True)),
        "What came": list(zip(days, then.came, strict=True)),
        UNIT: [(f"{then.number_type} numbers",)],
    }
