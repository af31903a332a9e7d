"""Limits from a file: each that differs becomes a change with its version, as if a person had made it."""

from __future__ import annotations

import datetime as dt

from data.imports.loading.keyed_rows import Loaded
from data.store import Cursor

# What the file says of every limit, whether that changes anything or not: the platform has it so.
_REPORTED = """
INSERT INTO platform_reports (network_id, kind, campaign_id, limit_numbers, as_of)
SELECT w.network_id, w.kind, w.campaign_id, max(w.new_limit), f.as_of
FROM (
  SELECT file_index, network_id, 'network' AS kind, '' AS campaign_id, network_limit AS new_limit FROM incoming_limits
  UNION ALL
  SELECT file_index, network_id, 'dynamic', '', dynamic_limit FROM incoming_limits
  UNION ALL
  SELECT file_index, network_id, 'campaign', campaign_id, campaign_limit FROM incoming_campaigns
) AS w
JOIN incoming_files AS f ON f.file_index = w.file_index
WHERE f.as_of = (SELECT max(l.as_of) FROM incoming_files AS l)
GROUP BY w.network_id, w.kind, w.campaign_id, f.as_of
ON CONFLICT (network_id, kind, campaign_id) DO UPDATE
SET limit_numbers = excluded.limit_numbers, as_of = excluded.as_of WHERE excluded.as_of >= platform_reports.as_of
"""

_WANTED = """
CREATE TEMP TABLE wanted_limits AS
SELECT w.*, f.as_of, f.file_name, f.sha256, s.limit_numbers AS old_limit, coalesce(s.version, 0) + 1 AS version
FROM (
  SELECT file_index, row_number, network_id, 'network' AS kind, '' AS campaign_id, network_limit AS new_limit
  FROM incoming_limits
  UNION ALL
  SELECT file_index, row_number, network_id, 'dynamic', '', dynamic_limit FROM incoming_limits
  UNION ALL
  SELECT file_index, row_number, network_id, 'campaign', campaign_id, campaign_limit FROM incoming_campaigns
) AS w
JOIN incoming_files AS f ON f.file_index = w.file_index
LEFT JOIN limits AS s ON s.network_id = w.network_id AND s.kind = w.kind AND s.campaign_id = w.campaign_id
WHERE s.network_id IS NULL OR s.limit_numbers <> w.new_limit
"""

# A limit that was set after the day the file describes: the file cannot know of it.
_NEWER = """
SELECT w.network_id, w.kind, w.campaign_id, w.old_limit, w.new_limit, w.as_of, max(c.effective_from) AS set_on
FROM wanted_limits AS w JOIN limit_changes AS c
  ON c.network_id = w.network_id AND c.kind = w.kind AND c.campaign_id = w.campaign_id
WHERE c.effective_from > w.as_of OR (c.change_id NOT LIKE 'import-%' AND CAST(c.changed_at AS DATE) > w.as_of)
GROUP BY w.network_id, w.kind, w.campaign_id, w.old_limit, w.new_limit, w.as_of
ORDER BY w.network_id, w.kind, w.campaign_id
"""

_LEDGER = """
INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit, changed_at,
                           changed_by, reason, effective_from, usage_then, as_of)
SELECT 'import-' || left(w.sha256, 12) || '-' || w.network_id || '-' || w.kind || '-' || w.campaign_id || '-'
         || w.version,
       w.network_id, w.kind, w.campaign_id, w.version, w.old_limit, w.new_limit, $1, $2,
       'imported from ' || w.file_name, w.as_of, NULL, w.as_of
FROM (SELECT * FROM wanted_limits ORDER BY network_id, kind, campaign_id) AS w
"""

_BELOW_USAGE = """
SELECT w.network_id, w.kind, w.new_limit, CASE w.kind WHEN 'dynamic' THEN m.dynamic_used
       ELSE m.static_used + m.dynamic_used END AS used
FROM wanted_limits AS w
JOIN usage_as_of AS a ON a.network_id = w.network_id
JOIN network_months AS m ON m.network_id = w.network_id
  AND m.billing_month = CAST(date_trunc('month', a.as_of + INTERVAL '1' DAY) AS DATE)
WHERE w.kind <> 'campaign'
  AND w.new_limit < CASE w.kind WHEN 'dynamic' THEN m.dynamic_used ELSE m.static_used + m.dynamic_used END
ORDER BY w.network_id, w.kind
"""


def load_limits(cursor: Cursor, *, now: dt.datetime, imported_by: str, loaded: Loaded) -> None:
    """Applies what differs; a limit that somebody set after the file's date stands, and the import says so."""
    cursor.execute(_REPORTED)
    cursor.execute(_WANTED)
    for network_id, kind, campaign_id, stands, in_file, as_of, set_on in cursor.rows(_NEWER):
        name = f"{kind} limit of {network_id}" + (f", campaign {campaign_id}," if campaign_id else "")
        loaded.warnings.append(
            f"The {name} stays {stands}: it was set on {set_on}, and the file that says {in_file} describes {as_of}."
        )
        cursor.execute(
            "DELETE FROM wanted_limits WHERE network_id = $1 AND kind = $2 AND campaign_id = $3",
            network_id,
            kind,
            campaign_id,
        )
    loaded.rows.update(cursor.rows("SELECT file_index, row_number FROM wanted_limits"))
    cursor.execute(_LEDGER, now, imported_by)
    cursor.execute(
        "INSERT INTO limits (network_id, kind, campaign_id, limit_numbers, version) "
        "SELECT network_id, kind, campaign_id, new_limit, version FROM wanted_limits "
        "ON CONFLICT (network_id, kind, campaign_id) DO UPDATE "
        "SET limit_numbers = excluded.limit_numbers, version = excluded.version"
    )


def limits_below_usage(cursor: Cursor) -> list[str]:
    """Says which of these limits are exceeded now: a legitimate state, and one that its CSM should know of."""
    return [
        f"The {kind} limit of {network_id} is {limit} now, below its usage of {used} in the running month."
        for network_id, kind, limit, used in cursor.rows(_BELOW_USAGE)
    ]
