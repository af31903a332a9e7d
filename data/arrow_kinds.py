"""What an Arrow column holds, by one name for all widths that are told apart nowhere."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa

_KINDS: Final[tuple[tuple[Any, str], ...]] = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_int64, "long integer"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "floating"),
    (pa.types.is_decimal, "decimal"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "timestamp"),
    (pa.types.is_string, "text"),
    (pa.types.is_large_string, "text"),
    (pa.types.is_null, "null"),
)


def kind_of(column: pa.DataType) -> str | None:
    """None for what no table of the store has: lists, structures, binary."""
    return next((kind for is_kind, kind in _KINDS if is_kind(column)), None)
