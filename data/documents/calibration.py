"""What a look back taught about sums of months to come."""

from __future__ import annotations

from pydantic import FiniteFloat, NonNegativeInt

from data.documents.shape import Part


class CalibrationV1(Part):
    """The fields of forecasting.demand.sum_calibration.SumCalibration when documents began to have versions."""

    shift: FiniteFloat
    slope: FiniteFloat
    stretch: FiniteFloat
    windows: NonNegativeInt
