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
    said = set()
    for index, file in enumerate(incoming):
        if file.table.name != "usage":
            continue
        file.sheet.reject = ignore
        if file.report:
            if repeated := number_usage_report.add_up_repeated(cursor, index, files, rejections):
                file.sheet.warnings.append(number_usage_report.repeated_words(file.sheet.file, repeated))
            if file.report.naming:
                number_usage_report.take_texts(cursor, file.sheet.batches(file.report.naming), index)
        placed = placing.place_unknown(cursor, index, choice, files, rejections)
        ended = placement_records.end_unlisted(cursor, index)
        file.sheet.warnings.extend(placement_records.words(file.sheet.file, placed, choice, ended))
        if placed.count or ended:
            said.add(index)
    return frozenset(said)
