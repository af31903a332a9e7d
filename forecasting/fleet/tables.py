"""Long tables in, one row a network out: the one function that this machine and a cluster both run.

What goes in has a row for every network and billing month, and one for every network and allotment period; both kinds
in one table, so that a single shuffle brings together all that concerns a network. Rows may come in any order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from forecasting.demand import unknown_before_use
from forecasting.fleet.answers import Answers, Settings, answers
from forecasting.fleet.contracts import (
    Contracts,
    ahead,
    between_periods,
    known_overage,
    months_of,
    overlapping,
    unreported,
)
from forecasting.fleet.verdicts import TALK, UNKNOWN

FloatArray = npt.NDArray[np.float64]

LONGEST_HISTORY = 120
NAMELESS = ""  # the id under which rows without one come out

USAGE_COLUMNS = {"network_id": "text", "billing_month": "date", "static_used": "number", "dynamic_used": "number"}
OPTIONAL_USAGE_COLUMNS = {"at_limit": "true or false"}
CONTRACT_COLUMNS = {
    "network_id": "text",
    "starts_on": "date",
    "ends_on": "date",
    "number_months": "number",
    "network_limit": "number",
}

LONG = pa.schema(
    [
        ("network_id", pa.string()),
        ("billing_month", pa.date32()),  # NULL in a row that is an allotment period
        ("static_used", pa.float64()),
        ("dynamic_used", pa.float64()),
        ("at_limit", pa.bool_()),
        ("starts_on", pa.date32()),  # NULL in a row that is a billing month
        ("ends_on", pa.date32()),
        ("number_months", pa.float64()),
        ("network_limit", pa.float64()),
    ]
)

_BANDS = [f"{name}_{level}" for name in ("static", "dynamic", "total") for level in ("p10", "p50", "p90")]
ANSWER = pa.schema(
    [
        ("network_id", pa.string()),
        ("state", pa.string()),
        ("history_months", pa.int64()),
        ("unreported_months", pa.list_(pa.date32())),
        ("first_month_ahead", pa.date32()),
        ("months_left", pa.int64()),
        ("allotment_left", pa.float64()),
        ("network_limit", pa.float64()),
        *[(name, pa.list_(pa.float64())) for name in _BANDS],
        ("risk_by_month", pa.list_(pa.float64())),
        ("overage_risk", pa.float64()),
        ("overage_risk_as_suggested", pa.float64()),
        ("expected_overage", pa.float64()),
        ("guaranteed_ceiling", pa.float64()),
        ("safe_limit", pa.float64()),  # infinite where none is too risky
        ("need", pa.float64()),
        ("asked", pa.float64()),
        ("granted_by_period", pa.list_(pa.float64())),
        ("suggested_limit", pa.float64()),
        ("limit_by_period", pa.list_(pa.float64())),
        ("missing_number_months", pa.float64()),
        ("verdict", pa.string()),
    ]
)

STATES = {
    "ok": "worked out",
    "no usage": "has a contract and no usage",
    "no contract": "has usage and no contract",
    "not running": "no month is left of its contract",
    "month not covered": "has a contract that ended and another to come, and none for the first month ahead",
    "months unreported": "has closed months of its period without a row, so what is left is not known",
    "overlapping periods": "two allotment periods claim the same day",
    "bad values": "has negative usage, number-months or limits, or no value where one is needed",
}


def answer_table(long: pa.Table, next_month: int, settings: Settings) -> pa.Table:
    """One row a network, in the order of their ids.

    Args:
        long: rows of whole networks, the columns of LONG.
        next_month: the first month ahead, counted since January 1970; usage of it and later is left out.
        settings: risk, confidence, seed and lesson.
    """
    names = long["network_id"].fill_null(NAMELESS).to_numpy(zero_copy_only=False)
    ids, which = np.unique(names.astype(str), return_inverse=True)
    is_month = _is_known(long["billing_month"])
    usage = _usage(long.filter(is_month), which[is_month], len(ids), next_month)
    contracts, limit, overlap, unsound = _contracts(long.filter(~is_month), which[~is_month], len(ids))
    total = usage.static + usage.dynamic
    first_month = next_month - total.shape[1]
    state = np.full(len(ids), "ok", dtype="U20")
    gaps = unreported(contracts, np.isfinite(total), first_month, next_month)
    state[list(gaps)] = "months unreported"
    state[between_periods(contracts, next_month, len(ids))] = "month not covered"
    state[~np.isfinite(total).any(axis=1)] = "no usage"
    state[np.bincount(contracts.network, minlength=len(ids)) == 0] = "no contract"
    state[overlap] = "overlapping periods"
    state[unsound | usage.unsound | (ids == NAMELESS)] = "bad values"
    groups = ahead(contracts, total, first_month, next_month)
    running = np.zeros(len(ids), dtype=bool)
    for group in groups:
        running[group.networks] = True
    state[np.isin(state, ["ok", "month not covered"]) & ~running] = "not running"
    over = np.where(state == "months unreported", known_overage(contracts, total, first_month, next_month), 0.0)
    known = {
        "network_id": ids.astype(object),
        "state": state.astype(object),
        "history_months": np.isfinite(unknown_before_use(total)).sum(axis=1),
        "network_limit": limit,
    }
    unknown = known | _not_assessed(state, gaps, over, limit)
    parts = [_rows({name: values[state != "ok"] for name, values in unknown.items()}, next_month)]
    lesson = None if settings.lesson is None else settings.lesson.before(next_month)
    for group in groups:
        some = group.of(state == "ok")
        for answered in answers(usage.static, usage.dynamic, usage.at_limit, limit, some, settings, lesson):
            own = {name: values[answered.networks] for name, values in known.items()}
            parts.append(_rows(own | _figures(answered), next_month))
    return pa.concat_tables(parts).sort_by("network_id")


def _not_assessed(
    state: npt.NDArray[np.str_], gaps: dict[int, list[int]], over: FloatArray, limit: FloatArray
) -> dict[str, npt.NDArray[np.generic]]:
    """The columns of networks of which nothing is worked out: why, and what runs over by what is known alone."""
    months = np.empty(len(state), dtype=object)
    for network in np.flatnonzero(state == "months unreported"):
        months[network] = np.array(gaps[int(network)], "datetime64[M]").astype("datetime64[D]").tolist()
    is_over = over > 0
    return {
        "unreported_months": months,
        "verdict": np.where(is_over, TALK, UNKNOWN).astype(object),
        "suggested_limit": np.where(is_over, limit, np.nan),
        "missing_number_months": np.where(is_over, over, np.nan),
    }


@dataclass(frozen=True)
class _Usage:
    """float (networks, months) up to the month before the first one ahead; NaN where nothing is reported."""

    static: FloatArray
    dynamic: FloatArray
    at_limit: npt.NDArray[np.bool_]
    unsound: npt.NDArray[np.bool_]


def _usage(rows: pa.Table, network: npt.NDArray[np.int64], networks: int, next_month: int) -> _Usage:
    month = _months(rows["billing_month"])
    static, dynamic = _numbers(rows["static_used"]), _numbers(rows["dynamic_used"])
    bad = ~(np.isfinite(static) & np.isfinite(dynamic)) | (static < 0) | (dynamic < 0)
    unsound = np.bincount(network[bad], minlength=networks) > 0
    closed = (month < next_month) & (month >= next_month - LONGEST_HISTORY) & ~bad
    months = int(next_month - month[closed].min()) if closed.any() else 1
    shape = (networks, months)
    place = (network[closed], month[closed] - (next_month - months))
    usage = [np.full(shape, np.nan), np.full(shape, np.nan)]
    for history, values in zip(usage, (static, dynamic), strict=True):
        history[place] = 0.0
        np.add.at(history, place, values[closed])
    at_limit = np.zeros(shape, dtype=bool)
    np.logical_or.at(at_limit, place, _flags(rows["at_limit"])[closed])
    return _Usage(usage[0], usage[1], at_limit, unsound)


def _contracts(
    rows: pa.Table, network: npt.NDArray[np.int64], networks: int
) -> tuple[Contracts, FloatArray, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The periods, each network's limit (that of its last one), whose periods overlap, whose values make no sense."""
    order = np.lexsort((_days(rows["starts_on"]), network))
    rows, network = rows.take(pa.array(order)), network[order]
    starts, ends = _days(rows["starts_on"]), _days(rows["ends_on"])
    number_months, limits = _numbers(rows["number_months"]), _numbers(rows["network_limit"])
    dated = _is_known(rows["starts_on"]) & _is_known(rows["ends_on"])
    counted = (number_months >= 0) & np.isfinite(number_months) & (limits >= 0) & np.isfinite(limits)
    bad = ~(counted & dated & (ends >= starts))
    days = starts.astype("datetime64[D]"), ends.astype("datetime64[D]")
    first, last = months_of(network, *days)
    limit = np.full(networks, np.nan)
    limit[network] = limits
    unsound = np.bincount(network[bad], minlength=networks) > 0
    return (
        Contracts(network, first, last, np.nan_to_num(number_months)),
        limit,
        overlapping(network, *days, networks),
        unsound,
    )


