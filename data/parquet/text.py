"""A typed column as text: numbers as numbers are written, days as days, and no text longer than it can be of use."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.workbooks import LONGEST_TEXT

_EXACT = 1e15


def is_readable(kind: pa.DataType) -> bool:
    """Whether a column of this type holds one plain value a row."""
    if pa.types.is_dictionary(kind):
        return is_readable(kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return False
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or (pa.types.is_decimal(kind) and kind.scale >= 0)
        or pa.types.is_boolean(kind)
        or pa.types.is_date(kind)
        or pa.types.is_time(kind)
        or (pa.types.is_timestamp(kind) and kind.tz is None)
        or pa.types.is_null(kind)
    )


def holds_days(parquet: pq.ParquetFile, name: str) -> bool:
    """A column of timestamps that are all midnight holds days: dataframes know no other date."""
    if not pa.types.is_timestamp(parquet.schema_arrow.field(name).type):
        return False
    times = parquet.read([name], use_threads=False).column(name)
    return bool(pc.all(pc.equal(times, pc.floor_temporal(times, unit="day"))).as_py() is not False)


def texts(values: pa.Array, *, days: bool) -> pa.Array:
    """One column of a batch as text, NULL where it has none."""
    if pa.types.is_dictionary(values.type):
        plain = texts(values.dictionary, days=days)
        return pc.take(plain, values.indices)
    values.validate(full=True)
    kind = values.type
    if pa.types.is_timestamp(kind):
        return pc.strftime(values, format="%Y-%m-%d" if days else "%Y-%m-%d %H:%M:%S")
    if pa.types.is_floating(kind):
        return _floats(values.cast(pa.float32()) if pa.types.is_float16(kind) else values)
    if pa.types.is_decimal(kind):
        return _four_decimals(pc.replace_substring_regex(values.cast(pa.string()), r"\.0+$", ""))
    as_text = values.cast(pa.string())
    if pc.max(pc.binary_length(as_text)).as_py() not in range(LONGEST_TEXT + 1):
        as_text = pc.utf8_slice_codeunits(as_text, 0, LONGEST_TEXT)
    return as_text


def _floats(values: pa.Array) -> pa.Array:
    whole = pc.and_(pc.equal(values, pc.round(values)), pc.less(pc.abs(values), _EXACT))
    digits = pc.if_else(whole, values, pa.scalar(0, values.type)).cast(pa.int64()).cast(pa.string())
    return pc.if_else(whole, digits, _four_decimals(values.cast(pa.string())))


def _four_decimals(shown: pa.Array) -> pa.Array:
    """As text, 1.234 would be taken for a thousand with its separator."""
    return pc.replace_substring_regex(shown, r"^(-?\d{1,3}\.\d{3})$", r"\10")
