"""Promo numbers that a usage file brings and nobody has introduced: where they are put, and who said so.

A column of the file places a number first; the inventory knows it or does not; what is left goes where the person who
imports says, or is refused. What was put somewhere is recorded, so that it can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from data.errors import BadInput
from data.imports.checking.rejections import Rejections
from data.store import Cursor

# The RingPool of numbers of which only the type is known, where a network has none or several.
NOT_STATED = "not-stated"
_NOT_STATED_NAME = "RingPool not stated"
WAY_OUT = (
    "say where such numbers belong (--unknown dynamic, or --unknown static:CAMPAIGN), or import it with a numbers table"
)


@dataclass(frozen=True)
class Choice:
    """Where unknown numbers go; ``place`` is a campaign, or a RingPool where somebody named one."""

    number_type: Literal["static", "dynamic"]
    place: str = ""

    def __str__(self) -> str:
        return f"{self.number_type}:{self.place}" if self.place else self.number_type


def choice_of(text: str) -> Choice:
    """``dynamic``, ``dynamic:RINGPOOL`` or ``static:CAMPAIGN``."""
    number_type, _, place = (part.strip() for part in text.partition(":"))
    if number_type == "static" and not place:
        raise BadInput(f"--unknown {text}: a static number stands in a campaign; name it, such as static:search.")
    if number_type == "static":
        return Choice("static", place)
    if number_type == "dynamic":
        return Choice("dynamic", place)
    raise BadInput(f"--unknown {text}: give dynamic, dynamic:RINGPOOL or static:CAMPAIGN.")


@dataclass(frozen=True)
class Placed:
    """How many numbers of one file were put somewhere, by the file's own columns and by choice."""

    by_columns: int
    by_choice: int

    @property
    def count(self) -> int:
        return self.by_columns + self.by_choice


_NEW = """
CREATE OR REPLACE TEMP TABLE new_numbers AS
SELECT u.file_index, u.network_id, u.promo_number, max(u.billing_month) AS billing_month,
       arg_max(u.row_number, u.billing_month) AS row_number,
       arg_max(t.campaign, u.billing_month) AS campaign, arg_max(t.ring_pool, u.billing_month) AS ring_pool
FROM incoming_usage AS u
JOIN known_networks AS k ON k.network_id = u.network_id
LEFT JOIN report_texts AS t ON t.file_index = u.file_index AND t.row_number = u.row_number
WHERE u.file_index = $1 AND u.promo_number IS NOT NULL AND u.billing_month IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM known_numbers AS k
                  WHERE k.network_id = u.network_id AND k.promo_number = u.promo_number)
GROUP BY u.file_index, u.network_id, u.promo_number
"""

# By its id, or by its name where only one has it.
_FIND = """
  SELECT n.network_id, n.promo_number,
         CASE WHEN count(*) FILTER (WHERE k.{key} = {text}) = 1 THEN {text} WHEN count(*) = 1 THEN min(k.{key}) END
           AS found
  FROM new_numbers AS n JOIN (SELECT network_id, {key}, name FROM {table}
                              UNION SELECT network_id, {key}, name FROM incoming_{table}) AS k
    ON k.network_id = n.network_id AND (k.{key} = {text} OR lower(k.name) = lower({text}))
  GROUP BY n.network_id, n.promo_number, {text}
"""

_PLACED = """
INSERT INTO placed_now
SELECT n.file_index, n.row_number, n.network_id, n.promo_number, n.billing_month,
       CASE WHEN c.found IS NOT NULL THEN 'static' ELSE 'dynamic' END,
       coalesce(c.found, ''), CASE WHEN c.found IS NULL THEN p.found ELSE '' END, $1
FROM new_numbers AS n
LEFT JOIN ({campaigns}) AS c ON c.network_id = n.network_id AND c.promo_number = n.promo_number
LEFT JOIN ({ring_pools}) AS p ON p.network_id = n.network_id AND p.promo_number = n.promo_number
WHERE (c.found IS NOT NULL OR p.found IS NOT NULL) AND {wanted}
  AND NOT EXISTS (SELECT 1 FROM placed_now AS d WHERE d.network_id = n.network_id AND d.promo_number = n.promo_number)
"""

_NAMES_NOBODY = """
SELECT n.file_index, n.row_number, 'promo_number' AS column_name, n.promo_number AS value,
       'is no promo number of the network ' || n.network_id || ', and the file puts it in '''
       || coalesce(n.campaign, n.ring_pool) || ''', which is none of its campaigns and RingPools: '
       || 'its type and campaign are not known; import that campaign or RingPool, or the number with a numbers table'
         AS reason
FROM new_numbers AS n
WHERE coalesce(n.campaign, n.ring_pool) IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM placed_now AS d WHERE d.network_id = n.network_id AND d.promo_number = n.promo_number)
"""

# Its other months stand in its usage rows; whether it stays is known only where no later month is described yet.
_LEARNT = """
INSERT INTO incoming_numbers BY NAME
SELECT d.file_index, d.row_number, d.network_id, d.promo_number, d.number_type, d.campaign_id, d.ring_pool_id,
       d.billing_month AS first_used_on,
       CASE WHEN d.billing_month < date_trunc('month', greatest(f.as_of, coalesce(a.as_of, f.as_of)))
            THEN CAST(d.billing_month + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) END AS released_on
FROM placed_now AS d
JOIN incoming_files AS f ON f.file_index = d.file_index
LEFT JOIN usage_as_of AS a ON a.network_id = d.network_id
WHERE d.file_index = $1
"""


