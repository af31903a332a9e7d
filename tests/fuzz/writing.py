"""A table as a file: CSV in its many spellings, a workbook, Parquet in its many types."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from dataclasses import dataclass
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.fuzz.tables import Table, Value


@dataclass(frozen=True)
class Written:
    """A file, and how it is to be read by somebody who knows how it was written."""

    suffix: str
    content: bytes
    codec: str = ""
    delimiter: str = ""


def written(random: Random, table: Table) -> Written:
    way = random.choice(("csv", "csv", "csv", "xlsx", "parquet"))
    if way == "xlsx":
        return Written("xlsx", xlsx(table, typed=random.random() < 0.8, formulas=random.random() < 0.1))
    if way == "parquet":
        return Written("parquet", parquet(table, random))
    codec = random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    delimiter = random.choice(",,,;\t|")
    content = as_csv(
        table,
        codec=codec,
        delimiter=delimiter,
        line_end=random.choice(("\n", "\n", "\r\n", "\r")),
        quote_all=random.random() < 0.2,
        top=random.choice(("", "", "", f"sep={delimiter}", "# a comment", "")),
        ended=random.random() < 0.9,
    )
    return Written("csv", content, codec, delimiter)


def as_csv(
    table: Table,
    *,
    codec: str = "utf-8",
    delimiter: str = ",",
    line_end: str = "\n",
    quote_all: bool = False,
    top: str = "",
    ended: bool = True,
) -> bytes:
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
    )
    if top:
        out.write(top + line_end)
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([plain(value) for value in row])
    text = out.getvalue()
    return (text if ended else text.removesuffix(line_end)).encode(
        codec, "replace" if codec == "cp1252" else "surrogatepass"
    )


def plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value)


def xlsx(table: Table, *, typed: bool = True, formulas: bool = False) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": formulas, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(out, options) as book:
        tab = book.add_worksheet()
        day, hour = (book.add_format({"num_format": shown}) for shown in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        tab.write_row(0, 0, table.headings)
        for number, row in enumerate(table.rows, 1):
            for place, value in enumerate(row):
                if not typed or value is None:
                    tab.write_string(number, place, plain(value))
                elif isinstance(value, dt.date):
                    tab.write_datetime(number, place, value, hour if isinstance(value, dt.datetime) else day)
                else:
                    tab.write(number, place, value)
    return out.getvalue()


def parquet(table: Table, random: Random | None = None) -> bytes:
    """Columns of one type keep it, mixed ones become text; with ``random`` in odd types too."""
    width = len(table.headings)
    rows = [(*row, *[None] * width)[:width] for row in table.rows if row]
    arrays = []
    for place in range(width):
        values = [row[place] for row in rows]
        array = _typed(values)
        arrays.append(_odd(random, array) if random and random.random() < 0.3 else array)
    out = io.BytesIO()
    schema = pa.schema([(heading, array.type) for heading, array in zip(table.headings, arrays, strict=True)])
    compression = random.choice(("none", "snappy", "gzip", "zstd")) if random else "snappy"
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression=compression)
    return out.getvalue()


def _typed(values: list[Value]) -> pa.Array:
    there = [value for value in values if value is not None]
    for kind in (int, float, dt.datetime, dt.date):
        if there and all(type(value) is kind for value in there):
            return pa.array(values)
    return pa.array([None if value is None else plain(value) for value in values], pa.string())


def _odd(random: Random, array: pa.Array) -> pa.Array:
    """The same values in another type, or in a type that has no plain value."""
    kinds = [
        *(pa.float64(), pa.float32(), pa.float16(), pa.int64(), pa.uint64(), pa.int16(), pa.decimal128(20, 3)),
        *(
            pa.string(),
            pa.large_string(),
            pa.binary(),
            pa.timestamp("us"),
            pa.timestamp("ns"),
            pa.timestamp("us", "UTC"),
        ),
        *(
            pa.date32(),
            pa.date64(),
            pa.dictionary(pa.int32(), pa.string()),
            pa.string_view(),
            pa.bool_(),
            pa.time32("s"),
        ),
        pa.null(),
    ]
    kind = random.choice(kinds)
    if kind == pa.null():
        return pa.nulls(len(array))
    if random.random() < 0.1:
        return pa.array([[value] for value in array.to_pylist()])
    try:
        return array.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError):
        return array


def is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
