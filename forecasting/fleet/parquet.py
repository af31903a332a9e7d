"""What the fleet's Parquet files must be, checked before any work: columns by name, types that can be used."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from forecasting.fleet.tables import CONTRACT_COLUMNS, OPTIONAL_USAGE_COLUMNS, USAGE_COLUMNS

WITHOUT_ZONE = (
    ": the first of a month in one time zone is the last of another one elsewhere. Write it as a date, or as a "
    "timestamp without time zone."
)


class FleetInput(ValueError):
    """Something given to the fleet job cannot be used; the message says what, where and the way out."""


def check_files(usage: str, contracts: str) -> None:
    """Refuses files that are not there, are no Parquet, or lack a column."""
    _check(usage, "usage", USAGE_COLUMNS, OPTIONAL_USAGE_COLUMNS)
    _check(contracts, "contracts", CONTRACT_COLUMNS, {})


def files_of(place: str) -> list[str]:
    """The Parquet files that a path, a folder or a pattern names."""
    if Path(place).is_dir():
        return sorted(str(p) for p in Path(place).rglob("*.parquet"))
    pattern = Path(place)
    return sorted(str(p) for p in Path(pattern.anchor or ".").glob(str(pattern.relative_to(pattern.anchor or "."))))


def has_column(place: str, name: str) -> bool:
    """Whether the first of the files has the column."""
    return name in pq.read_schema(files_of(place)[0]).names


def _check(place: str, what: str, needed: dict[str, str], optional: dict[str, str]) -> None:
    files = files_of(place)
    if not files:
        raise FleetInput(
            f"{place} names no Parquet file: give --{what} a file, a folder or a pattern such as 'in/*.parquet'."
        )
    for file in files:
        try:
            schema = pq.read_schema(file)
        except (pa.ArrowInvalid, OSError) as error:
            raise FleetInput(f"{file} cannot be read as Parquet: {str(error).splitlines()[0]}") from error
        missing = [name for name in needed if name not in schema.names]
        if missing:
            raise FleetInput(
                f"{file} has no column {', '.join(missing)}; {what} needs {', '.join(needed)} and it has "
                f"{', '.join(schema.names) or 'none'}."
            )
        for name, kind in {**needed, **optional}.items():
            if name in schema.names and not _fits(schema.field(name).type, kind):
                raise FleetInput(
                    f"{file}: column {name} is {schema.field(name).type}, and must be a {kind}"
                    + (WITHOUT_ZONE if _is_zoned(schema.field(name).type) else ".")
                )


def _is_zoned(type_: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(type_) and type_.tz is not None)


def _fits(type_: pa.DataType, kind: str) -> bool:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    is_number = pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_)
    fits: dict[str, bool] = {
        "text": pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_integer(type_),
        "date": pa.types.is_date(type_) or (pa.types.is_timestamp(type_) and type_.tz is None),
        "number": is_number,
        "true or false": pa.types.is_boolean(type_),
    }
    return fits[kind]