def _figures(answers: Answers) -> dict[str, object]:
    bands = {"static": answers.static, "dynamic": answers.dynamic, "total": answers.total}
    return {
        "months_left": np.full(len(answers.networks), answers.months_left),
        "allotment_left": answers.allotment_left,
        **{
            f"{name}_{level}": _lists(band[:, :, i])
            for name, band in bands.items()
            for i, level in enumerate(("p10", "p50", "p90"))
        },
        "risk_by_month": _lists(answers.risk_by_month),
        "overage_risk": answers.risk_now,
        "overage_risk_as_suggested": answers.risk_as_suggested,
        "expected_overage": answers.expected_overage,
        "guaranteed_ceiling": answers.guaranteed_ceiling,
        "safe_limit": answers.safe,
        "need": answers.need,
        "asked": answers.asked,
        "granted_by_period": _lists(answers.granted),
        "suggested_limit": answers.suggested[:, -1],
        "limit_by_period": _lists(answers.suggested),
        "missing_number_months": answers.missing,
        "verdict": answers.verdict.astype(object),
    }


def _rows(columns: dict[str, object], next_month: int) -> pa.Table:
    """The columns there are, in the order and the types of ANSWER; those that are not there are NULL, as NaN is."""
    count = len(columns["network_id"])  # type: ignore[arg-type]
    first = np.datetime64(next_month, "M").astype("datetime64[D]").item()
    given = {**columns, "first_month_ahead": [first] * count}
    arrays = [
        pa.array(given[field.name], field.type, from_pandas=True)
        if field.name in given
        else pa.nulls(count, field.type)
        for field in ANSWER
    ]
    return pa.table(arrays, schema=ANSWER)


def _lists(values: FloatArray) -> pa.Array:
    offsets = pa.array(np.arange(0, values.size + 1, values.shape[1], dtype=np.int32))
    return pa.ListArray.from_arrays(offsets, pa.array(np.ascontiguousarray(values).ravel()))


def _numbers(column: pa.ChunkedArray) -> FloatArray:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _flags(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    return np.asarray(column.cast(pa.bool_()).fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)


def _is_known(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    return np.asarray(column.is_valid().to_numpy(zero_copy_only=False), dtype=bool)


def _days(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Days since January 1970; where none is known, the first of them."""
    days = column.cast(pa.date32()).cast(pa.int32()).fill_null(0)
    return np.asarray(days.to_numpy(zero_copy_only=False), dtype=np.int64)


def _months(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return _days(column).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
