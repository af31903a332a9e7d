"""A reviewed list of changes as a CSV file: read strictly, every value that cannot be meant named with its row."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from typing import Final

from data.errors import BadInput, BulkRefused, HeadroomError, Rejection
from limits.changes.change import ChangeLimit, check_command
from limits.kinds import LimitKey, as_kind
from limits.text_checks import check_text

REQUIRED: Final = ("network_id", "kind", "to", "reason")
COLUMNS: Final = ("network_id", "kind", "campaign_id", "to", "reason", "expect")
ROWS_MAX: Final = 10_000


@dataclass(frozen=True)
class ListedChange:
    """One row of the list; ``row`` counts as a person sees it, the header being row 1."""

    row: int
    command: ChangeLimit


def read_changes(name: str, content: bytes) -> list[ListedChange]:
    """The changes of the file, all of them sound in themselves; raises BulkRefused with every row that is not.

    A row's change-id is made of the file and its place in it: the same file given twice changes once.
    """
    rows = _rows(name, content)
    mark = hashlib.sha256(content).hexdigest()[:16]
    changes: list[ListedChange] = []
    refused: list[Rejection] = []
    first: dict[tuple[str, LimitKey], int] = {}
    for number, row in rows:
        problem = _problem(row)
        if problem is None:
            change = ListedChange(number, _command(row, f"bulk-{mark}-{number}"))
            before = first.setdefault((change.command.network_id, change.command.key), number)
            if before == number:
                changes.append(change)
                continue
            problem = ("network_id", f"this limit stands in row {before} already")
        column, reason = problem
        refused.append(Rejection(name, number, column, (row.get(column) or "")[:80], reason))
    if refused:
        raise BulkRefused(tuple(refused))
    return changes


def _rows(name: str, content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 (byte {error.start:,}): save it as CSV in UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(name, header)
        rows = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(header):
                    raise BadInput(
                        f"{name} row {reader.line_num} has {len(cells)} values, its header {len(header)}: a comma "
                        "within a value needs quotes."
                    )
                rows.append((reader.line_num, dict(zip(header, (c.strip() for c in cells), strict=True))))
    except csv.Error as error:
        raise BadInput(f"{name} row {reader.line_num} is no CSV: {error}.") from None
    if not rows:
        raise BadInput(f"{name} has no rows below its header, so there is nothing to change.")
    if len(rows) > ROWS_MAX:
        raise BadInput(f"{name} has {len(rows):,} rows; at most {ROWS_MAX:,} are changed at a time. Split it.")
    return rows


def _check_header(name: str, header: list[str]) -> None:
    missing = [c for c in REQUIRED if c not in header]
    unknown = [c for c in header if c not in COLUMNS]
    if missing or unknown or len(set(header)) < len(header):
        raise BadInput(
            f"{name} must have the columns {', '.join(REQUIRED)}, and may have campaign_id and expect, each once. "
            + (f"Missing: {', '.join(missing)}. " if missing else "")
            + (f"Unknown: {', '.join(unknown)}." if unknown else "")
        )


def _problem(row: dict[str, str]) -> tuple[str, str] | None:
    """The first column that cannot be used, and why."""
    if not row["network_id"]:
        return "network_id", "is empty"
    try:
        as_kind(row["kind"])
    except HeadroomError as error:
        return "kind", str(error)
    try:
        LimitKey(as_kind(row["kind"]), row.get("campaign_id", ""))
    except HeadroomError as error:
        return "campaign_id", str(error)
    for column, needed in (("to", True), ("expect", False)):
        value = row.get(column, "")
        if not re.fullmatch(r"[0-9]{1,9}", value) and (needed or value):
            return column, "is no whole number"
    try:
        check_text(row["reason"], "is empty: people will ask for it later")
    except HeadroomError as error:
        return "reason", str(error)
    try:
        check_command(_command(row, "checked"))
    except HeadroomError as error:
        return "to", str(error)
    return None


def _command(row: dict[str, str], change_id: str) -> ChangeLimit:
    return ChangeLimit(
        network_id=row["network_id"],
        kind=as_kind(row["kind"]),
        campaign_id=row.get("campaign_id", ""),
        to=int(row["to"]),
        reason=row["reason"],
        expected_version=int(row["expect"]) if row.get("expect") else None,
        change_id=change_id,
    )
