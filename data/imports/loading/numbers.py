"""Numbers from a list: new ones as they are, known ones by what the list adds to where they were and are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pyarrow as pa

from data.imports.checking.rejections import Rejections
from data.imports.loading.assignments import Contradicted, Place, Span, Stated, merged
from data.imports.loading.keyed_rows import Loaded
from data.store import Cursor

# Two rows of one number that put it in two places at a time; the day a place is left may be the first of the next.
_OVERLAPPING = """
SELECT CASE WHEN later THEN file_index ELSE other_file END AS file_index,
       CASE WHEN later THEN row_number ELSE other_row END AS row_number, 'promo_number' AS column_name,
       promo_number AS value,
       CASE WHEN campaign_id <> other_campaign
            THEN 'is in two campaigns, ' || CASE WHEN later THEN other_campaign || ' and ' || campaign_id
                                                 ELSE campaign_id || ' and ' || other_campaign END
            ELSE 'is there twice' END
       || ': also in row ' || CASE WHEN later THEN other_row ELSE row_number END
       || CASE WHEN other_file <> file_index
               THEN ' of ' || (SELECT f.file_name FROM incoming_files AS f
                               WHERE f.file_index = CASE WHEN o.later THEN o.other_file ELSE o.file_index END)
               ELSE '' END
       || '. A number has one place at a time: the rows from ' || other_first || ' and from ' || first_used_on
       || ' overlap; give the day it left the first one as released_on' AS reason
FROM (
  SELECT *, other_file < file_index OR (other_file = file_index AND other_row < row_number) AS later
  FROM (
    SELECT file_index, row_number, promo_number, campaign_id, first_used_on, released_on,
           lag(file_index) OVER same AS other_file, lag(row_number) OVER same AS other_row,
           lag(campaign_id) OVER same AS other_campaign, lag(first_used_on) OVER same AS other_first,
           lag(released_on) OVER same AS other_released
    FROM incoming_numbers
    WHERE network_id IS NOT NULL AND promo_number IS NOT NULL AND first_used_on IS NOT NULL
    WINDOW same AS (PARTITION BY network_id, promo_number ORDER BY first_used_on, file_index, row_number)
  ) AS pairs
  WHERE other_row IS NOT NULL
    AND (other_released IS NULL OR other_released > first_used_on OR other_first = first_used_on)
) AS o
"""

_HANDED_OVER = """
CREATE TEMP TABLE stated_numbers AS
SELECT * REPLACE (CASE WHEN released_on = lead(first_used_on) OVER same THEN CAST(released_on - 1 AS DATE)
                       ELSE released_on END AS released_on)
FROM incoming_numbers
WINDOW same AS (PARTITION BY network_id, promo_number ORDER BY first_used_on)
"""

_CONCERNED = """
CREATE TEMP TABLE concerned_numbers AS
SELECT r.network_id, r.promo_number, bool_or(s.network_id IS NOT NULL) AS is_known
FROM stated_numbers AS r
LEFT JOIN (SELECT DISTINCT network_id, promo_number FROM numbers) AS s
  ON s.network_id = r.network_id AND s.promo_number = r.promo_number
WHERE NOT EXISTS (
  SELECT 1 FROM numbers AS k
  WHERE k.network_id = r.network_id AND k.promo_number = r.promo_number AND k.number_type = r.number_type
    AND k.campaign_id = r.campaign_id AND k.ring_pool_id = r.ring_pool_id AND k.first_used_on = r.first_used_on
    AND (k.released_on IS NOT DISTINCT FROM r.released_on OR r.file_index NOT IN ({having})))
GROUP BY r.network_id, r.promo_number
"""

_STATED = """
SELECT r.network_id, r.promo_number, r.number_type, r.campaign_id, r.ring_pool_id, r.first_used_on, r.released_on,
       f.as_of, r.file_index IN ({having}) AS says_through, r.file_index, r.row_number, a.as_of AS known_as_of
