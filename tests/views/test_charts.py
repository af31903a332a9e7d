"""What the figures hold, from arrays that can be checked by eye."""

from __future__ import annotations

import datetime as dt

import numpy as np

from views.charts import charts
from views.charts.theme import DARK, LIGHT

MONTHS = (dt.date(2026, 9, 1), dt.date(2026, 10, 1), dt.date(2026, 11, 1))


def drawn(**other: object) -> charts.Drawn:
    given: dict[str, object] = {
        "months": MONTHS,
        "running": (False, False, True),
        "parts": (charts.Part("Static", "static", (10, 12, 9)), charts.Part("Dynamic", "dynamic", (5, 8, 6))),
        "limits": (30, 20, 20),
        "limit_now": 25,
        "ahead": (dt.date(2026, 11, 1), dt.date(2026, 12, 1)),
        "band": np.array([[15.0, 17.0, 20.0], [14.0, 18.0, 24.0]]),
    }
    return charts.Drawn(**{**given, **other})  # type: ignore[arg-type]


def test_months_in_which_the_limit_was_full_are_marked() -> None:
    assert drawn().full == [(dt.date(2026, 10, 1), 20)]
    marks = next(t for t in charts.usage_and_demand(drawn(), LIGHT).data if t.name == "Full")
    assert list(marks.y) == [20]


def test_a_month_without_a_report_is_no_month_of_zero() -> None:
    gap = drawn(parts=(charts.Part("Static", "static", (10, None, 9)), charts.Part("Dynamic", "dynamic", (5, 8, 6))))
    assert gap.used == [15, None, 15]
    assert gap.full == []


def test_the_limit_is_drawn_as_it_was_and_as_it_is_from_the_running_month_on() -> None:
    line = next(t for t in charts.usage_and_demand(drawn(), DARK).data if t.name == "Limit")
    assert list(line.y) == [30, 20, 25, 25]
    assert line.x[-1] == dt.date(2026, 12, 1)


def test_only_the_running_month_is_hatched() -> None:
    bars = charts.usage_and_demand(drawn(), LIGHT).data[0]
    assert list(bars.marker.pattern.shape) == ["", "", "/"]


def test_the_band_encloses_its_median() -> None:
    figure = charts.usage_and_demand(drawn(), LIGHT)
    band = next(t for t in figure.data if t.name == "80 % band")
    assert list(band.y) == [20.0, 24.0, 14.0, 15.0]
    assert list(next(t for t in figure.data if t.name == "Forecast").y) == [17.0, 18.0]


def test_without_a_forecast_there_is_none_in_the_picture() -> None:
    names = {t.name for t in charts.usage_and_demand(drawn(ahead=(), band=None), LIGHT).data}
    assert names == {"Static", "Dynamic", "Limit", "Full"}


def test_the_same_figures_are_drawn_once_and_others_anew() -> None:
    first = charts.usage_and_demand(drawn(), LIGHT)
    assert charts.usage_and_demand(drawn(), LIGHT) is first
    other_band = drawn(band=np.array([[15.0, 17.0, 20.0], [14.0, 18.0, 24.0 + 1e-9]]))
    for other in (
        charts.usage_and_demand(drawn(), DARK),
        charts.usage_and_demand(drawn(), LIGHT, height=200),
        charts.usage_and_demand(drawn(limit_now=26), LIGHT),
        charts.usage_and_demand(other_band, LIGHT),
    ):
        assert other is not first
        assert other != first
