"""What becomes of placed numbers: when they end, what is said of them, and the record that lets them be taken back."""

from __future__ import annotations

import datetime as dt
import hashlib

from data.imports.checking.placing import Choice, Placed
from data.store import Cursor

_UNLISTED = """
INSERT INTO incoming_numbers BY NAME
SELECT DISTINCT m.file_index, CAST(NULL AS BIGINT) AS row_number, s.network_id, s.promo_number, s.number_type,
       s.campaign_id, s.ring_pool_id, s.first_used_on, CAST(m.billing_month - INTERVAL '1' DAY AS DATE) AS released_on
FROM (SELECT network_id, max(billing_month) AS billing_month, max(file_index) AS file_index
      FROM incoming_usage WHERE file_index = $1 GROUP BY network_id) AS m
JOIN usage_as_of AS a ON a.network_id = m.network_id
JOIN numbers AS s ON s.network_id = m.network_id
JOIN placed_numbers AS p ON p.network_id = s.network_id AND p.promo_number = s.promo_number
JOIN placements AS b ON b.placement_id = p.placement_id
WHERE m.billing_month >= date_trunc('month', a.as_of) AND b.taken_back_at IS NULL
  AND s.released_on IS NULL AND s.first_used_on < m.billing_month
  AND s.campaign_id = p.campaign_id AND s.ring_pool_id = p.ring_pool_id
  AND NOT EXISTS (SELECT 1 FROM incoming_usage AS u WHERE u.network_id = s.network_id
                  AND u.promo_number = s.promo_number AND u.billing_month = m.billing_month)
  AND NOT EXISTS (SELECT 1 FROM incoming_numbers AS i
                  WHERE i.network_id = s.network_id AND i.promo_number = s.promo_number)
"""


def end_unlisted(cursor: Cursor, file_index: int) -> int:
    """A number known only from such reports ended where a later month's report does not list it; how many did."""
    before = int(cursor.value("SELECT count(*) FROM incoming_numbers"))
    cursor.execute(_UNLISTED, file_index)
    return int(cursor.value("SELECT count(*) FROM incoming_numbers")) - before


def words(file: str, placed: Placed, choice: Choice | None, ended: int) -> list[str]:
    """What was put where, and what ended, for the outcome and the log."""
    sentences = []
    if placed.by_columns:
        sentences.append(
            f"{file}: {_numbers(placed.by_columns)} not known; "
            f"{_added(placed.by_columns)} to the campaign or RingPool the report names."
        )
    if placed.by_choice and choice:
        kind = f"as {'a ' if placed.by_choice == 1 else ''}{choice.number_type} number{'s' * (placed.by_choice != 1)}"
        place = {"static": f" of the campaign {choice.place}", "dynamic": f" of the RingPool {choice.place}"}
        where = place[choice.number_type] if choice.place else ""
        sentences.append(
            f"{file}: {_numbers(placed.by_choice)} not known; {_added(placed.by_choice)} {kind}{where}, as you said."
        )
    if ended:
        which = (
            "1 promo number of an earlier report is"
            if ended == 1
            else (f"{ended:,} promo numbers of earlier reports are")
        )
        sentences.append(
            f"{file}: {which} not listed any more; {'it counts' if ended == 1 else 'they count'} to the end "
            "of the month before."
        )
    return sentences


def _numbers(count: int) -> str:
    return "1 promo number was" if count == 1 else f"{count:,} promo numbers were"


def _added(count: int) -> str:
    return "it was added" if count == 1 else "they were added"


def record_placements(cursor: Cursor, *, now: dt.datetime, placed_by: str) -> list[str]:
    """Writes down what was put where; returns how each placement can be taken back, in words."""
    sentences: list[str] = []
    for index, name, sha256, as_of in cursor.rows(
        "SELECT f.file_index, f.file_name, f.sha256, f.as_of FROM incoming_files AS f "
        "WHERE EXISTS (SELECT 1 FROM placed_now AS d WHERE d.file_index = f.file_index) ORDER BY 1"
    ):
        earlier = cursor.value("SELECT count(*) FROM placements")
        placement_id = hashlib.sha256(f"{earlier} {sha256} {now.isoformat()}".encode()).hexdigest()[:8]
        sentences.append(
            f"{name}: placement {placement_id} lists the numbers that were added; "
            f"`python -m data placements --take-back {placement_id}` takes them back, as the page Import does."
        )
        cursor.execute(
            "INSERT INTO placements (placement_id, file_name, file_sha256, as_of, placed_at, placed_by) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            placement_id,
            name,
            sha256,
            as_of,
            now,
            placed_by,
        )
        cursor.execute(
            "INSERT INTO placed_numbers (placement_id, network_id, promo_number, billing_month, number_type, "
            "campaign_id, ring_pool_id, choice) SELECT $1, network_id, promo_number, billing_month, number_type, "
            "campaign_id, ring_pool_id, choice FROM placed_now WHERE file_index = $2",
            placement_id,
            index,
        )
    return sentences