FROM stated_numbers AS r
JOIN concerned_numbers AS c ON c.network_id = r.network_id AND c.promo_number = r.promo_number AND c.is_known
JOIN incoming_files AS f ON f.file_index = r.file_index
LEFT JOIN usage_as_of AS a ON a.network_id = r.network_id
ORDER BY r.network_id, r.promo_number, r.first_used_on
"""

_STORED = """
SELECT n.network_id, n.promo_number, n.number_type, n.campaign_id, n.ring_pool_id, n.first_used_on, n.released_on
FROM numbers AS n
JOIN concerned_numbers AS c ON c.network_id = n.network_id AND c.promo_number = n.promo_number AND c.is_known
"""

_LAST_CALLS = """
CREATE TEMP TABLE called AS
SELECT c.*, s.last_call_on AS stored_on FROM (
  SELECT r.network_id, r.promo_number, max(r.last_call_on) AS last_call_on, max(f.as_of) AS as_of,
         max(r.file_index) AS file_index, max(r.row_number) AS row_number
  FROM incoming_numbers AS r JOIN incoming_files AS f ON f.file_index = r.file_index
  WHERE r.last_call_on IS NOT NULL GROUP BY r.network_id, r.promo_number
) AS c LEFT JOIN last_calls AS s ON s.network_id = c.network_id AND s.promo_number = c.promo_number
"""

MOST_TOLD = 20
_NUMBER = ("network_id", "promo_number", "number_type", "campaign_id", "ring_pool_id", "first_used_on", "released_on")
_SCHEMA = pa.schema([(name, pa.date32() if name.endswith("_on") else pa.string()) for name in _NUMBER])
_Key = tuple[str, str]


def refuse_overlapping(cursor: Cursor, files: list[str], rejections: Rejections) -> None:
    """Refuses rows that put a number in two places at a time."""
    rejections.add_found(cursor, int(cursor.value(f"SELECT count(*) FROM ({_OVERLAPPING}) AS f")), _OVERLAPPING, files)


def prepare_numbers(
    cursor: Cursor, columns_of: Mapping[int, Collection[str]], files: list[str], rejections: Rejections
) -> None:
    """Works out what becomes of every number in these lists; refuses older lists that the store knows better."""
    having = ", ".join(str(file) for file, columns in columns_of.items() if "released_on" in columns) or "-1"
    cursor.execute(_HANDED_OVER)
    cursor.execute(_CONCERNED.format(having=having))
    stated: dict[_Key, list[tuple[Any, ...]]] = defaultdict(list)
    for row in cursor.rows(_STATED.format(having=having)):
        stated[row[0], row[1]].append(row)
    stored: dict[_Key, list[Span]] = defaultdict(list)
    for row in cursor.rows(_STORED):
        stored[row[0], row[1]].append(_span(row))
    after: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    refused: list[tuple[Any, ...]] = []
    for key, rows in stated.items():
        try:
            spans = merged(
                stored[key], [Stated(_span(r), r[7], says_through=r[8]) for r in rows], known_as_of=rows[0][11]
            )
        except Contradicted:
            refused.append((rows[0][9], rows[0][10], key[1], rows[0][7], rows[0][11]))
            continue
        if spans != sorted(stored[key], key=lambda s: s.start):
            after += [(*key, s.place.number_type, s.place.campaign_id, s.place.ring_pool_id, s.start, s.through)
                      for s in spans]  # fmt: skip
            moved = len({s.place for s in spans} - {s.place for s in stored[key]}) > 0
            changed.append((*key, rows[0][9], rows[0][10], moved))
    _refuse(cursor, refused, files, rejections)
    _keep(cursor, after, changed)


def load_numbers(cursor: Cursor, loaded: Loaded) -> None:
    """Stores what was prepared; the last calls stand beside it."""
    names = ", ".join(_NUMBER)
    new = (
        "FROM stated_numbers AS r WHERE EXISTS (SELECT 1 FROM concerned_numbers AS c WHERE NOT c.is_known "
        "AND c.network_id = r.network_id AND c.promo_number = r.promo_number)"
    )
    cursor.execute(
        "CREATE TEMP TABLE months_before AS "
        + _MONTHS_OF.format(spans=f"SELECT * FROM numbers AS n WHERE {_IS_CHANGED}")
    )
    loaded.add(cursor.rows(f"SELECT r.file_index, count(*) {new} GROUP BY r.file_index"))
    loaded.rows.update(cursor.rows("SELECT file_index, row_number FROM changed_numbers"))
    cursor.execute(f"DELETE FROM numbers AS n WHERE {_IS_CHANGED}")
    cursor.execute(f"INSERT INTO numbers ({names}) SELECT {names} FROM numbers_after")
    cursor.execute(f"INSERT INTO numbers ({names}) SELECT {names} {new}")
    moved = cursor.value("SELECT count(*) FROM changed_numbers WHERE moved")
    if moved:
        loaded.warnings.append(
            f"{moved:,} known promo {'number is' if moved == 1 else 'numbers are'} in another campaign or RingPool "
            "now; the months before stay where they were."
        )
    _load_last_calls(cursor, loaded)


_IS_CHANGED = (
    "EXISTS (SELECT 1 FROM changed_numbers AS c WHERE c.network_id = n.network_id AND c.promo_number = n.promo_number)"
)
_MONTHS_OF = """
SELECT DISTINCT n.network_id, n.promo_number, c.billing_month
FROM ({spans}) AS n JOIN closed_months AS c ON c.network_id = n.network_id AND c.campaign_id = ''
  AND c.billing_month >= date_trunc('month', n.first_used_on)
  AND (n.released_on IS NULL OR c.billing_month <= n.released_on)
