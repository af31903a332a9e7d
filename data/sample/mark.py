"""How a store knows that all of it is made up: only such a store may be shown to whoever asks."""

from __future__ import annotations

import datetime as dt
import json

from data.store import Cursor
from data.tables.settings import set_setting, setting

SAMPLE = "sample"
_NEWEST_IMPORT = "SELECT coalesce(max(import_id), 0) FROM imports"


def mark_as_sample(cursor: Cursor, as_of: dt.date) -> None:
    """Notes which imports the sample itself stands for; any later one brings in data of somebody."""
    newest = int(cursor.value(_NEWEST_IMPORT))
    at = dt.datetime.combine(as_of, dt.time())
    set_setting(cursor, SAMPLE, json.dumps({"newest_import": newest}), version=1, by="sample", at=at)


def is_only_sample(cursor: Cursor) -> bool:
    """Whether the sample portfolio filled this store and nothing was imported into it since."""
    mark = setting(cursor, SAMPLE)
    return mark is not None and int(cursor.value(_NEWEST_IMPORT)) == json.loads(mark.value)["newest_import"]