def create_placed(cursor: Cursor) -> None:
    cursor.execute(
        "CREATE TEMP TABLE placed_now (file_index SMALLINT, row_number BIGINT, network_id VARCHAR, "
        "promo_number VARCHAR, billing_month DATE, number_type VARCHAR, campaign_id VARCHAR, ring_pool_id VARCHAR, "
        "choice VARCHAR)"
    )
    cursor.execute("CREATE TEMP TABLE named_nobody (network_id VARCHAR, promo_number VARCHAR)")


def place_unknown(
    cursor: Cursor, file_index: int, choice: Choice | None, files: Sequence[str], rejections: Rejections
) -> Placed:
    """Puts the unknown numbers of one file's usage where its columns say, else where ``choice`` says."""
    cursor.execute(_NEW, file_index)
    if not cursor.value("SELECT count(*) FROM new_numbers"):
        return Placed(0, 0)
    _place(cursor, campaign="n.campaign", ring_pool="n.ring_pool", wanted="TRUE", choice="")
    by_columns = _count(cursor, file_index)
    if choice:
        misnamed = int(cursor.value(f"SELECT count(*) FROM ({_NAMES_NOBODY}) AS f"))
        rejections.add_found(cursor, misnamed, _NAMES_NOBODY, files)
        cursor.execute(  # they are not refused once more, with a way out that was taken already
            "INSERT INTO named_nobody SELECT n.network_id, n.promo_number FROM new_numbers AS n "
            f"JOIN ({_NAMES_NOBODY}) AS f ON f.file_index = n.file_index AND f.row_number = n.row_number"
        )
        _place_by_choice(cursor, choice)
    cursor.execute(_LEARNT, file_index)
    return Placed(by_columns, _count(cursor, file_index) - by_columns)


def _place_by_choice(cursor: Cursor, choice: Choice) -> None:
    unnamed = "coalesce(n.campaign, n.ring_pool) IS NULL"
    place = "'" + choice.place.replace("'", "''") + "'"
    if choice.number_type == "static":
        _refuse_unknown_place(cursor, choice, "campaigns", "campaign_id", place)
        _place(cursor, campaign=place, ring_pool="NULL", wanted=unnamed, choice=str(choice))
        return
    if choice.place:
        _refuse_unknown_place(cursor, choice, "ring_pools", "ring_pool_id", place)
        _place(cursor, campaign="NULL", ring_pool=place, wanted=unnamed, choice=str(choice))
        return
    cursor.execute(
        "INSERT INTO ring_pools (network_id, ring_pool_id, name) SELECT DISTINCT n.network_id, $1, $2 "
        "FROM new_numbers AS n JOIN networks AS s ON s.network_id = n.network_id "
        "WHERE (SELECT count(*) FROM known_ring_pools AS k WHERE k.network_id = n.network_id AND k.ring_pool_id <> $1) "
        "<> 1 ON CONFLICT (network_id, ring_pool_id) DO NOTHING",
        NOT_STATED,
        _NOT_STATED_NAME,
    )
    only = (
        "(SELECT CASE WHEN count(DISTINCT k.ring_pool_id) = 1 THEN min(k.ring_pool_id) "
        f"ELSE '{NOT_STATED}' END FROM known_ring_pools AS k "
        f"WHERE k.network_id = n.network_id AND k.ring_pool_id <> '{NOT_STATED}')"
    )
    cursor.execute(
        "INSERT INTO placed_now SELECT n.file_index, n.row_number, n.network_id, n.promo_number, n.billing_month, "
        f"'dynamic', '', {only}, $1 FROM new_numbers AS n WHERE {unnamed} AND NOT EXISTS (SELECT 1 FROM placed_now "
        "AS d WHERE d.network_id = n.network_id AND d.promo_number = n.promo_number)",
        str(choice),
    )


def _refuse_unknown_place(cursor: Cursor, choice: Choice, table: str, key: str, place: str) -> None:
    lacking = cursor.row(
        "SELECT n.network_id FROM new_numbers AS n WHERE NOT EXISTS ("
        f"SELECT 1 FROM (SELECT network_id, {key}, name FROM {table} "
        f"UNION SELECT network_id, {key}, name FROM incoming_{table}) AS k "
        f"WHERE k.network_id = n.network_id AND (k.{key} = {place} OR lower(k.name) = lower({place}))) LIMIT 1"
    )
    if not lacking:
        return
    known = cursor.rows(f"SELECT {key} FROM known_{table} WHERE network_id = $1 ORDER BY 1 LIMIT 10", lacking[0])
    what = "campaign" if table == "campaigns" else "RingPool"
    listed = ", ".join(name for (name,) in known) or "none yet"
    raise BadInput(
        f"--unknown {choice}: {choice.place!r} is no {what} of the network {lacking[0]}. Its {what}s: {listed}."
    )


def _place(cursor: Cursor, *, campaign: str, ring_pool: str, wanted: str, choice: str) -> None:
    campaigns = _FIND.format(key="campaign_id", text=campaign, table="campaigns")
    ring_pools = _FIND.format(key="ring_pool_id", text=ring_pool, table="ring_pools")
    cursor.execute(_PLACED.format(campaigns=campaigns, ring_pools=ring_pools, wanted=wanted), choice)


def _count(cursor: Cursor, file_index: int) -> int:
    return int(cursor.value("SELECT count(*) FROM placed_now WHERE file_index = $1", file_index))
