"""A second reader of the same files, slow, plain and strict, that shares nothing with the product."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from tests.fuzz.tables import KEYS, kind_of
from tests.fuzz.writing import Written

_WHOLE = re.compile(r"[0-9]{1,18}(\.0{1,2}|\.0{4,})?")
_WHOLE_BY_LENGTH = re.compile(r"(0[0-9]{0,2}|[0-9]{4,18})\.000")
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)


class Unreadable(Exception):
    """This reader cannot tell what the file says."""


def rows_of(written: Written, table: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the file says: each key with its other columns, as texts; raises Unreadable where it says nothing plain."""
    lines = [line for line in _lines(written) if any(_clean(value) for value in line)]
    lines = [line for place, line in enumerate(lines) if not (place < 3 and _is_top(line))]
    headings = [_heading(heading) for heading in lines[0]]
    lines[1:] = _with_days(lines[1:])
    by_key: dict[tuple[str, ...], tuple[str, ...]] = {}
    wanted = [heading for heading in headings if heading in _columns(table)]
    for line in lines[1:]:
        values = {heading: _value(heading, line[headings.index(heading)]) for heading in wanted}
        if not any(values.values()):
            continue
        key = tuple(values.get(name, "") for name in KEYS[table])
        by_key[key] = tuple(values.get(name, "") for name in _columns(table) if name not in KEYS[table])
    return by_key


def _with_days(lines: list[Sequence[Any]]) -> list[Sequence[Any]]:
    """A column of moments that are all midnight holds days."""
    rows = [[*line] for line in lines]
    for place in range(max(map(len, lines), default=0)):
        moments = [line for line in rows if place < len(line) and isinstance(line[place], dt.datetime)]
        if all(line[place].time() == dt.time() and not line[place].tzinfo for line in moments):
            for line in moments:
                line[place] = line[place].date()
    return [*rows]


def _columns(table: str) -> tuple[str, ...]:
    return {
        "limits": ("network_id", "network_limit", "dynamic_limit"),
        "campaigns": ("network_id", "campaign_id", "name", "campaign_limit"),
        "monthly_usage": ("network_id", "billing_month", "static_used", "dynamic_used"),
        "usage": ("network_id", "promo_number", "billing_month", "calls"),
        "traffic": ("network_id", "starts_at", "sessions"),
    }[table]


def _lines(written: Written) -> Iterator[Sequence[Any]]:
    if written.suffix == "csv":
        try:
            text = written.content.decode(_codec(written.content)).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise Unreadable(str(error)) from error
        try:
            yield from csv.reader(io.StringIO(text, newline=""), delimiter=written.delimiter, strict=True)
        except csv.Error as error:
            raise Unreadable(str(error)) from error
    elif written.suffix == "xlsx":
        yield from _workbook_lines(written.content)
    else:
        table = pq.ParquetFile(io.BytesIO(written.content)).read()  # read_table refuses two columns of one name
        yield table.column_names
        yield from zip(*[column.to_pylist() for column in table.columns], strict=True)


def _workbook_lines(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content))
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
        OSError,
        IndexError,
        AttributeError,
    ) as error:
        raise Unreadable(str(error)) from error
    for row in book.worksheets[0].iter_rows():
        yield [cell.value if cell.data_type != "f" else f"={cell.value}" for cell in row]


def _codec(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _is_top(line: Sequence[Any]) -> bool:
    first = _clean(line[0])
    counts_rows = first == "#" and any(_clean(value) for value in line[1:])
    return (first.startswith("#") and not counts_rows) or first.lower().startswith("sep=")


def _heading(value: Any) -> str:
    return re.sub(r"[\s\-]+", "_", _clean(value).lower())


def _clean(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    if cell := re.fullmatch(r'\s*="((?:[^"]|"")*)"\s*', text):
        text = cell[1].replace('""', '"')
    text = "".join(one for one in text if unicodedata.category(one) != "Cf" and one not in _FILLERS)
    text = "".join(" " if unicodedata.category(one) == "Zs" else one for one in text)
    return unicodedata.normalize("NFC", text).strip()


def _value(heading: str, value: Any) -> str:
    kind = kind_of(heading)
    if kind == "count":
        return _count(value)
    if kind in ("month", "moment"):
        return _time(value, month=kind == "month")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool):
        value = str(value).lower()
    return _phone(_clean(value)) if kind == "phone" else _clean(value)


def _phone(text: str) -> str:
    """A number of North America in the one spelling it is stored in; any other text as it is."""
    digits = re.sub(r"[ ()\-]", "", text)
    return f"+1{match[1]}" if (match := re.fullmatch(r"\+?1?([2-9][0-9]{9})", digits)) else text


def _count(value: Any) -> str:
    if isinstance(value, float | Decimal):
        if not math.isfinite(value) or value != int(value):
            raise Unreadable(f"{value} is no count")
        return str(int(value))
    text = _clean(value)
    if not text:
        return ""
    if isinstance(value, bool) or not (_WHOLE.fullmatch(text) or _WHOLE_BY_LENGTH.fullmatch(text)):
        raise Unreadable(f"{text[:40]} is no count")
    return str(int(text.split(".")[0]))


def _time(value: Any, *, month: bool) -> str:
    if isinstance(value, dt.datetime) and value.tzinfo:
        raise Unreadable("a time zone")
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m}" if month else f"{value:%Y-%m-%d %H}"
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if month else f"{value:%Y-%m-%d}"
    text = _clean(value).replace("T", " ")
    if month:
        return text[:7]
    return text[:13]
