"""What the usage of a store taught its short histories."""

from __future__ import annotations

import datetime as dt

from pydantic import FiniteFloat, NonNegativeInt

from data.documents.shape import Part


class LessonPartV1(Part):
    """The fields of forecasting.demand.lesson.Lesson: shapes that many series share, and no usage of any of them."""

    seasons: tuple[tuple[FiniteFloat, ...], ...]
    season_shares: tuple[FiniteFloat, ...]
    burst_rate: FiniteFloat
    burst_sizes: tuple[FiniteFloat, ...]
    stretches: tuple[FiniteFloat, ...]
    series: NonNegativeInt
    months: NonNegativeInt


class LessonV1(Part):
    """The lesson, the last closed month that taught it, the store's data version then, and its backtest."""

    lesson: LessonPartV1
    last_month: dt.date
    data_version: NonNegativeInt
    forecasts: NonNegativeInt
    loss: FiniteFloat
    loss_without: FiniteFloat
