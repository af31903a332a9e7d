"""Every document that a store keeps and that is in force, and which of them cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from data.documents import CALIBRATION, EVIDENCE, LESSON, PACK, POLICY, SCENARIO, Kind, read
from data.errors import DocumentUnreadable
from data.store import Cursor

READABLE = "every stored document can be read"

# Of settings the newest version counts and of scenarios what was not removed: the rest is never read again.
_NEWEST = """
    SELECT '', 'the setting ''' || s.name || '''', s.value FROM settings AS s
    WHERE s.name = '{name}' AND s.version = (SELECT max(n.version) FROM settings AS n WHERE n.name = s.name)
"""
_STORED: tuple[tuple[Kind, str], ...] = (
    (
        EVIDENCE,
        """
        SELECT r.network_id, 'the evidence of request ' || e.request_id, e.evidence
        FROM request_evidence AS e JOIN requests AS r ON r.request_id = e.request_id ORDER BY 1, 2
        """,
    ),
    (PACK, "SELECT network_id, 'pack ' || pack_id, figures FROM packs ORDER BY 1, 2"),
    (
        SCENARIO,
        """
        SELECT network_id, 'scenario ' || scenario_id, changes FROM scenarios WHERE removed_at IS NULL ORDER BY 1, 2
        """,
    ),
    (CALIBRATION, _NEWEST.replace("{name}", CALIBRATION.name)),
    (LESSON, _NEWEST.replace("{name}", LESSON.name)),
    (POLICY, _NEWEST.replace("{name}", POLICY.name)),
)


def unreadable(cursor: Cursor) -> Iterator[tuple[str, str]]:
    """The network ('' for the whole store) and what is wrong, for each document that cannot be read."""
    for kind, sql in _STORED:
        for network_id, subject, text in cursor.rows(sql):
            try:
                read(kind, text, subject)
            except DocumentUnreadable as error:
                yield network_id, str(error)