"""


def tell_frozen(cursor: Cursor, loaded: Loaded) -> None:
    """Says which frozen months a list now has more numbers in than stand there; they stay as they are."""
    touched = f"""
        SELECT n.* FROM numbers AS n WHERE {_IS_CHANGED} OR EXISTS (
          SELECT 1 FROM concerned_numbers AS k
          WHERE NOT k.is_known AND k.network_id = n.network_id AND k.promo_number = n.promo_number)
    """
    added = cursor.rows(
        f"""
        WITH added AS (
          SELECT DISTINCT network_id, billing_month
          FROM (({_MONTHS_OF.format(spans=touched)}) EXCEPT SELECT * FROM months_before) AS a
        ),
        listed AS (
          SELECT a.network_id, a.billing_month, count(DISTINCT n.promo_number) AS numbers
          FROM added AS a JOIN numbers AS n ON n.network_id = a.network_id
           AND a.billing_month >= date_trunc('month', n.first_used_on)
           AND (n.released_on IS NULL OR a.billing_month <= n.released_on)
          GROUP BY a.network_id, a.billing_month
        )
        SELECT l.network_id, l.billing_month, sum(c.static_used + c.dynamic_used) AS stands, l.numbers
        FROM listed AS l JOIN closed_months AS c
          ON c.network_id = l.network_id AND c.billing_month = l.billing_month
        GROUP BY l.network_id, l.billing_month, l.numbers
        HAVING l.numbers > sum(c.static_used + c.dynamic_used)
        ORDER BY l.network_id, l.billing_month
        """
    )
    for network_id, month, stands, numbers in added[:MOST_TOLD]:
        loaded.warnings.append(
            f"{month:%b %Y} of {network_id} is closed and stays {stands:,}, though the list now has {numbers:,} "
            f"numbers in it. If the list is right, correct the month with its usage: "
            f"--correct {month:%Y-%m} --reason TEXT."
        )
    if len(added) > MOST_TOLD:
        loaded.warnings.append(f"And {len(added) - MOST_TOLD:,} more closed months in which a list has more numbers.")


def _load_last_calls(cursor: Cursor, loaded: Loaded) -> None:
    cursor.execute(_LAST_CALLS)
    newer = "SELECT file_index, row_number FROM called WHERE stored_on IS NOT NULL AND stored_on < last_call_on"
    loaded.rows.update(cursor.rows(newer))
    cursor.execute(
        "INSERT INTO last_calls (network_id, promo_number, last_call_on, as_of) "
        "SELECT network_id, promo_number, last_call_on, as_of FROM called "
        "ON CONFLICT (network_id, promo_number) DO UPDATE SET "
        "last_call_on = greatest(last_calls.last_call_on, excluded.last_call_on), "
        "as_of = greatest(last_calls.as_of, excluded.as_of)"
    )


def _span(row: tuple[Any, ...]) -> Span:
    return Span(Place(row[2], row[3], row[4]), row[5], row[6])


def _refuse(cursor: Cursor, refused: list[tuple[Any, ...]], files: list[str], rejections: Rejections) -> None:
    columns = list(zip(*refused, strict=True)) if refused else [()] * 5
    types = (pa.int16(), pa.int64(), pa.string(), pa.date32(), pa.date32())
    names = ("file_index", "row_number", "value", "as_of", "known_as_of")
    rows = pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})
    with cursor.relation("contradicted", rows):
        sql = (
            "SELECT file_index, row_number, 'promo_number' AS column_name, value, "
            "'the store knows this number otherwise as of ' || known_as_of || ', and this file describes ' || as_of "
            "|| ': newer facts are not overwritten; if the file is the newer one, give its date (--as-of)' AS reason "
            "FROM contradicted"
        )
        rejections.add_found(cursor, len(refused), sql, files)


def _keep(cursor: Cursor, after: Iterable[tuple[Any, ...]], changed: list[tuple[Any, ...]]) -> None:
    rows = list(after)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(_NUMBER)
    spans = pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)
    keys = list(zip(*changed, strict=True)) if changed else [()] * 5
    types = (pa.string(), pa.string(), pa.int16(), pa.int64(), pa.bool_())
    names = ("network_id", "promo_number", "file_index", "row_number", "moved")
    numbers = pa.table({n: pa.array(c, t) for n, c, t in zip(names, keys, types, strict=True)})
    with cursor.relation("spans", spans), cursor.relation("changes", numbers):
        cursor.execute("CREATE TEMP TABLE numbers_after AS SELECT * FROM spans")
        cursor.execute("CREATE TEMP TABLE changed_numbers AS SELECT * FROM changes")
