"""One spelling a promo number, and none that no plan can dial; asked of the incoming rows, once a number.

The plans' library takes its time for each number, so it is asked only of those the store has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from data.imports.checking.rejections import Rejections
from data.phone_numbers import Spelling, spellings, trunk_spellings
from data.store import Cursor

TABLES = ("numbers", "usage", "calls")
# A 0 after what may be a country code: the trunk zero, if it is one. North America has none.
_ZERO = "regexp_matches(promo_number, '^[+][2-9][0-9]{0,2}0')"

_REFUSED = """
SELECT r.file_index, r.row_number, 'promo_number' AS column_name, r.promo_number AS value, s.refusal AS reason
FROM incoming_{name} AS r JOIN refused_numbers AS s ON s.given = r.promo_number
"""


def drop_trunk_zeros(cursor: Cursor) -> None:
    """Before the store is asked who has these numbers: +44 (0)20 7946 0123 and +44 20 7946 0123 are one."""
    with_zero = [number for (number,) in cursor.rows(f"{_distinct()} WHERE {_ZERO}")]
    _respell(cursor, {s.given: s.written for s in spellings(with_zero) if not s.refusal} if with_zero else {})


def spell(cursor: Cursor, files: Sequence[str], rejections: Rejections) -> int:
    """Refuses what no plan can dial, where the store has not seen it; returns how many keep an older spelling."""
    kept = _keep_stored_spellings(cursor)
    unseen = [
        number
        for (number,) in cursor.rows(
            f"{_distinct()} WHERE NOT EXISTS (SELECT 1 FROM numbers AS s WHERE s.promo_number = n.promo_number)"
        )
    ]
    if not unseen:
        return kept
    spelled = spellings(unseen)
    _respell(cursor, {s.given: s.written for s in spelled if not s.refusal and s.written != s.given})
    _refuse(cursor, [s for s in spelled if s.refusal], files, rejections)
    return kept


def _distinct() -> str:
    parts = " UNION ".join(f"SELECT promo_number FROM incoming_{name}" for name in TABLES)
    return f"SELECT promo_number FROM (SELECT promo_number FROM ({parts}) AS p WHERE promo_number IS NOT NULL) AS n"


def _keep_stored_spellings(cursor: Cursor) -> int:
    """A number that an older store holds with its trunk zero keeps that spelling, or it would be two."""
    stored = {number for (number,) in cursor.rows(f"SELECT DISTINCT promo_number FROM numbers WHERE {_ZERO}")}
    if not stored:
        return 0
    keep = {}
    for (number,) in cursor.rows(f"{_distinct()} WHERE promo_number NOT LIKE '+1%'"):
        old = next((spelling for spelling in trunk_spellings(number) if spelling in stored), None)
        if old and number not in stored and spellings([old])[0].written == number:
            keep[number] = old
    _respell(cursor, keep)
    return len(keep)


def _respell(cursor: Cursor, written: dict[str, str]) -> None:
    changed = {given: new for given, new in written.items() if given != new}
    if not changed:
        return
    rows = pa.table({"given": list(changed), "written": list(changed.values())})
    with cursor.relation("respelled", rows):
        for name in TABLES:
            cursor.execute(
                f"UPDATE incoming_{name} SET promo_number = s.written FROM respelled AS s "
                f"WHERE incoming_{name}.promo_number = s.given"
            )


def _refuse(cursor: Cursor, refused: list[Spelling], files: Sequence[str], rejections: Rejections) -> None:
    if not refused:
        return
    rows = pa.table({"given": [s.given for s in refused], "refusal": [s.refusal for s in refused]})
    with cursor.relation("refused_numbers", rows):
        for name in TABLES:
            sql = _REFUSED.format(name=name)
            rejections.add_found(cursor, int(cursor.value(f"SELECT count(*) FROM ({sql}) AS f")), sql, files)


def kept_words(count: int) -> str:
    which = "1 promo number is" if count == 1 else f"{count:,} promo numbers are"
    return (
        f"{which} in the store with the trunk zero after the country code, as they were imported before; "
        "that spelling was kept, so that no number counts twice."
    )
