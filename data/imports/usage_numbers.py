"""What usage files tell of their numbers beside the usage: where unknown ones belong, statuses, and which ended."""

from __future__ import annotations

from collections.abc import Sequence

from data.imports import number_usage_report
from data.imports.checking import placing
from data.imports.checking.rejections import Rejections
from data.imports.loading import placement_records
from data.imports.opening import Incoming
from data.imports.sheets.sheet import ignore
from data.store import Cursor


def take_numbers(
    cursor: Cursor,
    incoming: Sequence[Incoming],
    choice: placing.Choice | None,
    files: Sequence[str],
    rejections: Rejections,
) -> frozenset[int]:
    """Adds to the incoming numbers what usage files say of them; returns the files that said anything."""
    number_usage_report.create_texts(cursor)
    placing.create_placed(cursor)
    found = set()
    for index, one in enumerate(incoming):
        if one.table.name != "usage":
            continue
        one.sheet.reject = ignore
        if one.report:
            if repeated := number_usage_report.add_up_repeated(cursor, index, files, rejections):
                one.sheet.warnings.append(number_usage_report.repeated_words(one.sheet.file, repeated))
            if one.report.naming:
                number_usage_report.take_texts(cursor, one.sheet.batches(one.report.naming), index)
        placed = placing.place_unknown(cursor, index, choice, files, rejections)
        ended = placement_records.end_unlisted(cursor, index)
        one.sheet.warnings.extend(placement_records.words(one.sheet.file, placed, choice, ended))
        if placed.count or ended:
            found.add(index)
    return frozenset(found)
