"""A billing page's Number Usage Report: the promo numbers of one network in one billing month.

Every row counts, whatever its status and its calls: the report lists what was on the account in the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from data.imports.checking.recognise import heading_name
from data.imports.checking.rejections import Rejections
from data.imports.checking.staging import trimmed
from data.imports.checking.value_kinds import LARGEST
from data.store import Cursor

# What the report says of a number beside its calls: the vendor's own words, by our names.
STATUSES = {
    "promo_number_status": "number_status",
    "campaign_status": "campaign_status",
    "advertiser_status": "advertiser_status",
    "publisher_status": "publisher_status",
}
_MARKS = {*STATUSES, "number_of_calls"}
CAMPAIGN = ("campaign_id", "campaign", "campaign_name")
RING_POOL = ("ring_pool_id", "ringpool_id", "ring_pool", "ringpool", "ring_pool_name", "ringpool_name")
_TEXTS = ("campaign", "ring_pool", *STATUSES.values())


@dataclass(frozen=True)
class ReportColumns:
    """Where the report's columns stand; campaign and RingPool are there only in some."""

    usage: dict[str, int]
    naming: dict[str, int]


def report_columns(headings: Sequence[str]) -> ReportColumns | None:
    """None where the headings are not those of a Number Usage Report."""
    names = [heading_name(heading) for heading in headings]
    return usage_columns(names) if "promo_number" in names and _MARKS & set(names) else None


def usage_columns(names: Sequence[str]) -> ReportColumns:
    """The columns of any list of a month's numbers that may also say where they belong."""
    places = {name: names.index(name) for name in names}
    usage = {"promo_number": places["promo_number"]}
    for calls in ("calls", "number_of_calls"):
        if calls in places:
            usage["calls"] = places[calls]
    usage |= {name: places[name] for name in ("network_id", "billing_month") if name in places}
    naming: dict[str, int] = {}
    for wanted, known in (("campaign", CAMPAIGN), ("ring_pool", RING_POOL)):
        heading = next((name for name in known if name in places), None)
        if heading:
            naming[wanted] = places[heading]
    naming |= {ours: places[name] for name, ours in STATUSES.items() if name in places}
    return ReportColumns(usage, naming)


_TOO_MANY = f"""
SELECT min(file_index) AS file_index, max(row_number) AS row_number, 'number_of_calls' AS column_name,
       CAST(sum(CAST(calls AS HUGEINT)) AS VARCHAR) AS value,
       'are the calls of all rows of ' || promo_number || ' together, more than {LARGEST}; that cannot be right'
         AS reason
FROM incoming_usage WHERE file_index = {{file_index}} AND promo_number IS NOT NULL
GROUP BY network_id, promo_number, billing_month HAVING sum(CAST(calls AS HUGEINT)) > {LARGEST}
"""


def repeated_words(file: str, count: int) -> str:
    stand = (
        "1 promo number stands in several rows; it counts"
        if count == 1
        else (f"{count:,} promo numbers stand in several rows; each counts")
    )
    return f"{file}: {stand} once, with the calls of all its rows."


def add_up_repeated(cursor: Cursor, file_index: int, files: Sequence[str], rejections: Rejections) -> int:
    """A number listed in several rows, as after a move, counts once with all its calls; returns how many there were."""
    too_many = _TOO_MANY.format(file_index=file_index)
    rejections.add_found(cursor, int(cursor.value(f"SELECT count(*) FROM ({too_many}) AS f")), too_many, files)
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS "
        "SELECT file_index, min(row_number) AS row_number, network_id, promo_number, billing_month, "
        "TRY_CAST(sum(calls) AS INTEGER) AS calls FROM incoming_usage WHERE file_index = $1 "
        "AND promo_number IS NOT NULL GROUP BY file_index, network_id, promo_number, billing_month HAVING count(*) > 1",
        file_index,
    )
    cursor.execute(
        "DELETE FROM incoming_usage AS u WHERE EXISTS (SELECT 1 FROM repeated AS r WHERE r.file_index = u.file_index "
        "AND r.network_id = u.network_id AND r.promo_number = u.promo_number AND r.billing_month = u.billing_month)"
    )
    cursor.execute("INSERT INTO incoming_usage BY NAME SELECT * FROM repeated")
    return int(cursor.value("SELECT count(*) FROM repeated"))


def create_texts(cursor: Cursor) -> None:
    columns = ", ".join(f"{name} VARCHAR" for name in _TEXTS)
    cursor.execute(f"CREATE TEMP TABLE report_texts (file_index SMALLINT, row_number BIGINT, {columns})")


def take_texts(cursor: Cursor, batches: Iterable[pa.Table], file_index: int) -> None:
    """Keeps what the report says of its numbers in words: where they belong, and their statuses."""
    for batch in batches:
        with cursor.relation("text_batch", trimmed(batch)):
            cursor.execute(f"INSERT INTO report_texts BY NAME SELECT {file_index} AS file_index, * FROM text_batch")


_LATEST_STATUSES = f"""
SELECT network_id, promo_number, billing_month, as_of, {", ".join(STATUSES.values())}, calls FROM (
  SELECT u.network_id, u.promo_number, u.billing_month, f.as_of, {", ".join(f"t.{s}" for s in STATUSES.values())},
         u.calls, row_number() OVER (PARTITION BY u.network_id, u.promo_number
                                     ORDER BY u.billing_month DESC, f.as_of DESC, u.file_index DESC) AS place
  FROM incoming_usage AS u
  JOIN report_texts AS t ON t.file_index = u.file_index AND t.row_number = u.row_number
  JOIN incoming_files AS f ON f.file_index = u.file_index
  WHERE coalesce({", ".join(f"t.{s}" for s in STATUSES.values())}) IS NOT NULL) AS latest
WHERE place = 1 AND NOT EXISTS (
  SELECT 1 FROM number_statuses AS s WHERE s.network_id = latest.network_id AND s.promo_number = latest.promo_number
    AND (s.billing_month > latest.billing_month OR (s.billing_month = latest.billing_month AND s.as_of > latest.as_of)))
"""


def load_statuses(cursor: Cursor) -> None:
    """The latest report's words stand; an older report never replaces them."""
    names = f"network_id, promo_number, billing_month, as_of, {', '.join(STATUSES.values())}, calls"
    kept = ", ".join(f"{name} = excluded.{name}" for name in names.split(", ")[2:])
    cursor.execute(
        f"INSERT INTO number_statuses ({names}) {_LATEST_STATUSES} "
        f"ON CONFLICT (network_id, promo_number) DO UPDATE SET {kept}"
    )
